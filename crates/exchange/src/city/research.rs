//! The research staff of the bureau: what must be staffed, and who is there.

use liangshi_domain::{
    ResearchBodyId,
    code::{Stage, Title},
    research::{
        AppointResearcher, DesignateResearchUnit, RequiredCell, ResearchBody, ResearchCommand, ResearchLevel,
        SetStaffingMatrix, UnitForm,
    },
};

use super::{
    calendar::{Month, date},
    world::World,
};

/// What must be staffed: the stages with their subjects.
const CELLS: [(Stage, &str); 8] = [
    (Stage::Primary, "13"),
    (Stage::Primary, "14"),
    (Stage::Primary, "41"),
    (Stage::Primary, "15"),
    (Stage::Junior, "13"),
    (Stage::Junior, "14"),
    (Stage::Junior, "41"),
    (Stage::Junior, "16"),
];

/// Sets the matrix, and fills all but the last two cells of it.
pub(crate) fn staff(world: &mut World, month: Month) {
    world.paper("research.bureau", "关于配齐专职教研员的通知", month.day(4));
    let id = ResearchBodyId::of(world.bureau);
    let (from, level, form) = (date(2021, 1, 1), ResearchLevel::City, UnitForm::Institution);
    let unit =
        DesignateResearchUnit { organisation: world.bureau, level, form, cluster: None, from: from.into() };
    let ask = |world: &mut World, command| world.author.ask::<ResearchBody>(id, &command);
    ask(world, ResearchCommand::DesignateResearchUnit(unit));
    let cell =
        |(stage, subject): (Stage, &str)| RequiredCell { stage, subject: subject.to_owned(), required: 1 };
    let cells = CELLS.into_iter().map(cell).collect();
    ask(world, ResearchCommand::SetStaffingMatrix(SetStaffingMatrix { cells, from: from.into() }));
    let begin = date(2022, 2, 1);
    for (stage, subject) in CELLS.into_iter().take(CELLS.len() - 2) {
        let fits = |member: &super::records::Member| {
            member.is_free() && member.title >= Some(Title::First) && member.hired < date(2014, 1, 1)
        };
        let found = world.staff.iter().position(|member| {
            fits(member)
                && member.stage == Some(stage)
                && member.subject.is_some_and(|(code, _)| code == subject)
        });
        let Some(member) = found.filter(|member| !world.is_barred(*member, begin)) else { continue };
        let appoint = AppointResearcher {
            teacher: world.staff[member].id,
            stage,
            subject: subject.to_owned(),
            fte_percent: 100,
            from: begin.into(),
        };
        ask(world, ResearchCommand::AppointResearcher(appoint));
    }
}
