//! The people, schools and events the stories of teachers are told with.

mod appointment;
mod conduct;
mod discipline;
mod duty;
mod honour;
mod identity;
mod merge;
mod movement;
mod past;
mod privacy;
mod properties;
mod reassignment;
mod record;
mod secondment;
mod segment;
mod service;

use uuid::Uuid;

use super::{
    Statement, Teacher, TeacherCommand, TeacherEvent,
    conduct::{ConductEvent, ImposeBar, LiftBar},
    hire::{EmploymentEnded, HireEvent, HireTeacher, TransferTeacher},
    honour::{HonourConferred, HonourEvent},
    identity::{IdentityEvent, RegisterTeacher},
    past::{CorrectFact, PastEvent, RevokeFact, VoidFact},
    post::{AssignTeacher, GrantTitle, PostEvent},
    secondment::{ProposeSecondment, SecondmentEvent},
    training::{CompleteTraining, TrainingEvent},
};
use crate::{
    AppliedRule, OrganisationId, Personal, Refusal,
    code::{
        Category, HonourLevel, IssuingBody, LeaveReason, MovementKind, Sex, Source, Staffing, Stage, Title,
        TrainingCategory,
    },
    organisation::{
        CloseOrganisation, Description, Nature, OpenOrganisation, OrganisationEvent, OrganisationKind,
    },
    policy::RuleOutcome,
    testing::{Given, fact, given, met, on, told},
    witness::Witness,
};

/// The unit everybody here is hired by on 2010-09-01.
const HOME: OrganisationId = OrganisationId(Uuid::from_u128(31));
/// A public school.
const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(32));
/// A private school, public until 2020-09-01.
const PRIVATE: OrganisationId = OrganisationId(Uuid::from_u128(33));
/// A school that was closed on 2020-09-01.
const CLOSED: OrganisationId = OrganisationId(Uuid::from_u128(34));
/// Nobody registered it.
const UNHEARD_OF: OrganisationId = OrganisationId(Uuid::from_u128(35));

fn school(name: &str, nature: Nature) -> OrganisationEvent {
    let description = Description {
        name: name.to_owned(),
        kind: OrganisationKind::School,
        nature,
        code: None,
        place: None,
    };
    OrganisationEvent::OrganisationOpened(OpenOrganisation {
        description: Some(description),
        from: on("2000-09-01"),
    })
}

fn world(witness: &mut Witness) {
    let turned =
        OrganisationEvent::OrganisationNatureChanged(crate::organisation::ChangeOrganisationNature {
            nature: Nature::Private,
            from: on("2020-09-01"),
        });
    let closed = OrganisationEvent::OrganisationClosed(CloseOrganisation { on: on("2020-09-01") });
    let schools = [
        (HOME, vec![school("实验小学", Nature::Public)]),
        (OTHER, vec![school("第二小学", Nature::Public)]),
        (PRIVATE, vec![school("民办学校", Nature::Public), turned]),
        (CLOSED, vec![school("旧小学", Nature::Public), closed]),
    ];
    for (first, (id, events)) in (701..).step_by(10).zip(schools) {
        witness.organisations.insert(id, told(first, events));
    }
    witness.about = format!("teacher-{}", Uuid::from_u128(21));
}

fn person() -> RegisterTeacher {
    RegisterTeacher {
        name: Personal::Known("甲".to_owned()),
        identity: None,
        birth: None,
        sex: Sex::Unstated,
        staff_number: None,
    }
}

fn registered() -> TeacherEvent {
    IdentityEvent::TeacherRegistered(person()).into()
}

fn hire(organisation: OrganisationId, from: &str) -> HireTeacher {
    HireTeacher {
        organisation,
        from: on(from),
        source: Source::Recruited,
        category: Category::FullTime,
        staffing: Staffing::Established,
        establishment: None,
        paying: None,
    }
}

fn hired(organisation: OrganisationId, from: &str) -> TeacherEvent {
    HireEvent::TeacherHired(hire(organisation, from)).into()
}

fn transfer(organisation: OrganisationId, from: &str) -> TransferTeacher {
    TransferTeacher {
        organisation,
        from: on(from),
        staffing: Staffing::Established,
        establishment: None,
        paying: None,
    }
}

fn transferred(organisation: OrganisationId, from: &str) -> TeacherEvent {
    HireEvent::TeacherTransferred(transfer(organisation, from)).into()
}

fn ending(employment: u128, text: &str) -> HireEvent {
    HireEvent::EmploymentEnded(EmploymentEnded {
        employment: fact(employment),
        on: on(text),
        reason: LeaveReason::Resigned,
    })
}

fn work(organisation: OrganisationId, from: &str, to: Option<&str>) -> AssignTeacher {
    AssignTeacher {
        organisation,
        stage: Some(Stage::Primary),
        subject: Some("13".to_owned()),
        post: None,
        fte_percent: 100,
        primary: true,
        from: on(from),
        to: to.map(on),
    }
}

fn assigned(organisation: OrganisationId, from: &str, to: Option<&str>) -> TeacherEvent {
    PostEvent::TeacherAssigned(work(organisation, from, to)).into()
}

