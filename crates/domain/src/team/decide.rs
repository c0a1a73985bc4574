use chrono::NaiveDate;

use super::{
    event::{DissolveTeam, ElectOfficer, FoundTeam, JoinTeam, LeaveTeam, RecordSession, SetDuty, TeamEvent},
    refusal::TeamRefusal,
    state::Team,
};
use crate::{
    CivilDate, Decider, Looks, OrganisationId, Origin, Stamp, TeacherId, Unreadable, VoidEntry,
    machine::Told, rules::RULES_STREAM, teacher::Teacher, witness::Witness,
};

/// The code of the team kind whose members lecture on ethics, so that R-01 is asked of them.
pub const LECTURER_CORPS: &str = "lecturer-corps";
/// The code of the team kind whose members need a qualification.
pub const CRISIS_INTERVENTION: &str = "crisis-intervention";

/// What may be asked of a team.
#[derive(Clone, Debug, PartialEq)]
pub enum TeamCommand {
    /// Founds it.
    FoundTeam(FoundTeam),
    /// Takes a person in.
    JoinTeam(JoinTeam),
    /// Lets a person go.
    LeaveTeam(LeaveTeam),
    /// Gives a member an office.
    ElectOfficer(ElectOfficer),
    /// Says whether a member can be called.
    SetDuty(SetDuty),
    /// Records a lecture.
    RecordSession(RecordSession),
    /// Dissolves it.
    DissolveTeam(DissolveTeam),
    /// Takes an entry away.
    VoidTeamEvent(VoidEntry),
}

type Answer = Result<TeamEvent, TeamRefusal>;

impl Decider for Team {
    type Command = TeamCommand;
    type Event = TeamEvent;
    type Refusal = TeamRefusal;
    type Witness = Witness;

    fn looks_at(&self, command: &TeamCommand) -> Looks {
        let streams = match command {
            TeamCommand::FoundTeam(asked) => named(asked).map(|id| id.stream()).collect(),
            TeamCommand::JoinTeam(asked) => vec![asked.teacher.stream(), RULES_STREAM.to_owned()],
            TeamCommand::RecordSession(asked) => asked.organisation.iter().map(|id| id.stream()).collect(),
            TeamCommand::LeaveTeam(_)
            | TeamCommand::ElectOfficer(_)
            | TeamCommand::SetDuty(_)
            | TeamCommand::DissolveTeam(_)
            | TeamCommand::VoidTeamEvent(_) => Vec::new(),
        };
        Looks { streams, events: Vec::new() }
    }

    fn decide(
        &self,
        command: &TeamCommand,
        witness: &Witness,
        stamp: &Stamp,
    ) -> Result<Vec<TeamEvent>, TeamRefusal> {
        let event = match command {
            TeamCommand::FoundTeam(asked) => self.found(asked, witness),
            TeamCommand::JoinTeam(asked) => self.join(asked, witness, stamp),
            TeamCommand::LeaveTeam(asked) => {
                self.member(asked.teacher, asked.on.day).map(|()| TeamEvent::TeamMemberLeft(asked.clone()))
            }
            TeamCommand::ElectOfficer(asked) => self.may_elect(asked),
            TeamCommand::SetDuty(asked) => {
                self.member(asked.teacher, asked.from.day).map(|()| TeamEvent::TeamDutySet(asked.clone()))
            }
            TeamCommand::RecordSession(asked) => self.record(asked, witness),
            TeamCommand::DissolveTeam(asked) => {
                self.exists_on(asked.on.day).map(|()| TeamEvent::TeamDissolved(asked.clone()))
            }
            TeamCommand::VoidTeamEvent(asked) => {
                self.may_void(asked)?;
                Ok(TeamEvent::TeamEventVoided(asked.clone()))
            }
        }?;
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &TeamEvent, origin: Origin) {
        Team::evolve(self, event, origin);
    }

    fn write(event: &TeamEvent) -> Result<(&'static str, i64, String), serde_json::Error> {
        Ok((event.kind(), event.schema_version(), event.body()?))
    }

    fn read(kind: &str, body: &str) -> Result<TeamEvent, Unreadable> {
        TeamEvent::read(kind, body).unwrap_or_else(|| Err(Unreadable::Kind(kind.to_owned())))
    }
}

