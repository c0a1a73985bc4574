use super::*;
use crate::{
    Decider, TeacherId,
    teacher::{
        hire::HireCommand,
        merge::{
            AbsorbTeacher, MergeCommand, MergeEvent, MergeTeacher, Overlap, ReleaseTeacher, UndoTeacherMerge,
        },
        past::PastCommand,
        privacy::{ErasePersonalData, PrivacyEvent},
    },
};

/// The registration that is to count.
const SURVIVOR: TeacherId = TeacherId(Uuid::from_u128(22));

fn merging(reason: &str) -> MergeTeacher {
    MergeTeacher { survivor: SURVIVOR, reason: reason.to_owned() }
}

fn merges(reason: &str) -> TeacherCommand {
    TeacherCommand::Merge(MergeCommand::MergeTeacher(merging(reason)))
}

fn merged() -> TeacherEvent {
    TeacherEvent::Merge(MergeEvent::TeacherMerged(merging("同一身份证")))
}

fn absorbed() -> TeacherEvent {
    let absorbed = TeacherId(Uuid::from_u128(23));
    TeacherEvent::Merge(MergeEvent::TeacherAbsorbed(AbsorbTeacher { absorbed, overlaps: Vec::new() }))
}

fn asked(history: Vec<TeacherEvent>, survivor: Vec<TeacherEvent>) -> Given<Teacher> {
    given(history).with(world).with(move |witness: &mut Witness| {
        witness.teachers.insert(SURVIVOR, told(501, survivor));
    })
}

#[test]
fn a_second_registration_is_joined_to_the_first() {
    let story = asked(vec![registered()], vec![registered()]);
    story.when(merges("同一身份证")).then([merged()]);
}

#[test]
fn nothing_more_is_stated_on_what_was_joined() {
    let refusal = asked(vec![registered(), merged()], Vec::new())
        .when(TeacherCommand::Hire(HireCommand::HireTeacher(hire(HOME, "2022-09"))))
        .refuses("TEACHER_MERGED");
    assert!(refusal.zh().contains(&SURVIVOR.to_string()));
}

#[test]
fn what_cannot_be_joined_is_told_why() {
    let unknown = asked(vec![registered()], Vec::new());
    unknown.when(merges("同一人")).refuses("SURVIVOR_UNKNOWN");
    asked(vec![registered()], vec![registered(), merged()]).when(merges("同一人")).refuses("TEACHER_MERGED");
    asked(vec![registered(), absorbed()], vec![registered()])
        .when(merges("同一人"))
        .refuses("ABSORBED_OTHERS");
    asked(vec![registered()], vec![registered()]).when(merges(" ")).refuses("REASON_MISSING");
    asked(vec![registered()], vec![registered()]).when(merges("都叫甲")).refuses("TEXT_NAMES_PERSON");
    let itself = MergeTeacher { survivor: TeacherId(Uuid::from_u128(21)), reason: "同一人".to_owned() };
    asked(vec![registered()], Vec::new())
        .when(TeacherCommand::Merge(MergeCommand::MergeTeacher(itself)))
        .refuses("MERGED_WITH_ITSELF");
}

#[test]
fn a_merge_is_undone_and_never_voided() {
    let void = VoidFact { voids: fact(2), reason: "误录".to_owned() };
    asked(vec![registered(), merged()], Vec::new())
        .when(TeacherCommand::Merge(MergeCommand::UndoTeacherMerge(UndoTeacherMerge {
            reason: "两个人".to_owned(),
        })))
        .event();
    let undo = TeacherEvent::Merge(MergeEvent::TeacherMergeUndone(UndoTeacherMerge {
        reason: "两个人".to_owned(),
    }));
    let apart: Teacher = told(1, [registered(), merged(), undo]);
    assert_eq!(apart.merges().survivor, None);
    asked(vec![registered(), merged()], Vec::new())
        .when(TeacherCommand::Past(PastCommand::VoidFact(void)))
        .refuses("TEACHER_MERGED");
    let void = VoidFact { voids: fact(2), reason: "误录".to_owned() };
    asked(vec![registered(), absorbed()], Vec::new())
        .when(TeacherCommand::Past(PastCommand::VoidFact(void)))
        .refuses("MERGE_STAYS");
    asked(vec![registered()], Vec::new())
        .when(TeacherCommand::Merge(MergeCommand::UndoTeacherMerge(UndoTeacherMerge {
            reason: "两个人".to_owned(),
        })))
        .refuses("NOT_MERGED");
}

#[test]
fn what_overlaps_goes_to_the_survivor_for_an_officer_to_settle() {
    let absorbed: Teacher = told(1, [registered(), hired(OTHER, "2015-09")]);
    let mut witness = Witness::default();
    world(&mut witness);
    witness.teachers.insert(SURVIVOR, told(501, [registered(), hired(HOME, "2010-09")]));
    let follows = absorbed.follows(&merged(), &witness);
    assert_eq!(follows.iter().map(|follow| follow.stream()).collect::<Vec<_>>(), [SURVIVOR.stream()]);
    let survivor = &witness.teachers[&SURVIVOR];
    let overlap = Overlap { fact: fact(2), with: fact(502), how: "EMPLOYMENTS_OVERLAP".to_owned() };
    assert_eq!(crate::teacher::overlaps(survivor, &absorbed), [overlap]);
}

#[test]
fn the_survivor_knows_whom_it_absorbed_until_they_are_parted() {
    let teacher: Teacher = told(1, [registered(), absorbed()]);
    assert_eq!(teacher.merges().absorbed.len(), 1);
    let released = MergeEvent::TeacherReleased(ReleaseTeacher { absorbed: TeacherId(Uuid::from_u128(23)) });
    let teacher: Teacher = told(1, [registered(), absorbed(), TeacherEvent::Merge(released)]);
    assert_eq!(teacher.merges().absorbed, []);
}

#[test]
fn whoever_is_erased_is_erased_under_every_registration() {
    let teacher: Teacher = told(1, [registered(), absorbed()]);
    let erased = PrivacyEvent::PersonalDataErased(ErasePersonalData { reason: "申请".to_owned() });
    let follows = teacher.follows(&TeacherEvent::Privacy(erased), &Witness::default());
    assert_eq!(follows.len(), 1);
    assert_eq!(follows[0].stream(), TeacherId(Uuid::from_u128(23)).stream());
}
