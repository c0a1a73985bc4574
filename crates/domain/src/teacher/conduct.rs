//! Bars and what lifts them, and what else is stated about a person's conduct.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Facts},
    discipline::{
        self, Discipline, GrantFaultTolerance, RecordDisciplineRestriction, RecordEthicsAssessment,
        RevokeFaultTolerance, ScoreSelectionCriterion,
    },
    refusal::TeacherRefusal,
};
use crate::{CaseId, CivilDate, EventId, Period, code::codes, machine::events};

/// A bar lasts at least so many months.
pub const BAR_MONTHS_AT_LEAST: u32 = 24;

codes! {
    /// What a bar closes to the person.
    pub enum ClosedProcess {
        Honours = "HONOURS", "评奖评优", "awards and honours";
        Promotion = "PROMOTION", "职务晋升", "promotion";
        TitleReview = "TITLE_REVIEW", "职称评定", "title review";
        PostAppointment = "POST_APPOINTMENT", "岗位聘用", "post appointment";
        SalaryStep = "SALARY_STEP", "工资晋级", "salary steps";
        TalentProgrammes = "TALENT_PROGRAMMES", "申报人才计划", "talent programmes";
    }
}

events! {
    /// What conduct took from a person for a time, and what else is stated about it. The case behind a bar is kept
    /// elsewhere and is restricted.
    pub enum ConductEvent {
        /// Merit is closed to the person for a time (师德限制, S-17).
        BarImposed(ImposeBar) = "bar.imposed" / 1,
        /// The bar ended early, or never held (S-17).
        BarLifted(LiftBar) = "bar.lifted" / 1,
        /// The ethics of a year were assessed (师德考核, S-23).
        EthicsAssessmentRecorded(RecordEthicsAssessment) = "ethics-assessment.recorded" / 1,
        /// Cadre posts are closed to the person for a time (纪律处分影响期, S-84).
        DisciplineRestrictionRecorded(RecordDisciplineRestriction) = "discipline-restriction.recorded" / 1,
        /// A negative record no longer stands against the person in selections (容错, S-83).
        FaultToleranceGranted(GrantFaultTolerance) = "fault-tolerance.granted" / 1,
        /// It stands against the person again (S-83).
        FaultToleranceRevoked(RevokeFaultTolerance) = "fault-tolerance.revoked" / 1,
        /// A criterion of a selection was scored (S-82).
        SelectionCriterionScored(ScoreSelectionCriterion) = "selection-criterion.scored" / 1,
    }
}

