//! Twenty thousand rows are checked while an officer waits.

use std::time::{Duration, Instant};

use liangshi_domain::OrganisationId;
use uuid::Uuid;

use super::fixture::{FIRST_SCHOOL, World, full};
use crate::{
    roster::{
        Column, KnownOrganisation, check::check, choices::Codes, header::Sheet, units::Units, write_roster,
    },
    sheet::{Cell, Grid, Kind, Row},
};

const ROWS: u32 = 20_000;

#[test]
fn twenty_thousand_rows_are_checked_in_seconds() {
    let header =
        Row { number: 1, cells: Column::ALL.iter().map(|c| Cell::new(c.header(), Kind::Text)).collect() };
    let cells = |order| Column::ALL.iter().map(|c| Cell::new(full(order).get(*c), Kind::Text)).collect();
    let rows = (0..ROWS).map(|order| Row { number: order + 2, cells: cells(order) });
    let grid = Grid { name: String::new(), rows: std::iter::once(header).chain(rows).collect() };
    let unit =
        KnownOrganisation { id: OrganisationId(Uuid::from_u128(1)), name: FIRST_SCHOOL.into(), code: None };
    let (sheet, faults) = Sheet::of(&grid);
    assert_eq!(faults, []);
    let began = Instant::now();
    let checked = check(&sheet, &Codes::read().unwrap(), &Units::new(vec![unit]), |_| {});
    let took = began.elapsed();
    println!("{ROWS} rows were checked in {took:?}");
    assert_eq!((checked.rows, checked.entries.len(), checked.faults), (20_000, 20_000, vec![]));
    assert!(took < Duration::from_secs(20), "{took:?}, without optimisation");
}

/// The whole way, from file to log and again; run it in release with `--ignored --nocapture`.
#[tokio::test]
#[ignore = "it measures, and takes its time without optimisation"]
async fn the_whole_way_is_measured() {
    let world = World::new().await;
    let path = world.path("roster.xlsx");
    let mut began = Instant::now();
    let mut lap = |what: &str| {
        println!("{what}: {:?}", began.elapsed());
        began = Instant::now();
    };
    write_roster(&path, (0..ROWS).map(full)).unwrap();
    lap("written as a workbook");
    let grid = crate::sheet::read(&path).unwrap();
    lap("read");
    assert_eq!(grid.rows.len(), ROWS as usize + 1);
    let report = world.take(&path, true).await.report;
    lap("dry run");
    assert_eq!(report.accepted, ROWS as usize);
    let report = world.take(&path, false).await.report;
    lap("taken in");
    assert_eq!(report.events, ROWS as usize * 5);
    let imported = world.take(&path, false).await;
    lap("taken in again");
    assert_eq!(imported.report.unchanged, ROWS as usize);
    imported.write_report(&world.path("report.xlsx")).unwrap();
    lap("reported");
}