fn title(title: Title, from: &str) -> GrantTitle {
    GrantTitle { title, from: on(from), authority: None, certificate: None, rules: Vec::new() }
}

fn titled(granted: Title, from: &str) -> TeacherEvent {
    PostEvent::TitleGranted(title(granted, from)).into()
}

fn training(activity: &str, text: &str, hours: u32) -> CompleteTraining {
    CompleteTraining {
        activity: activity.to_owned(),
        category: TrainingCategory::Professional,
        hours,
        year: 2022,
        on: on(text),
        provider: None,
        activity_id: None,
        abilities: Vec::new(),
    }
}

fn trained(activity: &str, text: &str, hours: u32) -> TeacherEvent {
    TrainingEvent::TrainingCompleted(training(activity, text, hours)).into()
}

fn proposal(
    organisation: OrganisationId,
    from: &str,
    to: Option<&str>,
    fte_percent: u32,
) -> ProposeSecondment {
    ProposeSecondment {
        rules: Vec::new(),
        kind: MovementKind::SupportTeaching,
        organisation,
        post: None,
        from: on(from),
        to: to.map(on),
        fte_percent,
        personnel_moved: false,
        batch: None,
        candidacy: None,
        rotation: None,
        pairing: None,
    }
}

fn proposed(organisation: OrganisationId, from: &str, to: Option<&str>, fte_percent: u32) -> TeacherEvent {
    let proposal = proposal(organisation, from, to, fte_percent);
    let warned = (fte_percent < 100).then(|| AppliedRule { outcome: RuleOutcome::Warn, ..met("R-32") });
    let rules = [met("R-32")].into_iter().chain(warned).collect();
    SecondmentEvent::SecondmentProposed(ProposeSecondment { rules, ..proposal }).into()
}

fn conferral(name: &str, text: &str) -> HonourConferred {
    HonourConferred {
        name: name.to_owned(),
        issued_by: IssuingBody::CityBureau,
        issuer: "市教育局".to_owned(),
        level: HonourLevel::City,
        on: on(text),
        kind: None,
        rules: judged_by(text),
    }
}

/// The rules an honour of the day is judged by; the ethics veto judges since the eighth of November 2018.
fn judged_by(text: &str) -> Vec<AppliedRule> {
    let veto = on(text).day >= on("2018-11-08").day;
    let level = met("R-60");
    let bars = veto.then(vetoed).into_iter().flatten();
    [level].into_iter().chain(bars).chain([met("R-61")]).collect()
}

/// The ethics veto, looked at and satisfied.
fn vetoed() -> Vec<AppliedRule> {
    vec![met("R-01")]
}

fn bar(from: &str, until: &str) -> ImposeBar {
    ImposeBar { from: on(from), until: on(until), reason: "P".to_owned(), case: None }
}

fn barred(from: &str, until: &str) -> TeacherEvent {
    ConductEvent::BarImposed(bar(from, until)).into()
}

fn lift(number: u128, from: Option<&str>) -> LiftBar {
    LiftBar { bar: fact(number), from: from.map(on), reason: "申诉成立".to_owned() }
}

fn correct(number: u128, statement: impl Into<Statement>) -> CorrectFact {
    CorrectFact { corrects: fact(number), statement: statement.into(), reason: "录入有误".to_owned() }
}

fn corrected(number: u128, statement: impl Into<Statement>) -> TeacherEvent {
    TeacherEvent::Past(PastEvent::FactCorrected(correct(number, statement)))
}

fn void(number: u128) -> VoidFact {
    VoidFact { voids: fact(number), reason: "重复录入".to_owned() }
}

fn voided(number: u128) -> TeacherEvent {
    TeacherEvent::Past(PastEvent::FactVoided(void(number)))
}

fn revoke(number: u128, from: Option<&str>) -> RevokeFact {
    RevokeFact { revokes: fact(number), from: from.map(on), reason: "材料不实".to_owned() }
}

fn revoked(number: u128, from: Option<&str>) -> TeacherEvent {
    TeacherEvent::Past(PastEvent::FactRevoked(revoke(number, from)))
}

/// Registered is fact one and hired at [`HOME`] fact two; what is told here begins with fact three.
fn since_hired(more: impl IntoIterator<Item = TeacherEvent>) -> Vec<TeacherEvent> {
    [registered(), hired(HOME, "2010-09-01")].into_iter().chain(more).collect()
}

/// A world in which documents switched these rules off.
fn without(rules: &'static [&'static str]) -> impl FnOnce(&mut Witness) {
    move |witness| {
        for rule in rules {
            let off = crate::register::SuspendRule { rule: (*rule).to_owned(), from: on("2020-01-01") };
            let origin = crate::Origin { position: 1, id: fact(600) };
            witness.rules.evolve(&crate::register::RegisterEvent::RuleSuspended(off), origin);
        }
    }
}

fn story(more: impl IntoIterator<Item = TeacherEvent>) -> Given<Teacher> {
    given(since_hired(more)).with(world)
}

fn teacher(more: impl IntoIterator<Item = TeacherEvent>) -> Teacher {
    told(1, since_hired(more))
}
