//! Work and titles.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    conduct::{Bars, veto},
    dated::{Cause, Dated, Facts},
    hire::Employments,
    refusal::TeacherRefusal,
};
use crate::{
    AppliedRule, CivilDate, EventId, OrganisationId, Period, Stamp,
    code::{Stage, Title},
    machine::events,
    rules::Rulebook,
};

events! {
    /// What a person does where, and with which title.
    pub enum PostEvent {
        /// The person was given work at a unit.
        TeacherAssigned(AssignTeacher) = "teacher.assigned" / 1,
        /// That work ended.
        AssignmentEnded(EndAssignment) = "assignment.ended" / 1,
        /// A professional title was granted. It never creates a post by itself.
        TitleGranted(GrantTitle) = "title.granted" / 1,
    }
}

/// Gives a person work at a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AssignTeacher {
    /// The workplace.
    pub organisation: OrganisationId,
    /// The school stage taught.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The subject by its code in `policy/codes` (JY/T 1001 ZXXKC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The post held, as 校长 or 班主任.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Percent of a full post, 1–100.
    pub fte_percent: u32,
    /// Whether this is the person's main work; exactly one is.
    pub primary: bool,
    /// First day.
    pub from: CivilDate,
    /// The day after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

/// Ends work at a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct EndAssignment {
    /// The event that gave the work.
    pub assignment: EventId,
    /// The day after the last.
    pub on: CivilDate,
}

/// Grants a professional title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct GrantTitle {
    /// The title.
    pub title: Title,
    /// The day it was granted.
    pub from: CivilDate,
    /// The body that reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The number of the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The rules it was judged by, with their versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// What may be asked about work and title.
#[derive(Clone, Debug, PartialEq)]
pub enum PostCommand {
    /// See [`AssignTeacher`].
    AssignTeacher(AssignTeacher),
    /// See [`EndAssignment`].
    EndAssignment(EndAssignment),
    /// See [`GrantTitle`].
    GrantTitle(GrantTitle),
}

/// Work and titles of the person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Posts {
    /// Every assignment.
    pub assignments: Facts<AssignTeacher>,
    /// Every title.
    pub titles: Facts<GrantTitle>,
}

impl Posts {
    /// Folds one statement.
    pub(crate) fn evolve(&mut self, event: &PostEvent, cause: &Cause) {
        match event {
            PostEvent::TeacherAssigned(work) => {
                self.assignments.state(cause, Period::stated(&work.from, work.to.as_ref()), work.clone());
            }
            PostEvent::AssignmentEnded(end) => self.assignments.shape(end.assignment, cause, |dated| {
                dated.period = dated.period.until(end.on.day);
            }),
            PostEvent::TitleGranted(title) => {
                self.titles.state(cause, Period::stated(&title.from, None), title.clone());
            }
        }
    }

    /// The title on the day and the fact that states it.
    pub fn title_on(&self, day: NaiveDate) -> Option<(Title, EventId)> {
        self.latest_title_on(day).map(|title| (title.value.title, title.fact))
    }

    /// The title on the day: of several the latest granted.
    pub(crate) fn latest_title_on(&self, day: NaiveDate) -> Option<&Dated<GrantTitle>> {
        self.titles.on(day).max_by_key(|title| (title.period.from, title.value.title))
    }
}

/// The workplace and the first day there, when the command gives work.
pub(crate) fn receiver(command: &PostCommand) -> Option<(OrganisationId, NaiveDate)> {
    match command {
        PostCommand::AssignTeacher(work) => Some((work.organisation, work.from.day)),
        PostCommand::EndAssignment(_) | PostCommand::GrantTitle(_) => None,
    }
}

/// Decides about work and title. A title is merit, which a bar closes.
pub(crate) fn decide(
    command: &PostCommand,
    posts: &Posts,
    employments: &Employments,
    bars: &Bars,
    (book, stamp): (&Rulebook, &Stamp),
) -> Result<Vec<PostEvent>, TeacherRefusal> {
    match command {
        PostCommand::AssignTeacher(work) => assign(work, posts, employments),
        PostCommand::EndAssignment(end) => match posts.assignments.find(end.assignment) {
            None => Err(TeacherRefusal::AssignmentUnknown { assignment: end.assignment }),
            Some(work) if end.on.day <= work.period.from => {
                Err(TeacherRefusal::EndsBeforeStart { from: work.period.from, to: end.on.day })
            }
            Some(_) => Ok(vec![PostEvent::AssignmentEnded(end.clone())]),
        },
        PostCommand::GrantTitle(grant) => {
            match posts.titles.iter().find(|held| held.value.title == grant.title) {
                Some(held) => Err(TeacherRefusal::TitleAlreadyHeld { title: held.fact }),
                None => {
                    let day = grant.from.day;
                    let mut judging = book.judging(stamp, day);
                    judging.holds("R-01", veto(bars, day))?;
                    let granted = GrantTitle { rules: judging.applied(), ..grant.clone() };
                    Ok(vec![PostEvent::TitleGranted(granted)])
                }
            }
        }
    }
}

fn assign(
    work: &AssignTeacher,
    posts: &Posts,
    employments: &Employments,
) -> Result<Vec<PostEvent>, TeacherRefusal> {
    sound(work)?;
    let asked = Period::stated(&work.from, work.to.as_ref());
    if employments.on(asked.from).next().is_none() {
        return Err(TeacherRefusal::NotEmployed { on: asked.from });
    }
    let clash = posts.assignments.iter().find(|other| other.value.primary && other.period.overlaps(&asked));
    match clash.filter(|_| work.primary) {
        Some(other) => Err(TeacherRefusal::PrimaryAssignmentOverlaps { assignment: other.fact }),
        None => Ok(vec![PostEvent::TeacherAssigned(work.clone())]),
    }
}

/// What every statement of work has to keep, whether it is new or a correction.
pub(crate) fn sound(work: &AssignTeacher) -> Result<(), TeacherRefusal> {
    let stated = Period::stated(&work.from, work.to.as_ref());
    match stated.to {
        Some(to) if stated.is_empty() => Err(TeacherRefusal::EndsBeforeStart { from: stated.from, to }),
        Some(_) | None if (1..=100).contains(&work.fte_percent) => Ok(()),
        Some(_) | None => Err(TeacherRefusal::FteOutOfRange { percent: work.fte_percent }),
    }
}
