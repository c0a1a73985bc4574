use chrono::{Months, NaiveDate};

use super::{
    event::{
        CompleteEnterprisePractice, DualQualification, RecordIndustryQualification, VocationalEvent,
        WithdrawDualQualification,
    },
    refusal::VocationalRefusal,
    state::Vocational,
};
use crate::{
    CivilDate, Decider, Looks, Origin, Period, Stamp, TeacherId, Unreadable, VocationalId, VoidEntry,
    machine::Told, rules::RULES_STREAM, witness::Witness,
};

/// Months of practice in the five years before that stand for a qualification of a trade.
pub const PRACTICE_MONTHS: u32 = 6;
/// How far back practice counts when rule R-29 does not say, in years.
const LOOKS_BACK_YEARS: u32 = 5;
/// Days that count as a month of practice.
const MONTH_DAYS: u32 = 30;

/// Recognises a person as dual-qualified.
#[derive(Clone, Debug, PartialEq)]
pub struct RecogniseDualQualification {
    /// The day.
    pub on: CivilDate,
    /// The level, where the bureau has levels.
    pub level: Option<String>,
}

/// What may be asked.
#[derive(Clone, Debug, PartialEq)]
pub enum VocationalCommand {
    /// Records a qualification of a trade.
    RecordIndustryQualification(RecordIndustryQualification),
    /// Records practice.
    CompleteEnterprisePractice(CompleteEnterprisePractice),
    /// Recognises the person.
    RecogniseDualQualification(RecogniseDualQualification),
    /// Takes that back.
    WithdrawDualQualification(WithdrawDualQualification),
    /// Takes an entry away.
    VoidVocationalEvent(VoidEntry),
}

type Answer = Result<VocationalEvent, VocationalRefusal>;

impl VocationalId {
    /// What makes a person dual-qualified has the id of the person.
    pub fn of(teacher: TeacherId) -> Self {
        Self(teacher.0)
    }

    /// The person.
    pub fn teacher(self) -> TeacherId {
        TeacherId(self.0)
    }
}

impl Decider for Vocational {
    type Command = (TeacherId, VocationalCommand);
    type Event = VocationalEvent;
    type Refusal = VocationalRefusal;
    type Witness = Witness;

    fn looks_at(&self, (teacher, command): &(TeacherId, VocationalCommand)) -> Looks {
        let base = match command {
            VocationalCommand::CompleteEnterprisePractice(asked) => asked.base.map(|base| base.stream()),
            VocationalCommand::RecordIndustryQualification(_)
            | VocationalCommand::RecogniseDualQualification(_)
            | VocationalCommand::WithdrawDualQualification(_)
            | VocationalCommand::VoidVocationalEvent(_) => None,
        };
        Looks {
            streams: [teacher.stream(), RULES_STREAM.to_owned()].into_iter().chain(base).collect(),
            events: Vec::new(),
        }
    }

    fn decide(
        &self,
        (id, command): &(TeacherId, VocationalCommand),
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<VocationalEvent>, VocationalRefusal> {
        let teacher = witness.teachers.get(id).filter(|teacher| teacher.may_take_part().is_ok());
        let timeline = teacher.ok_or(VocationalRefusal::TeacherUnknown)?.timeline();
        let event = match command {
            VocationalCommand::RecordIndustryQualification(asked) => qualify(asked),
            VocationalCommand::CompleteEnterprisePractice(asked) => {
                self.complete(asked, witness, stamp.today)
            }
            VocationalCommand::RecogniseDualQualification(asked) => {
                let on = asked.on.day;
                let serves = timeline.employments.on(on).next().is_some();
                serves.then_some(()).ok_or(VocationalRefusal::NotInService { on })?;
                self.recognise(*id, asked, witness, stamp)
            }
            VocationalCommand::WithdrawDualQualification(asked) => self.withdraw(asked),
            VocationalCommand::VoidVocationalEvent(asked) => {
                self.may_void(asked)?;
                Ok(VocationalEvent::VocationalEventVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &VocationalEvent, origin: Origin) {
        Vocational::evolve(self, event, origin);
    }

    fn write(event: &VocationalEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<VocationalEvent, Unreadable> {
        VocationalEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

fn qualify(asked: &RecordIndustryQualification) -> Answer {
    let ordered = asked.to.as_ref().is_none_or(|to| asked.from.day < to.day);
    ordered.then_some(()).ok_or(VocationalRefusal::EndsBeforeStart)?;
    Ok(VocationalEvent::IndustryQualificationRecorded(asked.clone()))
}

impl Vocational {
    fn complete(&self, asked: &CompleteEnterprisePractice, witness: &Witness, today: NaiveDate) -> Answer {
        let period = Period::stated(&asked.from, Some(&asked.to));
        if period.is_empty() {
            return Err(VocationalRefusal::EndsBeforeStart);
        }
        if today < asked.to.day {
            return Err(VocationalRefusal::NotOver { to: asked.to.day });
        }
        let base = asked.base.map(|base| witness.partnerships.get(&base));
        if base.is_some_and(|base| !base.is_some_and(|base| base.is_base_on(asked.from.day))) {
            return Err(VocationalRefusal::BaseNotDesignated { on: asked.from.day });
        }
        let meets = |practice: &CompleteEnterprisePractice| {
            Period::stated(&practice.from, Some(&practice.to)).overlaps(&period)
        };
        match self.practices().iter().find(|(practice, _)| meets(practice)) {
            Some((_, fact)) => Err(VocationalRefusal::Overlaps { fact: *fact }),
            None => Ok(VocationalEvent::EnterprisePracticeCompleted(asked.clone())),
        }
    }

    /// What the recognition rests on is kept with it; R-29 reports where that is too little and does not refuse.
    fn recognise(
        &self,
        teacher: TeacherId,
        asked: &RecogniseDualQualification,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Answer {
        let on = asked.on.day;
        if let Some(stated) = self.meets(on) {
            return Err(VocationalRefusal::AlreadyRecognised { fact: stated.by });
        }
        let mut judging = witness.rules.judging(stamp, on);
        let years = judging.number("R-29", "within_years").and_then(|years| u32::try_from(years).ok());
        let months = Months::new(12 * years.unwrap_or(LOOKS_BACK_YEARS));
        let back = on.checked_sub_months(months).unwrap_or(NaiveDate::MIN);
        let qualification = self.qualification_on(on).map(|(_, by)| by);
        let practice_months = self.practice_days(Period::new(back, Some(on))) / MONTH_DAYS;
        let least = judging.number("R-29", "months").unwrap_or(PRACTICE_MONTHS.into());
        let enough = qualification.is_some() || i64::from(practice_months) >= least;
        judging.hold("R-29", enough, qualification.into_iter().collect())?;
        Ok(VocationalEvent::DualQualificationRecognised(DualQualification {
            teacher,
            on: asked.on.clone(),
            level: asked.level.clone(),
            qualification,
            practice_months,
            rules: judging.applied(),
        }))
    }

    fn withdraw(&self, asked: &WithdrawDualQualification) -> Answer {
        let on = asked.on.day;
        let holds = self.recognitions().iter().any(|stated| stated.period.contains(on));
        holds.then_some(()).ok_or(VocationalRefusal::NotRecognised { on })?;
        Ok(VocationalEvent::DualQualificationWithdrawn(asked.clone()))
    }
}
