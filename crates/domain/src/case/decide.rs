use chrono::{Months, NaiveDate};

use super::{
    code::{CaseFinding, Length, Sanction},
    event::{
        AnnulSanction, AppealSanction, BarDays, CaseEvent, CirculateCase, ExpireSanction, InvestigateCase,
        OpenCase, RevokeSanction, SanctionAmended, SanctionImposed, UpholdSanction, VoidCase,
    },
    refusal::CaseRefusal,
    state::{Case, StandingSanction},
};
use crate::{
    CaseId, CivilDate, Decider, Follow, Following, Looks, Origin, Stamp, Unreadable,
    rules::{Judging, RULES_STREAM},
    teacher::{
        Teacher, TeacherCommand,
        conduct::{BAR_MONTHS_AT_LEAST, ConductCommand, ImposeBar, LiftBarOfCase, ReplaceBarOfCase},
    },
    witness::Witness,
};

/// Imposes a sanction. What is missing is said all at once, so much may be left out here.
#[derive(Clone, Debug, PartialEq)]
pub struct ImposeSanction {
    /// What is imposed.
    pub sanction: Sanction,
    /// The facts it rests on; those of the investigation when left out.
    pub facts: Option<String>,
    /// The unit that decided.
    pub decided_by: Option<String>,
    /// The day of the decision.
    pub on: CivilDate,
    /// First day it has effect; the day of the decision when left out.
    pub from: Option<CivilDate>,
    /// The day after the last on which it may be appealed.
    pub appeal_until: Option<CivilDate>,
    /// The day after the last of the bar; where left out, a sanction brings one of 24 months and other handling none.
    pub bar_until: Option<CivilDate>,
}

/// Puts another sanction in the place of the appealed one.
#[derive(Clone, Debug, PartialEq)]
pub struct AmendSanction {
    /// What is imposed instead.
    pub sanction: Sanction,
    /// The day after the last of the bar; see [`ImposeSanction::bar_until`].
    pub bar_until: Option<CivilDate>,
    /// The day.
    pub on: CivilDate,
}

/// What may be asked of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseCommand {
    /// See [`OpenCase`].
    OpenCase(OpenCase),
    /// See [`InvestigateCase`].
    InvestigateCase(InvestigateCase),
    /// See [`ImposeSanction`].
    ImposeSanction(ImposeSanction),
    /// See [`AppealSanction`].
    AppealSanction(AppealSanction),
    /// See [`UpholdSanction`].
    UpholdSanction(UpholdSanction),
    /// See [`AmendSanction`].
    AmendSanction(AmendSanction),
    /// See [`AnnulSanction`].
    AnnulSanction(AnnulSanction),
    /// See [`ExpireSanction`].
    ExpireSanction(ExpireSanction),
    /// See [`RevokeSanction`].
    RevokeSanction(RevokeSanction),
    /// See [`CirculateCase`].
    CirculateCase(CirculateCase),
    /// See [`VoidCase`].
    VoidCase(VoidCase),
}

type Answer = Result<CaseEvent, CaseRefusal>;

impl Decider for Case {
    type Command = CaseCommand;
    type Event = CaseEvent;
    type Refusal = CaseRefusal;
    type Witness = Witness;

