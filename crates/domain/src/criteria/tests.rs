use uuid::Uuid;

use super::*;
use crate::{
    Decider, OrganisationId, Personal,
    code::{Category, HonourLevel, IssuingBody, Presence, Sex, Source, Staffing, Title},
    teacher::{
        Statement, Teacher, TeacherEvent,
        conduct::ConductEvent,
        discipline::{EthicsResult, RecordEthicsAssessment},
        hire::{HireEvent, HireTeacher},
        honour::{HonourConferred, HonourEvent},
        identity::{IdentityEvent, RegisterTeacher},
        movement::{MovementEvent, SupportTeachingVerified},
        record::{RecordCredential, RecordDegree, RecordEvent},
        record_code::CredentialKind,
    },
    testing::{day, fact, on, teacher, told},
};

fn born(birth: &str) -> Teacher {
    let person = RegisterTeacher {
        name: Personal::Known("甲".to_owned()),
        identity: None,
        birth: Some(Personal::Known(day(birth))),
        sex: Sex::Female,
        staff_number: None,
    };
    let hire = HireTeacher {
        organisation: OrganisationId(Uuid::from_u128(1)),
        from: on("1900-09-01"),
        source: Source::Recruited,
        category: Category::FullTime,
        staffing: Staffing::Established,
        establishment: None,
        paying: None,
    };
    let stated = [
        Statement::from(IdentityEvent::TeacherRegistered(person)),
        Statement::from(HireEvent::TeacherHired(hire)),
    ];
    told(1, stated.map(TeacherEvent::Stated))
}

#[test]
fn an_age_is_counted_in_whole_years_and_an_unknown_one_is_not_nothing() {
    let criterion = Criterion::AgeAtMost { years: 45 };
    let teacher_born = born("1880-06-30");
    assert!(criterion.find(&teacher_born, day("1926-06-29")).passed);
    let over = criterion.find(&teacher_born, day("1926-06-30"));
    assert_eq!((over.passed, over.found.as_deref()), (false, Some("46")));
    assert_eq!(over.en(), "no older than 45: not met (found 46)");
    let unknown = criterion.find(&teacher(None, None), day("2022-03-01"));
    assert_eq!(
        (unknown.passed, unknown.presence, unknown.found.clone()),
        (false, Presence::NotCollected, None)
    );
    assert_eq!(unknown.zh(), "年龄不超过45周岁：未采集，无法认定");
}

#[test]
fn years_of_teaching_come_with_the_service_that_shows_them() {
    let criterion = Criterion::YearsOfTeachingAtLeast { years: 10 };
    let nearly = criterion.find(&born("1880-06-30"), day("1910-08-31"));
    assert_eq!((nearly.passed, nearly.found.as_deref()), (false, Some("9")));
    let reached = criterion.find(&born("1880-06-30"), day("1910-09-01"));
    assert_eq!((reached.passed, reached.evidence), (true, vec![fact(2)]));
    assert_eq!(criterion.find(&teacher(None, None), day("2022-03-01")).presence, Presence::NotCollected);
}

#[test]
fn a_bar_is_found_with_the_day_it_ends() {
    let barred = teacher(Some(Title::Senior), Some(("2021-01-01", "2023-01-01")));
    let found = Criterion::NoActiveBar.find(&barred, day("2022-12-31"));
    assert_eq!((found.passed, found.evidence.len()), (false, 1));
    assert_eq!(format!("{found:#}"), "under no ethics bar: not met (barred until 2023-01-01)");
    assert!(Criterion::NoActiveBar.find(&barred, day("2023-01-01")).passed);
    assert!(Criterion::TitleAtLeast { title: Title::First }.find(&barred, day("2022-12-31")).passed);
}

#[test]
fn a_finding_is_stored_as_plain_words() {
    let finding =
        Criterion::TitleAtLeast { title: Title::First }.find(&teacher(None, None), day("2022-12-31"));
    let stored = serde_json::to_string(&finding).unwrap();
    let plain = r#"{"criterion":{"is":"TITLE_AT_LEAST","title":"FIRST"},"passed":false,"presence":"NOT_COLLECTED","rule":{"id":"R-21","version":1}}"#;
    assert_eq!(stored, plain);
    assert_eq!(serde_json::from_str::<Finding>(&stored).unwrap(), finding);
}

