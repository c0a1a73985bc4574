use super::*;
use crate::{
    register::{ActivateRule, Register, RegisterEvent},
    teacher::{
        discipline::{EthicsResult, RecordEthicsAssessment},
        record::{
            ExpireCredential, GrantIncentive, RecordAppraisal, RecordCommand, RecordCredential, RecordDegree,
            RecordEvent, RevokeCredential,
        },
        record_code::{AppraisalResult, CredentialKind, IncentiveKind, PutonghuaGrade},
    },
};

fn credential(kind: CredentialKind, grade: Option<PutonghuaGrade>, from: &str) -> RecordCredential {
    RecordCredential {
        kind,
        stage: None,
        subject: None,
        grade,
        number: Some(Personal::Known("证书4419000001".to_owned())),
        from: on(from),
        to: None,
    }
}

fn asks(command: RecordCommand) -> TeacherCommand {
    TeacherCommand::Record(command)
}

fn happened(event: RecordEvent) -> TeacherEvent {
    TeacherEvent::Stated(event.into())
}

#[test]
fn a_certificate_is_recorded_once_runs_out_and_is_withdrawn() {
    let putonghua = || credential(CredentialKind::Putonghua, Some(PutonghuaGrade::SecondA), "2012-06-01");
    let recorded = || happened(RecordEvent::CredentialRecorded(putonghua()));
    let asked = || asks(RecordCommand::RecordCredential(putonghua()));
    story([]).when(asked()).then([recorded()]);
    story([recorded()]).when(asked()).refuses("CREDENTIAL_ALREADY_RECORDED");
    for (kind, grade) in
        [(CredentialKind::Putonghua, None), (CredentialKind::Teaching, Some(PutonghuaGrade::FirstA))]
    {
        let wrong = asks(RecordCommand::RecordCredential(credential(kind, grade, "2012-06-01")));
        story([]).when(wrong).refuses("PUTONGHUA_GRADE");
    }
    let expired = ExpireCredential { credential: fact(3), on: on("2022-06-01") };
    story([recorded()])
        .when(asks(RecordCommand::ExpireCredential(expired.clone())))
        .then([happened(RecordEvent::CredentialExpired(expired))]);
    let revoked = RevokeCredential { credential: fact(3), from: None, reason: "弄虚作假".to_owned() };
    let taken = happened(RecordEvent::CredentialRevoked(revoked.clone()));
    story([recorded()]).when(asks(RecordCommand::RevokeCredential(revoked.clone()))).then([taken.clone()]);
    story([]).when(asks(RecordCommand::RevokeCredential(revoked))).refuses("CREDENTIAL_UNKNOWN");
    let held = |events: Vec<TeacherEvent>| {
        let person = teacher(events);
        let records = &person.timeline().records;
        records.certified(CredentialKind::Putonghua, on("2020-01-01").day)
    };
    assert_eq!((held(vec![recorded()]), held(vec![recorded(), taken])), (Some(fact(3)), None));
}

#[test]
fn a_later_grade_of_putonghua_takes_the_place_of_the_one_before() {
    let graded = |grade, from: &str| {
        happened(RecordEvent::CredentialRecorded(credential(CredentialKind::Putonghua, Some(grade), from)))
    };
    let person = teacher([
        graded(PutonghuaGrade::SecondB, "2012-06-01"),
        graded(PutonghuaGrade::SecondA, "2018-06-01"),
    ]);
    let held = |day: &str| {
        let held = person.timeline().records.credentials.on(on(day).day);
        held.map(|held| held.value.grade).collect::<Vec<_>>()
    };
    assert_eq!(held("2018-05-31"), [Some(PutonghuaGrade::SecondB)]);
    assert_eq!(held("2018-06-01"), [Some(PutonghuaGrade::SecondA)]);
    let earlier = asks(RecordCommand::RecordCredential(credential(
        CredentialKind::Putonghua,
        Some(PutonghuaGrade::SecondB),
        "2011-06-01",
    )));
    story([graded(PutonghuaGrade::SecondB, "2012-06-01")])
        .when(earlier)
        .refuses("CREDENTIAL_ALREADY_RECORDED");
}

#[test]
fn the_number_of_a_certificate_is_the_persons_own_and_is_erased() {
    let recorded = RecordEvent::CredentialRecorded(credential(CredentialKind::Teaching, None, "2012-06-01"));
    assert_eq!(recorded.personal(), Some("证书4419000001"));
    assert_eq!(recorded.erased().personal(), None);
    assert!(!recorded.erased().body().unwrap().contains("4419000001"));
}

