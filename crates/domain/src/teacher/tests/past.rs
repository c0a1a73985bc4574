use super::*;
use crate::{
    teacher::{Standing, past::PastCommand},
    testing::day,
};

fn corrects(number: u128, statement: impl Into<Statement>) -> TeacherCommand {
    TeacherCommand::Past(PastCommand::CorrectFact(correct(number, statement)))
}

fn voids(number: u128) -> TeacherCommand {
    TeacherCommand::Past(PastCommand::VoidFact(void(number)))
}

fn revokes(number: u128, from: Option<&str>) -> TeacherCommand {
    TeacherCommand::Past(PastCommand::RevokeFact(revoke(number, from)))
}

fn granted(what: Title, from: &str) -> PostEvent {
    PostEvent::TitleGranted(title(what, from))
}

fn hiring(organisation: OrganisationId, from: &str) -> HireEvent {
    HireEvent::TeacherHired(hire(organisation, from))
}

fn title_on(teacher: &Teacher, text: &str) -> Option<Title> {
    teacher.timeline().title_on(day(text)).map(|(title, _)| title)
}

fn unit_on(teacher: &Teacher, text: &str) -> Vec<OrganisationId> {
    teacher.timeline().employments.on(day(text)).map(|employment| employment.value.personnel).collect()
}

fn flags(teacher: &Teacher) -> Vec<&'static str> {
    teacher.timeline().contradictions().iter().map(|found| found.how).collect()
}

#[test]
fn a_correction_shows_the_new_value_under_the_old_facts_name() {
    let first = || titled(Title::Second, "2015-01-01");
    let right = || granted(Title::First, "2016-01-01");
    story([first()]).when(corrects(3, right())).then([corrected(3, right())]);
    let teacher = teacher([first(), corrected(3, right())]);
    assert_eq!(title_on(&teacher, "2015-06-01"), None);
    assert_eq!(teacher.timeline().title_on(day("2016-01-01")), Some((Title::First, fact(3))));
    assert_eq!(teacher.timeline().posts.titles.find(fact(3)).unwrap().by, [fact(3), fact(4)]);
}

#[test]
fn of_two_corrections_the_later_counts_and_voiding_it_brings_the_one_before_back() {
    let told = || {
        vec![
            titled(Title::Third, "2015-01-01"),
            corrected(3, granted(Title::Second, "2015-01-01")),
            corrected(3, granted(Title::First, "2015-01-01")),
        ]
    };
    let with = |voids: &[u128]| teacher(told().into_iter().chain(voids.iter().copied().map(voided)));
    assert_eq!(title_on(&with(&[]), "2015-01-01"), Some(Title::First));
    assert_eq!(title_on(&with(&[5]), "2015-01-01"), Some(Title::Second));
    assert_eq!(title_on(&with(&[5, 4]), "2015-01-01"), Some(Title::Third));
    assert_eq!(title_on(&with(&[4]), "2015-01-01"), Some(Title::First));
    assert_eq!(title_on(&with(&[3]), "2015-01-01"), None);
    story(told()).when(voids(5)).then([voided(5)]);
}

#[test]
fn what_a_correction_has_already_said_is_not_said_again() {
    let told =
        || vec![titled(Title::Third, "2015-01-01"), corrected(3, granted(Title::Second, "2015-01-01"))];
    story(told())
        .when(corrects(3, granted(Title::Second, "2015-01-01")))
        .refuses("CORRECTION_CHANGES_NOTHING");
    story(told())
        .when(corrects(3, granted(Title::Third, "2015-01-01")))
        .then([corrected(3, granted(Title::Third, "2015-01-01"))]);
}

#[test]
fn a_corrected_end_moves_the_end() {
    let told = || vec![ending(2, "2015-09-01").into()];
    let later = || ending(2, "2016-09-01");
    story(told()).when(corrects(3, later())).then([corrected(3, later())]);
    let moved = teacher(told().into_iter().chain([corrected(3, later())]));
    assert_eq!(unit_on(&moved, "2016-08-31"), [HOME]);
    assert_eq!(unit_on(&moved, "2016-09-01"), []);
}

