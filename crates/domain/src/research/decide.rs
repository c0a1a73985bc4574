use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    event::{
        AppraiseResearcher, DesignateResearchUnit, ExitResearcher, ReleaseResearcher, ResearchEvent,
        ResearcherAppointment, SetStaffingMatrix, WithdrawResearchUnit,
    },
    refusal::ResearchRefusal,
    state::ResearchBody,
};
use crate::{
    CivilDate, Decider, Looks, OrganisationId, Origin, ResearchBodyId, Stamp, TeacherId, Unreadable,
    VoidEntry,
    code::{Stage, Title},
    machine::Told,
    rules::RULES_STREAM,
    teacher::Timeline,
    witness::Witness,
};

/// Years of teaching that the entry asks for when the rule says nothing.
const ENTRY_YEARS: i64 = 6;

/// Appoints a researcher.
#[derive(Clone, Debug, PartialEq)]
pub struct AppointResearcher {
    /// The person.
    pub teacher: TeacherId,
    /// The stage.
    pub stage: Stage,
    /// The subject, by its code.
    pub subject: String,
    /// Percent of a full post.
    pub fte_percent: u32,
    /// The first day.
    pub from: CivilDate,
}

/// What may be asked of a research institution.
#[derive(Clone, Debug, PartialEq)]
pub enum ResearchCommand {
    /// Says that it has a unit.
    DesignateResearchUnit(DesignateResearchUnit),
    /// Says that it has none any more.
    WithdrawResearchUnit(WithdrawResearchUnit),
    /// Says what must be staffed.
    SetStaffingMatrix(SetStaffingMatrix),
    /// Appoints a researcher.
    AppointResearcher(AppointResearcher),
    /// Sends a researcher back to a school.
    ReleaseResearcher(ReleaseResearcher),
    /// Ends the work of a researcher.
    ExitResearcher(ExitResearcher),
    /// Appraises a year.
    AppraiseResearcher(AppraiseResearcher),
    /// Takes an entry away.
    VoidResearchEvent(VoidEntry),
}

type Answer = Result<ResearchEvent, ResearchRefusal>;

