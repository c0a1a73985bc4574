//! How the past is put right: corrections of dates, and voids of what was entered by mistake.

use liangshi_domain::{
    CivilDate, Personal,
    code::Title,
    teacher::{
        Statement, TeacherCommand,
        hire::{HireEvent, HireTeacher},
        identity::{IdentityCommand, RenameTeacher},
        past::{CorrectFact, PastCommand, RevokeFact, VoidFact},
        post::{GrantTitle, PostEvent},
    },
};

use super::{
    calendar::{Month, earlier},
    names,
    world::World,
};

/// Each quarter the archive is compared with the register, and what was entered wrongly is corrected.
pub(crate) fn quarter(world: &mut World, month: Month) {
    world.paper("archive.bureau", "关于教师档案信息更正的通知", month.day(22));
    let number = world.share(190).max(1);
    for member in world.some(number * 6 / 10, |member| member.serves() && member.grant.is_some()) {
        title(world, member);
    }
    for member in world.some((number * 4 / 10).max(1), |member| member.serves() && member.hire.is_some()) {
        hire(world, member);
    }
    for member in world.some(world.share(26).max(1), |member| member.serves() && member.training.is_some()) {
        void_training(world, member);
    }
}

/// The certificate says that the title was granted some months earlier.
pub(crate) fn title(world: &mut World, member: usize) {
    let Some((event, stated)) = world.staff[member].grant.clone() else { return };
    let from: CivilDate = earlier(stated.from.day, world.dice.between(1, 6)).into();
    let corrected = GrantTitle { from, ..stated };
    let statement = Statement::Post(PostEvent::TitleGranted(corrected.clone()));
    let correct =
        CorrectFact {
            corrects: event, statement, reason: "与职称证书核对，取得时间录入有误".to_owned()
        };
    if world.change(member, PastCommand::CorrectFact(correct)).is_some() {
        world.staff[member].grant = Some((event, corrected));
        world.corrected = world.corrected.or(Some(world.staff[member].id));
    }
}

/// The file says that the service began some months earlier.
pub(crate) fn hire(world: &mut World, member: usize) {
    let Some((event, stated)) = world.staff[member].hire.clone() else { return };
    let opens = world.layout.units[world.staff[member].unit].opens;
    let day = earlier(stated.from.day, world.dice.between(1, 3)).max(opens);
    if day >= stated.from.day {
        return;
    }
    let corrected = HireTeacher { from: day.into(), ..stated };
    let statement = Statement::Hire(HireEvent::TeacherHired(corrected.clone()));
    let correct =
        CorrectFact {
            corrects: event, statement, reason: "与人事档案核对，入职时间录入有误".to_owned()
        };
    if world.change(member, PastCommand::CorrectFact(correct)).is_some() {
        world.staff[member].hire = Some((event, corrected));
    }
}

/// Each year a few persons take another name, and a title is found to rest on false papers.
pub(crate) fn year(world: &mut World, month: Month) {
    world.paper("archive.bureau", "关于教师更名备案和撤销职称的通知", month.day(24));
    for member in world.some(world.share(8).max(1), |member| member.serves()) {
        let name = Personal::Known(names::person(&mut world.dice, world.staff[member].sex));
        let rename = RenameTeacher { name, from: month.day(4).into() };
        world.state(member, TeacherCommand::Identity(IdentityCommand::RenameTeacher(rename)));
    }
    let senior = Some(Title::Senior);
    let number = world.share(2).max(usize::from(month.year == 2021));
    for member in
        world.some(number, |member| member.is_free() && member.title == senior && member.grant.is_some())
    {
        let Some((revokes, _)) = world.staff[member].grant.take() else { continue };
        let reason = "申报材料造假，取消职称".to_owned();
        world.change(
            member,
            PastCommand::RevokeFact(RevokeFact { revokes, from: Some(month.day(24).into()), reason }),
        );
    }
}

fn void_training(world: &mut World, member: usize) {
    if let Some(voids) = world.staff[member].training.take() {
        let void = VoidFact { voids, reason: "同名误录，非本人参加".to_owned() };
        world.change(member, PastCommand::VoidFact(void));
    }
}
