//! How people come, move and go.

use chrono::{Datelike, NaiveDate};
use liangshi_domain::{
    CivilDate, Personal, TeacherId,
    code::{Category, LeaveReason, Sex, Source, Staffing, Title},
    organisation::Nature,
    teacher::{
        TeacherCommand,
        hire::{EndEmployment, HireCommand, HireTeacher, TransferTeacher},
        identity::{IdentityCommand, RegisterTeacher},
        post::{AssignTeacher, EndAssignment, GrantTitle, PostCommand},
    },
};

use super::{
    calendar::{Month, by_month, days_after, earlier},
    number::Range,
    person::{Begin, Profile, draw},
    records::{HOMEROOM, Member},
    world::World,
};

/// Loads those who were in service before the register began, with their past.
pub(crate) fn load(world: &mut World, day: NaiveDate) {
    world.desk("import.2016");
    for _ in 0..world.teachers * 9 / 10 {
        enter(world, Begin::Before(day), Source::Recruited);
    }
}

/// New staff for a school year, so that the city slowly grows to its full number.
pub(crate) fn recruit(world: &mut World, month: Month) {
    let grown = 900 + usize::try_from(month.year - 2015).unwrap_or(0) * 14;
    let wanted = world.teachers * grown / 1_000;
    let serving = world.staff.iter().filter(|member| member.serves()).count();
    world.paper("hr.bureau", "关于公布新聘教师名单的通知", month.day(1));
    for nth in 0..wanted.saturating_sub(serving) {
        let source = if nth % 40 == 7 && month.year >= 2020 {
            Source::TakenIn
        } else if nth % 5 == 0 {
            Source::Recruited
        } else {
            Source::Graduate
        };
        enter(world, Begin::On(month.day(1)), source);
    }
}

/// Enters a person as drawn: who it is, service, work and titles.
pub(crate) fn enter(world: &mut World, begin: Begin, source: Source) -> usize {
    let nth = u64::try_from(world.staff.len()).unwrap_or(0);
    let person = draw(&mut world.dice, &world.layout, begin, Range::City, nth);
    let member = world.staff.len();
    let id = TeacherId(world.author.id());
    let post = post(world, person.unit);
    world.staff.push(Member {
        id,
        unit: person.unit,
        stage: person.stage,
        subject: person.subject,
        post,
        sex: person.sex,
        birth: person.birth,
        category: person.category,
        staffing: person.staffing,
        hired: person.hired,
        since: person.hired,
        title: None,
        left: None,
        away: false,
        candidacies: 0,
        hire: None,
        grant: None,
        assignment: None,
        training: None,
    });
    register(world, member, &person);
    // A form of the past asks for no more than the month.
    let from = if matches!(begin, Begin::Before(_)) { by_month(person.hired) } else { person.hired.into() };
    hire(world, member, from, source);
    for (title, day) in person.titles {
        let from = if world.dice.chance(300) { by_month(day) } else { day.into() };
        grant(world, member, title, from);
    }
    member
}

fn register(world: &mut World, member: usize, person: &Profile) {
    let register = RegisterTeacher {
        name: Personal::Known(person.name.clone()),
        identity: person.identity.clone().map(Personal::Known),
        birth: Some(Personal::Known(person.birth)),
        sex: person.sex,
        staff_number: Some(format!("DG{:07}", member + 1)),
    };
    world.state(member, TeacherCommand::Identity(IdentityCommand::RegisterTeacher(register)));
}

/// The first of a unit leads it, the second is the deputy, and of the others every fourth has a class.
fn post(world: &mut World, unit: usize) -> Option<&'static str> {
    let nth = world.posts[unit];
    world.posts[unit] += 1;
    let kindergarten =
        world.layout.units[unit].kind == liangshi_domain::organisation::OrganisationKind::Kindergarten;
    match (nth, kindergarten, world.layout.units[unit].stage) {
        (0, _, None) => Some("主任"),
        (0, true, Some(_)) => Some("园长"),
        (0, false, Some(_)) => Some("校长"),
        (1, true, Some(_)) => Some("副园长"),
        (1, false, Some(_)) => Some("副校长"),
        (_, false, Some(_)) if nth.is_multiple_of(4) => Some(HOMEROOM),
        _ => None,
    }
}

/// Takes a member into service and gives the work; also again after having left.
pub(crate) fn hire(world: &mut World, member: usize, from: CivilDate, source: Source) {
    let person = &world.staff[member];
    let (unit, staffing, category) = (person.unit, person.staffing, person.category);
    let public = world.layout.units[unit].nature == Nature::Public;
    // Towns pay the contract staff of their public schools.
    let paying =
        (public && staffing == Staffing::Contract).then(|| world.towns[world.layout.units[unit].town]);
    let hire = HireTeacher {
        organisation: world.units[unit],
        from: from.clone(),
        source,
        category,
        staffing,
        establishment: None,
        paying,
    };
    let hired = world.state(member, TeacherCommand::Hire(HireCommand::HireTeacher(hire.clone())));
    world.staff[member].hire = hired.map(|event| (event, hire));
    world.staff[member].hired = from.day;
    world.staff[member].left = None;
    assign(world, member, from);
}

