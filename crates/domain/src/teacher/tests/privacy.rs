use super::*;
use crate::{
    Claim, Decider, Unreadable,
    teacher::{
        Standing,
        hire::{EndEmployment, HireCommand},
        identity::{IdentityCommand, RenameTeacher},
        past::PastCommand,
        post::PostCommand,
        privacy::{ErasePersonalData, LiftLegalHold, PlaceLegalHold, PrivacyCommand, PrivacyEvent},
        record::{RecordCommand, RecordCredential, RecordEvent},
        record_code::CredentialKind,
    },
    testing::day,
};

const NUMBER: &str = "441900188001010016";

fn holding(reason: &str) -> PlaceLegalHold {
    PlaceLegalHold { since: on("2022-03-01"), reason: reason.to_owned() }
}

fn places(reason: &str) -> TeacherCommand {
    TeacherCommand::Privacy(PrivacyCommand::PlaceLegalHold(holding(reason)))
}

fn placed() -> TeacherEvent {
    TeacherEvent::Privacy(PrivacyEvent::LegalHoldPlaced(holding("仲裁")))
}

fn lifting(number: u128) -> LiftLegalHold {
    LiftLegalHold { hold: fact(number), reason: "仲裁终结".to_owned() }
}

fn lifts(number: u128) -> TeacherCommand {
    TeacherCommand::Privacy(PrivacyCommand::LiftLegalHold(lifting(number)))
}

fn lifted(number: u128) -> TeacherEvent {
    TeacherEvent::Privacy(PrivacyEvent::LegalHoldLifted(lifting(number)))
}

fn erasing(reason: &str) -> ErasePersonalData {
    ErasePersonalData { reason: reason.to_owned() }
}

fn erases(reason: &str) -> TeacherCommand {
    TeacherCommand::Privacy(PrivacyCommand::ErasePersonalData(erasing(reason)))
}

fn erased() -> TeacherEvent {
    TeacherEvent::Privacy(PrivacyEvent::PersonalDataErased(erasing("保存期限届满")))
}

fn known() -> RegisterTeacher {
    RegisterTeacher {
        identity: Some(Personal::Known(NUMBER.parse().unwrap())),
        birth: Some(Personal::Known(day("1880-01-02"))),
        ..person()
    }
}

fn renaming(name: &str) -> RenameTeacher {
    RenameTeacher { name: Personal::Known(name.to_owned()), from: on("2020-01-01") }
}

#[test]
fn a_person_is_erased_with_a_reason_and_by_a_document() {
    story([]).by("东教〔2022〕9号", None).when(erases("保存期限届满")).then([erased()]);
    story([]).by("东教〔2022〕9号", None).when(erases(" ")).refuses("REASON_MISSING");
    story([]).when(erases("保存期限届满")).refuses("ERASURE_WITHOUT_DOCUMENT");
    given::<Teacher>([]).by("东教〔2022〕9号", None).when(erases("保存期限届满")).refuses("NOT_REGISTERED");
}

#[test]
fn who_was_entered_by_mistake_and_voided_can_still_be_erased() {
    let mistaken = given::<Teacher>([registered(), voided(1)]);
    mistaken.by("东教〔2022〕9号", None).when(erases("保存期限届满")).then([erased()]);
}

#[test]
fn a_hold_in_force_refuses_the_erasing_until_it_is_lifted() {
    let asked =
        |more: Vec<TeacherEvent>| story(more).by("东教〔2022〕9号", None).when(erases("保存期限届满"));
    let refusal = asked(vec![placed()]).refuses("LEGAL_HOLD_ACTIVE");
    assert_eq!(refusal.facts(), [fact(3)]);
    assert!(refusal.zh().contains("2022-03-01") && refusal.zh().contains("仲裁"));
    assert!(refusal.en().contains("legalHoldLift"));
    let other = asked(vec![placed(), placed(), lifted(3)]).refuses("LEGAL_HOLD_ACTIVE");
    assert_eq!(other.facts(), [fact(4)], "each hold is lifted by itself");
    asked(vec![placed(), placed(), lifted(3), lifted(4)]).then([erased()]);
}

