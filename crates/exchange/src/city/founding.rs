//! The organisations: how they began, and what became of them.

use chrono::NaiveDate;
use liangshi_domain::{
    OrganisationId,
    organisation::{
        ChangeOrganisationNature, ClearOrganisationFlag, CloseOrganisation, Description, MergeOrganisation,
        Nature, OpenOrganisation, Organisation, OrganisationCommand, OrganisationFlag, OrganisationKind,
        ParentKind, PlanOrganisation, RegisterOrganisationCode, RenameOrganisation, ReparentOrganisation,
        SetOrganisationFlag,
    },
};

use super::{
    calendar::{Month, date},
    layout::OPENING,
    number::organisation_code,
    staff,
    world::{BUREAU, World},
};

/// The first day of the bureau and the towns; earlier than anything that happens in them.
fn beginning() -> NaiveDate {
    date(1950, 1, 1)
}

/// Registers the bureau, its towns, and everything that is open when the register begins.
pub(crate) fn found(world: &mut World) {
    world.desk("import.2016");
    let bureau = described(BUREAU.to_owned(), OrganisationKind::Bureau, organisation_code("11", 1), None);
    open(world, world.bureau, bureau, beginning());
    for nth in 0..world.towns.len() {
        let town = &world.layout.towns[nth];
        let kind =
            if town.place.is_some() { OrganisationKind::Town } else { OrganisationKind::EducationCentre };
        let description = described(town.name.clone(), kind, None, town.place.clone());
        open(world, world.towns[nth], description, beginning());
        hang(world, world.towns[nth], ParentKind::Administrative, world.bureau, beginning());
    }
    for nth in 0..3 {
        let name = ["对口帮扶地区教育局（甲）", "对口帮扶地区教育局（乙）", "对口支援地区教育局（丙）"][nth];
        let outside = described(name.to_owned(), OrganisationKind::External, None, None);
        open(world, world.outside[nth], outside, beginning());
    }
    for nth in 0..world.units.len() {
        let opens = world.layout.units[nth].opens;
        if opens < date(2016, 8, 1) {
            let description = unit(world, nth);
            open(world, world.units[nth], description, opens);
            hang_unit(world, nth);
        }
    }
}

/// What happens to organisations in a month.
pub(crate) fn month(world: &mut World, month: Month) {
    match (month.year, month.month) {
        (2018, 2) => flag(world),
        (2019, 9) => rename(world, month),
        (2020, 9) => merge(world, month),
        (2021, 9) => improve(world, month),
        (2021, 8) => close(world, month),
        (2022, 3) => plan(world, month),
        (2022, 8) => turn_public(world, month),
        (2022, 9) => open_planned(world, month),
        _ => {}
    }
}

fn flag(world: &mut World) {
    world.paper("hr.bureau", "关于认定薄弱学校和艰苦边远学校的通知", date(2018, 2, 8));
    for nth in 0..world.units.len() {
        let flag = match nth % 18 {
            6 => OrganisationFlag::Weak,
            9 => OrganisationFlag::Remote,
            _ => continue,
        };
        if world.layout.units[nth].is_open_on(date(2018, 2, 10)) {
            let set = SetOrganisationFlag { flag, from: date(2018, 2, 10).into(), to: None };
            ask(world, world.units[nth], OrganisationCommand::SetOrganisationFlag(set));
        }
    }
}

/// Every other weak school is no longer one.
fn improve(world: &mut World, month: Month) {
    world.paper("hr.bureau", "关于公布薄弱学校改造验收结果的通知", month.day(3));
    for nth in (6..world.units.len()).step_by(36) {
        let open = world.layout.units[nth].is_open_on(month.day(6));
        if open && world.layout.units[nth].opens < date(2018, 2, 10) {
            let clear = ClearOrganisationFlag { flag: OrganisationFlag::Weak, on: month.day(6).into() };
            ask(world, world.units[nth], OrganisationCommand::ClearOrganisationFlag(clear));
        }
    }
}

fn rename(world: &mut World, month: Month) {
    world.paper("hr.bureau", "关于部分学校更名的批复", month.day(1));
    for nth in (8..world.units.len()).step_by(31) {
        let unit = &mut world.layout.units[nth];
        if unit.stage.is_none() || !unit.is_open_on(month.day(1)) {
            continue;
        }
        unit.name = unit.name.replacen("东莞市", "东莞市实验教育集团", 1);
        let rename = RenameOrganisation { name: unit.name.clone(), from: month.day(1).into() };
        ask(world, world.units[nth], OrganisationCommand::RenameOrganisation(rename));
    }
}

/// The last public kindergarten goes into the first, with all its staff.
fn merge(world: &mut World, month: Month) {
    let day = month.day(1);
    let fits = |unit: &super::layout::Unit| {
        unit.nature == Nature::Public && unit.kind == OrganisationKind::Kindergarten && unit.is_open_on(day)
    };
    let fitting = world.layout.units.iter().enumerate().filter(|(_, unit)| fits(unit)).map(|(nth, _)| nth);
    let fitting: Vec<_> = fitting.collect();
    let [into, .., from] = fitting[..] else { return };
    world.paper("hr.bureau", "关于同意两园合并办学的批复", month.day(1));
    let merge = MergeOrganisation { into: world.units[into], on: day.into(), successors: Vec::new() };
    ask(world, world.units[from], OrganisationCommand::MergeOrganisation(merge));
    world.layout.units[from].closes = Some(day);
    for member in world.some(usize::MAX, |member| member.serves() && member.unit == from) {
        staff::transfer(world, member, into, day);
    }
}

