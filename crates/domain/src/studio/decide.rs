use chrono::{Months, NaiveDate};

use super::{
    event::{
        Admission, AssessStudio, CloseStudio, Establishment, HostReplacement, ReleaseMember, RenewStudioTerm,
        StudioEvent,
    },
    refusal::StudioRefusal,
    state::Studio,
};
use crate::{
    CandidacyId, CivilDate, Decider, EventId, Looks, OrganisationId, Origin, Stamp, TeacherId, Unreadable,
    VoidEntry,
    candidacy::{Candidacy, StageName},
    machine::Told,
    policy::ProgrammeStage,
    rules::RULES_STREAM,
    witness::Witness,
};

/// A studio's term when none is stated, in years.
const STUDIO_TERM_YEARS: u32 = 3;

/// Establishes a studio for a certified host.
#[derive(Clone, Debug, PartialEq)]
pub struct EstablishStudio {
    /// Its name.
    pub name: String,
    /// The certified candidacy of the host.
    pub candidacy: CandidacyId,
    /// Where it works.
    pub organisation: Option<OrganisationId>,
    /// The first day.
    pub from: CivilDate,
    /// The day after the last day of its term; three years when none is stated.
    pub term_to: Option<CivilDate>,
}

/// Hands a studio to another certified host.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplaceHost {
    /// The certified candidacy of the new host.
    pub candidacy: CandidacyId,
    /// The first day.
    pub from: CivilDate,
}

/// Admits a member.
#[derive(Clone, Debug, PartialEq)]
pub struct AdmitMember {
    /// The person.
    pub teacher: TeacherId,
    /// The first day.
    pub from: CivilDate,
}

/// What may be asked of a studio.
#[derive(Clone, Debug, PartialEq)]
pub enum StudioCommand {
    /// Establishes it.
    EstablishStudio(EstablishStudio),
    /// Hands it to another host.
    ReplaceHost(ReplaceHost),
    /// Admits a member.
    AdmitMember(AdmitMember),
    /// Lets a member go.
    ReleaseMember(ReleaseMember),
    /// Assesses a year.
    AssessStudio(AssessStudio),
    /// Renews the term.
    RenewStudioTerm(RenewStudioTerm),
    /// Closes it.
    CloseStudio(CloseStudio),
    /// Takes an entry away.
    VoidStudioEvent(VoidEntry),
}

type Answer = Result<StudioEvent, StudioRefusal>;