#[test]
fn a_hold_is_placed_with_a_reason_and_lifted_once() {
    story([]).when(places("仲裁")).then([placed()]);
    story([]).when(places("")).refuses("REASON_MISSING");
    story([placed()]).when(lifts(3)).then([lifted(3)]);
    story([placed(), lifted(3)]).when(lifts(3)).refuses("LEGAL_HOLD_UNKNOWN");
    story([]).when(lifts(2)).refuses("LEGAL_HOLD_UNKNOWN");
    story([erased()]).when(places("仲裁")).refuses("PERSON_ERASED");
}

#[test]
fn a_text_kept_in_plain_may_not_name_the_person_by_any_name_ever_recorded() {
    let named = || {
        let rename = IdentityEvent::TeacherRenamed(renaming("欧阳乙")).into();
        story([rename, corrected(1, IdentityEvent::TeacherRegistered(known())), voided(3)])
    };
    for reason in ["应欧阳乙本人申请", "甲已离职", "注销441900188001010016"] {
        named().by("东教〔2022〕9号", None).when(erases(reason)).refuses("TEXT_NAMES_PERSON");
        named().when(places(reason)).refuses("TEXT_NAMES_PERSON");
    }
    let title = named().by("东教〔2022〕9号", Some("关于删除欧阳乙信息的批复"));
    title.when(erases("保存期限届满")).refuses("TEXT_NAMES_PERSON");
    named().by("东教〔2022〕9号", Some("关于删除信息的批复")).when(erases("保存期限届满")).then([erased()]);
}

#[test]
fn after_it_nothing_personal_is_left_and_everything_else_stays() {
    let history = || {
        let rename = IdentityEvent::TeacherRenamed(renaming("乙")).into();
        vec![
            rename,
            corrected(1, IdentityEvent::TeacherRegistered(known())),
            titled(Title::First, "2015-01-01"),
        ]
    };
    let (before, after) = (teacher(history()), teacher(history().into_iter().chain([erased()])));
    assert!(before.personal().contains(&NUMBER) && before.birth().is_some());
    assert_eq!(after.personal(), Vec::<&str>::new());
    assert_eq!(after.birth(), None);
    for text in ["2010-01-01", "2021-01-01"] {
        assert_eq!(after.timeline().identity.name_on(day(text)), Some(&Personal::Erased));
    }
    assert_eq!(after.timeline().employments, before.timeline().employments);
    assert_eq!(after.timeline().title_on(day("2022-01-01")), before.timeline().title_on(day("2022-01-01")));
    assert!(after.is_registered() && after.privacy().erased == Some(fact(6)));
}