/// A private kindergarten closes; its staff are taken on by another.
fn close(world: &mut World, month: Month) {
    let day = date(month.year, 9, 1);
    let Some((into, from)) = private_kindergartens(world, day) else { return };
    world.paper("planning.bureau", "关于民办幼儿园终止办学的批复", month.day(5));
    for member in world.some(usize::MAX, |member| member.serves() && member.unit == from) {
        staff::transfer(world, member, into, day);
    }
    ask(
        world,
        world.units[from],
        OrganisationCommand::CloseOrganisation(CloseOrganisation { on: day.into() }),
    );
    world.layout.units[from].closes = Some(day);
}

/// A private kindergarten becomes public; its contract staff stay what they are.
fn turn_public(world: &mut World, month: Month) {
    let day = date(month.year, 9, 1);
    let Some((nth, _)) = private_kindergartens(world, day) else { return };
    world.paper("planning.bureau", "关于民办幼儿园转为公办幼儿园的批复", month.day(5));
    let change = ChangeOrganisationNature { nature: Nature::Public, from: day.into() };
    ask(world, world.units[nth], OrganisationCommand::ChangeOrganisationNature(change));
    world.layout.units[nth].nature = Nature::Public;
}

/// The first and the last private kindergarten, when there are two.
fn private_kindergartens(world: &World, day: NaiveDate) -> Option<(usize, usize)> {
    let fits = |unit: &super::layout::Unit| {
        unit.nature == Nature::Private && unit.kind == OrganisationKind::Kindergarten && unit.is_open_on(day)
    };
    let mut fitting =
        world.layout.units.iter().enumerate().filter(|(_, unit)| fits(unit)).map(|(nth, _)| nth);
    Some((fitting.next()?, fitting.next_back()?))
}

/// The code of a planned school is registered only when it opens.
fn plan(world: &mut World, month: Month) {
    world.paper("planning.bureau", "关于2022年秋季新开办学校的通知", month.day(10));
    let opens = date(OPENING.0, OPENING.1, OPENING.2);
    for nth in 0..world.units.len() {
        if world.layout.units[nth].opens == opens {
            let description = Description { code: None, ..unit(world, nth) };
            let planned = PlanOrganisation { description, opens_on: Some(opens.into()) };
            ask(world, world.units[nth], OrganisationCommand::PlanOrganisation(planned));
            hang_unit(world, nth);
        }
    }
}

fn open_planned(world: &mut World, month: Month) {
    world.paper("planning.bureau", "关于同意新建学校开办的批复", month.day(1));
    let opens = date(OPENING.0, OPENING.1, OPENING.2);
    for nth in 0..world.units.len() {
        if world.layout.units[nth].opens == opens {
            let opened = OpenOrganisation { description: None, from: opens.into() };
            ask(world, world.units[nth], OrganisationCommand::OpenOrganisation(opened));
            if let Some(code) = world.layout.units[nth].code.clone() {
                let registered = RegisterOrganisationCode { code };
                ask(world, world.units[nth], OrganisationCommand::RegisterOrganisationCode(registered));
            }
        }
    }
}

fn described(
    name: String,
    kind: OrganisationKind,
    code: Option<liangshi_domain::OrganisationCode>,
    place: Option<String>,
) -> Description {
    Description { name, kind, nature: Nature::Public, code, place }
}

fn unit(world: &World, nth: usize) -> Description {
    let unit = &world.layout.units[nth];
    let place = world.layout.towns[unit.town].place.clone();
    Description {
        name: unit.name.clone(),
        kind: unit.kind,
        nature: unit.nature,
        code: unit.code.clone(),
        place,
    }
}

fn open(world: &mut World, id: OrganisationId, description: Description, from: NaiveDate) {
    let opened = OpenOrganisation { description: Some(description), from: from.into() };
    ask(world, id, OrganisationCommand::OpenOrganisation(opened));
}

fn hang_unit(world: &mut World, nth: usize) {
    let (kind, opens, town) =
        (world.layout.units[nth].kind, world.layout.units[nth].opens, world.layout.units[nth].town);
    let bureau = world.bureau;
    match kind {
        OrganisationKind::ResearchBody => {
            hang(world, world.units[nth], ParentKind::Administrative, bureau, opens);
            hang(world, world.units[nth], ParentKind::Research, bureau, opens);
        }
        OrganisationKind::DevelopmentCentre => {
            hang(world, world.units[nth], ParentKind::Administrative, bureau, opens);
            hang(world, world.units[nth], ParentKind::Development, bureau, opens);
        }
        OrganisationKind::Town
        | OrganisationKind::School
        | OrganisationKind::Kindergarten
        | OrganisationKind::EducationCentre
        | OrganisationKind::Bureau
        | OrganisationKind::External => {
            hang(world, world.units[nth], ParentKind::Administrative, world.towns[town], opens);
        }
    }
}

fn hang(world: &mut World, id: OrganisationId, kind: ParentKind, parent: OrganisationId, from: NaiveDate) {
    let hung = ReparentOrganisation { kind, parent: Some(parent), from: from.into() };
    ask(world, id, OrganisationCommand::ReparentOrganisation(hung));
}

fn ask(world: &mut World, id: OrganisationId, command: OrganisationCommand) {
    world.author.ask::<Organisation>(id, &command);
}
