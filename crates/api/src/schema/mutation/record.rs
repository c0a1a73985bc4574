//! Certificates, degrees, yearly appraisals and incentives.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    Personal,
    teacher::{
        TeacherCommand,
        record::{
            ExpireCredential, GrantIncentive, RecordAppraisal, RecordCommand, RecordCredential, RecordDegree,
            RevokeCredential,
        },
    },
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::{
    enums::Stage,
    post_enums::{AppraisalResult, CredentialKind, IncentiveKind, PutonghuaGrade},
    scalar::Long,
};

/// A certificate (证书).
#[derive(InputObject)]
pub(crate) struct CredentialInput {
    /// What it is of (证书种类).
    kind: CredentialKind,
    /// The school stage it is for, when it names one (C-06).
    stage: Option<Stage>,
    /// The subject it is for, as a code of the list C-08, when it names one.
    subject: Option<String>,
    /// The grade, of Putonghua and of nothing else (普通话等级).
    grade: Option<PutonghuaGrade>,
    /// Its number (证书编号); it is kept sealed and gone when the person is erased.
    number: Option<String>,
    /// The first day; a month or a year means its first day.
    from: String,
    /// The last day, when it ends; a month or a year means its last day.
    last_day: Option<String>,
}

impl CredentialInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RecordCredential> {
        let subject = reader.maybe(self.subject.as_ref(), |reader, text| reader.subject("subject", text));
        let number = reader.text_if("number", self.number.as_ref());
        let from = reader.start("from", &self.from);
        let to = reader.last_if("lastDay", self.last_day.as_ref());
        Some(RecordCredential {
            kind: self.kind.into(),
            stage: self.stage.map(Into::into),
            subject: subject?,
            grade: self.grade.map(Into::into),
            number: number?.map(Personal::Known),
            from: from?,
            to: to?,
        })
    }
}

/// That a certificate ran out (证书到期).
#[derive(InputObject)]
pub(crate) struct CredentialExpiryInput {
    /// The event that recorded it.
    credential: ID,
    /// The first day without it.
    on: String,
}

impl CredentialExpiryInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<ExpireCredential> {
        let credential = reader.id("credential", &self.credential);
        let on = reader.start("on", &self.on);
        Some(ExpireCredential { credential: credential?, on: on? })
    }
}

/// That a certificate was withdrawn (证书撤销).
#[derive(InputObject)]
pub(crate) struct CredentialRevocationInput {
    /// The event that recorded it.
    credential: ID,
    /// The first day without it; left out when it is void from the beginning (自始无效).
    from: Option<String>,
    /// Why; it may not be blank.
    reason: String,
}

impl CredentialRevocationInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RevokeCredential> {
        let credential = reader.id("credential", &self.credential);
        let from = reader.start_if("from", self.from.as_ref());
        let reason = reader.filled("reason", &self.reason);
        Some(RevokeCredential { credential: credential?, from: from?, reason: reason? })
    }
}

/// A degree or a course of study (学历学位).
#[derive(InputObject)]
pub(crate) struct DegreeInput {
    /// The level of education by its code in C-27, as 21 (学历).
    education: String,
    /// The degree by its code in C-28, as 404 (学位).
    degree: Option<String>,
    /// Where it was taken (毕业院校).
    school: Option<String>,
    /// Whether the study was full-time (全日制).
    full_time: bool,
    /// The day it was conferred; a month or a year means its first day.
    on: String,
}

impl DegreeInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RecordDegree> {
        let education = reader.listed("C-27", "education", &self.education);
        let degree = reader.maybe(self.degree.as_ref(), |reader, text| reader.listed("C-28", "degree", text));
        let school = reader.text_if("school", self.school.as_ref());
        let on = reader.start("on", &self.on);
        Some(RecordDegree {
            education: education?,
            degree: degree?,
            school: school?,
            full_time: self.full_time,
            on: on?,
        })
    }
}

/// The appraisal of a year (年度考核).
#[derive(InputObject)]
pub(crate) struct AppraisalInput {
    /// The calendar year (年度).
    year: i32,
    /// The result (C-35).
    result: AppraisalResult,
    /// The unit that appraised.
    organisation: Option<ID>,
}

impl AppraisalInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RecordAppraisal> {
        let year = reader.year("year", self.year);
        let organisation = reader.id_if("organisation", self.organisation.as_ref());
        let result = self.result.into();
        Some(RecordAppraisal { year: year?, result, organisation: organisation?, rules: Vec::new() })
    }
}

/// An incentive (激励).
#[derive(InputObject)]
pub(crate) struct IncentiveInput {
    /// What it is (激励种类).
    kind: IncentiveKind,
    /// The amount in fen, when it is money (金额，分).
    fen: Option<Long>,
    /// The scheme it comes from, as 乡村教师生活补助 (依据的办法).
    scheme: String,
    /// The day.
    on: String,
}

impl IncentiveInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<GrantIncentive> {
        let scheme = reader.filled("scheme", &self.scheme);
        let on = reader.start("on", &self.on);
        let fen = self.fen.as_ref().map(|fen| fen.0);
        Some(GrantIncentive { kind: self.kind.into(), fen, scheme: scheme?, on: on?, rules: Vec::new() })
    }
}

about_teacher! {
    /// The input of `credentialRecord`.
    CredentialRecordInput(CredentialInput);
    /// The input of `credentialExpire`.
    CredentialExpireInput(CredentialExpiryInput);
    /// The input of `credentialRevoke`.
    CredentialRevokeInput(CredentialRevocationInput);
    /// The input of `degreeRecord`.
    DegreeRecordInput(DegreeInput);
    /// The input of `appraisalRecord`.
    AppraisalRecordInput(AppraisalInput);
    /// The input of `incentiveGrant`.
    IncentiveGrantInput(IncentiveInput);
}

#[derive(Default)]
pub(crate) struct RecordMutation;

macro_rules! records {
    ($($(#[$meta:meta])* $field:ident($input:ident) = $command:ident;)*) => {
        #[Object]
        impl RecordMutation {
            $($(#[$meta])*
            async fn $field(&self, context: &Context<'_>, input: $input) -> Result<TeacherPayload> {
                command(context, &input.common, &input.teacher, |reader| {
                    Some(TeacherCommand::Record(RecordCommand::$command(input.statement.read(reader)?)))
                })
                .await
            })*
        }
    };
}

records! {
    /// Records a certificate (登记证书, S-56, S-57, S-79). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    credential_record(CredentialRecordInput) = RecordCredential;
    /// Says that a certificate ran out (证书到期, S-57). For BUREAU_HR.
    credential_expire(CredentialExpireInput) = ExpireCredential;
    /// Withdraws a certificate, from a day on or from the beginning (撤销证书, S-57). For BUREAU_HR.
    credential_revoke(CredentialRevokeInput) = RevokeCredential;
    /// Records a degree or a course of study (登记学历学位, S-41). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    degree_record(DegreeRecordInput) = RecordDegree;
    /// Records the appraisal of a year (登记年度考核, S-45, R-02). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside their scope.
    appraisal_record(AppraisalRecordInput) = RecordAppraisal;
    /// Grants an incentive (兑现激励, S-46, R-01). For BUREAU_HR.
    incentive_grant(IncentiveGrantInput) = GrantIncentive;
}