#[test]
fn nothing_personal_is_recorded_again_and_other_facts_are() {
    let gone = || story([titled(Title::First, "2015-01-01"), erased()]);
    gone().by("东教〔2022〕9号", None).when(erases("再次")).refuses("ALREADY_ERASED");
    let identity = |command| TeacherCommand::Identity(command);
    let refusal =
        gone().when(identity(IdentityCommand::RenameTeacher(renaming("丙")))).refuses("PERSON_ERASED");
    assert_eq!(refusal.facts(), [fact(4)]);
    gone().when(identity(IdentityCommand::RegisterTeacher(person()))).refuses("PERSON_ERASED");
    let again = given::<Teacher>([registered(), erased(), voided(1)]);
    again.when(identity(IdentityCommand::RegisterTeacher(person()))).refuses("PERSON_ERASED");
    let corrects = correct(1, IdentityEvent::TeacherRegistered(known()));
    gone().when(TeacherCommand::Past(PastCommand::CorrectFact(corrects))).refuses("PERSON_ERASED");
    let certificate = |number: Option<&str>| RecordCredential {
        kind: CredentialKind::Teaching,
        stage: None,
        subject: None,
        grade: None,
        number: number.map(|number| Personal::Known(number.to_owned())),
        from: on("2012-06-01"),
        to: None,
    };
    let records = |number| TeacherCommand::Record(RecordCommand::RecordCredential(certificate(number)));
    gone().when(records(Some("证书188001"))).refuses("PERSON_ERASED");
    gone().when(records(None)).event();
    let numbered = RecordEvent::CredentialRecorded(certificate(None));
    let corrects = correct(3, RecordEvent::CredentialRecorded(certificate(Some("证书188001"))));
    story([TeacherEvent::Stated(numbered.into()), erased()])
        .when(TeacherCommand::Past(PastCommand::CorrectFact(corrects)))
        .refuses("PERSON_ERASED");
    gone()
        .when(TeacherCommand::Hire(HireCommand::EndEmployment(EndEmployment {
            on: on("2022-08-31"),
            reason: LeaveReason::Resigned,
        })))
        .then([ending(2, "2022-08-31").into()]);
    gone().when(TeacherCommand::Past(PastCommand::RevokeFact(revoke(3, None)))).then([revoked(3, None)]);
    let work = work(HOME, "2022-09-01", None);
    gone().when(TeacherCommand::Post(PostCommand::AssignTeacher(work))).then([assigned(
        HOME,
        "2022-09-01",
        None,
    )]);
}

#[test]
fn neither_a_hold_nor_an_erasing_is_corrected_or_voided() {
    let told = [placed(), lifted(3), erased()];
    let teacher = teacher(told.clone());
    for number in 3..=5 {
        assert_eq!(teacher.standing(fact(number)), Some(Standing::Privacy));
        let story = || story(told.clone());
        story()
            .when(TeacherCommand::Past(PastCommand::VoidFact(void(number))))
            .refuses("PRIVACY_RECORD_STAYS");
        let corrects = correct(number, PostEvent::TitleGranted(title(Title::First, "2015-01-01")));
        story()
            .when(TeacherCommand::Past(PastCommand::CorrectFact(corrects)))
            .refuses("PRIVACY_RECORD_STAYS");
        story()
            .when(TeacherCommand::Past(PastCommand::RevokeFact(revoke(number, None))))
            .refuses("PRIVACY_RECORD_STAYS");
    }
    let forced = self::teacher(told.into_iter().chain([voided(5)]));
    assert_eq!(
        forced.privacy().erased,
        Some(fact(5)),
        "a log that holds it all the same brings nothing back"
    );
}

#[test]
fn the_identity_number_of_an_erased_person_is_free_again() {
    let held = told::<Teacher>(1, [IdentityEvent::TeacherRegistered(known()).into()]);
    let release = Claim::Release { scope: "identity-number", text: NUMBER.to_owned() };
    assert_eq!(held.claims(&erased()), [release]);
    assert_eq!(held.claims(&placed()), []);
}

#[test]
fn a_body_that_cannot_be_read_is_not_quoted() {
    let faults = [
        (r#"{"name":{"personal":["某某某"]},"sex":"1"}"#, "某某某"),
        (r#"{"name":{"personal":"甲"},"identity":{"personal":"某某某"},"sex":"1"}"#, "某某某"),
        (r#"{"name":{"personal":"甲"},"birth":{"personal":"1880-13-77"},"sex":"1"}"#, "1880-13-77"),
        (r#"{"name":"某某某","sex":"1"}"#, "某某某"),
    ];
    for (body, secret) in faults {
        let fault = <Teacher as Decider>::read("teacher.registered", body).unwrap_err();
        assert!(matches!(fault, Unreadable::Body { .. }));
        assert!(!fault.to_string().contains(secret) && !format!("{fault:?}").contains(secret), "{fault:?}");
    }
}
