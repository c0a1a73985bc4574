use super::*;
use crate::teacher::honour::{
    ConferHonour, ContributionKind, HonourCommand, RecordContribution, RevokeHonour,
};

fn confers(name: &str, text: &str) -> TeacherCommand {
    TeacherCommand::Honour(HonourCommand::ConferHonour(ConferHonour {
        name: name.to_owned(),
        issued_by: IssuingBody::CityBureau,
        issuer: "市教育局".to_owned(),
        on: on(text),
        stated_level: None,
        kind: None,
    }))
}

fn honoured(name: &str, text: &str) -> TeacherEvent {
    HonourEvent::HonourConferred(conferral(name, text)).into()
}

fn revoke_honour(number: u128, from: Option<&str>) -> RevokeHonour {
    RevokeHonour { honour: fact(number), from: from.map(on), reason: "材料不实".to_owned() }
}

fn takes_back(number: u128, from: Option<&str>) -> TeacherCommand {
    TeacherCommand::Honour(HonourCommand::RevokeHonour(revoke_honour(number, from)))
}

#[test]
fn the_level_follows_from_the_issuer() {
    let asked = |issued_by, stated_level| {
        let name = "优秀教师".to_owned();
        let issuer = issued_by_name(issued_by);
        let asked = ConferHonour { name, issued_by, issuer, on: on("2021-09-10"), stated_level, kind: None };
        story([]).when(TeacherCommand::Honour(HonourCommand::ConferHonour(asked)))
    };
    let levels = [
        (IssuingBody::School, HonourLevel::School),
        (IssuingBody::TownGovernment, HonourLevel::Town),
        (IssuingBody::CityGovernment, HonourLevel::City),
        (IssuingBody::ProvinceDepartment, HonourLevel::Province),
        (IssuingBody::StateCouncil, HonourLevel::Nation),
    ];
    for (issued_by, level) in levels {
        let TeacherEvent::Stated(Statement::Honour(HonourEvent::HonourConferred(honour))) =
            asked(issued_by, Some(level)).event()
        else {
            unreachable!("an honour was asked for");
        };
        assert_eq!(honour.level, level);
        let refusal = asked(issued_by, HonourLevel::ALL.iter().copied().find(|other| *other != level));
        let refusal = refusal.refuses("LEVEL_NOT_OF_ISSUER");
        assert!(refusal.zh().contains(level.zh()));
    }
}

fn issued_by_name(body: IssuingBody) -> String {
    body.zh().to_owned()
}

#[test]
fn one_honour_counts_once_a_year() {
    let held = || [honoured("市优秀教师", "2021-09-10")];
    let refusal = story(held()).when(confers("市优秀教师", "2021-12-01")).refuses("EXPLANATION_REQUIRED");
    assert_eq!(refusal.rule().map(|rule| rule.id), Some("R-61"));
    assert!(refusal.zh().contains("该荣誉已登记"), "{}", refusal.zh());
    story(held()).when(confers("市优秀教师", "2022-01-01")).then([honoured("市优秀教师", "2022-01-01")]);
    story(held()).when(confers("市优秀班主任", "2021-09-10")).then([honoured("市优秀班主任", "2021-09-10")]);
}

#[test]
fn a_bar_closes_honours_on_its_days_and_no_others() {
    let under_bar = || story([barred("2020-03-01", "2022-03-01")]);
    let refusal = under_bar().when(confers("市优秀教师", "2022-02-28")).refuses("ETHICS_BAR_ACTIVE");
    assert_eq!(refusal.facts(), [fact(3)]);
    assert!(refusal.zh().contains("2022-03-01"));
    under_bar().when(confers("市优秀教师", "2020-03-01")).refuses("ETHICS_BAR_ACTIVE");
    under_bar().when(confers("市优秀教师", "2020-02-29")).then([honoured("市优秀教师", "2020-02-29")]);
    under_bar().when(confers("市优秀教师", "2022-03-01")).then([honoured("市优秀教师", "2022-03-01")]);
}