impl ConductEvent {
    /// Whether it is the ethics office that states it, and so the office that corrects it.
    pub fn is_of_the_ethics_office(&self) -> bool {
        match self {
            Self::BarImposed(_)
            | Self::BarLifted(_)
            | Self::DisciplineRestrictionRecorded(_)
            | Self::FaultToleranceGranted(_)
            | Self::FaultToleranceRevoked(_) => true,
            Self::EthicsAssessmentRecorded(_) | Self::SelectionCriterionScored(_) => false,
        }
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
    /// The case it follows from. Only the ethics office is shown it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
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

/// Lifts every bar that follows from a case, with what ends its sanction.
#[derive(Clone, Debug, PartialEq)]
pub struct LiftBarOfCase {
    /// The case.
    pub case: CaseId,
    /// First day without the bar; absent when it was annulled from the beginning.
    pub from: Option<CivilDate>,
    /// Why.
    pub reason: String,
}

/// Puts another bar in the place of those that follow from a case.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplaceBarOfCase {
    /// The case.
    pub case: CaseId,
    /// The bar that holds instead.
    pub bar: ImposeBar,
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
    /// See [`LiftBarOfCase`].
    LiftBarOfCase(LiftBarOfCase),
    /// See [`ReplaceBarOfCase`].
    ReplaceBarOfCase(ReplaceBarOfCase),
    /// See [`RecordEthicsAssessment`].
    RecordEthicsAssessment(RecordEthicsAssessment),
    /// See [`RecordDisciplineRestriction`].
    RecordDisciplineRestriction(RecordDisciplineRestriction),
    /// See [`GrantFaultTolerance`].
    GrantFaultTolerance(GrantFaultTolerance),
    /// See [`RevokeFaultTolerance`].
    RevokeFaultTolerance(RevokeFaultTolerance),
    /// See [`ScoreSelectionCriterion`].
    ScoreSelectionCriterion(ScoreSelectionCriterion),
}

/// Every bar of the person.
pub type Bars = Facts<ImposeBar>;

/// Folds one statement.
pub(crate) fn evolve(bars: &mut Bars, discipline: &mut Discipline, event: &ConductEvent, cause: &Cause) {
    match event {
        ConductEvent::BarImposed(bar) => {
            bars.state(cause, Period::stated(&bar.from, Some(&bar.until)), bar.clone())
        }
        ConductEvent::BarLifted(lift) => {
            bars.revoke(lift.bar, lift.from.as_ref().map(|from| from.day), cause)
        }
        ConductEvent::EthicsAssessmentRecorded(assessed) => discipline.assess(assessed, cause),
        ConductEvent::DisciplineRestrictionRecorded(restriction) => discipline.restrict(restriction, cause),
        ConductEvent::FaultToleranceGranted(tolerance) => discipline.tolerate(tolerance, cause),
        ConductEvent::FaultToleranceRevoked(revoke) => {
            let from = revoke.from.as_ref().map(|from| from.day);
            discipline.tolerances.revoke(revoke.tolerance, from, cause);
        }
        ConductEvent::SelectionCriterionScored(score) => discipline.score(score, cause),
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

/// Decides about conduct. Whether a decision document was named is asked of restrictions and tolerances.
pub(crate) fn decide(
    command: &ConductCommand,
    bars: &Bars,
    discipline: &Discipline,
    documented: bool,
) -> Result<Vec<ConductEvent>, TeacherRefusal> {
    let event = match command {
        ConductCommand::ImposeBar(bar) => {
            sound(bar)?;
            ConductEvent::BarImposed(bar.clone())
        }
        ConductCommand::LiftBar(lift) => ConductEvent::BarLifted(may_lift(lift, bars)?),
        ConductCommand::LiftBarOfCase(lift) => {
            return Ok(lifted(bars, lift.case, lift.from.as_ref(), &lift.reason));
        }
        ConductCommand::ReplaceBarOfCase(replace) => {
            sound(&replace.bar)?;
            let mut events = lifted(bars, replace.case, None, &replace.reason);
            events.push(ConductEvent::BarImposed(replace.bar.clone()));
            return Ok(events);
        }
        ConductCommand::RecordEthicsAssessment(asked) => {
            discipline.may_assess(asked)?;
            ConductEvent::EthicsAssessmentRecorded(asked.clone())
        }
        ConductCommand::RecordDisciplineRestriction(asked) => {
            documented.then_some(()).ok_or(TeacherRefusal::RestrictionWithoutDocument)?;
            discipline::restricted(asked)?;
            ConductEvent::DisciplineRestrictionRecorded(asked.clone())
        }
        ConductCommand::GrantFaultTolerance(asked) => {
            documented.then_some(()).ok_or(TeacherRefusal::ToleranceWithoutDocument)?;
            discipline.may_tolerate(asked)?;
            ConductEvent::FaultToleranceGranted(asked.clone())
        }
        ConductCommand::RevokeFaultTolerance(asked) => {
            discipline.may_revoke(asked)?;
            ConductEvent::FaultToleranceRevoked(asked.clone())
        }
        ConductCommand::ScoreSelectionCriterion(asked) => {
            discipline.may_score(asked)?;
            ConductEvent::SelectionCriterionScored(asked.clone())
        }
    };
    Ok(vec![event])
}

/// A bar that follows from a case goes only with what the case says, so that the two never disagree.
fn may_lift(lift: &LiftBar, bars: &Bars) -> Result<LiftBar, TeacherRefusal> {
    let bar = bars.find(lift.bar).ok_or(TeacherRefusal::BarUnknown { bar: lift.bar })?;
    if bar.value.case.is_some() {
        return Err(TeacherRefusal::BarOfCase { bar: bar.fact });
    }
    if let Some(from) = lift.from.as_ref().filter(|from| from.day < bar.period.from) {
        return Err(TeacherRefusal::EndsBeforeStart { from: bar.period.from, to: from.day });
    }
    Ok(lift.clone())
}

/// What lifts the bars of a case. One that ended before the day is left as it was.
fn lifted(bars: &Bars, case: CaseId, from: Option<&CivilDate>, reason: &str) -> Vec<ConductEvent> {
    let of_case = bars.iter().filter(|bar| bar.value.case == Some(case));
    let standing = of_case.filter(|bar| from.is_none_or(|from| bar.period.to.is_none_or(|to| from.day < to)));
    let lift = |bar: EventId, from: Option<CivilDate>| {
        ConductEvent::BarLifted(LiftBar { bar, from, reason: reason.to_owned() })
    };
    standing
        .map(|bar| lift(bar.fact, from.cloned().map(|from| from.day.max(bar.period.from).into())))
        .collect()
}

/// What every statement about conduct has to keep, whether it is new or a correction.
pub(crate) fn stays_sound(event: &ConductEvent) -> Result<(), TeacherRefusal> {
    match event {
        ConductEvent::BarImposed(bar) => sound(bar),
        ConductEvent::EthicsAssessmentRecorded(assessed) => discipline::assessed(assessed),
        ConductEvent::DisciplineRestrictionRecorded(restriction) => discipline::restricted(restriction),
        ConductEvent::BarLifted(_)
        | ConductEvent::FaultToleranceGranted(_)
        | ConductEvent::FaultToleranceRevoked(_)
        | ConductEvent::SelectionCriterionScored(_) => Ok(()),
    }
}

fn sound(bar: &ImposeBar) -> Result<(), TeacherRefusal> {
    let earliest =
        bar.from.day.checked_add_months(Months::new(BAR_MONTHS_AT_LEAST)).unwrap_or(NaiveDate::MAX);
    if bar.until.day < earliest { Err(TeacherRefusal::BarTooShort { earliest }) } else { Ok(()) }
}
