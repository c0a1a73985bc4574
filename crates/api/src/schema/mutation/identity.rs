//! Who a person is.

use async_graphql::{Context, InputObject, Object, Result};
use liangshi_domain::{
    TeacherId,
    teacher::{
        Teacher, TeacherCommand,
        identity::{IdentityCommand, RegisterTeacher, RenameTeacher},
    },
};

use super::{
    execute::{Asked, run},
    input::{Common, Reader},
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::{context::registry, enums::Sex};

/// Who a person is (基本信息).
#[derive(InputObject)]
pub(crate) struct RegistrationInput {
    /// The name (姓名); it may not be blank. It is sealed wherever it is stored.
    name: String,
    /// The citizen identity number of 18 characters (公民身份号码, GB 11643). One number is one person's in the whole city.
    identity_number: Option<String>,
    /// The exact birth date, as 1889-01-01; it may differ from the number.
    birth: Option<String>,
    /// Sex by GB/T 2261.1 (性别).
    sex: Sex,
    /// The number the bureau gives its staff (人员编号).
    staff_number: Option<String>,
}

impl RegistrationInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RegisterTeacher> {
        let name = reader.text("name", &self.name);
        let identity = reader
            .maybe(self.identity_number.as_ref(), |reader, text| reader.identity("identityNumber", text));
        let birth = reader.maybe(self.birth.as_ref(), |reader, text| reader.day("birth", text));
        let staff_number = reader.text_if("staffNumber", self.staff_number.as_ref());
        Some(RegisterTeacher {
            name: name?.into(),
            identity: identity?.map(Into::into),
            birth: birth?.map(Into::into),
            sex: self.sex.into(),
            staff_number: staff_number?,
        })
    }
}

/// Another name from a day on (更名).
#[derive(InputObject)]
pub(crate) struct RenamingInput {
    /// The new name; it may not be blank.
    name: String,
    /// The first day of the new name; a month or a year means its first day.
    from: String,
}

impl RenamingInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RenameTeacher> {
        let name = reader.text("name", &self.name);
        let from = reader.start("from", &self.from);
        Some(RenameTeacher { name: name?.into(), from: from? })
    }
}

/// The input of `teacherRegister`.
#[derive(InputObject)]
pub(crate) struct TeacherRegisterInput {
    #[graphql(flatten)]
    common: Common,
    #[graphql(flatten)]
    statement: RegistrationInput,
}

about_teacher! {
    /// The input of `teacherRename`.
    TeacherRenameInput(RenamingInput);
}

#[derive(Default)]
pub(crate) struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Enters a person in the register (教师登记). For BUREAU_HR.
    async fn teacher_register(
        &self,
        context: &Context<'_>,
        input: TeacherRegisterInput,
    ) -> Result<TeacherPayload> {
        let id = TeacherId((registry(context)?.new_id)());
        let outcome = run::<Teacher>(context, &input.common, |reader| {
            let person = input.statement.read(reader)?;
            Some(Asked::of(id.stream(), TeacherCommand::Identity(IdentityCommand::RegisterTeacher(person))))
        });
        outcome.await.map(TeacherPayload::from)
    }

    /// Gives a person another name from a day on (教师更名). For BUREAU_HR.
    async fn teacher_rename(
        &self,
        context: &Context<'_>,
        input: TeacherRenameInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Identity(IdentityCommand::RenameTeacher(input.statement.read(reader)?)))
        })
        .await
    }
}
