//! What the offices record at the end of 2022 beside hiring and the programmes: posts and pools, appointments, research, talent that
//! was taken in, a rotation round, the targets of the plan, what schools handed in, and the figure of the year.
//!
//! It is told last and throws dice of its own, so that the city before it stays the same.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use liangshi_domain::{
    EstablishmentId, ImportBatchId, IntakeId, PoolId, ReportId, TargetId, TeacherId,
    candidacy::{Candidacy, Grade},
    code::{MovementKind, Source, Staffing, Title},
    establishment::{ApproveQuota, Establishment, EstablishmentCommand, ReportEnrolment, StagePupils},
    import_batch::{CommitImportBatch, ImportBatch, ImportBatchCommand, ReceiveImportBatch},
    intake::{ConfirmIntake, Intake, IntakeCommand},
    organisation::{Nature, Organisation, OrganisationCommand, OrganisationFlag, SetOrganisationFlag},
    policy::{CountDefinition, Target as Promised},
    pool::{AllocatePoolPost, Pool, PoolCommand, SetPoolQuota},
    report::{PublishReport, Report, ReportCommand, ReportMetric, ReportQuestion},
    target::{ChangeDeadline, MeetTarget, Progress, Target, TargetCommand, TargetSetting},
    teacher::{
        Teacher, TeacherCommand,
        appointment::{AppointTitlePost, AppointmentCommand},
        movement::{AssessSecondment, MovementCommand, VerifySupportTeaching, supports},
        secondment::SecondmentStage,
    },
};
use liangshi_projection::metric::members_digest;

use super::{
    calendar::{Month, date, days_after, later},
    research, rotation,
    world::{BUREAU, World},
};
use crate::plan::programme_id;

/// Tells it.
pub(crate) fn tell(world: &mut World, month: Month) {
    establishments(world, month);
    pool(world, month);
    appointments(world, month);
    research::staff(world, month);
    taken_in(world, month);
    rotation::round(world, month);
    served_elsewhere(world, month);
    targets(world, month);
    handed_in(world, month);
    figure_of_the_year(world, month);
}

/// How many pupils there are to one teacher, in a school of the city.
const PUPILS: u32 = 15;

