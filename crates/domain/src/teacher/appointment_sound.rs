//! What a statement about an appointment has to keep by itself.

use super::{
    appointment::{AppointPost, AppointTitlePost, AppointmentEvent},
    appointment_code::{grade, grades_of},
    refusal::TeacherRefusal,
};
use crate::CivilDate;

/// An end lies after its start.
pub(super) fn ordered(from: &CivilDate, to: Option<&CivilDate>) -> Result<(), TeacherRefusal> {
    match to.filter(|to| to.day <= from.day) {
        Some(to) => Err(TeacherRefusal::EndsBeforeStart { from: from.day, to: to.day }),
        None => Ok(()),
    }
}

/// What a post has to keep whatever else is known.
pub(super) fn sound_post(asked: &AppointPost) -> Result<(), TeacherRefusal> {
    ordered(&asked.from, asked.term_to.as_ref())?;
    ordered(&asked.from, asked.probation_until.as_ref())?;
    let Some(code) = &asked.grade else { return Ok(()) };
    let (kind, _) = grade(code).ok_or_else(|| TeacherRefusal::GradeUnknown { grade: code.clone() })?;
    if kind == asked.kind {
        return Ok(());
    }
    Err(TeacherRefusal::GradeNotOfPost { grade: code.clone(), kind: asked.kind.zh() })
}

/// What a professional post has to keep whatever else is known.
pub(super) fn sound_title_post(asked: &AppointTitlePost) -> Result<(), TeacherRefusal> {
    ordered(&asked.from, asked.term_to.as_ref())?;
    let number = grade(&asked.grade).map(|(_, number)| number);
    let known = number.filter(|_| asked.grade.starts_with("PT-"));
    match known {
        Some(number) if grades_of(asked.title).contains(&number) => Ok(()),
        Some(_) | None => {
            Err(TeacherRefusal::GradeNotOfTitle { grade: asked.grade.clone(), title: asked.title.zh() })
        }
    }
}

/// What every statement about an appointment has to keep, whether it is new or a correction.
pub(super) fn sound(event: &AppointmentEvent) -> Result<(), TeacherRefusal> {
    match event {
        AppointmentEvent::PostAppointed(asked) => sound_post(asked),
        AppointmentEvent::TitlePostAppointed(asked) => sound_title_post(asked),
        AppointmentEvent::AppointmentTermStarted(asked) => ordered(&asked.from, Some(&asked.to)),
        AppointmentEvent::AppointmentTermRenewed(asked) => ordered(&asked.from, Some(&asked.to)),
        AppointmentEvent::AppointmentGradeChanged(asked) => match grade(&asked.grade) {
            Some(_) => Ok(()),
            None => Err(TeacherRefusal::GradeUnknown { grade: asked.grade.clone() }),
        },
        AppointmentEvent::ProbationPassed(_)
        | AppointmentEvent::AppointmentTermAssessed(_)
        | AppointmentEvent::AppointmentTermEnded(_)
        | AppointmentEvent::PostRelieved(_) => Ok(()),
    }
}