fn assign(world: &mut World, member: usize, from: CivilDate) {
    let person = &world.staff[member];
    let work = AssignTeacher {
        organisation: world.units[person.unit],
        stage: person.stage,
        subject: person.subject.map(|(code, _)| code.to_owned()),
        post: person.post.map(str::to_owned),
        fte_percent: if person.category == Category::PartTime { 50 } else { 100 },
        primary: true,
        from,
        to: None,
    };
    world.staff[member].since = work.from.day;
    world.staff[member].assignment =
        world.state(member, TeacherCommand::Post(PostCommand::AssignTeacher(work)));
}

fn release(world: &mut World, member: usize, day: NaiveDate) {
    if let Some(assignment) = world.staff[member].assignment.take() {
        let end = EndAssignment { assignment, on: day.into() };
        world.state(member, TeacherCommand::Post(PostCommand::EndAssignment(end)));
    }
}

/// Grants a member a title.
pub(crate) fn grant(world: &mut World, member: usize, title: Title, from: CivilDate) {
    let authority = match title {
        Title::Professor => "广东省人力资源和社会保障厅",
        Title::Senior | Title::First | Title::Second | Title::Third => "东莞市人力资源和社会保障局",
    };
    let grant = GrantTitle {
        title,
        from,
        authority: Some(authority.to_owned()),
        certificate: None,
        rules: Vec::new(),
    };
    let granted = world.state(member, TeacherCommand::Post(PostCommand::GrantTitle(grant.clone())));
    world.staff[member].grant = granted.map(|event| (event, grant));
    world.staff[member].title = Some(title);
}

/// Moves a member with the personnel relation.
pub(crate) fn transfer(world: &mut World, member: usize, to: usize, day: NaiveDate) {
    let private = world.layout.units[to].nature == Nature::Private;
    let staffing = if private { Staffing::Contract } else { world.staff[member].staffing };
    release(world, member, day);
    let transfer = TransferTeacher {
        organisation: world.units[to],
        from: day.into(),
        staffing,
        establishment: None,
        paying: None,
    };
    world.state(member, TeacherCommand::Hire(HireCommand::TransferTeacher(transfer)));
    let post = post(world, to);
    let person = &mut world.staff[member];
    (person.unit, person.staffing, person.post) = (to, staffing, post);
    assign(world, member, day.into());
}

/// About one in a hundred moves in a year, within the stage taught.
pub(crate) fn transfers(world: &mut World, month: Month) {
    let day = month.day(1);
    world.paper("hr.bureau", "关于教师调动的通知", month.day(1));
    let settled = earlier(day, 24);
    for member in world.some(world.teachers / 100, |member| member.is_free() && member.since < settled) {
        let (own, stage) = (world.staff[member].unit, world.staff[member].stage);
        if let Some(to) = world.other_unit(own, |unit| unit.stage == stage && unit.is_open_on(day)) {
            transfer(world, member, to, day);
        }
    }
}

/// Ends the service of a member.
pub(crate) fn leave(world: &mut World, member: usize, day: NaiveDate, reason: LeaveReason) {
    release(world, member, day);
    let end = EndEmployment { on: day.into(), reason };
    world.state(member, TeacherCommand::Hire(HireCommand::EndEmployment(end)));
    world.staff[member].left = Some((day, reason));
}

/// Those of age retire, and with those who resign about four in a hundred go in a year.
pub(crate) fn leavers(world: &mut World, month: Month) {
    let day = month.day(20);
    world.desk("hr.bureau");
    let of_age = move |member: &Member| {
        let age = if member.sex == Sex::Female { 55 } else { 60 };
        member.is_free()
            && member.since < day
            && day.years_since(member.birth).is_some_and(|years| years >= age)
    };
    let retiring = world.some(usize::MAX, of_age);
    let others = (world.teachers * 4 / 100).saturating_sub(retiring.len());
    for member in retiring {
        leave(world, member, day, LeaveReason::Retired);
    }
    let settled = earlier(day, 10);
    for member in world.some(others, |member| member.is_free() && member.since < settled && !member.leads()) {
        let reason = world.dice.weighed(&[
            (LeaveReason::Resigned, 55),
            (LeaveReason::ContractEnded, 20),
            (LeaveReason::TransferredOutside, 20),
            (LeaveReason::Died, 1),
            (LeaveReason::Other, 4),
        ]);
        leave(world, member, day, reason);
    }
}

/// A few of those who resigned come back.
pub(crate) fn returners(world: &mut World, month: Month) {
    let day = month.day(1);
    world.desk("hr.bureau");
    let long_ago = earlier(day, 12);
    let back = |member: &Member| {
        member.left.is_some_and(|(left, reason)| left < long_ago && reason == LeaveReason::Resigned)
    };
    for member in world.some(world.share(12).max(1), back) {
        if world.layout.units[world.staff[member].unit].is_open_on(day) {
            hire(world, member, day.into(), Source::Recruited);
        }
    }
}

/// Who began last year comes to a first title.
pub(crate) fn first_titles(world: &mut World, month: Month) {
    let day = month.day(15);
    world.paper("hr.bureau", "关于教师专业技术资格初次认定的通知", day);
    let due = days_after(day, 0).year() - 1;
    let new = |member: &Member| member.serves() && member.title.is_none() && member.hired.year() <= due;
    for member in world.some(usize::MAX, new) {
        let title = if world.dice.chance(40) { Title::Third } else { Title::Second };
        grant(world, member, title, day.into());
    }
}