impl Decider for ResearchBody {
    type Command = ResearchCommand;
    type Event = ResearchEvent;
    type Refusal = ResearchRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &ResearchCommand) -> Looks {
        let streams = match command {
            ResearchCommand::AppointResearcher(asked) => {
                vec![asked.teacher.stream(), RULES_STREAM.to_owned()]
            }
            ResearchCommand::ReleaseResearcher(asked) => asked.school.iter().map(|id| id.stream()).collect(),
            ResearchCommand::DesignateResearchUnit(asked) => vec![asked.organisation.stream()],
            ResearchCommand::WithdrawResearchUnit(_)
            | ResearchCommand::SetStaffingMatrix(_)
            | ResearchCommand::ExitResearcher(_)
            | ResearchCommand::AppraiseResearcher(_)
            | ResearchCommand::VoidResearchEvent(_) => Vec::new(),
        };
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &ResearchCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<ResearchEvent>, ResearchRefusal> {
        let event = match command {
            ResearchCommand::DesignateResearchUnit(asked) => self.designate(asked, witness),
            ResearchCommand::WithdrawResearchUnit(asked) => {
                self.has_unit(asked.on.day).map(|()| ResearchEvent::ResearchUnitWithdrawn(asked.clone()))
            }
            ResearchCommand::SetStaffingMatrix(asked) => self.set_matrix(asked),
            ResearchCommand::AppointResearcher(asked) => self.appoint(asked, witness, stamp),
            ResearchCommand::ReleaseResearcher(asked) => self.release(asked, witness),
            ResearchCommand::ExitResearcher(asked) => self
                .holds(asked.teacher, asked.on.day)
                .map(|()| ResearchEvent::ResearcherExited(asked.clone())),
            ResearchCommand::AppraiseResearcher(asked) => self.appraise(asked),
            ResearchCommand::VoidResearchEvent(asked) => {
                self.may_void(asked)?;
                Ok(ResearchEvent::ResearchEventVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &ResearchEvent, origin: Origin) {
        ResearchBody::evolve(self, event, origin);
    }

    fn write(event: &ResearchEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<ResearchEvent, Unreadable> {
        ResearchEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl ResearchBodyId {
    /// The research staff of an organisation has the id of the organisation.
    pub fn of(organisation: OrganisationId) -> Self {
        Self(organisation.0)
    }

    /// The organisation.
    pub fn organisation(self) -> OrganisationId {
        OrganisationId(self.0)
    }
}

/// The ethics veto: whoever is barred on the day becomes no researcher.
fn veto(timeline: &Timeline, day: NaiveDate) -> Result<(), ResearchRefusal> {
    match timeline.bars_on(day).first() {
        Some(bar) => {
            Err(ResearchRefusal::Barred { bar: bar.fact, until: bar.until.unwrap_or(NaiveDate::MAX) })
        }
        None => Ok(()),
    }
}

impl ResearchBody {
    fn designate(&self, asked: &DesignateResearchUnit, witness: &Witness) -> Answer {
        let organisation = witness.organisations.get(&asked.organisation);
        if !organisation.is_some_and(|organisation| organisation.is_open_on(asked.from.day)) {
            return Err(ResearchRefusal::OrganisationNotOpen { on: asked.from.day });
        }
        match self.meets(asked.from.day) {
            Some(unit) => Err(ResearchRefusal::UnitExists { fact: unit.by }),
            None => Ok(ResearchEvent::ResearchUnitDesignated(asked.clone())),
        }
    }

    fn set_matrix(&self, asked: &SetStaffingMatrix) -> Answer {
        self.has_unit(asked.from.day)?;
        let mut cells = BTreeSet::new();
        for cell in &asked.cells {
            if cell.required == 0 {
                return Err(ResearchRefusal::CellEmpty);
            }
            if !cells.insert((cell.stage, &cell.subject)) {
                let (stage, subject) = (cell.stage.zh(), cell.subject.clone());
                return Err(ResearchRefusal::CellTwice { stage, subject });
            }
        }
        Ok(ResearchEvent::StaffingMatrixSet(asked.clone()))
    }

    fn appoint(&self, asked: &AppointResearcher, witness: &Witness, stamp: &Stamp) -> Answer {
        let day = asked.from.day;
        self.has_unit(day)?;
        let stated = ResearcherAppointment {
            teacher: asked.teacher,
            stage: asked.stage,
            subject: asked.subject.clone(),
            fte_percent: asked.fte_percent,
            from: asked.from.clone(),
            service_months: 0,
            title: None,
            rules: Vec::new(),
        };
        self.share_fits(&stated)?;
        let teacher = witness.teachers.get(&asked.teacher).filter(|teacher| teacher.may_take_part().is_ok());
        let timeline = teacher.ok_or(ResearchRefusal::TeacherUnknown)?.timeline();
        if timeline.employments.on(day).next().is_none() {
            return Err(ResearchRefusal::NotInService { on: day });
        }
        let mut judging = witness.rules.judging(stamp, day);
        judging.holds("R-01", veto(timeline, day))?;
        let (months, mut facts) = timeline.months_of_teaching(day);
        let title = timeline.title_on(day);
        facts.extend(title.map(|(_, fact)| fact));
        let least = 12 * judging.number("R-57", "years").unwrap_or(ENTRY_YEARS);
        let fit = i64::from(months) >= least && title.is_some_and(|(title, _)| title >= Title::First);
        judging.hold("R-57", fit, facts)?;
        Ok(ResearchEvent::ResearcherAppointed(ResearcherAppointment {
            service_months: months,
            title: title.map(|(title, _)| title),
            rules: judging.applied(),
            ..stated
        }))
    }

    /// Appointments have no end when they are made, so each is judged against all that have not ended by its first day.
    pub(super) fn share_fits(&self, asked: &ResearcherAppointment) -> Result<(), ResearchRefusal> {
        if !(1..=100).contains(&asked.fte_percent) {
            return Err(ResearchRefusal::ShareOutOfRange { percent: asked.fte_percent });
        }
        let standing = || {
            self.appointments().iter().filter(|held| {
                held.stated.teacher == asked.teacher && held.period.to.is_none_or(|to| asked.from.day < to)
            })
        };
        let same =
            standing().find(|held| held.stated.stage == asked.stage && held.stated.subject == asked.subject);
        if let Some(held) = same {
            return Err(ResearchRefusal::AlreadyAppointed { fact: held.by });
        }
        let percent = standing().map(|held| held.stated.fte_percent).sum::<u32>() + asked.fte_percent;
        match standing().next_back().filter(|_| percent > 100) {
            Some(held) => Err(ResearchRefusal::SharesExceed { percent, fact: held.by }),
            None => Ok(()),
        }
    }

    fn release(&self, asked: &ReleaseResearcher, witness: &Witness) -> Answer {
        self.holds(asked.teacher, asked.on.day)?;
        let open = |id| witness.organisations.get(&id).is_some_and(|school| school.is_open_on(asked.on.day));
        if asked.school.is_some_and(|school| !open(school)) {
            return Err(ResearchRefusal::OrganisationNotOpen { on: asked.on.day });
        }
        Ok(ResearchEvent::ResearcherReleased(asked.clone()))
    }

    fn appraise(&self, asked: &AppraiseResearcher) -> Answer {
        self.holds(asked.teacher, asked.on.day)?;
        let same = |(before, _): &&(AppraiseResearcher, crate::EventId)| {
            before.teacher == asked.teacher && before.year == asked.year
        };
        match self.appraisals().iter().find(same) {
            Some((_, fact)) => Err(ResearchRefusal::AlreadyAppraised { fact: *fact }),
            None => Ok(ResearchEvent::ResearcherAppraised(asked.clone())),
        }
    }

    fn has_unit(&self, on: NaiveDate) -> Result<(), ResearchRefusal> {
        self.unit_on(on).map(|_| ()).ok_or(ResearchRefusal::NoUnit { on })
    }

    fn holds(&self, teacher: TeacherId, on: NaiveDate) -> Result<(), ResearchRefusal> {
        let holds = self.of_on(teacher, on).next().is_some();
        holds.then_some(()).ok_or(ResearchRefusal::NotAppointed { on })
    }
}