#[test]
fn a_voided_hire_leaves_its_end_without_effect_and_a_voided_end_opens_the_service_again() {
    let gone = teacher([ending(2, "2015-09-01").into(), voided(2)]);
    assert_eq!(gone.timeline().employments.iter().count(), 0);
    let open = teacher([ending(2, "2015-09-01").into(), voided(3)]);
    assert_eq!(unit_on(&open, "2020-01-01"), [HOME]);
    assert_eq!(open.standing(fact(3)), Some(Standing::Voided));
}

#[test]
fn a_transfer_without_a_service_before_it_has_nothing_to_move() {
    let gone = teacher([transferred(OTHER, "2015-09-01"), voided(2)]);
    assert_eq!(gone.timeline().employments.iter().count(), 0);
    let back = teacher([transferred(OTHER, "2015-09-01"), voided(3)]);
    assert_eq!(unit_on(&back, "2016-01-01"), [HOME]);
}

#[test]
fn a_revocation_from_the_beginning_removes_at_all_dates_and_one_from_a_day_keeps_what_was() {
    let first = || titled(Title::First, "2015-01-01");
    story([first()]).when(revokes(3, None)).then([revoked(3, None)]);
    let never = teacher([first(), revoked(3, None)]);
    assert_eq!((title_on(&never, "2015-01-01"), title_on(&never, "2022-01-01")), (None, None));
    let until = teacher([first(), revoked(3, Some("2020-01-01"))]);
    assert_eq!(title_on(&until, "2019-12-31"), Some(Title::First));
    assert_eq!(title_on(&until, "2020-01-01"), None);
    let again = teacher([first(), revoked(3, None), voided(4)]);
    assert_eq!(title_on(&again, "2022-01-01"), Some(Title::First));
}

#[test]
fn work_and_trainings_are_revoked_too_and_service_is_not() {
    let told = || [assigned(HOME, "2010-09-01", None), trained("一", "2022-03-01", 4)];
    for number in [3, 4] {
        story(told()).when(revokes(number, None)).then([revoked(number, None)]);
    }
    story(told()).when(revokes(2, None)).refuses("NOT_REVOCABLE");
    let neither = teacher(told().into_iter().chain([revoked(3, None), revoked(4, None)]));
    assert_eq!(
        neither.timeline().posts.assignments.iter().count() + neither.timeline().trainings.iter().count(),
        0
    );
}

#[test]
fn only_an_event_of_this_person_that_still_stands_is_changed() {
    story([]).when(voids(9)).refuses("EVENT_UNKNOWN");
    let nowhere = |witness: &mut Witness| drop(witness.owners.insert(fact(9), None));
    story([]).with(nowhere).when(voids(9)).refuses("EVENT_UNKNOWN");
    let another = |witness: &mut Witness| drop(witness.owners.insert(fact(9), Some("teacher-x".to_owned())));
    story([]).with(another).when(corrects(9, hiring(HOME, "2011-09-01"))).refuses("EVENT_OF_ANOTHER");
    let gone = || story([titled(Title::First, "2015-01-01"), voided(3)]);
    gone().when(voids(3)).refuses("EVENT_ALREADY_VOIDED");
    gone().when(corrects(3, granted(Title::Second, "2015-01-01"))).refuses("EVENT_ALREADY_VOIDED");
    gone().when(revokes(3, None)).refuses("EVENT_ALREADY_VOIDED");
    gone().when(voids(4)).refuses("VOID_STAYS");
}

#[test]
fn the_change_looks_for_the_owner_of_the_event_it_names() {
    let looks = crate::Decider::looks_at(&teacher([]), &voids(9));
    assert_eq!(looks.events, [fact(9)]);
}

#[test]
fn a_correction_states_the_same_kind_of_fact_for_a_reason() {
    let told = || [titled(Title::First, "2015-01-01"), corrected(3, granted(Title::Second, "2015-01-01"))];
    let other = PostEvent::TeacherAssigned(work(HOME, "2015-01-01", None));
    story(told()).when(corrects(3, other)).refuses("CORRECTION_CHANGES_KIND");
    story(told()).when(corrects(4, granted(Title::Third, "2015-01-01"))).refuses("EVENT_NOT_CORRECTABLE");
    let silent = CorrectFact { reason: " ".to_owned(), ..correct(3, granted(Title::Third, "2015-01-01")) };
    story(told()).when(TeacherCommand::Past(PastCommand::CorrectFact(silent))).refuses("REASON_MISSING");
}

