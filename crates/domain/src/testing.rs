//! Given a history, when something is asked, then this happens or is refused.

use std::{collections::BTreeMap, fmt::Debug};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    AppliedRule, CivilDate, Decider, DecisionDocument, EventId, OrganisationId, Origin, Personal, Refusal,
    Stamp, TeacherId,
    code::{Category, Sex, Source, Staffing, Title},
    organisation::{
        Description, Nature, OpenOrganisation, Organisation, OrganisationEvent, OrganisationKind,
    },
    rules::Rulebook,
    teacher::{
        Statement, Teacher, TeacherEvent,
        conduct::{ConductEvent, ImposeBar},
        hire::{HireEvent, HireTeacher},
        identity::{IdentityEvent, RegisterTeacher},
        post::{GrantTitle, PostEvent},
    },
    witness::Witness,
};

/// The id of the nth event of a history, counted from one.
pub(crate) fn fact(number: u128) -> EventId {
    EventId(Uuid::from_u128(number))
}

/// A day as a document writes it.
pub(crate) fn on(text: &str) -> CivilDate {
    CivilDate::start(text).unwrap()
}

/// A day.
pub(crate) fn day(text: &str) -> NaiveDate {
    on(text).day
}

/// The state after a history whose first event has this number.
pub(crate) fn told<D: Decider>(first: u128, events: impl IntoIterator<Item = D::Event>) -> D {
    let mut state = D::default();
    for (number, event) in (first..).zip(events) {
        state.evolve(&event, Origin { position: i64::try_from(number).unwrap(), id: fact(number) });
    }
    state
}

/// Begins a story with a history. Its first event is fact one.
pub(crate) fn given<D: Decider>(events: impl IntoIterator<Item = D::Event>) -> Given<D> {
    Given {
        state: told(1, events),
        witness: D::Witness::default(),
        document: None,
        explanations: BTreeMap::new(),
    }
}

/// A history and what else can be seen.
pub(crate) struct Given<D: Decider> {
    state: D,
    witness: D::Witness,
    document: Option<DecisionDocument>,
    explanations: BTreeMap<String, String>,
}

impl<D: Decider> Given<D> {
    /// Shows something else that is looked at.
    pub(crate) fn with(mut self, show: impl FnOnce(&mut D::Witness)) -> Self {
        show(&mut self.witness);
        self
    }

    /// Explains why to go on although a rule warns.
    pub(crate) fn explains(mut self, rule: &str, why: &str) -> Self {
        self.explanations.insert(rule.to_owned(), why.to_owned());
        self
    }

    /// Names the decision document it is asked by.
    pub(crate) fn by(mut self, number: &str, title: Option<&str>) -> Self {
        self.document = Some(DecisionDocument {
            issuer: "市教育局".to_owned(),
            number: number.to_owned(),
            issued: None,
            title: title.map(str::to_owned),
            digest: None,
        });
        self
    }

    /// Asks for something.
    pub(crate) fn when(self, command: D::Command) -> When<D> {
        let stamp = Stamp {
            actor: "tester".to_owned(),
            acting_for: None,
            today: day("2022-06-30"),
            correlation: Uuid::nil(),
            causation: None,
            explanations: self.explanations,
            document: self.document,
        };
        When { answer: self.state.decide(&command, &self.witness, &stamp) }
    }
}

/// What came of it.
pub(crate) struct When<D: Decider> {
    answer: Result<Vec<D::Event>, D::Refusal>,
}

impl<D: Decider<Event: Debug + PartialEq>> When<D> {
    /// Exactly this happens.
    pub(crate) fn then(self, events: impl IntoIterator<Item = D::Event>) {
        let expected: Vec<_> = events.into_iter().collect();
        let decided = self.answer.unwrap();
        decided.iter().for_each(kept::<D>);
        assert_eq!(decided, expected);
    }

    /// One event happens; it is looked at.
    pub(crate) fn event(self) -> D::Event {
        let mut events = self.answer.unwrap();
        assert_eq!(events.len(), 1);
        kept::<D>(&events[0]);
        events.remove(0)
    }

