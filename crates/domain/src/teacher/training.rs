//! Completed trainings.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Facts},
    refusal::TeacherRefusal,
};
use crate::{
    ActivityId, CivilDate, Period,
    code::{Ability, TrainingCategory},
    machine::events,
};

events! {
    /// What a person learned.
    pub enum TrainingEvent {
        /// A training was completed.
        TrainingCompleted(CompleteTraining) = "training.completed" / 1,
    }
}

/// Records a completed training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct CompleteTraining {
    /// The activity, as 师德教育每月一讲.
    pub activity: String,
    /// The block of continuing education it counts for.
    pub category: TrainingCategory,
    /// Whole class hours (学时).
    pub hours: u32,
    /// The year the hours are counted in.
    pub year: i32,
    /// The day it was completed.
    pub on: CivilDate,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The registered activity, when it is one; its hours stand there too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity_id: Option<ActivityId>,
    /// The abilities it was meant to raise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abilities: Vec<Ability>,
}

/// Takes back the hours of a registered activity.
#[derive(Clone, Debug, PartialEq)]
pub struct VoidTrainingOf {
    /// The activity.
    pub activity: ActivityId,
    /// Why.
    pub reason: String,
}

/// What may be asked about training.
#[derive(Clone, Debug, PartialEq)]
pub enum TrainingCommand {
    /// See [`CompleteTraining`].
    CompleteTraining(CompleteTraining),
    /// See [`VoidTrainingOf`]; only ever asked by the activity.
    VoidTrainingOf(VoidTrainingOf),
}

/// Every training of the person, dated by the day of completion.
pub type Trainings = Facts<CompleteTraining>;

/// Folds one statement.
pub(crate) fn evolve(trainings: &mut Trainings, event: &TrainingEvent, cause: &Cause) {
    match event {
        TrainingEvent::TrainingCompleted(training) => {
            trainings.state(cause, Period::stated(&training.on, None), training.clone());
        }
    }
}

/// The hours counted in the years, completed by the day.
pub fn hours(trainings: &Trainings, years: std::ops::RangeInclusive<i32>, by: NaiveDate) -> u32 {
    let counted = trainings.on(by).filter(|training| years.contains(&training.value.year));
    counted.map(|training| training.value.hours).sum()
}

/// Decides about training.
pub(crate) fn decide(
    training: &CompleteTraining,
    trainings: &Trainings,
) -> Result<Vec<TrainingEvent>, TeacherRefusal> {
    sound(training)?;
    let same = |other: &CompleteTraining| match (other.activity_id, training.activity_id) {
        (Some(one), Some(other)) => one == other,
        _ => other.activity == training.activity && other.on.day == training.on.day,
    };
    match trainings.iter().find(|other| same(&other.value)) {
        Some(other) => Err(TeacherRefusal::TrainingAlreadyRecorded { training: other.fact }),
        None => Ok(vec![TrainingEvent::TrainingCompleted(training.clone())]),
    }
}

/// What every record of a training has to keep, whether it is new or a correction.
pub(crate) fn sound(training: &CompleteTraining) -> Result<(), TeacherRefusal> {
    if (1..=1000).contains(&training.hours) {
        Ok(())
    } else {
        Err(TeacherRefusal::HoursOutOfRange { hours: training.hours })
    }
}
