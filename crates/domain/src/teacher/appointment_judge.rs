//! What an appointment is judged by: service, title, bars and restrictions, and the rules of terms and probation.

use chrono::NaiveDate;

use super::{
    appointment::{
        AppointPost, AppointTitlePost, Appointment, AppointmentCommand, AppointmentEvent,
        AssessAppointmentTerm, ChangeAppointmentGrade, PassProbation, RenewAppointmentTerm,
        StartAppointmentTerm,
    },
    appointment_code::{GradeChange, LeadershipPost, grade},
    appointment_sound::{ordered, sound_post, sound_title_post},
    conduct::veto,
    dated::Dated,
    refusal::TeacherRefusal,
    state::Teacher,
    timeline::whole_months,
};
use crate::{
    CivilDate, EventId, OrganisationId, Stamp,
    rules::{Judging, RULES_STREAM},
    witness::Witness,
};

type Answer = Result<AppointmentEvent, TeacherRefusal>;

/// The streams looked at besides the receiver: the rules, which any act about a post may be judged by.
pub(super) fn looks(_command: &AppointmentCommand) -> Vec<String> {
    vec![RULES_STREAM.to_owned()]
}

/// The unit whose post it is and the first day in it, on which the unit has to be open.
pub(super) fn receiver(command: &AppointmentCommand) -> Option<(OrganisationId, NaiveDate)> {
    if let AppointmentCommand::AppointPost(asked) = command {
        return Some((asked.organisation, asked.from.day));
    }
    let AppointmentCommand::AppointTitlePost(asked) = command else { return None };
    Some((asked.organisation, asked.from.day))
}

/// Decides what is asked about an appointment.
pub(super) fn decide(
    command: &AppointmentCommand,
    teacher: &Teacher,
    witness: &Witness,
    stamp: &Stamp,
) -> Result<Vec<AppointmentEvent>, TeacherRefusal> {
    let judging = |day: &CivilDate| witness.rules.judging(stamp, day.day);
    let event = match command {
        AppointmentCommand::AppointPost(asked) => teacher.appoint(asked, judging(&asked.from)),
        AppointmentCommand::AppointTitlePost(asked) => teacher.appoint_by_title(asked, judging(&asked.from)),
        AppointmentCommand::PassProbation(asked) => teacher.pass_probation(asked),
        AppointmentCommand::ChangeAppointmentGrade(asked) => {
            teacher.change_grade(asked, judging(&asked.from))
        }
        AppointmentCommand::StartAppointmentTerm(asked) => teacher.start_term(asked, judging(&asked.from)),
        AppointmentCommand::AssessAppointmentTerm(asked) => teacher.assess_term(asked),
        AppointmentCommand::RenewAppointmentTerm(asked) => teacher.renew_term(asked, judging(&asked.from)),
        AppointmentCommand::EndAppointmentTerm(asked) => {
            let held = teacher.in_post(asked.appointment, &asked.on)?;
            if held.value.terms.is_empty() {
                return Err(TeacherRefusal::AppointmentWithoutTerm { appointment: held.fact });
            }
            Ok(AppointmentEvent::AppointmentTermEnded(asked.clone()))
        }
        AppointmentCommand::RelievePost(asked) => {
            teacher.in_post(asked.appointment, &asked.on)?;
            Ok(AppointmentEvent::PostRelieved(asked.clone()))
        }
    }?;
    Ok(vec![event])
}

impl Teacher {
    fn appoint(&self, asked: &AppointPost, mut judging: Judging<'_>) -> Answer {
        sound_post(asked)?;
        self.may_be_appointed(asked.from.day, &mut judging)?;
        let same = |held: &&Dated<Appointment>| {
            held.value.kind == asked.kind
                && held.value.leadership == asked.leadership
                && (asked.leadership.is_none() || held.value.organisation == asked.organisation)
        };
        let held = &self.timeline().appointments;
        if let Some(other) = held.on(asked.from.day).find(same) {
            return Err(TeacherRefusal::AppointmentOverlaps { appointment: other.fact });
        }
        if asked.leadership.is_some() {
            self.may_lead(asked, &mut judging)?;
        }
        let term = asked.term_to.as_ref().map(|to| whole_months(asked.from.day, to.day));
        holds_term(&mut judging, asked.leadership, term)?;
        Ok(AppointmentEvent::PostAppointed(AppointPost { rules: judging.applied(), ..asked.clone() }))
    }