#[test]
fn a_correction_keeps_the_rules_a_first_statement_keeps() {
    let told = || {
        vec![
            assigned(HOME, "2010-09-01", None),
            trained("一", "2022-03-01", 4),
            proposed(OTHER, "2021-09-01", None, 100),
            HonourEvent::HonourConferred(conferral("市优秀教师", "2021-09-10")).into(),
            barred("2018-03-01", "2020-03-01"),
        ]
    };
    let work = AssignTeacher { fte_percent: 101, ..work(HOME, "2010-09-01", None) };
    story(told()).when(corrects(3, PostEvent::TeacherAssigned(work))).refuses("FTE_OUT_OF_RANGE");
    let none = TrainingEvent::TrainingCompleted(training("一", "2022-03-01", 0));
    story(told()).when(corrects(4, none)).refuses("HOURS_OUT_OF_RANGE");
    let empty = SecondmentEvent::SecondmentProposed(proposal(OTHER, "2021-09-01", Some("2021-09-01"), 100));
    story(told()).when(corrects(5, empty)).refuses("ENDS_BEFORE_START");
    let typed = HonourConferred { level: HonourLevel::Nation, ..conferral("市优秀教师", "2021-09-10") };
    story(told()).when(corrects(6, HonourEvent::HonourConferred(typed))).refuses("LEVEL_NOT_OF_ISSUER");
    let short = ConductEvent::BarImposed(bar("2018-03-01", "2020-02-29"));
    story(told()).when(corrects(7, short)).refuses("BAR_TOO_SHORT");
    let nameless = RegisterTeacher { name: Personal::Known(String::new()), ..person() };
    story(told()).when(corrects(1, IdentityEvent::TeacherRegistered(nameless))).refuses("NAME_MISSING");
}

#[test]
fn the_level_of_a_corrected_honour_is_free_while_its_rule_is_switched_off() {
    let honour = HonourEvent::HonourConferred(conferral("市优秀教师", "2021-09-10"));
    let typed = HonourConferred { level: HonourLevel::Nation, ..conferral("市优秀教师", "2021-09-10") };
    story([honour.into()])
        .with(without(&["R-60"]))
        .when(corrects(3, HonourEvent::HonourConferred(typed)))
        .event();
}

#[test]
fn a_correction_that_would_overlap_another_fact_is_refused() {
    let told = || vec![ending(2, "2015-09-01").into(), hired(OTHER, "2016-09-01")];
    let refusal = story(told()).when(corrects(4, hiring(OTHER, "2015-08-31"))).refuses("PAST_CONTRADICTS");
    assert_eq!(refusal.facts(), [fact(2)]);
    let touching = || hiring(OTHER, "2015-09-01");
    story(told()).when(corrects(4, touching())).then([corrected(4, touching())]);
    let posts = || [assigned(HOME, "2010-09-01", Some("2015-09-01")), assigned(HOME, "2015-09-01", None)];
    let longer = PostEvent::TeacherAssigned(work(HOME, "2010-09-01", Some("2015-09-02")));
    story(posts()).when(corrects(3, longer)).refuses("PAST_CONTRADICTS");
    let sent = || {
        [proposed(OTHER, "2020-01-01", Some("2021-01-01"), 100), proposed(PRIVATE, "2021-01-01", None, 100)]
    };
    let late = SecondmentEvent::SecondmentProposed(proposal(OTHER, "2020-01-01", Some("2022-01-01"), 100));
    story(sent()).when(corrects(3, late)).refuses("PAST_CONTRADICTS");
}

#[test]
fn a_correction_whose_dependants_suffer_is_accepted_and_what_suffers_is_flagged() {
    let told = || vec![assigned(HOME, "2010-09-01", None)];
    let later = || hiring(HOME, "2012-09-01");
    story(told()).when(corrects(2, later())).then([corrected(2, later())]);
    let late = teacher(told().into_iter().chain([corrected(2, later())]));
    assert_eq!(late.timeline().posts.assignments.iter().count(), 1);
    assert_eq!(flags(&late), ["NO_SERVICE"]);
    let open = teacher([ending(2, "2015-09-01").into(), hired(OTHER, "2016-09-01"), voided(3)]);
    assert_eq!(flags(&open), ["EMPLOYMENTS_OVERLAP"]);
}
