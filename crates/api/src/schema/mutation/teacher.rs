//! What the mutations of a teacher have in common.

use async_graphql::{Context, ID, Result};
use liangshi_domain::{
    OrganisationId, TeacherId,
    teacher::{Teacher, TeacherCommand, duty::DutyCommand, post::PostCommand},
};

use super::{
    execute::{Asked, Outcome, about},
    input::{Common, Reader},
    payload::TeacherPayload,
};

/// Declares the input of a mutation about a teacher: what every mutation is asked with, the teacher, and the statement.
macro_rules! about_teacher {
    ($($(#[$meta:meta])* $name:ident($statement:ident);)*) => {$(
        $(#[$meta])*
        #[derive(async_graphql::InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            pub(super) common: $crate::schema::mutation::input::Common,
            /// The teacher, by id or uuid.
            pub(super) teacher: async_graphql::ID,
            #[graphql(flatten)]
            pub(super) statement: $statement,
        }
    )*};
}

pub(super) use about_teacher;

/// Runs a command about a teacher.
///
/// # Errors
/// As [`super::execute::run`] says.
pub(super) async fn command(
    context: &Context<'_>,
    common: &Common,
    teacher: &ID,
    read: impl FnOnce(&mut Reader) -> Option<TeacherCommand> + Send,
) -> Result<TeacherPayload> {
    outcome(context, common, teacher, read).await.map(TeacherPayload::from)
}

/// The same, for those who have more to do before they answer.
///
/// # Errors
/// As [`super::execute::run`] says.
pub(super) async fn outcome(
    context: &Context<'_>,
    common: &Common,
    teacher: &ID,
    read: impl FnOnce(&mut Reader) -> Option<TeacherCommand> + Send,
) -> Result<Outcome> {
    let asked = |id: TeacherId, command| {
        let unit = workplace(&command);
        Asked::of(id.stream(), command).about(id).at(unit)
    };
    about::<Teacher, _>(context, common, ("teacher", teacher), read, asked).await
}

/// A unit gives work at itself and below only. Whom it may propose to send elsewhere is judged by the person alone.
fn workplace(command: &TeacherCommand) -> Option<OrganisationId> {
    if let TeacherCommand::Post(PostCommand::AssignTeacher(work)) = command {
        return Some(work.organisation);
    }
    if let TeacherCommand::Duty(DutyCommand::AssignHomeroom(class)) = command {
        return Some(class.organisation);
    }
    let TeacherCommand::Duty(DutyCommand::AssignWorkforceCategory(category)) = command else { return None };
    Some(category.organisation)
}
