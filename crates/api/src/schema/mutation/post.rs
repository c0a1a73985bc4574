//! Work and titles.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    post::{AssignTeacher, EndAssignment, GrantTitle, PostCommand},
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::enums::{Stage, Title};

/// Work at a unit (任教岗位).
#[derive(InputObject)]
pub(crate) struct AssignmentInput {
    /// The workplace (在岗单位). It has to be open on the first day.
    organisation: ID,
    /// The school stage taught (学段).
    stage: Option<Stage>,
    /// The subject taught, as a code of list C-08 (任教学科).
    subject: Option<String>,
    /// The post held, as 校长 or 班主任 (职务).
    post: Option<String>,
    /// Percent of a full post, 1 to 100; 100 when left out (工作量).
    fte_percent: Option<i32>,
    /// Whether this is the person's main work; only one may be at a time. True when left out (主要岗位).
    primary: Option<bool>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day, itself included; a month or a year means its last day. Left out until further notice.
    to: Option<String>,
}

impl AssignmentInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<AssignTeacher> {
        let organisation = reader.id("organisation", &self.organisation);
        let subject = reader.maybe(self.subject.as_ref(), |reader, text| reader.subject("subject", text));
        let post = reader.text_if("post", self.post.as_ref());
        let fte_percent = percent(reader, "ftePercent", self.fte_percent);
        let from = reader.start("from", &self.from);
        let to = reader.last_if("to", self.to.as_ref());
        Some(AssignTeacher {
            organisation: organisation?,
            stage: self.stage.map(Into::into),
            subject: subject?,
            post: post?,
            fte_percent: fte_percent?,
            primary: self.primary.unwrap_or(true),
            from: from?,
            to: to?,
        })
    }
}

/// A percentage of a full post, full when left out.
pub(super) fn percent(reader: &mut Reader, field: &str, percent: Option<i32>) -> Option<u32> {
    reader.number(field, percent.unwrap_or(100))
}

/// How work at a unit ended (结束任教).
#[derive(InputObject)]
pub(crate) struct AssignmentEndingInput {
    /// The event that gave the work.
    assignment: ID,
    /// The last day, itself included; a month or a year means its last day.
    last_day: String,
}

impl AssignmentEndingInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<EndAssignment> {
        let assignment = reader.id("assignment", &self.assignment);
        let on = reader.last("lastDay", &self.last_day);
        Some(EndAssignment { assignment: assignment?, on: on? })
    }
}

/// A professional title (职称).
#[derive(InputObject)]
pub(crate) struct TitleInput {
    /// The title (职称等级).
    title: Title,
    /// The day it was granted; a month or a year means its first day.
    from: String,
    /// The body that reviewed (评审机构).
    authority: Option<String>,
    /// The number of the certificate (证书编号).
    certificate: Option<String>,
}

impl TitleInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<GrantTitle> {
        let from = reader.start("from", &self.from);
        let authority = reader.text_if("authority", self.authority.as_ref());
        let certificate = reader.text_if("certificate", self.certificate.as_ref());
        Some(GrantTitle {
            title: self.title.into(),
            from: from?,
            authority: authority?,
            certificate: certificate?,
            rules: Vec::new(),
        })
    }
}

about_teacher! {
    /// The input of `teacherAssign`.
    TeacherAssignInput(AssignmentInput);
    /// The input of `assignmentEnd`.
    AssignmentEndInput(AssignmentEndingInput);
    /// The input of `titleGrant`.
    TitleGrantInput(TitleInput);
}

#[derive(Default)]
pub(crate) struct PostMutation;

#[Object]
impl PostMutation {
    /// Gives a person work at a unit (安排任教, R-12). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    async fn teacher_assign(
        &self,
        context: &Context<'_>,
        input: TeacherAssignInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Post(PostCommand::AssignTeacher(input.statement.read(reader)?)))
        })
        .await
    }

    /// Ends work at a unit (结束任教). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    async fn assignment_end(
        &self,
        context: &Context<'_>,
        input: AssignmentEndInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Post(PostCommand::EndAssignment(input.statement.read(reader)?)))
        })
        .await
    }

    /// Grants a professional title (取得职称). It never creates a post by itself. For BUREAU_HR.
    async fn title_grant(&self, context: &Context<'_>, input: TitleGrantInput) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Post(PostCommand::GrantTitle(input.statement.read(reader)?)))
        })
        .await
    }
}