impl Decider for Studio {
    type Command = StudioCommand;
    type Event = StudioEvent;
    type Refusal = StudioRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &StudioCommand) -> Looks {
        let streams = match command {
            StudioCommand::EstablishStudio(asked) => vec![asked.candidacy.stream(), RULES_STREAM.to_owned()],
            StudioCommand::ReplaceHost(asked) => vec![asked.candidacy.stream()],
            StudioCommand::AdmitMember(asked) => vec![asked.teacher.stream(), RULES_STREAM.to_owned()],
            StudioCommand::ReleaseMember(_)
            | StudioCommand::AssessStudio(_)
            | StudioCommand::RenewStudioTerm(_)
            | StudioCommand::CloseStudio(_)
            | StudioCommand::VoidStudioEvent(_) => Vec::new(),
        };
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &StudioCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<StudioEvent>, StudioRefusal> {
        let event = match command {
            StudioCommand::EstablishStudio(asked) => self.establish(asked, witness, stamp),
            StudioCommand::ReplaceHost(asked) => self.replace_host(asked, witness),
            StudioCommand::AdmitMember(asked) => self.admit(asked, witness, stamp),
            StudioCommand::ReleaseMember(asked) => self.release(asked),
            StudioCommand::AssessStudio(asked) => self.assess(asked),
            StudioCommand::RenewStudioTerm(asked) => self.renew(asked),
            StudioCommand::CloseStudio(asked) => self.shut(asked),
            StudioCommand::VoidStudioEvent(asked) => {
                self.may_void(asked)?;
                Ok(StudioEvent::StudioEventVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &StudioEvent, origin: Origin) {
        Studio::evolve(self, event, origin);
    }

    fn write(event: &StudioEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<StudioEvent, Unreadable> {
        StudioEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

impl Studio {
    fn establish(&self, asked: &EstablishStudio, witness: &Witness, stamp: &Stamp) -> Answer {
        if let Some((_, fact)) = self.established() {
            return Err(StudioRefusal::AlreadyEstablished { fact });
        }
        if asked.name.trim().is_empty() {
            return Err(StudioRefusal::NameBlank);
        }
        let (candidacy, host) = certified_host(asked.candidacy, asked.from.day, witness)?;
        let mut judging = witness.rules.judging(stamp, asked.from.day);
        let years = judging.number("R-22", "term_years").and_then(|years| u32::try_from(years).ok());
        let full = asked.from.day.checked_add_months(Months::new(12 * years.unwrap_or(STUDIO_TERM_YEARS)));
        let full = full.unwrap_or(NaiveDate::MAX);
        let term_to = asked.term_to.clone().unwrap_or_else(|| full.into());
        if term_to.day <= asked.from.day {
            return Err(StudioRefusal::TermNotLonger { to: asked.from.day });
        }
        judging.hold("R-22", term_to.day <= full, Vec::new())?;
        Ok(StudioEvent::StudioEstablished(Establishment {
            name: asked.name.clone(),
            candidacy: asked.candidacy,
            host,
            category: candidacy.category().map(str::to_owned),
            organisation: asked.organisation,
            from: asked.from.clone(),
            term_to,
            rules: judging.applied(),
        }))
    }

    fn replace_host(&self, asked: &ReplaceHost, witness: &Witness) -> Answer {
        let day = asked.from.day;
        self.works_on(day)?;
        let (_, host) = certified_host(asked.candidacy, day, witness)?;
        if let Some(step) = self.hosting(host, day) {
            return Err(StudioRefusal::AlreadyHost { fact: step.by });
        }
        if let Some((period, step)) =
            self.hosts().find(|(period, _)| period.from >= day && period.from > self.start())
        {
            return Err(StudioRefusal::LaterHost { from: period.from, fact: step.by });
        }
        let replacement = HostReplacement { candidacy: asked.candidacy, host, from: asked.from.clone() };
        Ok(StudioEvent::StudioHostReplaced(replacement))
    }

    fn admit(&self, asked: &AdmitMember, witness: &Witness, stamp: &Stamp) -> Answer {
        let day = asked.from.day;
        self.works_on(day)?;
        let registered = witness.teachers.get(&asked.teacher).is_some_and(|teacher| teacher.is_registered());
        if !registered {
            return Err(StudioRefusal::TeacherUnknown);
        }
        if let Some(step) = self.hosting(asked.teacher, day) {
            return Err(StudioRefusal::AlreadyHost { fact: step.by });
        }
        if let Some(member) = self.meets(asked.teacher, day) {
            return Err(StudioRefusal::AlreadyMember { fact: member.by });
        }
        // A studio grows member by member, so only the upper bound is judged when one joins; too few are shown.
        let mut judging = witness.rules.judging(stamp, day);
        let most = judging.number("R-23", "most").and_then(|most| usize::try_from(most).ok());
        let members: Vec<EventId> = self.members_on(day).map(|member| member.by).collect();
        judging.hold("R-23", most.is_none_or(|most| members.len() < most), members)?;
        Ok(StudioEvent::StudioMemberAdmitted(Admission {
            teacher: asked.teacher,
            from: asked.from.clone(),
            rules: judging.applied(),
        }))
    }

    fn release(&self, asked: &ReleaseMember) -> Answer {
        self.works_on(asked.on.day)?;
        if self.members_on(asked.on.day).any(|member| member.teacher == asked.teacher) {
            Ok(StudioEvent::StudioMemberReleased(asked.clone()))
        } else {
            Err(StudioRefusal::NotMember)
        }
    }

    fn assess(&self, asked: &AssessStudio) -> Answer {
        self.works_on(asked.on.day)?;
        match self.assessments().iter().find(|(before, _)| before.year == asked.year) {
            Some((_, fact)) => Err(StudioRefusal::AlreadyAssessed { fact: *fact }),
            None => Ok(StudioEvent::StudioAssessed(asked.clone())),
        }
    }

    fn renew(&self, asked: &RenewStudioTerm) -> Answer {
        self.works_on(asked.on.day)?;
        match self.term().and_then(|term| term.to) {
            Some(to) if asked.to.day <= to => Err(StudioRefusal::TermNotLonger { to }),
            Some(_) | None => Ok(StudioEvent::StudioTermRenewed(asked.clone())),
        }
    }

    fn shut(&self, asked: &CloseStudio) -> Answer {
        self.works_on(asked.on.day)?;
        match self.closed() {
            Some((on, fact)) => Err(StudioRefusal::Closed { on, fact }),
            None => Ok(StudioEvent::StudioClosed(asked.clone())),
        }
    }

    fn start(&self) -> NaiveDate {
        self.life().map_or(NaiveDate::MIN, |life| life.from)
    }

    pub(super) fn works_on(&self, day: NaiveDate) -> Result<(), StudioRefusal> {
        let (established, fact) = self.established().ok_or(StudioRefusal::NotEstablished)?;
        if day < established.from.day {
            return Err(StudioRefusal::BeforeEstablishment { from: established.from.day, fact });
        }
        match self.closed() {
            Some((on, fact)) if on <= day => Err(StudioRefusal::Closed { on, fact }),
            Some(_) | None => Ok(()),
        }
    }
}

fn certified_host(
    id: CandidacyId,
    day: NaiveDate,
    witness: &Witness,
) -> Result<(&Candidacy, TeacherId), StudioRefusal> {
    let candidacy = witness.candidacies.get(&id).ok_or(StudioRefusal::CandidacyUnknown)?;
    let host = candidacy.teacher().ok_or(StudioRefusal::CandidacyUnknown)?;
    let (stage, fact) = standing(candidacy, day).ok_or(StudioRefusal::CandidacyUnknown)?;
    if matches!(stage, ProgrammeStage::Certified | ProgrammeStage::InTerm) {
        Ok((candidacy, host))
    } else {
        Err(StudioRefusal::HostNotCertified { stage: StageName(stage), fact })
    }
}

/// Before its first day a candidacy stands nowhere; it is then told by its first stage.
fn standing(candidacy: &Candidacy, day: NaiveDate) -> Option<(ProgrammeStage, EventId)> {
    let stages = candidacy.stages();
    let on = stages.iter().rev().find(|span| span.period.from <= day).or(stages.first())?;
    Some((on.stage, on.by))
}
