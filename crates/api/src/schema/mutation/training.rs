//! Completed trainings.

use async_graphql::{Context, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    training::{CompleteTraining, TrainingCommand},
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::enums::{Ability, TrainingCategory};

/// A completed training (培训).
#[derive(InputObject)]
pub(crate) struct TrainingInput {
    /// The activity, as 师德教育每月一讲.
    activity: String,
    /// The block of continuing education it counts for.
    category: TrainingCategory,
    /// Whole class hours, 1 to 1000 (学时).
    hours: i32,
    /// The year the hours are counted in.
    year: i32,
    /// The day it was completed; a month or a year means its first day.
    on: String,
    /// The abilities it was meant to raise (S-66).
    abilities: Option<Vec<Ability>>,
    /// Who gave it (举办单位).
    provider: Option<String>,
}

impl TrainingInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<CompleteTraining> {
        let activity = reader.filled("activity", &self.activity);
        let hours = reader.number("hours", self.hours);
        let year = reader.year("year", self.year);
        let on = reader.start("on", &self.on);
        let provider = reader.text_if("provider", self.provider.as_ref());
        Some(CompleteTraining {
            activity: activity?,
            category: self.category.into(),
            hours: hours?,
            year: year?,
            on: on?,
            provider: provider?,
            activity_id: None,
            abilities: self.abilities.iter().flatten().map(|ability| (*ability).into()).collect(),
        })
    }
}

about_teacher! {
    /// The input of `trainingComplete`.
    TrainingCompleteInput(TrainingInput);
}

#[derive(Default)]
pub(crate) struct TrainingMutation;

#[Object]
impl TrainingMutation {
    /// Records a completed training (培训登记, R-74). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    async fn training_complete(
        &self,
        context: &Context<'_>,
        input: TrainingCompleteInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Training(TrainingCommand::CompleteTraining(input.statement.read(reader)?)))
        })
        .await
    }
}