    /// The person is looked at in every step, because no text that is kept may name the person.
    fn looks_at(&self, command: &CaseCommand) -> Looks {
        let asked = match command {
            CaseCommand::OpenCase(asked) => Some(asked.teacher),
            CaseCommand::InvestigateCase(_)
            | CaseCommand::ImposeSanction(_)
            | CaseCommand::AppealSanction(_)
            | CaseCommand::UpholdSanction(_)
            | CaseCommand::AmendSanction(_)
            | CaseCommand::AnnulSanction(_)
            | CaseCommand::ExpireSanction(_)
            | CaseCommand::RevokeSanction(_)
            | CaseCommand::CirculateCase(_)
            | CaseCommand::VoidCase(_) => self.teacher(),
        };
        let unit = self.opened().and_then(|(opened, _)| opened.organisation).map(|id| id.stream());
        let unit = unit.filter(|_| matches!(command, CaseCommand::CirculateCase(_)));
        let judged = matches!(command, CaseCommand::ImposeSanction(_) | CaseCommand::AmendSanction(_));
        let rules = judged.then(|| RULES_STREAM.to_owned());
        let streams = asked.map(|id| id.stream()).into_iter().chain(unit).chain(rules).collect();
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &CaseCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<CaseEvent>, CaseRefusal> {
        if let CaseCommand::OpenCase(asked) = command {
            return self.open(asked, witness).map(|event| vec![event]);
        }
        if let Some(fact) = self.voided() {
            return Err(CaseRefusal::Voided { fact });
        }
        self.opened().ok_or(CaseRefusal::NotOpen)?;
        let event = match command {
            CaseCommand::OpenCase(_) => Err(CaseRefusal::NotOpen),
            CaseCommand::InvestigateCase(asked) => self.investigate(asked, witness),
            CaseCommand::ImposeSanction(asked) => self.impose(asked, witness, stamp),
            CaseCommand::AppealSanction(asked) => self.appeal(asked, witness),
            CaseCommand::UpholdSanction(asked) => self.uphold(asked),
            CaseCommand::AmendSanction(asked) => self.amend(asked, witness, stamp),
            CaseCommand::AnnulSanction(asked) => self.annul(asked, witness),
            CaseCommand::ExpireSanction(asked) => self.expire(asked),
            CaseCommand::RevokeSanction(asked) => self.revoke(asked, witness),
            CaseCommand::CirculateCase(asked) => self.circulate(asked, witness),
            CaseCommand::VoidCase(asked) => {
                self.may_be_kept(&asked.reason, witness)?;
                Ok(CaseEvent::CaseVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &CaseEvent, origin: Origin) {
        Case::evolve(self, event, origin);
    }

    /// What the sanction means for the person happens in the same append: there is no moment in which one stands without
    /// the other.
    fn follows(&self, event: &CaseEvent, witness: &Witness) -> Vec<Box<dyn Following>> {
        let (Some(case), Some((opened, _))) = (CaseId::of_stream(&witness.about), self.opened()) else {
            return Vec::new();
        };
        let ask = |command| {
            let command = TeacherCommand::Conduct(command);
            vec![Follow::<Teacher>::boxed(opened.teacher.stream(), command)]
        };
        let bar = |days: &BarDays| {
            let reasons: Vec<_> = opened.reasons.iter().map(|reason| reason.code()).collect();
            let (from, until) = (days.from.clone(), days.until.clone());
            ImposeBar { from, until, reason: reasons.join(" "), case: Some(case) }
        };
        let lift = |from: Option<&CivilDate>, reason: &str| {
            let reason = reason.to_owned();
            ask(ConductCommand::LiftBarOfCase(LiftBarOfCase { case, from: from.cloned(), reason }))
        };
        match event {
            CaseEvent::SanctionImposed(imposed) => {
                imposed.bar.as_ref().map_or_else(Vec::new, |days| ask(ConductCommand::ImposeBar(bar(days))))
            }
            CaseEvent::SanctionAmended(amended) => match &amended.bar {
                Some(days) => {
                    let reason = AMENDED.to_owned();
                    ask(ConductCommand::ReplaceBarOfCase(ReplaceBarOfCase { case, bar: bar(days), reason }))
                }
                None => lift(None, AMENDED),
            },
            CaseEvent::SanctionAnnulled(annulled) => lift(None, &annulled.reason),
            CaseEvent::SanctionRevoked(revoked) => lift(Some(&revoked.on), &revoked.reason),
            CaseEvent::CaseVoided(voided) => lift(None, &voided.reason),
            CaseEvent::CaseOpened(_)
            | CaseEvent::CaseInvestigated(_)
            | CaseEvent::SanctionAppealed(_)
            | CaseEvent::SanctionUpheld(_)
            | CaseEvent::SanctionExpired(_)
            | CaseEvent::CaseCirculated(_) => Vec::new(),
        }
    }

    fn write(event: &CaseEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<CaseEvent, Unreadable> {
        CaseEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

/// Why a bar went that an amended sanction no longer brings.
const AMENDED: &str = "处理决定变更";

impl Case {
    fn open(&self, asked: &OpenCase, witness: &Witness) -> Answer {
        if let Some((_, fact)) = self.opened() {
            return Err(CaseRefusal::AlreadyOpen { fact });
        }
        let known = witness.teachers.get(&asked.teacher).is_some_and(Teacher::is_registered);
        known.then_some(()).ok_or(CaseRefusal::TeacherUnknown)?;
        if asked.reasons.is_empty() {
            return Err(CaseRefusal::ReasonMissing);
        }
        Ok(CaseEvent::CaseOpened(asked.clone()))
    }

    fn investigate(&self, asked: &InvestigateCase, witness: &Witness) -> Answer {
        if let Some((_, fact)) = self.investigated() {
            return Err(CaseRefusal::AlreadyInvestigated { fact });
        }
        self.not_before(asked.on.day)?;
        self.may_be_kept(&asked.facts, witness)?;
        Ok(CaseEvent::CaseInvestigated(asked.clone()))
    }

    fn impose(&self, asked: &ImposeSanction, witness: &Witness, stamp: &Stamp) -> Answer {
        if let Some(fact) = self.standing().and_then(StandingSanction::fact) {
            return Err(CaseRefusal::SanctionStands { fact });
        }
        let (found, _) = self.investigated().ok_or(CaseRefusal::NotSubstantiated)?;
        if found.finding != CaseFinding::Substantiated {
            return Err(CaseRefusal::NotSubstantiated);
        }
        self.not_before(asked.on.day)?;
        let (facts, decided_by, appeal_until) = complete(asked, &found.facts, stamp)?;
        self.may_be_kept(&facts, witness)?;
        let from = asked.from.clone().unwrap_or_else(|| asked.on.clone());
        if from.day < asked.on.day || appeal_until.day <= asked.on.day {
            return Err(CaseRefusal::EffectBeforeDecision { on: asked.on.day });
        }
        let mut judging = witness.rules.judging(stamp, asked.on.day);
        judging.hold("R-04", true, Vec::new())?;
        let (until, bar) = measure(&mut judging, asked.sanction, &from, asked.bar_until.as_ref())?;
        Ok(CaseEvent::SanctionImposed(SanctionImposed {
            sanction: asked.sanction,
            facts,
            decided_by,
            on: asked.on.clone(),
            from,
            until,
            appeal_until,
            bar,
            rules: judging.applied(),
        }))
    }

    fn appeal(&self, asked: &AppealSanction, witness: &Witness) -> Answer {
        let standing = self.standing().ok_or(CaseRefusal::NoSanction)?;
        if let Some((_, fact)) = standing.appeal {
            return Err(CaseRefusal::AppealPending { fact });
        }
        self.not_before(asked.on.day)?;
        self.may_be_kept(&asked.ground, witness)?;
        let until = standing.imposed.appeal_until.day;
        if until <= asked.on.day {
            return Err(CaseRefusal::AppealTooLate { until });
        }
        Ok(CaseEvent::SanctionAppealed(asked.clone()))
    }

    fn uphold(&self, asked: &UpholdSanction) -> Answer {
        self.appealed()?;
        self.not_before(asked.on.day)?;
        Ok(CaseEvent::SanctionUpheld(asked.clone()))
    }

    fn amend(&self, asked: &AmendSanction, witness: &Witness, stamp: &Stamp) -> Answer {
        let standing = self.appealed()?;
        self.not_before(asked.on.day)?;
        let mut judging = witness.rules.judging(stamp, asked.on.day);
        let (from, bar_until) = (&standing.imposed.from, asked.bar_until.as_ref());
        let (until, bar) = measure(&mut judging, asked.sanction, from, bar_until)?;
        Ok(CaseEvent::SanctionAmended(SanctionAmended {
            sanction: asked.sanction,
            until,
            bar,
            on: asked.on.clone(),
            rules: judging.applied(),
        }))
    }

    /// A superior may annul a sanction that nobody appealed, so no appeal is asked for.
    fn annul(&self, asked: &AnnulSanction, witness: &Witness) -> Answer {
        self.standing().ok_or(CaseRefusal::NoSanction)?;
        self.not_before(asked.on.day)?;
        self.may_be_kept(&asked.reason, witness)?;
        Ok(CaseEvent::SanctionAnnulled(asked.clone()))
    }

    fn expire(&self, asked: &ExpireSanction) -> Answer {
        let standing = self.settled()?;
        let until = standing.period.to.ok_or(CaseRefusal::NoPeriod)?;
        if asked.on.day < until {
            return Err(CaseRefusal::SanctionRuns { until });
        }
        self.not_before(asked.on.day)?;
        Ok(CaseEvent::SanctionExpired(asked.clone()))
    }

    fn revoke(&self, asked: &RevokeSanction, witness: &Witness) -> Answer {
        self.settled()?;
        self.not_before(asked.on.day)?;
        self.may_be_kept(&asked.reason, witness)?;
        Ok(CaseEvent::SanctionRevoked(asked.clone()))
    }

    /// What is circulated is read by everybody, so it may tell neither who it was nor where.
    fn circulate(&self, asked: &CirculateCase, witness: &Witness) -> Answer {
        self.is_substantiated().then_some(()).ok_or(CaseRefusal::NotSubstantiated)?;
        if asked.text.trim().is_empty() {
            return Err(CaseRefusal::TextMissing);
        }
        let unit = self.opened().and_then(|(opened, _)| witness.organisations.get(&opened.organisation?));
        let names_unit = unit
            .and_then(|unit| unit.name_on(asked.on.day))
            .is_some_and(|name| !name.is_empty() && asked.text.contains(name.as_str()));
        if names_unit || self.names_person(&asked.text, witness) {
            return Err(CaseRefusal::CircularNamesPerson);
        }
        self.not_before(asked.on.day)?;
        Ok(CaseEvent::CaseCirculated(asked.clone()))
    }

    /// The sanction whose appeal is pending.
    fn appealed(&self) -> Result<&StandingSanction, CaseRefusal> {
        let standing = self.standing().ok_or(CaseRefusal::NoSanction)?;
        if standing.appeal.is_some() { Ok(standing) } else { Err(CaseRefusal::NoAppeal) }
    }

    /// The sanction that stands with no appeal pending.
    fn settled(&self) -> Result<&StandingSanction, CaseRefusal> {
        let standing = self.standing().ok_or(CaseRefusal::NoSanction)?;
        match standing.appeal {
            Some((_, fact)) => Err(CaseRefusal::AppealPending { fact }),
            None => Ok(standing),
        }
    }

    fn not_before(&self, day: NaiveDate) -> Result<(), CaseRefusal> {
        match self.last() {
            Some((from, fact)) if day < from => Err(CaseRefusal::BeforeEarlierStep { from, fact }),
            Some(_) | None => Ok(()),
        }
    }

    /// A text is kept in plain for ever, so it says something and does not name the person.
    fn may_be_kept(&self, text: &str, witness: &Witness) -> Result<(), CaseRefusal> {
        if text.trim().is_empty() {
            return Err(CaseRefusal::TextMissing);
        }
        if self.names_person(text, witness) { Err(CaseRefusal::TextNamesPerson) } else { Ok(()) }
    }

    fn names_person(&self, text: &str, witness: &Witness) -> bool {
        let person = self.teacher().and_then(|id| witness.teachers.get(&id));
        person.is_some_and(|person| person.personal().iter().any(|value| text.contains(value)))
    }
}

/// Facts, document, unit and time for appeal have to be there before a sanction takes effect.
fn complete(
    asked: &ImposeSanction,
    found: &str,
    stamp: &Stamp,
) -> Result<(String, String, CivilDate), CaseRefusal> {
    let filled = |text: Option<&String>| text.filter(|text| !text.trim().is_empty()).cloned();
    let facts = filled(asked.facts.as_ref()).or_else(|| filled(Some(&found.to_owned())));
    let decided_by = filled(asked.decided_by.as_ref());
    let lacking = [
        (facts.is_none(), "违规事实", "the facts"),
        (stamp.document.is_none(), "处理决定文件", "the decision document"),
        (decided_by.is_none(), "处理单位", "the unit that decided"),
        (asked.appeal_until.is_none(), "申诉期限", "the time for an appeal"),
    ];
    match (facts, decided_by, asked.appeal_until.clone(), stamp.document.as_ref()) {
        (Some(facts), Some(unit), Some(appeal), Some(_)) => Ok((facts, unit, appeal)),
        _ => {
            let of = |word: fn(&(bool, &'static str, &'static str)) -> &'static str| {
                lacking.iter().filter(|(missing, _, _)| *missing).map(word).collect::<Vec<_>>()
            };
            let (missing, lacks) = (of(|word| word.1).join("、"), of(|word| word.2).join(", "));
            Err(CaseRefusal::SanctionIncomplete { missing, lacks })
        }
    }
}

/// How long a sanction lasts and the bar it brings, by the versions in force on the day of the decision.
fn measure(
    judging: &mut Judging<'_>,
    sanction: Sanction,
    from: &CivilDate,
    bar_until: Option<&CivilDate>,
) -> Result<(Option<CivilDate>, Option<BarDays>), CaseRefusal> {
    let months = |rule, parameter, usual: u32| {
        judging.number(rule, parameter).and_then(|number| u32::try_from(number).ok()).unwrap_or(usual)
    };
    let until = match sanction.length() {
        Length::Months { parameter, usual } => Some(later(from, months("R-03", parameter, usual)).into()),
        Length::Once => None,
    };
    let least = months("R-01", "bar_months_at_least", BAR_MONTHS_AT_LEAST);
    let bar = bar(sanction, from, bar_until, least)?;
    judging.hold("R-03", true, Vec::new())?;
    if bar.is_some() {
        judging.hold("R-01", true, Vec::new())?;
    }
    Ok((until, bar))
}

fn later(from: &CivilDate, months: u32) -> NaiveDate {
    from.day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The bar that a sanction brings, and never one that is too short.
fn bar(
    sanction: Sanction,
    from: &CivilDate,
    until: Option<&CivilDate>,
    least: u32,
) -> Result<Option<BarDays>, CaseRefusal> {
    let earliest = later(from, least.max(BAR_MONTHS_AT_LEAST));
    match until {
        Some(until) if until.day < earliest => Err(CaseRefusal::BarTooShort { earliest }),
        Some(until) => Ok(Some(BarDays { from: from.clone(), until: until.clone() })),
        None if sanction.bars() => Ok(Some(BarDays { from: from.clone(), until: earliest.into() })),
        None => Ok(None),
    }
}
