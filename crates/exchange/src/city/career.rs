//! What people come to in the course of the years: titles, trainings, honours, and bars.

use chrono::Datelike;
use liangshi_domain::{
    EventId,
    code::{IssuingBody, Title, TrainingCategory},
    teacher::{
        TeacherCommand,
        conduct::{ConductCommand, ImposeBar, LiftBar},
        honour::{ConferHonour, HonourCommand, RevokeHonour},
        training::{CompleteTraining, TrainingCommand},
    },
};

use super::{
    calendar::{Month, earlier, later},
    records::{Award, Barred},
    staff::grant,
    world::{BUREAU, World},
};

/// The review of titles at the end of the year, by years of service.
pub(crate) fn titles(world: &mut World, month: Month) {
    let day = month.day(20);
    world.paper("hr.bureau", "关于公布中小学教师职称评审通过人员名单的通知", day);
    for member in 0..world.staff.len() {
        let person = &world.staff[member];
        if !person.serves() || world.is_barred(member, day) {
            continue;
        }
        let served = month.year - person.hired.year();
        let (next, in_thousand) = match person.title {
            Some(Title::Third) if served >= 3 => (Title::Second, 400),
            Some(Title::Second) if served >= 6 => (Title::First, 150),
            Some(Title::First) if served >= 12 => (Title::Senior, 50),
            Some(Title::Senior) if served >= 20 => (Title::Professor, 8),
            Some(_) | None => continue,
        };
        if world.dice.chance(in_thousand) {
            grant(world, member, next, day.into());
        }
    }
}

const ACTIVITIES: [(&str, TrainingCategory, u32); 10] = [
    ("师德教育每月一讲", TrainingCategory::Professional, 4),
    ("新学期师德第一课", TrainingCategory::Professional, 4),
    ("公需科目学习", TrainingCategory::Common, 18),
    ("学科教学能力提升研修", TrainingCategory::Professional, 24),
    ("课堂教学改革专题研修", TrainingCategory::Professional, 16),
    ("信息技术应用能力提升工程", TrainingCategory::Professional, 20),
    ("心理健康教育专题培训", TrainingCategory::Elective, 12),
    ("班主任专业能力培训", TrainingCategory::Elective, 16),
    ("家庭教育指导培训", TrainingCategory::Elective, 8),
    ("作业设计与评价研修", TrainingCategory::Professional, 12),
];

/// Four times a year a fifth of the staff completes something.
pub(crate) fn trainings(world: &mut World, month: Month) {
    world.desk("training.centre");
    for member in 0..world.staff.len() {
        let began = world.staff[member].hired < month.day(1);
        if !(world.staff[member].serves() && began && world.dice.chance(200)) {
            continue;
        }
        let (activity, category, hours) = world.dice.one_of(&ACTIVITIES);
        let training = CompleteTraining {
            activity: activity.to_owned(),
            category,
            hours,
            year: month.year,
            on: month.day(world.dice.between(2, 24)).into(),
            provider: Some("东莞市教师发展中心".to_owned()),
            activity_id: None,
            abilities: Vec::new(),
        };
        let command = TeacherCommand::Training(TrainingCommand::CompleteTraining(training));
        if let Some(event) = world.state(member, command) {
            world.staff[member].training = Some(event);
        }
    }
}

const HONOURS: [((&str, IssuingBody, &str), u32); 7] = [
    (("校级优秀教师", IssuingBody::School, "所在学校"), 30),
    (("镇街优秀教师", IssuingBody::TownGovernment, "所在镇街"), 30),
    (("东莞市优秀教师", IssuingBody::CityGovernment, "东莞市人民政府"), 12),
    (("东莞市优秀班主任", IssuingBody::CityBureau, BUREAU), 14),
    (("东莞市教学能手", IssuingBody::CityBureau, BUREAU), 10),
    (("广东省南粤优秀教师", IssuingBody::ProvinceDepartment, "广东省教育厅"), 3),
    (("全国优秀教师", IssuingBody::Ministry, "教育部"), 1),
];

