//! Appointments to posts: who was appointed to which post, at which grade, for which term, and how it went.
//!
//! A title is not a post: a title makes eligible, and `title-post.appointed` is the act by which a unit gives the post.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    appointment_code::{
        AppointmentMethod, GradeChange, LeadershipPost, PostKind, ReliefReason, TermEnd, TermPoint,
        TermResult, band,
    },
    dated::{Cause, Facts},
};
use crate::{
    CivilDate, EventId, OrganisationId, Period,
    code::{Band, Title},
    machine::events,
    rules::AppliedRule,
};

events! {
    /// What happens with the posts a person is appointed to.
    pub enum AppointmentEvent {
        /// The person was appointed to a post (聘任上岗、任命, S-03, S-42, S-45).
        PostAppointed(AppointPost) = "post.appointed" / 1,
        /// The person was appointed to a professional post for which a title was needed (专业技术职务聘任, S-43, R-28).
        TitlePostAppointed(AppointTitlePost) = "title-post.appointed" / 1,
        /// The probation of the post was passed (试用期满合格, S-42, R-42).
        ProbationPassed(PassProbation) = "probation.passed" / 1,
        /// The grade was raised or lowered from a day on (高聘、低聘, S-45).
        AppointmentGradeChanged(ChangeAppointmentGrade) = "appointment-grade.changed" / 1,
        /// A term of the appointment began (聘期开始, S-45, R-43).
        AppointmentTermStarted(StartAppointmentTerm) = "appointment-term.started" / 1,
        /// A term was assessed, within it or at its end (聘期考核, S-45).
        AppointmentTermAssessed(AssessAppointmentTerm) = "appointment-term.assessed" / 1,
        /// The appointment goes on for another term (续聘, S-45, R-40, R-44).
        AppointmentTermRenewed(RenewAppointmentTerm) = "appointment-term.renewed" / 1,
        /// A term ended and with it the appointment (聘期结束不再续聘, S-45).
        AppointmentTermEnded(EndAppointmentTerm) = "appointment-term.ended" / 1,
        /// The person left the post (免职、解聘, S-03).
        PostRelieved(RelievePost) = "post.relieved" / 1,
    }
}

impl AppointmentEvent {
    /// Where it keeps the rules it was judged by, when it is a decision that does.
    pub(super) fn rules(&mut self) -> Option<&mut Vec<AppliedRule>> {
        match self {
            Self::PostAppointed(appoint) => Some(&mut appoint.rules),
            Self::TitlePostAppointed(appoint) => Some(&mut appoint.rules),
            Self::AppointmentGradeChanged(change) => Some(&mut change.rules),
            Self::AppointmentTermStarted(start) => Some(&mut start.rules),
            Self::AppointmentTermRenewed(renew) => Some(&mut renew.rules),
            Self::ProbationPassed(_)
            | Self::AppointmentTermAssessed(_)
            | Self::AppointmentTermEnded(_)
            | Self::PostRelieved(_) => None,
        }
    }
}

/// Appoints a person to a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AppointPost {
    /// The unit whose post it is.
    pub organisation: OrganisationId,
    /// The kind of post.
    pub kind: PostKind,
    /// The grade by its code in C-31, as MG-7; absent while none was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Which post of the leadership it is, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leadership: Option<LeadershipPost>,
    /// How the person was chosen.
    pub method: AppointmentMethod,
    /// Whether it is provisional (暂聘).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// The day after the last of the probation (试用期), when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probation_until: Option<CivilDate>,
    /// First day.
    pub from: CivilDate,
    /// The day after the last of the first term, when it has a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_to: Option<CivilDate>,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Appoints a person to a professional post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AppointTitlePost {
    /// The unit whose post it is.
    pub organisation: OrganisationId,
    /// The title it rests on.
    pub title: Title,
    /// The grade by its code in C-31, as PT-7; one of those of the title.
    pub grade: String,
    /// Whether it is provisional (暂聘).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// First day.
    pub from: CivilDate,
    /// The day after the last of the first term, when it has a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_to: Option<CivilDate>,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Says that the probation of a post was passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct PassProbation {
    /// The event that appointed.
    pub appointment: EventId,
    /// The day it was passed.
    pub on: CivilDate,
}

/// Raises or lowers the grade of an appointment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct ChangeAppointmentGrade {
    /// The event that appointed.
    pub appointment: EventId,
    /// Which way.
    pub change: GradeChange,
    /// The new grade by its code in C-31.
    pub grade: String,
    /// The first day with it.
    pub from: CivilDate,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Begins a term of an appointment that had none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct StartAppointmentTerm {
    /// The event that appointed.
    pub appointment: EventId,
    /// First day.
    pub from: CivilDate,
    /// The day after the last.
    pub to: CivilDate,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Assesses a term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct AssessAppointmentTerm {
    /// The event that appointed.
    pub appointment: EventId,
    /// Within the term or at its end.
    pub point: TermPoint,
    /// The result.
    pub result: TermResult,
    /// The day.
    pub on: CivilDate,
}

/// Lets an appointment go on for another term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RenewAppointmentTerm {
    /// The event that appointed.
    pub appointment: EventId,
    /// First day of the new term.
    pub from: CivilDate,
    /// The day after its last.
    pub to: CivilDate,
    /// The rules it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AppliedRule>,
}

