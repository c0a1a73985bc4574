//! Who the person is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    dated::{Cause, Dated, Facts},
    refusal::TeacherRefusal,
};
use crate::{CivilDate, IdentityNumber, Period, Personal, code::Sex, machine::events};

events! {
    /// Who a person is.
    pub enum IdentityEvent {
        /// The person was entered in the register.
        TeacherRegistered(RegisterTeacher) = "teacher.registered" / 1,
        /// The person took another name.
        TeacherRenamed(RenameTeacher) = "teacher.renamed" / 1,
    }
}

/// Enters a person in the register. Name, identity number and birth date are sealed wherever they are stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RegisterTeacher {
    /// The person's name.
    pub name: Personal<String>,
    /// GB 11643 identity number; absent for persons who have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Personal<IdentityNumber>>,
    /// The exact birth date; the form allows it to differ from the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Personal<NaiveDate>>,
    /// Sex by GB/T 2261.1.
    pub sex: Sex,
    /// The number the bureau gives its staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_number: Option<String>,
}

/// Gives the person another name from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
pub struct RenameTeacher {
    /// The new name.
    pub name: Personal<String>,
    /// First day of the new name.
    pub from: CivilDate,
}

/// What may be asked about who a person is.
#[derive(Clone, Debug, PartialEq)]
pub enum IdentityCommand {
    /// See [`RegisterTeacher`].
    RegisterTeacher(RegisterTeacher),
    /// See [`RenameTeacher`].
    RenameTeacher(RenameTeacher),
}

impl IdentityEvent {
    /// The event without what is personal in it.
    pub(crate) fn erased(&self) -> Self {
        match self {
            Self::TeacherRegistered(person) => Self::TeacherRegistered(RegisterTeacher {
                name: Personal::Erased,
                identity: person.identity.as_ref().map(|_| Personal::Erased),
                birth: person.birth.as_ref().map(|_| Personal::Erased),
                ..person.clone()
            }),
            Self::TeacherRenamed(rename) => {
                Self::TeacherRenamed(RenameTeacher { name: Personal::Erased, from: rename.from.clone() })
            }
        }
    }

    /// The texts by which the person may be known.
    pub(crate) fn personal(&self) -> Vec<&str> {
        let (name, number) = match self {
            Self::TeacherRegistered(person) => (&person.name, person.identity.as_ref()),
            Self::TeacherRenamed(rename) => (&rename.name, None),
        };
        let number = number.and_then(Personal::known).map(IdentityNumber::as_str);
        name.known()
            .map(|name| name.trim())
            .into_iter()
            .chain(number)
            .filter(|text| !text.is_empty())
            .collect()
    }
}

/// What is known of who the person is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    /// The registration, as it stands corrected.
    pub registered: Option<Dated<RegisterTeacher>>,
    /// Later names.
    pub names: Facts<Personal<String>>,
}

impl Identity {
    /// Folds one statement.
    pub(crate) fn evolve(&mut self, event: &IdentityEvent, cause: &Cause) {
        match event {
            IdentityEvent::TeacherRegistered(person) => {
                let always = Period::new(NaiveDate::MIN, None);
                self.registered = Some(Dated::stated(cause, always, person.clone()));
            }
            IdentityEvent::TeacherRenamed(rename) => {
                self.names.state(cause, Period::stated(&rename.from, None), rename.name.clone());
            }
        }
    }

    /// The name on the day: the latest that began by then.
    pub fn name_on(&self, day: NaiveDate) -> Option<&Personal<String>> {
        let later = self.names.on(day).max_by_key(|name| name.period.from).map(|name| &name.value);
        later.or_else(|| self.registered.as_ref().map(|person| &person.value.name))
    }
}

/// Decides about who a person is.
pub(crate) fn decide(
    command: &IdentityCommand,
    identity: &Identity,
) -> Result<Vec<IdentityEvent>, TeacherRefusal> {
    named(match command {
        IdentityCommand::RegisterTeacher(person) => &person.name,
        IdentityCommand::RenameTeacher(rename) => &rename.name,
    })?;
    match command {
        IdentityCommand::RegisterTeacher(_) if identity.registered.is_some() => {
            Err(TeacherRefusal::AlreadyRegistered)
        }
        IdentityCommand::RegisterTeacher(person) => {
            Ok(vec![IdentityEvent::TeacherRegistered(person.clone())])
        }
        IdentityCommand::RenameTeacher(rename) => Ok(vec![IdentityEvent::TeacherRenamed(rename.clone())]),
    }
}

/// What every statement of who a person is has to keep, whether it is new or a correction.
pub(crate) fn sound(event: &IdentityEvent) -> Result<(), TeacherRefusal> {
    named(match event {
        IdentityEvent::TeacherRegistered(person) => &person.name,
        IdentityEvent::TeacherRenamed(rename) => &rename.name,
    })
}

fn named(name: &Personal<String>) -> Result<(), TeacherRefusal> {
    if name.known().is_none_or(|name| name.trim().is_empty()) {
        Err(TeacherRefusal::NameMissing)
    } else {
        Ok(())
    }
}