/// Teachers' Day. The unit or the town that honours is named by its name.
pub(crate) fn honours(world: &mut World, month: Month) {
    let day = month.day(10);
    world.paper("hr.bureau", "关于表彰优秀教师的决定", month.day(8));
    for member in 0..world.staff.len() {
        let person = &world.staff[member];
        let settled = person.serves() && person.hired < earlier(day, 12);
        if !(settled && world.dice.chance(55)) || world.is_barred(member, day) {
            continue;
        }
        let (name, issued_by, named) = world.dice.weighed(&HONOURS);
        let unit = &world.layout.units[world.staff[member].unit];
        let issuer = match issued_by {
            IssuingBody::School => unit.name.clone(),
            IssuingBody::TownGovernment => world.layout.towns[unit.town].name.clone(),
            IssuingBody::CityBureau
            | IssuingBody::CityGovernment
            | IssuingBody::ProvinceDepartment
            | IssuingBody::ProvinceGovernment
            | IssuingBody::Ministry
            | IssuingBody::StateCouncil => named.to_owned(),
        };
        let asked = ConferHonour {
            name: name.to_owned(),
            issued_by,
            issuer,
            on: day.into(),
            stated_level: None,
            kind: None,
        };
        let command = TeacherCommand::Honour(HonourCommand::ConferHonour(asked));
        if let Some(event) = world.state(member, command) {
            world.awards.push(Award { member, event, on: day });
        }
    }
}

/// A few honours are taken back, half of them as if they had never been.
pub(crate) fn take_honours_back(world: &mut World, month: Month) {
    world.paper("ethics.bureau", "关于撤销部分荣誉称号的决定", month.day(12));
    for nth in 0..world.share(10).max(1) {
        let at = world.dice.below(world.awards.len());
        if world.awards.is_empty() {
            return;
        }
        let award = world.awards.swap_remove(at);
        let revoke = RevokeHonour {
            honour: award.event,
            from: (nth % 2 == 0 && award.on < month.day(12)).then(|| month.day(12).into()),
            reason: "申报材料不实".to_owned(),
        };
        world.state(award.member, TeacherCommand::Honour(HonourCommand::RevokeHonour(revoke)));
    }
}

const CONDUCT: [&str; 4] = ["有偿补课", "违规收受礼品礼金", "体罚学生", "学术不端"];

/// Imposes a bar on a member from a day on.
pub(crate) fn bar(world: &mut World, member: usize, month: Month) -> Option<EventId> {
    let from = month.day(8);
    let months = world.dice.one_of(&[24, 24, 30, 36]);
    let imposed = ImposeBar {
        from: from.into(),
        until: later(from, months).into(),
        reason: world.dice.one_of(&CONDUCT).to_owned(),
        case: None,
    };
    let event = world.state(member, TeacherCommand::Conduct(ConductCommand::ImposeBar(imposed)))?;
    world.bars.push(Barred { member, event, from });
    Some(event)
}

/// The last bar of a member turns out never to have been right.
pub(crate) fn annul_bar(world: &mut World, member: usize) -> Option<EventId> {
    let at = world.bars.iter().rposition(|bar| bar.member == member)?;
    let bar = world.bars.swap_remove(at).event;
    let lift = LiftBar { bar, from: None, reason: "申诉成立，原处理决定撤销".to_owned() };
    world.state(member, TeacherCommand::Conduct(ConductCommand::LiftBar(lift)))
}

/// Twice a year a few persons come under a bar.
pub(crate) fn bars(world: &mut World, month: Month) {
    world.paper("ethics.bureau", "关于师德违规问题的处理决定", month.day(8));
    let number = world.share(4).max(usize::from(month.month == 11));
    let settled = earlier(month.day(1), 12);
    for member in world.some(number, |member| member.is_free() && member.hired < settled) {
        bar(world, member, month);
    }
}

/// Of the bars a year old some are lifted, and some turn out never to have been right.
pub(crate) fn lift_bars(world: &mut World, month: Month) {
    let day = month.day(16);
    world.paper("ethics.bureau", "关于解除师德处理影响的决定", day);
    let year_old = earlier(day, 11);
    let number = world.share(3).max(usize::from(month.year == 2020));
    for nth in 0..number {
        let Some(at) = world.bars.iter().position(|bar| bar.from < year_old) else { return };
        let bar = world.bars.swap_remove(at);
        let annulled = nth % 3 == 2;
        let lift = LiftBar {
            bar: bar.event,
            from: (!annulled).then(|| day.into()),
            reason: if annulled {
                "申诉成立，原处理决定撤销"
            } else {
                "表现良好，提前解除"
            }
            .to_owned(),
        };
        world.state(bar.member, TeacherCommand::Conduct(ConductCommand::LiftBar(lift)));
    }
}