/// Every public school has a quota, a little more than its people; the pupils are reported too.
fn establishments(world: &mut World, month: Month) {
    let day = month.day(1);
    world.paper("establishment.bureau", "关于核定2022年中小学教职工编制的通知", day);
    for unit in 0..world.units.len() {
        let place = &world.layout.units[unit];
        let (stage, public, open) = (place.stage, place.nature == Nature::Public, place.is_open_on(day));
        let of_unit = |staffing: Option<Staffing>| {
            let here = world.staff.iter().filter(|member| member.serves() && member.unit == unit);
            here.filter(|member| staffing.is_none_or(|staffing| member.staffing == staffing)).count()
        };
        let (established, all) = (count(of_unit(Some(Staffing::Established))), count(of_unit(None)));
        let id = EstablishmentId::of_unit(world.units[unit]);
        if let (Some(stage), true) = (stage, open && all > 0) {
            let pupils = vec![StagePupils { stage, pupils: all * PUPILS }];
            let report = ReportEnrolment { year: 2022, on: date(2022, 9, 15).into(), pupils };
            world.author.ask::<Establishment>(id, &EstablishmentCommand::ReportEnrolment(report));
        }
        if public && open && established > 0 {
            let spare = [0, 1, 2, 0, 4][unit % 5];
            let quota = ApproveQuota { posts: established + spare, from: day.into() };
            world.author.ask::<Establishment>(id, &EstablishmentCommand::ApproveQuota(quota));
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A pool of posts for talent; one of those in use was due in November.
fn pool(world: &mut World, month: Month) {
    world.paper("establishment.bureau", "关于使用中小学教职工编制周转库的通知", month.day(2));
    let id = PoolId::of_unit(world.bureau);
    let posts = count(world.share(60).max(5));
    let set =
        SetPoolQuota {
            name: "市属中小学人才编制周转库".to_owned(), posts, from: date(2022, 1, 1).into()
        };
    world.author.ask::<Pool>(id, &PoolCommand::SetPoolQuota(set));
    let settled = date(2021, 9, 1);
    let fit = world.staff.iter().enumerate().filter(|(_, member)| {
        member.serves() && member.title == Some(Title::Senior) && member.since < settled
    });
    let fit: Vec<_> = fit.map(|(nth, _)| nth).take(world.share(30).max(3)).collect();
    for (nth, member) in fit.into_iter().enumerate() {
        let person = &world.staff[member];
        let due = (nth == 0).then(|| date(2022, 11, 30).into());
        let (teacher, organisation) = (person.id, world.units[person.unit]);
        let allocate = AllocatePoolPost { teacher, organisation, from: date(2022, 2, 1).into(), due };
        world.author.ask::<Pool>(id, &PoolCommand::AllocatePoolPost(allocate));
    }
}

/// Seven of eight who hold a senior title hold a post of it too, for three years, most of them since January 2020.
fn appointments(world: &mut World, month: Month) {
    world.paper("hr.bureau", "关于专业技术岗位聘任结果的通知", month.day(3));
    for member in 0..world.staff.len() {
        let person = &world.staff[member];
        let (Some(title), true) = (person.title, person.serves() && member % 8 != 3) else { continue };
        let grade = match title {
            Title::Professor => "PT-4",
            Title::Senior => "PT-7",
            Title::First | Title::Second | Title::Third => continue,
        };
        let Some((_, granted)) = &person.grant else { continue };
        let from = date(2020, 1, 1).max(person.since).max(granted.from.day);
        let organisation = world.units[person.unit];
        if world.is_barred(member, from) || !held(world, member, title, from) {
            continue;
        }
        let appoint = AppointTitlePost {
            organisation,
            title,
            grade: grade.to_owned(),
            provisional: false,
            from: from.into(),
            term_to: Some(later(from, 36).into()),
            rules: Vec::new(),
        };
        let command = AppointmentCommand::AppointTitlePost(appoint);
        world.state(member, TeacherCommand::Appointment(command));
    }
}

/// Whether the person is in service, at an open unit, with the title on the day, as known now.
fn held(world: &World, member: usize, title: Title, day: NaiveDate) -> bool {
    let person = &world.staff[member];
    let teacher = world.author.state::<Teacher>(person.id);
    let of = |teacher: &Teacher| {
        let timeline = teacher.timeline();
        let titled = timeline.posts.titles.on(day).any(|held| held.value.title == title);
        titled && timeline.employments.on(day).next().is_some()
    };
    teacher.is_some_and(of) && world.layout.units[person.unit].is_open_on(day)
}

/// Whoever was taken in since 2021 is confirmed as such.
fn taken_in(world: &mut World, month: Month) {
    world.paper("talent.bureau", "关于公布引进高层次人才名单的通知", month.day(6));
    for member in 0..world.staff.len() {
        let teacher = world.author.state::<Teacher>(world.staff[member].id);
        let services =
            teacher.map(|teacher| teacher.timeline().employments.iter().cloned().collect::<Vec<_>>());
        let arrived = services.into_iter().flatten().find(|service| {
            service.value.source == Source::TakenIn && date(2021, 1, 1) <= service.period.from
        });
        let Some(arrived) = arrived else { continue };
        let id: TeacherId = world.staff[member].id;
        let confirm = ConfirmIntake {
            teacher: id,
            category: if member % 3 == 0 { "doctor" } else { "professor-level" }.to_owned(),
            arrived: arrived.period.from.into(),
            organisation: arrived.value.personnel,
            previous_employer: "广州市某中学".to_owned(),
        };
        world.author.ask::<Intake>(IntakeId::of(id), &IntakeCommand::ConfirmIntake(confirm));
    }
}

/// First secretaries are assessed, and support teaching at places that were designated all the time is verified.
fn served_elsewhere(world: &mut World, month: Month) {
    world.paper("movement.bureau", "关于选派人员考核和支教服务认定的通知", month.day(16));
    // The units outside the city are in places that were remote all along; it was only never entered.
    let (flag, from) = (OrganisationFlag::Remote, date(2016, 9, 1));
    for outside in world.outside.clone() {
        let set = OrganisationCommand::SetOrganisationFlag(SetOrganisationFlag {
            flag,
            from: from.into(),
            to: None,
        });
        world.author.ask::<Organisation>(outside, &set);
    }
    for member in 0..world.staff.len() {
        let teacher = world.author.state::<Teacher>(world.staff[member].id);
        let Some(teacher) = teacher else { continue };
        let sent =
            teacher.timeline().secondments.iter().filter(|sent| {
                matches!(sent.value.stage, SecondmentStage::Started | SecondmentStage::Returned)
            });
        let sent: Vec<_> =
            sent.map(|sent| (sent.fact, sent.value.proposed.clone(), sent.period.from)).collect();
        for (secondment, proposed, from) in sent {
            let place = world.author.state::<Organisation>(proposed.organisation);
            let designated = place.is_some_and(|place| {
                place.flags().iter().any(|fact| {
                    let flag = matches!(fact.flag, OrganisationFlag::Weak | OrganisationFlag::Remote);
                    flag && fact.period.from <= from && fact.period.to.is_none()
                })
            });
            let command = if proposed.kind == MovementKind::FirstSecretary {
                let grade = if member % 4 == 0 { Grade::Excellent } else { Grade::Qualified };
                let by = Some(BUREAU.to_owned());
                let on = month.day(15).into();
                MovementCommand::AssessSecondment(AssessSecondment { secondment, grade, on, by })
            } else if supports(proposed.kind) && designated {
                MovementCommand::VerifySupportTeaching(VerifySupportTeaching {
                    secondment,
                    from: None,
                    to: None,
                })
            } else {
                continue;
            };
            world.state(member, TeacherCommand::Movement(command));
        }
    }
}

/// The targets of the plan, each with its owner; some are met, one got another deadline.
fn targets(world: &mut World, month: Month) {
    world.paper("office.bureau", "关于印发2022年工作要点责任分工的通知", date(2022, 3, 25));
    let promised: Vec<Promised> = world.plan.targets.clone();
    for (nth, promised) in promised.into_iter().enumerate() {
        let id = TargetId(world.author.id());
        let setting = TargetSetting {
            title: promised.title.zh.clone(),
            sentence: Some(promised.sentence.clone()),
            number: promised.number.as_whole(),
            unit: Some(promised.unit.clone()),
            from: date(2022, 3, 25).into(),
            deadline: days_after(promised.deadline, 1).into(),
            deadline_inferred: promised.deadline_inferred,
            office: Some(promised.owner.zh.clone()),
            organisation: Some(world.bureau),
            rules: Vec::new(),
        };
        let mut ask = |command| world.author.ask::<Target>(id, &command);
        ask(TargetCommand::SetTarget(setting));
        let value = promised.number.as_whole();
        let on = month.day(17).into();
        match nth % 6 {
            0 => {
                ask(TargetCommand::MeetTarget(MeetTarget { on, value }));
            }
            1 | 2 => {
                let note = Some("按计划推进".to_owned());
                let value = value.map(|value| value * 3 / 4);
                ask(TargetCommand::ReportProgress(Progress { on, value, note }));
            }
            3 => {
                let reason = "受疫情影响顺延".to_owned();
                let deadline = days_after(later(promised.deadline, 6), 1).into();
                ask(TargetCommand::ChangeDeadline(ChangeDeadline { deadline, on, reason }));
            }
            _ => {}
        }
    }
}

/// Nine of ten schools hand in the yearly roster.
fn handed_in(world: &mut World, month: Month) {
    world.desk("statistics.bureau");
    for unit in 0..world.units.len() {
        let place = &world.layout.units[unit];
        let rows = world.staff.iter().filter(|member| member.serves() && member.unit == unit).count();
        if unit % 10 == 3 || rows == 0 || !place.is_open_on(month.day(5)) {
            continue;
        }
        let (rows, id) = (count(rows), ImportBatchId(world.author.id()));
        let received = ReceiveImportBatch {
            source: "教职工年报".to_owned(),
            template: Some("roster-2022".to_owned()),
            organisation: Some(world.units[unit]),
            rows,
            digest: None,
            on: month.day(5).into(),
        };
        world.author.ask::<ImportBatch>(id, &ImportBatchCommand::ReceiveImportBatch(received));
        let commit = CommitImportBatch { accepted: rows, unchanged: 0, rejected: 0 };
        world.author.ask::<ImportBatch>(id, &ImportBatchCommand::CommitImportBatch(commit));
    }
}

/// How many studio hosts there are is published, counted as anybody would count it then.
fn figure_of_the_year(world: &mut World, month: Month) {
    world.paper("statistics.bureau", "关于公布2022年度人才统计的通知", month.day(18));
    let (day, known) = (month.day(18), world.author.decided());
    let programme = Some(programme_id("studio-hosts"));
    let runs = world.rounds.iter().flat_map(|round| &round.runs);
    let certified = runs.filter_map(|run| world.author.state::<Candidacy>(run.id)).filter(|candidacy| {
        candidacy.programme() == programme && candidacy.counts(CountDefinition::Certified, day)
    });
    let members: BTreeSet<_> =
        certified.filter_map(|candidacy| candidacy.teacher()).map(|teacher| teacher.to_string()).collect();
    let publish = PublishReport {
        title: "2022年度人才统计：“三名”工作室主持人".to_owned(),
        metric: ReportMetric::Defined,
        question: ReportQuestion {
            defined: Some("M-24".to_owned()),
            version: Some(1),
            programme: Some("studio-hosts".to_owned()),
            ..ReportQuestion::default()
        },
        as_of: day,
        known,
        value: i64::try_from(members.len()).unwrap_or(i64::MAX),
        of: None,
        members: members_digest(members.iter().map(String::as_str)),
        rules: Vec::new(),
    };
    let id = ReportId(world.author.id());
    world.author.ask::<Report>(id, &ReportCommand::PublishReport(publish));
}
