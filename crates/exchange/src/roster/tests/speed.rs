//! Twenty thousand rows are checked while an officer waits.

use std::time::{Duration, Instant};

use liangshi_domain::OrganisationId;
use uuid::Uuid;

use super::fixture::{FIRST_SCHOOL, World, full, ways};
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

/// Enough rows for three packs. What it prints is worth reading in release.
const WHOLE: u32 = 1_200;

#[tokio::test]
async fn the_whole_way_from_file_to_log_and_again_takes_several_packs() {
    let world = World::new().await;
    let path = world.path("roster.xlsx");
    let mut began = Instant::now();
    let mut lap = |what: &str| {
        println!("{WHOLE} rows {what} in {:?}", began.elapsed());
        began = Instant::now();
    };
    write_roster(&path, (0..WHOLE).map(full)).unwrap();
    lap("were written as a workbook");
    let report = world.take(&path, true).await.report;
    lap("were checked and decided");
    assert_eq!((ways(&report), report.events), ((1_200, 0, 0), 6_000));
    let report = world.take(&path, false).await.report;
    lap("were taken in");
    assert_eq!((ways(&report), report.events, report.position), ((1_200, 0, 0), 6_000, Some(6_002)));
    let imported = world.take(&path, false).await;
    lap("were found to be there already");
    assert_eq!((ways(&imported.report), imported.report.events), ((0, 0, 1_200), 0));
    imported.write_report(&world.path("report.xlsx")).unwrap();
    lap("were reported");
}