/// Ends a term and the appointment with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct EndAppointmentTerm {
    /// The event that appointed.
    pub appointment: EventId,
    /// The day after the last.
    pub on: CivilDate,
    /// Why it does not go on.
    pub reason: TermEnd,
}

/// Relieves a person of a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RelievePost {
    /// The event that appointed.
    pub appointment: EventId,
    /// The day after the last.
    pub on: CivilDate,
    /// Why.
    pub reason: ReliefReason,
}

/// What may be asked about appointments.
#[derive(Clone, Debug, PartialEq)]
pub enum AppointmentCommand {
    /// See [`AppointPost`].
    AppointPost(AppointPost),
    /// See [`AppointTitlePost`].
    AppointTitlePost(AppointTitlePost),
    /// See [`PassProbation`].
    PassProbation(PassProbation),
    /// See [`ChangeAppointmentGrade`].
    ChangeAppointmentGrade(ChangeAppointmentGrade),
    /// See [`StartAppointmentTerm`].
    StartAppointmentTerm(StartAppointmentTerm),
    /// See [`AssessAppointmentTerm`].
    AssessAppointmentTerm(AssessAppointmentTerm),
    /// See [`RenewAppointmentTerm`].
    RenewAppointmentTerm(RenewAppointmentTerm),
    /// See [`EndAppointmentTerm`].
    EndAppointmentTerm(EndAppointmentTerm),
    /// See [`RelievePost`].
    RelievePost(RelievePost),
}

/// A post a person holds, from the day of the appointment until it ends.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Appointment {
    /// The unit whose post it is.
    pub organisation: OrganisationId,
    /// The kind of post.
    pub kind: PostKind,
    /// Which post of the leadership it is, when it is one.
    pub leadership: Option<LeadershipPost>,
    /// The title it rests on, when it needs one.
    pub title: Option<Title>,
    /// How the person was chosen; none for what a title gave.
    pub method: Option<AppointmentMethod>,
    /// Whether it is provisional.
    pub provisional: bool,
    /// The day after the last of the probation.
    pub probation_until: Option<NaiveDate>,
    /// The day the probation was passed.
    pub probation_passed: Option<NaiveDate>,
    /// The grades, each from its first day on.
    pub grades: Vec<(NaiveDate, String)>,
    /// The terms, in the order in which they were stated.
    pub terms: Vec<Term>,
    /// Assessments of the terms.
    pub assessments: Vec<(NaiveDate, TermPoint, TermResult)>,
    /// Why it ended, when it did.
    pub relieved: Option<ReliefReason>,
}

/// A term: its first day and the day after its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    /// First day.
    pub from: NaiveDate,
    /// The day after the last.
    pub to: NaiveDate,
}

impl Appointment {
    /// The grade on the day.
    pub fn grade_on(&self, day: NaiveDate) -> Option<&str> {
        let begun = self.grades.iter().filter(|(from, _)| *from <= day);
        begun.max_by_key(|(from, _)| *from).map(|(_, grade)| grade.as_str())
    }

    /// The bands of its grades with their days, of a post held for these days.
    fn bands(&self, held: Period) -> Vec<(Band, Period)> {
        let mut grades: Vec<_> = self.grades.iter().collect();
        grades.sort_by_key(|(from, _)| *from);
        let ends = grades.iter().skip(1).map(|(next, _)| Some(*next)).chain([None]);
        let spans = grades
            .iter()
            .zip(ends)
            .filter_map(|((from, grade), to)| Some((band(grade)?, Period::new(*from, to).common(&held)?)));
        spans.collect()
    }

    /// The term that runs on the day and its number, counted from one.
    pub fn term_on(&self, day: NaiveDate) -> Option<(usize, Term)> {
        let terms = (1..).zip(&self.terms);
        terms
            .filter(|(_, term)| term.from <= day && day < term.to)
            .map(|(number, term)| (number, *term))
            .last()
    }

    /// The end of the last term.
    pub fn term_end(&self) -> Option<NaiveDate> {
        self.terms.iter().map(|term| term.to).max()
    }
}

/// Every post the person was appointed to.
pub type Appointments = Facts<Appointment>;

