//! Honours.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    honour::{ConferHonour, HonourCommand, HonourConferred, RecordContribution, RevokeHonour},
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::{
    conduct_enums::ContributionKind,
    enums::{HonourLevel, IssuingBody},
};

/// An honour (荣誉). Its level is not asked for: it follows from the issuing body.
#[derive(InputObject)]
pub(crate) struct HonourInput {
    /// The honour, as 东莞市优秀教师. The same one counts once a year.
    name: String,
    /// The kind of body that issued it (颁发机关类别); the level follows from it.
    issued_by: IssuingBody,
    /// The name of that body (颁发机关).
    issuer: String,
    /// The day it was conferred; a month or a year means its first day.
    on: String,
    /// The kind of the catalogue, as four-have-teacher, when it is one of it (荣誉目录); `honourKinds` lists them.
    kind: Option<String>,
}

impl HonourInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<HonourConferred> {
        let name = reader.filled("name", &self.name);
        let issuer = reader.filled("issuer", &self.issuer);
        let on = reader.start("on", &self.on);
        let kind = reader.text_if("kind", self.kind.as_ref());
        let issued_by = liangshi_domain::code::IssuingBody::from(self.issued_by);
        Some(HonourConferred {
            name: name?,
            issued_by,
            issuer: issuer?,
            level: issued_by.level(),
            on: on?,
            kind: kind?,
            rules: Vec::new(),
        })
    }
}

/// An honour and the level a form says it has (荣誉授予).
#[derive(InputObject)]
pub(crate) struct ConferralInput {
    #[graphql(flatten)]
    honour: HonourInput,
    /// The level as typed on a form; refused when it is not the issuer's, while R-60 judges.
    stated_level: Option<HonourLevel>,
}

impl ConferralInput {
    fn read(&self, reader: &mut Reader) -> Option<ConferHonour> {
        let HonourConferred { name, issued_by, issuer, level: _, on, kind, rules: _ } =
            self.honour.read(reader)?;
        Some(ConferHonour {
            name,
            issued_by,
            issuer,
            on,
            stated_level: self.stated_level.map(Into::into),
            kind,
        })
    }
}

/// That an honour was taken back (撤销荣誉).
#[derive(InputObject)]
pub(crate) struct HonourRevocationInput {
    /// The event that conferred it.
    honour: ID,
    /// The first day without it; left out when it is void from the beginning (自始无效).
    from: Option<String>,
    /// Why; it may not be blank.
    reason: String,
}

impl HonourRevocationInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RevokeHonour> {
        let honour = reader.id("honour", &self.honour);
        let from = reader.start_if("from", self.from.as_ref());
        let reason = reader.filled("reason", &self.reason);
        Some(RevokeHonour { honour: honour?, from: from?, reason: reason? })
    }
}

/// A lesson or a resource that a person gave for all (名师课堂等贡献).
#[derive(InputObject)]
pub(crate) struct ContributionInput {
    /// By what (贡献形式).
    kind: ContributionKind,
    /// Its title (题目); it may not be blank.
    title: String,
    /// The subject, as a code of the list C-08.
    subject: Option<String>,
    /// The unit it was given for, when it was given for one.
    organisation: Option<ID>,
    /// The day; a month or a year means its first day.
    on: String,
}

impl ContributionInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RecordContribution> {
        let title = reader.filled("title", &self.title);
        let subject = reader.maybe(self.subject.as_ref(), |reader, text| reader.subject("subject", text));
        let organisation = reader.id_if("organisation", self.organisation.as_ref());
        let on = reader.start("on", &self.on);
        Some(RecordContribution {
            kind: self.kind.into(),
            title: title?,
            subject: subject?,
            organisation: organisation?,
            on: on?,
        })
    }
}

about_teacher! {
    /// The input of `honourConfer`.
    HonourConferInput(ConferralInput);
    /// The input of `honourRevoke`.
    HonourRevokeInput(HonourRevocationInput);
    /// The input of `contributionRecord`.
    ContributionRecordInput(ContributionInput);
}

#[derive(Default)]
pub(crate) struct HonourMutation;

#[Object]
impl HonourMutation {
    /// Confers an honour (授予荣誉, S-22, R-01, R-60, R-61). A bar in force on the day refuses it. For BUREAU_HR.
    async fn honour_confer(&self, context: &Context<'_>, input: HonourConferInput) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Honour(HonourCommand::ConferHonour(input.statement.read(reader)?)))
        })
        .await
    }

    /// Takes an honour back, from a day on or from the beginning (撤销荣誉). For BUREAU_HR.
    async fn honour_revoke(&self, context: &Context<'_>, input: HonourRevokeInput) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Honour(HonourCommand::RevokeHonour(input.statement.read(reader)?)))
        })
        .await
    }

    /// Records a lesson or a resource that a person gave for all (登记名师课堂等贡献, S-70); `Teacher.history` shows them. For
    /// BUREAU_HR, TOWN_HR and SCHOOL_HR.
    async fn contribution_record(
        &self,
        context: &Context<'_>,
        input: ContributionRecordInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            Some(TeacherCommand::Honour(HonourCommand::RecordContribution(input.statement.read(reader)?)))
        })
        .await
    }
}
