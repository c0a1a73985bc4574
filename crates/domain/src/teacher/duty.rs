//! Classes in charge, categories of the workforce, and leave.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Facts},
    refusal::TeacherRefusal,
};
use crate::{
    CivilDate, EventId, OrganisationId, Period,
    code::{Stage, codes},
    machine::events,
};

events! {
    /// What a person takes care of, and when the person is away from the post.
    pub enum DutyEvent {
        /// The person was made the teacher in charge of a class (任班主任, S-05, R-51).
        HomeroomAssigned(AssignHomeroom) = "homeroom.assigned" / 1,
        /// The person is not in charge of the class any more (卸任班主任, S-05).
        HomeroomReleased(ReleaseHomeroom) = "homeroom.released" / 1,
        /// The person belongs to a category of the workforce (列入专项队伍, S-05, S-07, S-79, R-50).
        WorkforceCategoryAssigned(AssignWorkforceCategory) = "workforce-category.assigned" / 1,
        /// The person does not belong to it any more (退出专项队伍, S-07).
        WorkforceCategoryEnded(EndWorkforceCategory) = "workforce-category.ended" / 1,
        /// The person is away from the post (离岗, S-41).
        LeaveStarted(StartLeave) = "leave.started" / 1,
        /// The person is back (返岗, S-41).
        LeaveEnded(EndLeave) = "leave.ended" / 1,
    }
}

codes! {
    /// A category of the workforce that has to be strong enough (专项队伍).
    pub enum WorkforceCategory {
        Political = "POLITICAL", "思政课教师", "political education";
        Moral = "MORAL", "德育工作者", "moral education";
        Psychology = "PSYCHOLOGY", "心理健康教育教师", "psychological health";
        Labour = "LABOUR", "劳动教育教师", "labour education";
        Youth = "YOUTH", "共青团、少先队工作者", "youth league and pioneers";
    }

    /// Why a person is away from the post (离岗原因).
    pub enum LeaveKind {
        Maternity = "MATERNITY", "产假", "maternity";
        Sickness = "SICKNESS", "病休", "sickness";
        Personal = "PERSONAL", "事假", "personal";
        Study = "STUDY", "进修学习", "study";
        Abroad = "ABROAD", "出国（境）", "abroad";
        Official = "OFFICIAL", "公假", "official";
        Other = "OTHER", "其他", "other";
    }
}

/// Makes a person the teacher in charge of a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AssignHomeroom {
    /// The school.
    pub organisation: OrganisationId,
    /// The stage of the class.
    pub stage: Stage,
    /// The class as the school calls it, as 三（2）班.
    pub class: String,
    /// First day.
    pub from: CivilDate,
    /// The day after the last, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// Ends the charge of a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ReleaseHomeroom {
    /// The event that gave it.
    pub homeroom: EventId,
    /// The first day without it.
    pub on: CivilDate,
}

/// Counts a person into a category of the workforce.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AssignWorkforceCategory {
    /// The category.
    pub category: WorkforceCategory,
    /// The unit the person is counted at.
    pub organisation: OrganisationId,
    /// Whether it is the person's main work (专职) and not beside it (兼职).
    pub full_time: bool,
    /// First day.
    pub from: CivilDate,
}

/// Ends that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct EndWorkforceCategory {
    /// The event that counted the person in.
    pub assignment: EventId,
    /// The first day without it.
    pub on: CivilDate,
}

/// Says that a person is away from the post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct StartLeave {
    /// Why.
    pub kind: LeaveKind,
    /// First day away.
    pub from: CivilDate,
    /// The day after the last, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// Says that a person is back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct EndLeave {
    /// The event that began the leave.
    pub leave: EventId,
    /// The first day back.
    pub on: CivilDate,
}

/// What may be asked about duties.
#[derive(Clone, Debug, PartialEq)]
pub enum DutyCommand {
    /// See [`AssignHomeroom`].
    AssignHomeroom(AssignHomeroom),
    /// See [`ReleaseHomeroom`].
    ReleaseHomeroom(ReleaseHomeroom),
    /// See [`AssignWorkforceCategory`].
    AssignWorkforceCategory(AssignWorkforceCategory),
    /// See [`EndWorkforceCategory`].
    EndWorkforceCategory(EndWorkforceCategory),
    /// See [`StartLeave`].
    StartLeave(StartLeave),
    /// See [`EndLeave`].
    EndLeave(EndLeave),
}

/// What the person takes care of, and the days away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duties {
    /// Classes in charge.
    pub homerooms: Facts<AssignHomeroom>,
    /// Categories of the workforce.
    pub categories: Facts<AssignWorkforceCategory>,
    /// Leave.
    pub leaves: Facts<StartLeave>,
}

impl Duties {
    /// Folds one statement.
    pub(crate) fn evolve(&mut self, event: &DutyEvent, cause: &Cause) {
        match event {
            DutyEvent::HomeroomAssigned(stated) => {
                self.homerooms.state(cause, Period::stated(&stated.from, stated.to.as_ref()), stated.clone());
            }
            DutyEvent::HomeroomReleased(ended) => {
                self.homerooms.revoke(ended.homeroom, Some(ended.on.day), cause)
            }
            DutyEvent::WorkforceCategoryAssigned(stated) => {
                self.categories.state(cause, Period::stated(&stated.from, None), stated.clone());
            }
            DutyEvent::WorkforceCategoryEnded(ended) => {
                self.categories.revoke(ended.assignment, Some(ended.on.day), cause);
            }
            DutyEvent::LeaveStarted(stated) => {
                self.leaves.state(cause, Period::stated(&stated.from, stated.to.as_ref()), stated.clone());
            }
            DutyEvent::LeaveEnded(ended) => self.leaves.shape(ended.leave, cause, |leave| {
                // Back earlier or later than was thought: the leave lasted until then.
                leave.period = Period::new(leave.period.from, Some(ended.on.day));
            }),
        }
    }

    /// Whoever leaves the service or goes to another unit for good has no charge at the old one.
    pub(crate) fn leave(&mut self, day: NaiveDate, to: Option<OrganisationId>, cause: &Cause) {
        let classes = self.homerooms.on(day).filter(|held| Some(held.value.organisation) != to);
        for fact in classes.map(|held| held.fact).collect::<Vec<_>>() {
            self.homerooms.revoke(fact, Some(day), cause);
        }
        let categories = self.categories.on(day).filter(|held| Some(held.value.organisation) != to);
        for fact in categories.map(|held| held.fact).collect::<Vec<_>>() {
            self.categories.revoke(fact, Some(day), cause);
        }
    }
}

/// What every statement has to keep, whether it is new or a correction.
pub(crate) fn sound(event: &DutyEvent) -> Result<(), TeacherRefusal> {
    let period = match event {
        DutyEvent::HomeroomAssigned(stated) => Period::stated(&stated.from, stated.to.as_ref()),
        DutyEvent::LeaveStarted(stated) => Period::stated(&stated.from, stated.to.as_ref()),
        DutyEvent::HomeroomReleased(_)
        | DutyEvent::WorkforceCategoryAssigned(_)
        | DutyEvent::WorkforceCategoryEnded(_)
        | DutyEvent::LeaveEnded(_) => return Ok(()),
    };
    match period.to.filter(|_| period.is_empty()) {
        Some(to) => Err(TeacherRefusal::EndsBeforeStart { from: period.from, to }),
        None => Ok(()),
    }
}