#[test]
fn a_lifted_bar_opens_honours_from_its_day_and_an_annulled_one_at_all_days() {
    let bar = || barred("2020-03-01", "2022-03-01");
    let lifted = |from| ConductEvent::BarLifted(lift(3, from)).into();
    let after = |from| story([bar(), lifted(from)]);
    after(Some("2021-03-01"))
        .when(confers("市优秀教师", "2021-03-01"))
        .then([honoured("市优秀教师", "2021-03-01")]);
    after(Some("2021-03-01")).when(confers("市优秀教师", "2021-02-28")).refuses("ETHICS_BAR_ACTIVE");
    after(None).when(confers("市优秀教师", "2020-03-01")).then([honoured("市优秀教师", "2020-03-01")]);
    let annulled = teacher([bar(), lifted(None)]);
    assert_eq!(annulled.timeline().bars_on(crate::testing::day("2021-01-01")), []);
}

#[test]
fn an_honour_is_taken_back_from_a_day_on_or_from_the_beginning() {
    let held = || honoured("市优秀教师", "2021-09-10");
    let taken = |from| HonourEvent::HonourRevoked(revoke_honour(3, from)).into();
    story([held()]).when(takes_back(3, None)).then([taken(None)]);
    story([held()]).when(takes_back(3, Some("2022-09-10"))).then([taken(Some("2022-09-10"))]);
    story([held()]).when(takes_back(3, Some("2021-09-09"))).refuses("ENDS_BEFORE_START");
    story([held()]).when(takes_back(2, None)).refuses("HONOUR_UNKNOWN");
    let count = |teacher: &Teacher, text| teacher.timeline().honours.on(crate::testing::day(text)).count();
    let from_now = teacher([held(), taken(Some("2022-09-10"))]);
    assert_eq!((count(&from_now, "2022-09-09"), count(&from_now, "2022-09-10")), (1, 0));
    assert_eq!(count(&teacher([held(), taken(None)]), "2022-01-01"), 0);
}

#[test]
fn a_lesson_given_for_all_is_recorded_once_on_a_day() {
    let given = RecordContribution {
        kind: ContributionKind::FamousTeacherClass,
        title: "分数的初步认识".to_owned(),
        subject: None,
        organisation: Some(OTHER),
        on: on("2022-03-01"),
    };
    let asked = || TeacherCommand::Honour(HonourCommand::RecordContribution(given.clone()));
    let event: TeacherEvent = HonourEvent::ContributionRecorded(given.clone()).into();
    story([]).when(asked()).then([event.clone()]);
    story([event.clone()]).when(asked()).refuses("CONTRIBUTION_ALREADY_RECORDED");
    crate::testing::survives_the_wire::<Teacher>(&event);
}

#[test]
fn a_kind_of_honour_is_one_of_the_catalogue_and_of_the_level_of_its_issuer() {
    let asked = |kind: &str, issued_by| {
        let (name, issuer) = ("东莞市“四有”好教师".to_owned(), "市教育局".to_owned());
        let kind = Some(kind.to_owned());
        let asked = ConferHonour { name, issued_by, issuer, on: on("2021-09-10"), stated_level: None, kind };
        story([]).when(TeacherCommand::Honour(HonourCommand::ConferHonour(asked)))
    };
    let TeacherEvent::Stated(Statement::Honour(HonourEvent::HonourConferred(honour))) =
        asked("four-have-teacher", IssuingBody::CityBureau).event()
    else {
        unreachable!("an honour was asked for");
    };
    assert_eq!(honour.kind.as_deref(), Some("four-have-teacher"));
    let refusal = asked("five-have-teacher", IssuingBody::CityBureau).refuses("HONOUR_KIND_UNKNOWN");
    assert!(refusal.zh().contains("four-have-teacher"), "{}", refusal.zh());
    asked("four-have-teacher", IssuingBody::School).refuses("HONOUR_KIND_OF_OTHER_LEVEL");
}