#[test]
fn what_was_stated_beside_the_career_is_found_with_its_events() {
    let mut person = teacher(Some(Title::First), None);
    let stated = [
        Statement::from(HonourEvent::HonourConferred(HonourConferred {
            name: "东莞市优秀教师".to_owned(),
            issued_by: IssuingBody::CityBureau,
            issuer: "东莞市教育局".to_owned(),
            level: HonourLevel::City,
            on: on("2019-09-10"),
            kind: None,
            rules: Vec::new(),
        })),
        Statement::from(ConductEvent::EthicsAssessmentRecorded(RecordEthicsAssessment {
            year: 2021,
            result: EthicsResult::BasicallySatisfactory,
            organisation: None,
            on: on("2021-12-20"),
        })),
        Statement::from(MovementEvent::SupportTeachingVerified(SupportTeachingVerified {
            secondment: fact(1),
            organisation: OrganisationId(Uuid::from_u128(1)),
            from: on("2020-09-01"),
            to: on("2021-07-01"),
            designated_by: vec![fact(2)],
            rules: Vec::new(),
        })),
    ];
    for (number, statement) in (21..).zip(stated) {
        let origin = crate::Origin { position: number, id: fact(number.unsigned_abs().into()) };
        Decider::evolve(&mut person, &TeacherEvent::Stated(statement), origin);
    }
    let found = |criterion: Criterion| {
        let finding = criterion.find(&person, day("2022-03-01"));
        (finding.passed, finding.found.unwrap_or_default(), finding.evidence, finding.rule.id)
    };
    let level = |level| found(Criterion::HoldsHonourOfLevel { level });
    assert_eq!(level(HonourLevel::City), (true, "CITY".to_owned(), vec![fact(21)], "R-21".to_owned()));
    assert!(!level(HonourLevel::Province).0);
    let ethics = |result| found(Criterion::EthicsAtLeast { result }).0;
    assert!(ethics(EthicsResult::BasicallySatisfactory) && !ethics(EthicsResult::Satisfactory));
    let weak = |months| found(Criterion::MonthsAtWeakPlace { months });
    assert_eq!(weak(10), (true, "10".to_owned(), vec![fact(23)], "R-26".to_owned()));
    assert!(!weak(11).0);
    let held = found(Criterion::YearsInTitleAtLeast { years: 7 });
    assert_eq!(held, (true, "7".to_owned(), vec![fact(9002)], "R-27".to_owned()));
    assert!(found(Criterion::NoRestriction).0);
    let none = Criterion::HoldsHonourOfLevel { level: HonourLevel::School }
        .find(&teacher(None, None), day("2022-03-01"));
    assert_eq!((none.passed, none.presence), (false, Presence::NotCollected));
}

#[test]
fn the_highest_degree_and_a_certificate_that_holds_are_found() {
    let mut person = teacher(None, None);
    let degree = |code: &str, text: &str| {
        Statement::from(RecordEvent::DegreeRecorded(RecordDegree {
            education: "21".to_owned(),
            degree: Some(code.to_owned()),
            school: None,
            full_time: true,
            on: on(text),
        }))
    };
    let certificate = Statement::from(RecordEvent::CredentialRecorded(RecordCredential {
        kind: CredentialKind::Teaching,
        stage: None,
        subject: None,
        grade: None,
        number: None,
        from: on("2010-07-01"),
        to: Some(on("2020-07-01")),
    }));
    for (number, statement) in
        (31..).zip([degree("404", "2010-06-30"), degree("304", "2015-06-30"), certificate])
    {
        let origin = crate::Origin { position: number, id: fact(number.unsigned_abs().into()) };
        Decider::evolve(&mut person, &TeacherEvent::Stated(statement), origin);
    }
    let degree = |level, text: &str| {
        let finding = Criterion::DegreeAtLeast { level }.find(&person, day(text));
        (finding.passed, finding.found, finding.evidence)
    };
    assert_eq!(degree(DegreeLevel::Master, "2016-01-01"), (true, Some("硕士".to_owned()), vec![fact(32)]));
    assert_eq!(degree(DegreeLevel::Master, "2012-01-01"), (false, Some("学士".to_owned()), vec![fact(31)]));
    assert_eq!(degree(DegreeLevel::Bachelor, "2009-01-01"), (false, None, vec![]));
    let holds = |text: &str| {
        Criterion::HoldsCredential { credential: CredentialKind::Teaching }.find(&person, day(text)).passed
    };
    assert_eq!((holds("2019-01-01"), holds("2020-07-01")), (true, false));
}