/// The bands of the professional posts of a unit, band by band in order of time; posts of one band that meet or overlap are one.
pub(super) fn bands(appointments: &Appointments, unit: OrganisationId) -> Vec<(Band, Period)> {
    let here = appointments.iter().filter(|held| held.value.organisation == unit);
    let mut all: Vec<_> = here.flat_map(|held| held.value.bands(held.period)).collect();
    all.sort_by_key(|(band, period)| (*band, period.from));
    let mut joined: Vec<(Band, Period)> = Vec::new();
    for (band, period) in all {
        let meets =
            |last: &&mut (Band, Period)| last.0 == band && last.1.to.is_none_or(|to| period.from <= to);
        match joined.last_mut().filter(meets) {
            Some((_, last)) => last.to = last.to.zip(period.to).map(|(one, other)| one.max(other)),
            None => joined.push((band, period)),
        }
    }
    joined
}

/// Folds one statement.
pub(crate) fn evolve(appointments: &mut Appointments, event: &AppointmentEvent, cause: &Cause) {
    match event {
        AppointmentEvent::PostAppointed(asked) => {
            appointments.state(cause, Period::stated(&asked.from, None), of_post(asked));
        }
        AppointmentEvent::TitlePostAppointed(asked) => {
            // A higher post takes the place of the one before it.
            let before: Vec<_> =
                appointments.on(asked.from.day).filter(|held| held.value.title.is_some()).collect();
            let before: Vec<_> = before.iter().map(|held| held.fact).collect();
            for fact in before {
                end(appointments, fact, asked.from.day, ReliefReason::Succeeded, cause);
            }
            appointments.state(cause, Period::stated(&asked.from, None), of_title(asked));
        }
        AppointmentEvent::ProbationPassed(passed) => appointments.shape(passed.appointment, cause, |held| {
            held.value.probation_passed = Some(passed.on.day);
        }),
        AppointmentEvent::AppointmentGradeChanged(change) => {
            appointments.shape(change.appointment, cause, |held| {
                held.value.grades.push((change.from.day, change.grade.clone()));
            });
        }
        AppointmentEvent::AppointmentTermStarted(term) => {
            begin_term(appointments, term.appointment, (&term.from, &term.to), cause);
        }
        AppointmentEvent::AppointmentTermRenewed(term) => {
            begin_term(appointments, term.appointment, (&term.from, &term.to), cause);
        }
        AppointmentEvent::AppointmentTermAssessed(assessed) => {
            appointments.shape(assessed.appointment, cause, |held| {
                held.value.assessments.push((assessed.on.day, assessed.point, assessed.result));
            });
        }
        AppointmentEvent::AppointmentTermEnded(ended) => {
            end(appointments, ended.appointment, ended.on.day, ReliefReason::TermEnded, cause);
        }
        AppointmentEvent::PostRelieved(relieved) => {
            end(appointments, relieved.appointment, relieved.on.day, relieved.reason, cause);
        }
    }
}

fn begin_term(
    appointments: &mut Appointments,
    appointment: EventId,
    (from, to): (&CivilDate, &CivilDate),
    cause: &Cause,
) {
    let term = Term { from: from.day, to: to.day };
    appointments.shape(appointment, cause, |held| held.value.terms.push(term));
}

fn end(appointments: &mut Appointments, fact: EventId, day: NaiveDate, reason: ReliefReason, cause: &Cause) {
    appointments.shape(fact, cause, |held| {
        held.period = held.period.until(day);
        held.value.relieved = Some(reason);
    });
}

/// Whoever leaves the service or goes to another unit for good leaves the posts there.
pub(crate) fn leave(
    appointments: &mut Appointments,
    day: NaiveDate,
    to: Option<OrganisationId>,
    cause: &Cause,
) {
    let left = appointments.on(day).filter(|held| Some(held.value.organisation) != to).map(|held| held.fact);
    for fact in left.collect::<Vec<_>>() {
        end(appointments, fact, day, ReliefReason::LeftUnit, cause);
    }
}

fn of_post(asked: &AppointPost) -> Appointment {
    Appointment {
        organisation: asked.organisation,
        kind: asked.kind,
        leadership: asked.leadership,
        title: None,
        method: Some(asked.method),
        provisional: asked.provisional,
        probation_until: asked.probation_until.as_ref().map(|until| until.day),
        probation_passed: None,
        grades: asked.grade.iter().map(|grade| (asked.from.day, grade.clone())).collect(),
        terms: first_term(&asked.from, asked.term_to.as_ref()),
        assessments: Vec::new(),
        relieved: None,
    }
}

fn of_title(asked: &AppointTitlePost) -> Appointment {
    Appointment {
        organisation: asked.organisation,
        kind: PostKind::Professional,
        leadership: None,
        title: Some(asked.title),
        method: None,
        provisional: asked.provisional,
        probation_until: None,
        probation_passed: None,
        grades: vec![(asked.from.day, asked.grade.clone())],
        terms: first_term(&asked.from, asked.term_to.as_ref()),
        assessments: Vec::new(),
        relieved: None,
    }
}

fn first_term(from: &CivilDate, to: Option<&CivilDate>) -> Vec<Term> {
    to.map(|to| Term { from: from.day, to: to.day }).into_iter().collect()
}
