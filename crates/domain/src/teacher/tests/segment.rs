use super::*;
use crate::{
    teacher::{
        Segment,
        secondment::{ApproveSecondment, ReturnTeacher, SecondTeacher},
        segments,
    },
    testing::day,
};

fn away(number: u128, from: &str) -> [TeacherEvent; 2] {
    let secondment = fact(number);
    let start = SecondTeacher { secondment, from: on(from), rules: Vec::new() };
    [
        SecondmentEvent::SecondmentApproved(ApproveSecondment { secondment }).into(),
        SecondmentEvent::TeacherSeconded(start).into(),
    ]
}

fn spans(segments: &[Segment]) -> Vec<(String, Option<String>)> {
    let text = |day: chrono::NaiveDate| day.to_string();
    segments.iter().map(|segment| (text(segment.period.from), segment.period.to.map(text))).collect()
}

#[test]
fn a_segment_is_as_long_as_nothing_asked_changes() {
    let told = [
        assigned(HOME, "2010-09-01", Some("2015-09-01")),
        assigned(HOME, "2015-09-01", None),
        titled(Title::First, "2018-01-01"),
        trained("一", "2022-03-01", 4),
    ];
    let segments = segments(teacher(told).timeline());
    let expected =
        [("2010-09-01".to_owned(), Some("2018-01-01".to_owned())), ("2018-01-01".to_owned(), None)];
    assert_eq!(spans(&segments), expected);
    assert_eq!(segments[0].by, [fact(2), fact(3), fact(4)]);
    assert_eq!(segments[1].by, [fact(2), fact(4), fact(5)]);
    assert_eq!(segments[1].service.title, Some(Title::First));
}

#[test]
fn a_full_time_secondment_moves_the_workplace_and_nothing_else() {
    let told = [assigned(HOME, "2010-09-01", None), proposed(OTHER, "2021-09-01", Some("2022-09-01"), 100)];
    let segments = segments(teacher(told.into_iter().chain(away(4, "2021-09-01"))).timeline());
    let places: Vec<_> =
        segments.iter().map(|segment| (segment.service.workplace, segment.service.personnel)).collect();
    assert_eq!(places, [(Some(HOME), HOME), (Some(OTHER), HOME), (Some(HOME), HOME)]);
    assert_eq!(segments[1].service.seconded, Some(MovementKind::SupportTeaching));
    assert_eq!(segments[1].by, [fact(2), fact(3), fact(4), fact(5), fact(6)]);
}

#[test]
fn a_part_time_secondment_or_one_not_begun_leaves_the_workplace() {
    let part = [assigned(HOME, "2010-09-01", None), proposed(OTHER, "2021-09-01", None, 50)];
    assert_eq!(segments(teacher(part.into_iter().chain(away(4, "2021-09-01"))).timeline()).len(), 1);
    let waiting = [assigned(HOME, "2010-09-01", None), proposed(OTHER, "2021-09-01", None, 100)];
    assert_eq!(segments(teacher(waiting).timeline()).len(), 1);
}

#[test]
fn a_person_back_home_worked_away_until_the_day_of_return() {
    let told = [assigned(HOME, "2010-09-01", None), proposed(OTHER, "2021-09-01", None, 100)];
    let back = SecondmentEvent::TeacherReturned(ReturnTeacher { secondment: fact(4), on: on("2022-07-15") });
    let segments =
        segments(teacher(told.into_iter().chain(away(4, "2021-09-06")).chain([back.into()])).timeline());
    let days = ["2010-09-01", "2021-09-06", "2022-07-15"].map(day);
    assert_eq!(segments.iter().map(|segment| segment.period.from).collect::<Vec<_>>(), days);
}

#[test]
fn a_correction_is_among_the_events_a_segment_follows_from() {
    let told = [
        titled(Title::Second, "2010-09-01"),
        corrected(3, PostEvent::TitleGranted(title(Title::First, "2010-09-01"))),
    ];
    let segments = segments(teacher(told).timeline());
    assert_eq!(segments[0].by, [fact(2), fact(3), fact(4)]);
}

#[test]
fn a_post_of_another_unit_is_told_apart_by_basis() {
    let hire = HireTeacher { establishment: Some(OTHER), paying: Some(PRIVATE), ..hire(HOME, "2010-09-01") };
    let person = told::<Teacher>(1, [registered(), HireEvent::TeacherHired(hire).into()]);
    let service = &segments(person.timeline())[0].service;
    assert_eq!((service.personnel, service.establishment, service.paying), (HOME, Some(OTHER), PRIVATE));
    assert_eq!(service.workplace, None);
}
