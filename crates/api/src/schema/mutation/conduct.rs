//! Bars and what lifts them.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    conduct::{ConductCommand, ImposeBar, LiftBar},
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};

/// A bar: merit is closed to the person for a time (师德限制, R-01).
#[derive(InputObject)]
pub(crate) struct BarInput {
    /// The first day; it may lie before the day it is recorded.
    from: String,
    /// The last day, itself included; a month or a year means its last day. A bar lasts at least 24 months.
    to: String,
    /// What it was for, as a code of the bureau. The case behind it is kept elsewhere.
    reason: String,
}

impl BarInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<ImposeBar> {
        let from = reader.start("from", &self.from);
        let until = reader.last("to", &self.to);
        let reason = reader.filled("reason", &self.reason);
        Some(ImposeBar { from: from?, until: until?, reason: reason?, case: None })
    }
}

/// That a bar was lifted (解除限制).
#[derive(InputObject)]
pub(crate) struct LiftingInput {
    /// The event that imposed the bar.
    bar: ID,
    /// The first day without the bar; left out when it was annulled from the beginning (自始撤销).
    from: Option<String>,
    /// Why; it may not be blank.
    reason: String,
}

impl LiftingInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<LiftBar> {
        let bar = reader.id("bar", &self.bar);
        let from = reader.start_if("from", self.from.as_ref());
        let reason = reader.filled("reason", &self.reason);
        Some(LiftBar { bar: bar?, from: from?, reason: reason? })
    }
}

about_teacher! {
    /// The input of `barImpose`.
    BarImposeInput(BarInput);
    /// The input of `barLift`.
    BarLiftInput(LiftingInput);
}

#[derive(Default)]
pub(crate) struct ConductMutation;

#[Object]
impl ConductMutation {
    /// Closes honours, titles, posts and programmes to a person for a time (实施师德限制, R-01). For ETHICS_OFFICER.
    async fn bar_impose(&self, context: &Context<'_>, input: BarImposeInput) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Conduct(ConductCommand::ImposeBar(input.statement.read(reader)?)))
        })
        .await
    }

    /// Lifts a bar, from a day on or as if it had never been (解除师德限制, R-01). For ETHICS_OFFICER.
    async fn bar_lift(&self, context: &Context<'_>, input: BarLiftInput) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Conduct(ConductCommand::LiftBar(input.statement.read(reader)?)))
        })
        .await
    }
}
