//! What comes back to the officer as a workbook.

use std::{io::BufReader, path::Path};

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::fixture::{World, full, number, row, told};
use crate::{
    roster::{Column, write_roster},
    sheet::read,
};

fn texts(path: &Path, sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<BufReader<std::fs::File>> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

#[tokio::test]
async fn the_report_opens_again_with_marks_notes_and_a_list() {
    let world = World::new().await;
    let path = world.path("roster.xlsx");
    let rows = [row(1).with(Column::Staffing, "合同工").with(Column::Name, "=HYPERLINK(\"x\")"), row(2)];
    write_roster(&path, rows.into_iter()).unwrap();
    let imported = world.take(&path, true).await;
    let out = world.path("report.xlsx");
    imported.write_report(&out).unwrap();
    let grid = texts(&out, "花名册");
    assert_eq!((grid.len(), grid[1][2].as_str(), grid[1][7].as_str()), (3, "=HYPERLINK(\"x\")", "合同工"));
    let list = texts(&out, "问题清单");
    assert_eq!(list.len(), 2);
    assert_eq!(list[1][1..7], ["2", "用人形式", "H2", "合同工", "错误", "CODE_UNKNOWN"]);
    assert_eq!(list[1][9], "在编、备案制、聘用制、劳务派遣");
    let mut book: Xlsx<BufReader<std::fs::File>> = open_workbook(&out).unwrap();
    assert!(book.worksheet_formula("花名册").unwrap().is_empty(), "nothing became a formula");
    let style = book.worksheet_style("花名册").unwrap();
    let filled = style
        .cells()
        .filter(|(_, _, style)| style.fill.as_ref().is_some_and(|fill| fill.foreground_color.is_some()));
    assert_eq!(filled.count(), 1, "only the faulty cell is coloured");
    let bytes = std::fs::read(&out).unwrap();
    assert!(bytes.windows(16).any(|part| part == b"xl/comments1.xml"), "the cell has a note");
}

#[tokio::test]
async fn a_report_of_a_file_that_could_not_be_read_has_the_list_alone() {
    let world = World::new().await;
    let path = world.path("broken.xlsx");
    std::fs::write(&path, b"PK\x03\x04").unwrap();
    let imported = world.take(&path, false).await;
    assert_eq!(told(&imported.report), [("FILE_UNREADABLE", "")]);
    let out = world.path("report.xlsx");
    imported.write_report(&out).unwrap();
    assert_eq!(texts(&out, "问题清单")[1][6], "FILE_UNREADABLE");
}

#[test]
fn the_template_lists_what_may_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("template.xlsx");
    assert_eq!(write_roster(&path, std::iter::once(full(1))).unwrap(), 1);
    let codes = texts(&path, "代码表");
    assert!(codes[0].contains(&"用人形式".to_owned()));
    assert!(codes.iter().any(|row| row.contains(&"备案制".to_owned())));
    let grid = read(&path).unwrap();
    assert_eq!(grid.rows[0].cells.len(), Column::ALL.len());
    assert_eq!(grid.rows[1].cell(Column::Identity.place()).text, number(1));
}
