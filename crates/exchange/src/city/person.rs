use chrono::{Datelike, NaiveDate};
use liangshi_domain::{
    IdentityNumber,
    code::{Category, Sex, Staffing, Stage, Title},
    organisation::{Nature, OrganisationKind},
};

use super::{
    calendar::{date, later},
    dice::Dice,
    layout::{Layout, Unit},
    names,
    number::{Range, identity},
};

/// A synthetic person on a roster, as an officer would write the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterPerson {
    /// The full name of the unit.
    pub organisation: String,
    /// Its unified social credit code.
    pub organisation_code: Option<String>,
    /// The person's name.
    pub name: String,
    /// The identity number; its birth year is one of 18xx.
    pub identity: String,
    /// The birth date as the record states it.
    pub birth: NaiveDate,
    /// Sex.
    pub sex: Sex,
    /// With or without an establishment post.
    pub staffing: Staffing,
    /// What the person does.
    pub category: Category,
    /// The stage taught.
    pub stage: Option<Stage>,
    /// The subject by its code in C-08.
    pub subject_code: Option<&'static str>,
    /// The subject as an officer writes it.
    pub subject: Option<&'static str>,
    /// The title.
    pub title: Option<Title>,
    /// The day it was granted.
    pub title_from: Option<NaiveDate>,
    /// Since when in service, as a month: 2009年9月.
    pub hired: String,
    /// Since when at work in this unit, as a day.
    pub assigned: NaiveDate,
    /// The post held.
    pub post: Option<&'static str>,
    /// Class hours of training in the last year.
    pub training_hours: u32,
}

/// A subject with its code in C-08.
pub(crate) type Subject = (&'static str, &'static str);

/// A person as drawn, before anything is recorded.
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) identity: Option<IdentityNumber>,
    pub(crate) birth: NaiveDate,
    pub(crate) sex: Sex,
    /// The unit, as a place in the layout.
    pub(crate) unit: usize,
    pub(crate) staffing: Staffing,
    pub(crate) category: Category,
    pub(crate) stage: Option<Stage>,
    pub(crate) subject: Option<Subject>,
    pub(crate) hired: NaiveDate,
    /// Titles in the order they were granted, the last one is held.
    pub(crate) titles: Vec<(Title, NaiveDate)>,
}

const STAGES: [(Option<Stage>, u32); 7] = [
    (Some(Stage::Preschool), 192),
    (Some(Stage::Primary), 396),
    (Some(Stage::Junior), 238),
    (Some(Stage::Senior), 122),
    (Some(Stage::SeniorVocational), 42),
    (Some(Stage::Special), 5),
    (None, 5),
];
const PRIMARY: [(Subject, u32); 9] = [
    (("13", "语文"), 34),
    (("14", "数学"), 28),
    (("41", "英语"), 12),
    (("11", "品德与生活（社会）"), 3),
    (("15", "科学"), 5),
    (("22", "体育与健康"), 8),
    (("24", "音乐"), 4),
    (("25", "美术"), 4),
    (("61", "信息技术（小学、初中）"), 2),
];
const SECONDARY: [(Subject, u32); 13] = [
    (("13", "语文"), 18),
    (("14", "数学"), 18),
    (("41", "英语"), 17),
    (("12", "思想品德（政治）"), 7),
    (("16", "物理"), 8),
    (("17", "化学"), 6),
    (("18", "生物"), 5),
    (("20", "地理"), 5),
    (("21", "历史"), 5),
    (("22", "体育与健康"), 6),
    (("24", "音乐"), 2),
    (("25", "美术"), 2),
    (("62", "劳动与技术"), 1),
];

/// When a profile is drawn for: who is loaded with a past, and who begins now.
#[derive(Clone, Copy)]
pub(crate) enum Begin {
    /// In service for some years before this day.
    Before(NaiveDate),
    /// A beginner from this day on.
    On(NaiveDate),
}