    /// A post of the leadership is closed by a restriction of discipline and begins with a probation.
    fn may_lead(&self, asked: &AppointPost, judging: &mut Judging<'_>) -> Result<(), TeacherRefusal> {
        let day = asked.from.day;
        let restriction = self.timeline().discipline.restricted_on(day).map(|found| found.fact);
        judging.hold("R-06", restriction.is_none(), restriction.into_iter().collect())?;
        let months = judging.number("R-42", "months").unwrap_or(0);
        let probation = asked.probation_until.as_ref().map_or(0, |until| whole_months(day, until.day));
        Ok(judging.hold("R-42", i64::from(probation) >= months, Vec::new())?)
    }

    /// The title makes eligible and the unit appoints: no title without an act, and no act without the title.
    fn appoint_by_title(&self, asked: &AppointTitlePost, mut judging: Judging<'_>) -> Answer {
        sound_title_post(asked)?;
        let day = asked.from.day;
        self.may_be_appointed(day, &mut judging)?;
        let held = self.timeline().posts.titles.on(day).any(|title| title.value.title == asked.title);
        if !held {
            return Err(TeacherRefusal::TitleNotHeld { title: asked.title.zh(), on: day });
        }
        let current = self.timeline().appointments.on(day).filter(|held| held.value.title.is_some());
        let same = |held: &Dated<Appointment>| {
            held.value.organisation == asked.organisation
                && held.value.grade_on(day) == Some(asked.grade.as_str())
        };
        if let Some(other) = current.into_iter().find(|held| same(held)) {
            return Err(TeacherRefusal::AppointmentOverlaps { appointment: other.fact });
        }
        let term = asked.term_to.as_ref().map(|to| whole_months(day, to.day));
        holds_term(&mut judging, None, term)?;
        Ok(AppointmentEvent::TitlePostAppointed(AppointTitlePost {
            rules: judging.applied(),
            ..asked.clone()
        }))
    }

    fn may_be_appointed(&self, day: NaiveDate, judging: &mut Judging<'_>) -> Result<(), TeacherRefusal> {
        self.timeline().employments.on(day).next().ok_or(TeacherRefusal::NotEmployed { on: day })?;
        Ok(judging.holds("R-01", veto(&self.timeline().bars, day))?)
    }

    /// The appointment an act names, which has to hold on the day before the act's.
    fn in_post(&self, appointment: EventId, on: &CivilDate) -> Result<&Dated<Appointment>, TeacherRefusal> {
        let held = self.timeline().appointments.find(appointment);
        let held = held.ok_or(TeacherRefusal::AppointmentUnknown { appointment })?;
        let (from, to) = (held.period.from, held.period.to);
        if on.day < from || to.is_some_and(|to| to < on.day) {
            return Err(TeacherRefusal::NotInPostThen { from, to });
        }
        Ok(held)
    }

    fn pass_probation(&self, asked: &PassProbation) -> Answer {
        let held = self.in_post(asked.appointment, &asked.on)?;
        if held.value.probation_until.is_none() {
            return Err(TeacherRefusal::AppointmentWithoutProbation { appointment: held.fact });
        }
        match held.value.probation_passed {
            Some(on) => Err(TeacherRefusal::ProbationAlreadyPassed { on }),
            None => Ok(AppointmentEvent::ProbationPassed(asked.clone())),
        }
    }

    /// A higher grade is merit and closed by a bar; a lower one is not.
    fn change_grade(&self, asked: &ChangeAppointmentGrade, mut judging: Judging<'_>) -> Answer {
        let held = self.in_post(asked.appointment, &asked.from)?;
        let unknown = || TeacherRefusal::GradeUnknown { grade: asked.grade.clone() };
        let (kind, number) = grade(&asked.grade).ok_or_else(unknown)?;
        if kind != held.value.kind {
            return Err(TeacherRefusal::GradeNotOfPost {
                grade: asked.grade.clone(),
                kind: held.value.kind.zh(),
            });
        }
        let before = held.value.grade_on(asked.from.day).unwrap_or_default();
        let before_number = grade(before).map_or(u32::MAX, |(_, number)| number);
        let fits = match asked.change {
            GradeChange::Raised => number < before_number,
            GradeChange::Lowered => number > before_number,
        };
        if !fits {
            let (change, before) = (asked.change.zh(), before.to_owned());
            return Err(TeacherRefusal::GradeChangeWrongWay { change, before, grade: asked.grade.clone() });
        }
        if asked.change == GradeChange::Raised {
            judging.holds("R-01", veto(&self.timeline().bars, asked.from.day))?;
        }
        Ok(AppointmentEvent::AppointmentGradeChanged(ChangeAppointmentGrade {
            rules: judging.applied(),
            ..asked.clone()
        }))
    }

