//! What is wrong with cells.

use encoding_rs::GBK;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::fixture::{FIRST_SCHOOL, SECOND_CODE, World, full, number, row, told, ways};
use crate::{fault::Severity, roster::Column};

const HEADERS: [&str; 6] = ["单位全称", "姓名", "身份证号", "用人形式", "教职工类别", "进入现单位任教时间"];

fn header(sheet: &mut Worksheet) {
    for (column, text) in (0_u16..).zip(HEADERS) {
        sheet.write_string(0, column, text).unwrap();
    }
}

fn line(sheet: &mut Worksheet, at: u32, name: &str, number: &str) {
    for (column, text) in (0_u16..).zip([FIRST_SCHOOL, name, number, "在编", "专任教师", "2010-09-01"])
    {
        sheet.write_string(at, column, text).unwrap();
    }
}

#[tokio::test]
async fn formulas_merged_cells_and_numbers_that_lost_digits_are_told_at_their_cells() {
    let world = World::new().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    header(sheet);
    line(sheet, 1, "甲", &number(1));
    sheet.write_formula(1, 1, Formula::new("=A1").set_result("甲")).unwrap();
    line(sheet, 2, "乙", &number(2));
    line(sheet, 3, "丙", &number(3));
    sheet.merge_range(2, 0, 3, 0, FIRST_SCHOOL, &Format::new()).unwrap();
    line(sheet, 4, "丁", "");
    sheet.write_number(4, 2, 441_900_188_001_010_016.0).unwrap();
    let path = world.path("faulty.xlsx");
    book.save(&path).unwrap();
    let report = world.take(&path, true).await.report;
    assert_eq!(
        told(&report),
        [
            ("CELL_HAS_FORMULA", "B2"),
            ("CELL_IS_MERGED", "A3"),
            ("CELL_IS_MERGED", "A4"),
            ("IDENTITY_NUMBER_AS_NUMBER", "C5"),
        ]
    );
    assert_eq!(report.errors[0].value, "甲", "the value Excel last computed is shown");
    assert_eq!(ways(&report), (0, 4, 0));
}

#[tokio::test]
async fn full_width_digits_and_padded_names_are_accepted() {
    let world = World::new().await;
    let wide: String = number(1).chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect();
    let rows = vec![
        row(1).with(Column::Identity, wide).with(Column::From, "２０１０年９月").with(Column::Name, "李　明"),
        row(2).with(Column::Organisation, "石碣镇第二小学(分校) "),
    ];
    let report = world.rows(rows).await;
    assert_eq!((told(&report), ways(&report)), (vec![], (2, 0, 0)));
}

#[tokio::test]
async fn days_and_numbers_that_cannot_be_are_told_with_what_would_be_right() {
    let world = World::new().await;
    let mut wrong = number(2);
    let last = if wrong.ends_with('1') { '2' } else { '1' };
    wrong.replace_range(17.., &last.to_string());
    let rows = vec![
        row(1).with(Column::From, "2022-02-31"),
        row(2).with(Column::Identity, wrong),
        row(3).with(Column::Fte, "120"),
        row(4).with(Column::From, "1870-01-01"),
    ];
    let report = world.rows(rows).await;
    let found = [
        ("DATE_NO_SUCH_DAY", "K2"),
        ("IDENTITY_NUMBER_CHECK_DIGIT", "D3"),
        ("FTE_OUT_OF_RANGE", "O4"),
        ("HIRED_BEFORE_BIRTH", "K5"),
    ];
    assert_eq!(told(&report), found);
    assert!(report.errors[1].zh.contains(&number(2)[17..]), "{}", report.errors[1].zh);
    assert_eq!(world.position().await, 2, "only the two schools are in the log");
}

