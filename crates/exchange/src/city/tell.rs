use std::collections::BTreeMap;

use chrono::NaiveDate;
use liangshi_eventstore::{Log, ManualClock};

use super::{
    afterwards, amend,
    calendar::{Month, date},
    career,
    failure::CityFailure,
    founding,
    landmarks::{self, Landmarks},
    movement, office, rounds, staff, steps, studios,
    world::World,
};

/// The fewest teachers a city is told for; below that there is nobody to show.
const FEWEST: usize = 120;
const FIRST: Month = Month::new(2016, 8);
const LAST: Month = Month::new(2022, 12);

/// A synthetic city: the same teachers, schools and history for the same seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct City {
    /// How many teachers it has at the end; at least 120.
    pub teachers: usize,
    /// What all chance in it comes from.
    pub seed: u64,
}

impl Default for City {
    fn default() -> Self {
        Self { teachers: 20_000, seed: 2022 }
    }
}

/// What was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Where to look first.
    pub landmarks: Landmarks,
    /// How many events were written.
    pub events: u64,
    /// How often something was refused, by code. A well told story has none.
    pub refused: BTreeMap<&'static str, u64>,
}

impl City {
    /// Writes the whole history into an empty log whose clock is the given one. `told` hears how many events are
    /// written and of which month.
    ///
    /// # Errors
    /// When the log fails or is not empty.
    pub async fn write(
        &self,
        log: &Log,
        clock: &ManualClock,
        mut told: impl FnMut(u64, &str),
    ) -> Result<Told, CityFailure> {
        let mut world = World::new(log, self.teachers.max(FEWEST), self.seed)?;
        for now in FIRST.through(LAST) {
            world.author.at(now.entered());
            month(&mut world, now);
            let label = format!("{}-{:02}", now.year, now.month);
            world.author.write(log, clock, |events| told(events, &label)).await?;
        }
        afterwards::tell(&mut world);
        world.author.write(log, clock, |events| told(events, "2023-03")).await?;
        Ok(Told {
            landmarks: landmarks::find(&world)?,
            events: world.author.written(),
            refused: world.author.refused().clone(),
        })
    }
}

/// One month of the city: organisations first, then people, then programmes.
fn month(world: &mut World, now: Month) {
    if now == FIRST {
        founding::found(world);
        staff::load(world, begins());
        return;
    }
    founding::month(world, now);
    people(world, now);
    if now.year >= 2021 {
        programmes(world, now);
    }
    if now == LAST {
        office::tell(world, now);
    }
}

fn begins() -> NaiveDate {
    date(FIRST.year, FIRST.month, 1)
}

fn people(world: &mut World, now: Month) {
    if now.year > 2016 && matches!(now.month, 1 | 7) {
        movement::propose(world, now);
    }
    movement::month(world, now);
    match now.month {
        8 => staff::leavers(world, now),
        9 => {
            staff::recruit(world, now);
            staff::returners(world, now);
            staff::transfers(world, now);
            staff::first_titles(world, now);
            career::honours(world, now);
        }
        4 => career::bars(world, now),
        6 if now.year >= 2018 => career::take_honours_back(world, now),
        11 => {
            career::bars(world, now);
            career::lift_bars(world, now);
        }
        12 => career::titles(world, now),
        _ => {}
    }
    if matches!(now.month, 3 | 5 | 10 | 12) {
        career::trainings(world, now);
    }
    if matches!(now.month, 1 | 4 | 7 | 10) {
        amend::quarter(world, now);
    }
    if now.month == 6 {
        amend::year(world, now);
    }
}

fn programmes(world: &mut World, now: Month) {
    match (now.year, now.month) {
        (2021, 1) => rounds::launch_all(world, now),
        (2022, 3) => {
            rounds::set_targets(world);
            rounds::open(world, now);
        }
        (_, 3) => rounds::open(world, now),
        (_, 4) => rounds::nominate(world, now),
        (_, 5) => rounds::close(world, now),
        _ => {}
    }
    steps::month(world, now);
    match (now.year, now.month) {
        (2022, 7) => movement::first_secretaries(world, now),
        (2022, 9) => studios::establish(world, now),
        (2022, 10) => {
            world.paper("archive.bureau", "关于工作室主持人档案信息更正的通知", now.day(22));
            if let Some(host) = landmarks::host(world) {
                amend::title(world, host.member);
            }
        }
        (2022, 12) => studios::year_end(world, now),
        _ => {}
    }
}
