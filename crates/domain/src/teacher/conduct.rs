//! Bars and what lifts them.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Facts},
    refusal::TeacherRefusal,
};
use crate::{CivilDate, EventId, Period, machine::events};

/// A bar lasts at least so many months.
pub const BAR_MONTHS_AT_LEAST: u32 = 24;

events! {
    /// What conduct took from a person for a time. The case behind it is kept elsewhere and is restricted.
    pub enum ConductEvent {
        /// Merit is closed to the person for a time.
        BarImposed(ImposeBar) = "bar.imposed" / 1,
        /// The bar ended early, or never held.
        BarLifted(LiftBar) = "bar.lifted" / 1,
    }
}

/// Closes honours, titles, posts and programmes to a person for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ImposeBar {
    /// First day; may lie before the day it is recorded.
    pub from: CivilDate,
    /// The day after the last.
    pub until: CivilDate,
    /// What it was for, as a code of the bureau.
    pub reason: String,
}

/// Lifts a bar: from a day on, or as if it had never been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct LiftBar {
    /// The event that imposed it.
    pub bar: EventId,
    /// First day without the bar; absent when it was annulled from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<CivilDate>,
    /// Why.
    pub reason: String,
}

/// What may be asked about conduct.
#[derive(Clone, Debug, PartialEq)]
pub enum ConductCommand {
    /// See [`ImposeBar`].
    ImposeBar(ImposeBar),
    /// See [`LiftBar`].
    LiftBar(LiftBar),
}

/// Every bar of the person.
pub type Bars = Facts<ImposeBar>;

/// Folds one statement.
pub(crate) fn evolve(bars: &mut Bars, event: &ConductEvent, cause: &Cause) {
    match event {
        ConductEvent::BarImposed(bar) => {
            bars.state(cause, Period::stated(&bar.from, Some(&bar.until)), bar.clone())
        }
        ConductEvent::BarLifted(lift) => {
            bars.revoke(lift.bar, lift.from.as_ref().map(|from| from.day), cause)
        }
    }
}

/// Refuses merit on a day on which a bar is in force.
pub(crate) fn veto(bars: &Bars, day: NaiveDate) -> Result<(), TeacherRefusal> {
    let latest = bars.on(day).max_by_key(|bar| bar.period.to);
    match latest {
        Some(bar) => Err(TeacherRefusal::EthicsBarActive {
            bar: bar.fact,
            until: bar.period.to.unwrap_or(NaiveDate::MAX),
        }),
        None => Ok(()),
    }
}

/// Decides about conduct.
pub(crate) fn decide(command: &ConductCommand, bars: &Bars) -> Result<Vec<ConductEvent>, TeacherRefusal> {
    match command {
        ConductCommand::ImposeBar(bar) => {
            sound(bar)?;
            Ok(vec![ConductEvent::BarImposed(bar.clone())])
        }
        ConductCommand::LiftBar(lift) => {
            let bar = bars.find(lift.bar).ok_or(TeacherRefusal::BarUnknown { bar: lift.bar })?;
            if let Some(from) = lift.from.as_ref().filter(|from| from.day < bar.period.from) {
                return Err(TeacherRefusal::EndsBeforeStart { from: bar.period.from, to: from.day });
            }
            Ok(vec![ConductEvent::BarLifted(lift.clone())])
        }
    }
}

/// What every bar has to keep, whether it is new or a correction.
pub(crate) fn sound(bar: &ImposeBar) -> Result<(), TeacherRefusal> {
    let earliest =
        bar.from.day.checked_add_months(Months::new(BAR_MONTHS_AT_LEAST)).unwrap_or(NaiveDate::MAX);
    if bar.until.day < earliest { Err(TeacherRefusal::BarTooShort { earliest }) } else { Ok(()) }
}