#[test]
fn a_year_is_appraised_once_and_failed_ethics_fail_it_once_the_rule_is_switched_on() {
    let appraisal = |result| RecordAppraisal { year: 2021, result, organisation: None, rules: Vec::new() };
    let asked = |result| asks(RecordCommand::RecordAppraisal(appraisal(result)));
    let good = happened(RecordEvent::AppraisalRecorded(appraisal(AppraisalResult::Satisfactory)));
    story([]).when(asked(AppraisalResult::Satisfactory)).then([good.clone()]);
    story([good]).when(asked(AppraisalResult::Excellent)).refuses("YEAR_ALREADY_APPRAISED");
    let to_come = RecordAppraisal { year: 2199, ..appraisal(AppraisalResult::Satisfactory) };
    story([]).when(asks(RecordCommand::RecordAppraisal(to_come))).refuses("APPRAISAL_YEAR_TO_COME");
    let failed = ConductEvent::EthicsAssessmentRecorded(RecordEthicsAssessment {
        year: 2021,
        result: EthicsResult::Unsatisfactory,
        organisation: None,
        on: on("2021-12-31"),
    });
    let failed = || [TeacherEvent::Stated(failed.clone().into())];
    story(failed()).when(asked(AppraisalResult::Satisfactory)).event();
    let judged = |witness: &mut Witness| {
        let on = RegisterEvent::RuleActivated(ActivateRule {
            rule: "R-02".to_owned(),
            version: 1,
            from: on("2020-01-01"),
            parameters: Default::default(),
        });
        witness.rules = told::<Register>(1, [on]).rulebook();
    };
    let refusal = story(failed())
        .with(judged)
        .when(asked(AppraisalResult::Satisfactory))
        .refuses("APPRAISAL_OVER_ETHICS");
    assert_eq!(refusal.facts(), [fact(3)]);
    story(failed()).with(judged).when(asked(AppraisalResult::Unsatisfactory)).event();
}

#[test]
fn years_that_failed_in_a_row_are_counted_from_the_last_one() {
    let year = |year, result| {
        happened(RecordEvent::AppraisalRecorded(RecordAppraisal {
            year,
            result,
            organisation: None,
            rules: Vec::new(),
        }))
    };
    let (bad, good) = (AppraisalResult::Unsatisfactory, AppraisalResult::Satisfactory);
    let failed = |years: Vec<TeacherEvent>| {
        teacher(years).timeline().records.unsatisfactory_years_before(on("2023-03-01").day).len()
    };
    assert_eq!(failed(vec![year(2021, bad), year(2022, bad)]), 2);
    assert_eq!(failed(vec![year(2022, bad), year(2021, good), year(2020, bad)]), 1);
    assert_eq!(failed(vec![year(2020, bad), year(2022, bad)]), 1);
    assert_eq!(failed(vec![year(2021, bad), year(2022, good)]), 0);
    assert_eq!(failed(vec![year(2023, bad)]), 0);
}

#[test]
fn the_highest_education_counts_and_a_degree_is_recorded_once() {
    let degree = |education: &str, degree: Option<&str>, day: &str| RecordDegree {
        education: education.to_owned(),
        degree: degree.map(str::to_owned),
        school: Some("某师范大学".to_owned()),
        full_time: true,
        on: on(day),
    };
    let bachelor = happened(RecordEvent::DegreeRecorded(degree("21", Some("404"), "2005-07-01")));
    let asked = |asked| asks(RecordCommand::RecordDegree(asked));
    story([]).when(asked(degree("21", Some("404"), "2005-07-01"))).then([bachelor.clone()]);
    story([bachelor.clone()])
        .when(asked(degree("21", Some("404"), "2006-07-01")))
        .refuses("DEGREE_ALREADY_RECORDED");
    let master = happened(RecordEvent::DegreeRecorded(degree("14", Some("342"), "2015-07-01")));
    let person = teacher([bachelor, master]);
    let held =
        |day: &str| person.timeline().records.education_on(on(day).day).map(|(code, _)| code.to_owned());
    assert_eq!(
        (held("2010-01-01").unwrap(), held("2020-01-01").unwrap()),
        ("21".to_owned(), "14".to_owned())
    );
    assert_eq!(held("2000-01-01"), None);
}

#[test]
fn an_incentive_is_merit_and_more_than_nothing() {
    let grant = |fen, day: &str| GrantIncentive {
        kind: IncentiveKind::HardshipAllowance,
        fen,
        scheme: "乡村教师生活补助".to_owned(),
        on: on(day),
        rules: Vec::new(),
    };
    let asked = |fen, day: &str| asks(RecordCommand::GrantIncentive(grant(fen, day)));
    let judged = GrantIncentive { rules: vetoed(), ..grant(Some(100_000), "2021-01-01") };
    let granted = happened(RecordEvent::IncentiveGranted(judged));
    story([]).when(asked(Some(100_000), "2021-01-01")).then([granted]);
    story([]).when(asked(Some(0), "2021-01-01")).refuses("AMOUNT_NOT_POSITIVE");
    story([]).when(asked(None, "2009-01-01")).refuses("NOT_EMPLOYED");
    story([barred("2020-03-01", "2022-03-01")]).when(asked(None, "2021-01-01")).refuses("ETHICS_BAR_ACTIVE");
}