fn named(asked: &FoundTeam) -> impl Iterator<Item = OrganisationId> {
    asked.host.into_iter().chain(asked.serves)
}

fn known(witness: &Witness, id: OrganisationId) -> Result<(), TeamRefusal> {
    let known = witness.organisations.get(&id).is_some_and(|organisation| organisation.is_known());
    known.then_some(()).ok_or(TeamRefusal::OrganisationUnknown)
}

fn in_order(from: &CivilDate, to: Option<&CivilDate>) -> Result<(), TeamRefusal> {
    let ordered = to.is_none_or(|to| from.day < to.day);
    ordered.then_some(()).ok_or(TeamRefusal::EndsBeforeStart)
}

/// Nobody lectures on ethics under a bar.
fn may_lecture(teacher: &Teacher, day: NaiveDate) -> Result<(), TeamRefusal> {
    match teacher.timeline().bars_on(day).first() {
        Some(bar) => {
            Err(TeamRefusal::MemberBarred { bar: bar.fact, until: bar.until.unwrap_or(NaiveDate::MAX) })
        }
        None => Ok(()),
    }
}

impl Team {
    fn found(&self, asked: &FoundTeam, witness: &Witness) -> Answer {
        if let Some((_, fact)) = self.founded() {
            return Err(TeamRefusal::AlreadyFounded { fact });
        }
        if asked.name.trim().is_empty() {
            return Err(TeamRefusal::NameBlank);
        }
        named(asked).try_for_each(|id| known(witness, id))?;
        in_order(&asked.from, asked.term_to.as_ref())?;
        Ok(TeamEvent::TeamFounded(asked.clone()))
    }

    fn join(&self, asked: &JoinTeam, witness: &Witness, stamp: &Stamp) -> Answer {
        let day = asked.from.day;
        self.exists_on(day)?;
        in_order(&asked.from, asked.to.as_ref())?;
        let teacher = witness.teachers.get(&asked.teacher).filter(|teacher| teacher.may_take_part().is_ok());
        let teacher = teacher.ok_or(TeamRefusal::TeacherUnknown)?;
        let kind = self.founded().map_or("", |(founded, _)| founded.kind.as_str());
        let mut judging = witness.rules.judging(stamp, day);
        if kind == LECTURER_CORPS {
            judging.holds("R-01", may_lecture(teacher, day))?;
        }
        if kind == CRISIS_INTERVENTION && asked.qualification.is_none() {
            return Err(TeamRefusal::QualificationMissing);
        }
        match self.meets(asked) {
            Some(member) => Err(TeamRefusal::AlreadyMember { fact: member.by }),
            None => Ok(TeamEvent::TeamMemberJoined(JoinTeam { rules: judging.applied(), ..asked.clone() })),
        }
    }

    fn may_elect(&self, asked: &ElectOfficer) -> Answer {
        self.member(asked.teacher, asked.from.day)?;
        in_order(&asked.from, asked.to.as_ref())?;
        match self.later(asked) {
            Some(officer) => Err(TeamRefusal::LaterOfficer { fact: officer.by }),
            None => Ok(TeamEvent::OfficerElected(asked.clone())),
        }
    }

    fn record(&self, asked: &RecordSession, witness: &Witness) -> Answer {
        self.member(asked.teacher, asked.on.day)?;
        asked.organisation.map_or(Ok(()), |id| known(witness, id))?;
        Ok(TeamEvent::TeamSessionRecorded(asked.clone()))
    }

    fn member(&self, teacher: TeacherId, on: NaiveDate) -> Result<(), TeamRefusal> {
        self.exists_on(on)?;
        self.member_on(teacher, on).map(|_| ()).ok_or(TeamRefusal::NotMember { on })
    }

    pub(super) fn exists_on(&self, on: NaiveDate) -> Result<(), TeamRefusal> {
        let (founded, fact) = self.founded().ok_or(TeamRefusal::NotFounded)?;
        if on < founded.from.day {
            return Err(TeamRefusal::NotOn { on, fact });
        }
        match self.dissolved() {
            Some((end, fact)) if end <= on => Err(TeamRefusal::NotOn { on, fact }),
            Some(_) | None => Ok(()),
        }
    }
}
