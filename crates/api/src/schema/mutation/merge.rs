//! Two registrations of one person: joining them, and parting them again.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    merge::{MergeCommand, MergeTeacher, UndoTeacherMerge},
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};

/// That this registration is of a person who has another one, which is to count (并档).
#[derive(InputObject)]
pub(crate) struct MergeInput {
    /// The registration that counts from now on.
    survivor: ID,
    /// How it is known that both are one person. It is kept for ever, so it may not name the person.
    reason: String,
}

impl MergeInput {
    fn read(&self, reader: &mut Reader) -> Option<MergeTeacher> {
        let survivor = reader.id("survivor", &self.survivor);
        let reason = reader.filled("reason", &self.reason);
        Some(MergeTeacher { survivor: survivor?, reason: reason? })
    }
}

/// That two registrations were joined by mistake (并档撤销).
#[derive(InputObject)]
pub(crate) struct MergeUndoInput {
    /// How it is known that they are two persons. It is kept for ever, so it may not name them.
    reason: String,
}

impl MergeUndoInput {
    fn read(&self, reader: &mut Reader) -> Option<UndoTeacherMerge> {
        Some(UndoTeacherMerge { reason: reader.filled("reason", &self.reason)? })
    }
}

about_teacher! {
    /// The input of `teacherMerge`; `teacher` is the registration that no longer counts.
    TeacherMergeInput(MergeInput);
    /// The input of `teacherMergeUndo`; `teacher` is the registration that was merged away.
    TeacherMergeUndoInput(MergeUndoInput);
}

#[derive(Default)]
pub(crate) struct MergeMutation;

#[Object]
impl MergeMutation {
    /// Merges a second registration of a person into the first (并档). From now on its facts are the survivor's; whoever asks
    /// as known before still finds two persons. What overlaps is flagged for an officer to settle; see `teacherMergePreview`.
    /// For BUREAU_HR.
    async fn teacher_merge(&self, context: &Context<'_>, input: TeacherMergeInput) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Merge(MergeCommand::MergeTeacher(input.statement.read(reader)?)))
        })
        .await
    }

    /// Parts two registrations that were merged by mistake (并档撤销): each has its own facts again. For BUREAU_HR.
    async fn teacher_merge_undo(
        &self,
        context: &Context<'_>,
        input: TeacherMergeUndoInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Merge(MergeCommand::UndoTeacherMerge(input.statement.read(reader)?)))
        })
        .await
    }
}