    fn start_term(&self, asked: &StartAppointmentTerm, mut judging: Judging<'_>) -> Answer {
        let held = self.in_post(asked.appointment, &asked.from)?;
        term_fits(held, &asked.from, &asked.to)?;
        let months = whole_months(asked.from.day, asked.to.day);
        holds_term(&mut judging, held.value.leadership, Some(months))?;
        Ok(AppointmentEvent::AppointmentTermStarted(StartAppointmentTerm {
            rules: judging.applied(),
            ..asked.clone()
        }))
    }

    fn assess_term(&self, asked: &AssessAppointmentTerm) -> Answer {
        let held = self.in_post(asked.appointment, &asked.on)?;
        if held.value.terms.is_empty() {
            return Err(TeacherRefusal::AppointmentWithoutTerm { appointment: held.fact });
        }
        let same = |(on, point, _): &(NaiveDate, _, _)| (*on, *point) == (asked.on.day, asked.point);
        if held.value.assessments.iter().any(same) {
            return Err(TeacherRefusal::TermAlreadyAssessed { on: asked.on.day });
        }
        Ok(AppointmentEvent::AppointmentTermAssessed(asked.clone()))
    }

    /// A renewal is merit, comes after a term, and is judged by the number of terms and by the yearly appraisals
    ///
    fn renew_term(&self, asked: &RenewAppointmentTerm, mut judging: Judging<'_>) -> Answer {
        let held = self.in_post(asked.appointment, &asked.from)?;
        if held.value.terms.is_empty() {
            return Err(TeacherRefusal::AppointmentWithoutTerm { appointment: held.fact });
        }
        term_fits(held, &asked.from, &asked.to)?;
        judging.holds("R-01", veto(&self.timeline().bars, asked.from.day))?;
        if is_head(held.value.leadership) {
            let terms = judging.number("R-40", "terms_at_most").unwrap_or(i64::MAX);
            let within = i64::try_from(held.value.terms.len()).is_ok_and(|before| before < terms);
            judging.hold("R-40", within, vec![held.fact])?;
        } else {
            holds_term(&mut judging, None, Some(whole_months(asked.from.day, asked.to.day)))?;
        }
        let years = judging.number("R-44", "years").unwrap_or(i64::MAX);
        let failed = self.timeline().records.unsatisfactory_years_before(asked.from.day);
        let satisfied = i64::try_from(failed.len()).is_ok_and(|failed| failed < years);
        judging.hold("R-44", satisfied, failed)?;
        Ok(AppointmentEvent::AppointmentTermRenewed(RenewAppointmentTerm {
            rules: judging.applied(),
            ..asked.clone()
        }))
    }
}

/// Those who lead a school: the terms of R-40 are theirs.
fn is_head(post: Option<LeadershipPost>) -> bool {
    matches!(post, Some(LeadershipPost::Principal | LeadershipPost::Secretary))
}

/// The length of a term: of heads by R-40, of everybody else by R-43.
fn holds_term(
    judging: &mut Judging<'_>,
    post: Option<LeadershipPost>,
    months: Option<u32>,
) -> Result<(), TeacherRefusal> {
    let Some(months) = months.map(i64::from) else { return Ok(()) };
    if is_head(post) {
        let least = judging.number("R-40", "years_at_least").unwrap_or(0) * 12;
        let most = judging.number("R-40", "years_at_most").unwrap_or(100) * 12;
        return Ok(judging.hold("R-40", (least..=most).contains(&months), Vec::new())?);
    }
    let most = judging.number("R-43", "years_at_most").unwrap_or(100) * 12;
    Ok(judging.hold("R-43", months <= most, Vec::new())?)
}

/// A term lies behind the ones before it.
fn term_fits(held: &Dated<Appointment>, from: &CivilDate, to: &CivilDate) -> Result<(), TeacherRefusal> {
    ordered(from, Some(to))?;
    match held.value.term_end().filter(|end| from.day < *end) {
        Some(until) => Err(TeacherRefusal::TermOverlaps { until }),
        None => Ok(()),
    }
}