    /// It is refused for this reason.
    pub(crate) fn refuses(self, code: &str) -> D::Refusal {
        let refusal = self.answer.unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal:?}");
        assert!(!refusal.zh().contains(['{', '}']) && !refusal.en().contains(['{', '}']), "{}", refusal.zh());
        refusal
    }
}

/// Every event is read back as it was written.
pub(crate) fn survives_the_wire<D: Decider<Event: Debug + PartialEq>>(event: &D::Event) {
    let (kind, version, body) = D::write(event).unwrap();
    assert!(version >= 1);
    assert_eq!(&D::read(kind, &body).unwrap(), event, "{body}");
}

/// Every event that a story decides survives the wire. `cargo xtask golden` has the first of each kind without a golden body
/// written down as that body; an existing one is a promise and never touched.
fn kept<D: Decider<Event: Debug + PartialEq>>(event: &D::Event) {
    survives_the_wire::<D>(event);
    let Some(folder) = std::env::var_os("LIANGSHI_NEW_GOLDEN") else { return };
    let (kind, version, body) = D::write(event).unwrap();
    let path = std::path::Path::new(&folder).join(format!("{kind}.v{version}.json"));
    if let Ok(mut file) = std::fs::File::create_new(path) {
        std::io::Write::write_all(&mut file, format!("{body}\n").as_bytes()).unwrap();
    }
}

/// A registered person, with a title when one is named, under a bar when its days are.
pub(crate) fn teacher(title: Option<Title>, bar: Option<(&str, &str)>) -> Teacher {
    let registered = RegisterTeacher {
        name: Personal::Known("甲".to_owned()),
        identity: None,
        birth: None,
        sex: Sex::Unstated,
        staff_number: None,
    };
    let registered = Statement::from(IdentityEvent::TeacherRegistered(registered));
    let titled = title.map(|title| {
        let granted = GrantTitle {
            title,
            from: on("2015-01-01"),
            authority: None,
            certificate: None,
            rules: Vec::new(),
        };
        Statement::from(PostEvent::TitleGranted(granted))
    });
    let barred = bar.map(|(from, until)| {
        let imposed = ImposeBar { from: on(from), until: on(until), reason: "P".to_owned(), case: None };
        Statement::from(ConductEvent::BarImposed(imposed))
    });
    told(9001, [Some(registered), titled, barred].into_iter().flatten().map(TeacherEvent::Stated))
}

/// Shows a person to a story.
pub(crate) fn shows_teacher(id: u128, teacher: Teacher) -> impl FnOnce(&mut Witness) {
    move |witness| {
        witness.teachers.insert(TeacherId(Uuid::from_u128(id)), teacher);
    }
}

/// A person in service at a unit from a day on.
pub(crate) fn in_service(mut person: Teacher, unit: u128, from: &str) -> Teacher {
    let hired = HireTeacher {
        organisation: OrganisationId(Uuid::from_u128(unit)),
        from: on(from),
        source: Source::Recruited,
        category: Category::FullTime,
        staffing: Staffing::Established,
        establishment: None,
        paying: None,
    };
    let hired = TeacherEvent::Stated(Statement::from(HireEvent::TeacherHired(hired)));
    person.evolve(&hired, Origin { position: 9900, id: fact(9900) });
    person
}

/// Shows a unit that has been open for long.
pub(crate) fn shows_unit(id: u128) -> impl FnOnce(&mut Witness) {
    let description = Description {
        name: "甲学校".to_owned(),
        kind: OrganisationKind::School,
        nature: Nature::Public,
        code: None,
        place: None,
    };
    let opened = OpenOrganisation { description: Some(description), from: on("2000-09-01") };
    let unit: Organisation = told(7001, [OrganisationEvent::OrganisationOpened(opened)]);
    move |witness| {
        witness.organisations.insert(OrganisationId(Uuid::from_u128(id)), unit);
    }
}

/// That the first version of a rule was met, as a decision keeps it.
pub(crate) fn met(rule: &str) -> AppliedRule {
    let outcome = Rulebook::file(rule).unwrap().versions[0].outcome;
    AppliedRule { rule: rule.to_owned(), version: 1, outcome, satisfied: true, explanation: None }
}