#[tokio::test]
async fn an_unknown_code_is_told_with_the_allowed_set_and_an_unknown_unit_with_near_ones() {
    let world = World::new().await;
    let rows = vec![row(1).with(Column::Staffing, "合同工"), row(2).with(Column::Organisation, "第一小学")];
    let report = world.rows(rows).await;
    assert_eq!(told(&report), [("CODE_UNKNOWN", "H2"), ("ORGANISATION_UNKNOWN", "A3")]);
    assert_eq!(report.errors[0].allowed.to_vec(), ["在编", "备案制", "聘用制", "劳务派遣"]);
    assert_eq!((report.errors[0].value.as_str(), report.errors[0].column.as_str()), ("合同工", "用人形式"));
    assert_eq!(report.errors[1].allowed.to_vec(), [FIRST_SCHOOL]);
}

#[tokio::test]
async fn two_rows_of_one_person_both_stay_out_and_name_each_other() {
    let world = World::new().await;
    let report = world.rows(vec![row(1), row(2), row(1)]).await;
    assert_eq!(told(&report), [("IDENTITY_NUMBER_TWICE", "D2"), ("IDENTITY_NUMBER_TWICE", "D4")]);
    assert!(report.errors[0].zh.contains("第4行") && report.errors[1].en.contains("row 2"));
    assert_eq!(ways(&report), (1, 2, 0));
}

#[tokio::test]
async fn what_must_be_explained_does_not_keep_a_row_out() {
    let world = World::new().await;
    let rows = vec![
        row(1).with(Column::Sex, "男").with(Column::Birth, "1881-01-01"),
        row(2).with(Column::Title, "高级教师").with(Column::Honour, "优秀教师"),
        row(3).with(Column::Birth, "1880年1月").with(Column::Title, "无"),
        row(4).with(Column::OrganisationCode, SECOND_CODE),
    ];
    let report = world.rows(rows).await;
    let found = [
        ("IDENTITY_SEX_DISAGREES", "E2"),
        ("IDENTITY_BIRTH_DISAGREES", "F2"),
        ("TITLE_WITHOUT_DATE", "P3"),
        ("HONOUR_INCOMPLETE", "R3"),
        ("ORGANISATION_DISAGREES", "A5"),
    ];
    assert_eq!(told(&report), found);
    assert!(report.errors.iter().all(|fault| fault.severity == Severity::Query));
    assert_eq!(ways(&report), (4, 0, 0));
}

#[tokio::test]
async fn a_level_that_is_not_the_issuers_is_refused_in_the_words_of_the_domain() {
    let world = World::new().await;
    let report = world.rows(vec![full(1).with(Column::HonourLevel, "省级")]).await;
    assert_eq!(told(&report), [("LEVEL_NOT_OF_ISSUER", "R2")]);
    let report = world.rows(vec![full(1).with(Column::From, "1999-09-01")]).await;
    assert_eq!(told(&report), [("ORGANISATION_NOT_OPEN", "K2")]);
    assert_eq!(world.position().await, 2, "a row goes in whole or not at all");
}

#[tokio::test]
async fn csv_in_every_encoding_is_read_and_an_empty_sheet_is_told() {
    let world = World::new().await;
    let text =
        format!("{}\r\n{FIRST_SCHOOL},李明,{},在编,专任教师,2010-09\r\n", HEADERS.join(","), number(1));
    for bytes in
        [text.clone().into_bytes(), format!("\u{FEFF}{text}").into_bytes(), GBK.encode(&text).0.into_owned()]
    {
        let report = world.csv(&bytes).await;
        assert_eq!((told(&report), ways(&report)), (vec![], (1, 0, 0)));
    }
    assert_eq!(told(&world.csv(b"").await), [("SHEET_EMPTY", "")]);
    let report = world.csv(text.replace(&number(1), "4.419E+17").as_bytes()).await;
    assert_eq!(told(&report), [("IDENTITY_NUMBER_AS_NUMBER", "C2")]);
    let report = world.csv(text.replace("姓名", "名").as_bytes()).await;
    assert_eq!(told(&report), [("HEADER_MISSING", ""), ("HEADER_UNKNOWN", "B1")]);
    assert_eq!(ways(&report), (0, 1, 0));
}