/// Draws a person of a range. The nth identity number is the nth person's.
pub(crate) fn draw(dice: &mut Dice, layout: &Layout, begin: Begin, range: Range, nth: u64) -> Profile {
    let day = match begin {
        Begin::Before(day) | Begin::On(day) => day,
    };
    let unit = place(dice, layout, day);
    let (at, stage) = (&layout.units[unit], layout.units[unit].stage);
    let sex = if dice.chance(700) { Sex::Female } else { Sex::Male };
    let hired = match begin {
        Begin::On(day) => day,
        Begin::Before(day) => past_hire(dice, day).max(at.opens),
    };
    Profile {
        name: names::person(dice, sex),
        identity: identity(range, nth, sex),
        birth: date(
            hired.year() - dice.between(22, 26).cast_signed(),
            dice.between(1, 12),
            dice.between(1, 28),
        ),
        sex,
        unit,
        staffing: staffing(dice, at),
        category: if at.kind == OrganisationKind::ResearchBody {
            Category::Researcher
        } else {
            Category::FullTime
        },
        stage,
        subject: subject(dice, stage),
        hired,
        titles: match begin {
            Begin::On(_) => Vec::new(),
            Begin::Before(day) => titles(dice, hired, day),
        },
    }
}

/// A unit for the stage that is drawn; any open one where the city has none of that stage.
fn place(dice: &mut Dice, layout: &Layout, day: NaiveDate) -> usize {
    let stage = dice.weighed(&STAGES);
    let open = |unit: &Unit| unit.is_open_on(day);
    let of_stage = |(nth, unit): (usize, &Unit)| (unit.stage == stage && open(unit)).then_some(nth);
    let fitting: Vec<_> = layout.units.iter().enumerate().filter_map(of_stage).collect();
    dice.choose(&fitting).unwrap_or(0)
}

/// Most begin in September; a third began in the last ten years.
fn past_hire(dice: &mut Dice, day: NaiveDate) -> NaiveDate {
    let back = dice.weighed(&[(1_u32, 4), (5, 9), (9, 10), (14, 10), (20, 9), (26, 5)]);
    let year = day.year() - (back + dice.between(0, 5)).min(26).cast_signed();
    let month = if dice.chance(850) { 9 } else { dice.one_of(&[2, 3, 7, 8]) };
    let hired = date(year, month, 1);
    if hired < day { hired } else { date(year - 1, month, 1) }
}

fn staffing(dice: &mut Dice, unit: &Unit) -> Staffing {
    if unit.nature == Nature::Private || dice.chance(60) {
        Staffing::Contract
    } else if dice.chance(40) {
        dice.one_of(&[Staffing::Filed, Staffing::Dispatched])
    } else {
        Staffing::Established
    }
}

pub(crate) fn subject(dice: &mut Dice, stage: Option<Stage>) -> Option<Subject> {
    match stage? {
        Stage::Primary => Some(dice.weighed(&PRIMARY)),
        Stage::Junior | Stage::Senior | Stage::SeniorVocational | Stage::JuniorVocational => {
            Some(dice.weighed(&SECONDARY))
        }
        Stage::Preschool | Stage::Special | Stage::Other => None,
    }
}

/// The titles a person came to by years of service, about 1 : 20 : 45 : 30 : 4 over all.
fn titles(dice: &mut Dice, hired: NaiveDate, by: NaiveDate) -> Vec<(Title, NaiveDate)> {
    let served = by.year() - hired.year();
    let held = match served {
        ..1 => return Vec::new(),
        1..=5 => dice.weighed(&[(Title::Third, 40), (Title::Second, 960)]),
        6..=11 => dice.weighed(&[(Title::Second, 260), (Title::First, 740)]),
        12..=18 => dice.weighed(&[
            (Title::Second, 30),
            (Title::First, 500),
            (Title::Senior, 470),
            (Title::Professor, 0),
        ]),
        _ => dice.weighed(&[(Title::First, 330), (Title::Senior, 550), (Title::Professor, 120)]),
    };
    let after = |title| match title {
        Title::Third | Title::Second => 1,
        Title::First => 6,
        Title::Senior => 12,
        Title::Professor => 19,
    };
    let granted = |dice: &mut Dice, title: Title, before: i32| {
        let year = (hired.year() + after(title) + dice.between(0, 3).cast_signed()).min(before);
        (title, later(date(year, 12, 1), 0))
    };
    let last = granted(dice, held, by.year() - 1);
    let earlier = if held >= Title::Senior && dice.chance(500) {
        Some(granted(dice, Title::First, last.1.year() - 5))
    } else if held == Title::First && dice.chance(300) {
        Some(granted(dice, Title::Second, last.1.year() - 4))
    } else {
        None
    };
    earlier.into_iter().filter(|(_, day)| *day > hired).chain([last]).collect()
}
