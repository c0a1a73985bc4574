//! The census counts what the database counts, at any two dates, through corrections, moves of units, merges and erasing.

use chrono::Days;
use liangshi_domain::{
    OrganisationId,
    code::{Basis, Title},
    teacher::{
        TeacherCommand,
        merge::{MergeCommand, MergeTeacher},
        post::PostEvent,
        privacy::{ErasePersonalData, PrivacyCommand},
    },
};
use liangshi_projection::{
    At,
    census::{self, Census, Dimension, Question},
    views::service::Filter,
};
use uuid::Uuid;

use crate::{
    city::{BUREAU, EAST, FIRST, SECOND, THIRD, WEST, teacher, title},
    world::{World, day},
};

const UNITS: [OrganisationId; 3] = [FIRST, SECOND, THIRD];
const DIMENSIONS: [Dimension; 9] = [
    Dimension::Town,
    Dimension::Unit,
    Dimension::Nature,
    Dimension::Stage,
    Dimension::Title,
    Dimension::Category,
    Dimension::Staffing,
    Dimension::Seconded,
    Dimension::Subject,
];

/// Numbers that are the same on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    fn maybe<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (self.below(3) == 0).then(|| self.one_of(all))
    }

    fn question(&mut self, head: i64) -> Question {
        let valid = day("2009-01-01") + Days::new(self.below(6000));
        let known = 1 + self.below(head as u64) as i64;
        let text = |text: Option<&str>| text.map(str::to_owned);
        let filter = Filter {
            scope: self.maybe(&[BUREAU, EAST, WEST, FIRST, THIRD]).map(|id| id.0),
            organisation: self
                .maybe(&[BUREAU, EAST, WEST, SECOND, OrganisationId(Uuid::from_u128(9))])
                .map(|id| id.0),
            stage: text(self.maybe(&["PRIMARY", "SENIOR"])),
            subject: text(self.maybe(&["13"])),
            title: text(self.maybe(&["SENIOR", "PROFESSOR", "UNHEARD_OF"])),
            staffing: text(self.maybe(&["ESTABLISHED"])),
            seconded: text(self.maybe(&["SUPPORT_TEACHING"])),
            ..Filter::on(self.one_of(Basis::ALL))
        };
        let by =
            (0..self.below(4)).map(|_| self.one_of(&DIMENSIONS)).collect::<std::collections::BTreeSet<_>>();
        Question { filter, by: by.into_iter().collect(), at: At { valid, known } }
    }
}

/// Asks both again and again, and answers how many persons all the questions found.
async fn agree(world: &World, census: &Census, chance: &mut Chance, times: usize) -> i64 {
    let head = world.log.head().await.unwrap().position;
    let mut persons = 0;
    for _ in 0..times {
        let question = chance.question(head);
        let counted = census::headcount(&world.views, census, &question).await.unwrap();
        let expected = census::by_database(&world.views, &question).await.unwrap();
        assert_eq!(counted, expected, "{question:?}");
        persons += counted.value;
    }
    persons
}

async fn the_census_counts_what_the_database_counts_at_any_two_dates(world: World) {
    world.city().await;
    let (census, mut chance) = (Census::default(), Chance(7));
    let mut granted = Vec::new();
    for number in 1..=9_u128 {
        world.teaches(number, "甲", chance.one_of(&UNITS)).await;
        granted.push(world.grants(number, Title::Professor, "2018-03-01").await);
    }
    assert!(census.size().await.is_none());
    assert!(agree(&world, &census, &mut chance, 20).await > 0, "before it is loaded the database answers");
    assert_eq!(census.answered(), 0);
    census.load(&world.views).await.unwrap();
    let (rows, _) = census.size().await.unwrap();
    for (number, granted) in (1..=9_u128).zip(granted) {
        match number % 4 {
            0 => world.sends(number, chance.one_of(&[EAST, WEST]), "2019-09-01", "2021-09-01").await,
            1 => drop(world.ends(number, "2020-09-01").await),
            2 => {
                let later = PostEvent::TitleGranted(title(Title::Professor, "2021-01-01"));
                let corrected = world.corrects(number, granted, later).await;
                if number > 4 {
                    world.voids(number, corrected).await;
                }
            }
            _ => drop(world.voids(number, granted).await),
        }
        agree(&world, &census, &mut chance, 12).await;
    }
    world.moves(SECOND, Some(WEST), "2016-01-01").await;
    agree(&world, &census, &mut chance, 40).await;
    assert!(census.size().await.unwrap().0 > rows, "what happened later was read on");
    assert_eq!(census.answered(), 9 * 12 + 40, "every question was answered from memory");
}

async fn whoever_is_registered_twice_counts_once(world: World) {
    world.city().await;
    for number in 1..=4 {
        world.teaches(number, "甲", UNITS[number as usize % 3]).await;
    }
    let census = Census::default();
    census.load(&world.views).await.unwrap();
    let merge =
        MergeCommand::MergeTeacher(MergeTeacher { survivor: teacher(2), reason: "同一人".to_owned() });
    world.teacher(1, TeacherCommand::Merge(merge)).await;
    let question = |by: &[Dimension], at| Question {
        filter: Filter { basis: Basis::Personnel, ..nobody_left_out() },
        by: by.to_vec(),
        at,
    };
    let at = world.at("2020-01-01").await;
    let counted = census::headcount(&world.views, &census, &question(&[Dimension::Unit], at)).await.unwrap();
    assert_eq!(counted, census::by_database(&world.views, &question(&[Dimension::Unit], at)).await.unwrap());
    assert_eq!(census.answered(), 1);
    assert_eq!((counted.value, counted.cells.iter().map(|cell| cell.count).sum::<i64>()), (3, 4));
    agree(&world, &census, &mut Chance(3), 60).await;
}

async fn rows_written_anew_for_an_erased_person_are_not_counted_twice(world: World) {
    world.city().await;
    for number in 1..=3 {
        world.teaches(number, "甲", FIRST).await;
    }
    let census = Census::default();
    census.load(&world.views).await.unwrap();
    let erase = PrivacyCommand::ErasePersonalData(ErasePersonalData { reason: "本人申请".to_owned() });
    world.teacher(1, TeacherCommand::Privacy(erase)).await;
    assert!(agree(&world, &census, &mut Chance(5), 60).await > 0);
}

async fn a_census_of_tables_that_were_built_anew_is_loaded_again(world: World) {
    world.city().await;
    world.teaches(1, "甲", FIRST).await;
    let census = Census::default();
    census.load(&world.views).await.unwrap();
    world.views.rebuild("service", |_| {}).await.unwrap();
    agree(&world, &census, &mut Chance(11), 10).await;
    for _ in 0..100 {
        if census.size().await.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(census.size().await.is_some(), "it was loaded again");
    agree(&world, &census, &mut Chance(12), 10).await;
}

fn nobody_left_out() -> Filter {
    Filter::on(Basis::Personnel)
}

on_each_database!(
    the_census_counts_what_the_database_counts_at_any_two_dates,
    whoever_is_registered_twice_counts_once,
    rows_written_anew_for_an_erased_person_are_not_counted_twice,
    a_census_of_tables_that_were_built_anew_is_loaded_again,
);
