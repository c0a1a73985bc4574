//! The yearly assessment of ethics, restrictions of discipline, tolerance of faults, and what selections scored.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::teacher::{
    TeacherCommand,
    conduct::ConductCommand,
    discipline::{
        GrantFaultTolerance, RecordDisciplineRestriction, RecordEthicsAssessment, RevokeFaultTolerance,
        ScoreSelectionCriterion,
    },
};

use super::{
    input::Reader,
    payload::TeacherPayload,
    teacher::{about_teacher, command},
};
use crate::schema::conduct_enums::{EthicsResult, RestrictionKind};

/// The assessment of the ethics of a year (师德考核).
#[derive(InputObject)]
pub(crate) struct EthicsAssessmentInput {
    /// The year (考核年度).
    year: i32,
    /// The result (考核结果, C-34).
    result: EthicsResult,
    /// The unit that assessed (考核单位).
    organisation: Option<ID>,
    /// The day of the result; a month or a year means its first day.
    on: String,
}

impl EthicsAssessmentInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RecordEthicsAssessment> {
        let year = reader.year("year", self.year);
        let organisation = reader.id_if("organisation", self.organisation.as_ref());
        let on = reader.start("on", &self.on);
        Some(RecordEthicsAssessment {
            year: year?,
            result: self.result.into(),
            organisation: organisation?,
            on: on?,
        })
    }
}

/// A restriction of discipline: cadre posts are closed to the person for a time (纪律处分影响期, R-06).
#[derive(InputObject)]
pub(crate) struct RestrictionInput {
    /// By what it was imposed (限制种类).
    kind: RestrictionKind,
    /// The first day.
    from: String,
    /// The last day, itself included; until further notice when left out.
    to: Option<String>,
}

impl RestrictionInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RecordDisciplineRestriction> {
        let from = reader.start("from", &self.from);
        let until = reader.last_if("to", self.to.as_ref());
        Some(RecordDisciplineRestriction { kind: self.kind.into(), from: from?, until: until? })
    }
}

/// That a negative record no longer stands against the person in selections (容错认定).
#[derive(InputObject)]
pub(crate) struct ToleranceInput {
    /// The event that states the record; never a bar or an assessment of ethics.
    record: ID,
    /// The first day on which it no longer stands against the person.
    from: String,
    /// Why; it may not be blank.
    reason: String,
}

impl ToleranceInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<GrantFaultTolerance> {
        let record = reader.id("record", &self.record);
        let from = reader.start("from", &self.from);
        let reason = reader.filled("reason", &self.reason);
        Some(GrantFaultTolerance { record: record?, from: from?, reason: reason? })
    }
}

/// That a tolerance was taken back (撤销容错认定).
#[derive(InputObject)]
pub(crate) struct ToleranceRevocationInput {
    /// The event that granted the tolerance.
    tolerance: ID,
    /// The first day without it; left out when it never held.
    from: Option<String>,
    /// Why; it may not be blank.
    reason: String,
}

impl ToleranceRevocationInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<RevokeFaultTolerance> {
        let tolerance = reader.id("tolerance", &self.tolerance);
        let from = reader.start_if("from", self.from.as_ref());
        let reason = reader.filled("reason", &self.reason);
        Some(RevokeFaultTolerance { tolerance: tolerance?, from: from?, reason: reason? })
    }
}

/// What a criterion of a selection was scored, and on which events (选任标准评分).
#[derive(InputObject)]
pub(crate) struct SelectionScoreInput {
    /// The candidacy in which it counts.
    candidacy: ID,
    /// The criterion, as 末端执行力; it may not be blank.
    criterion: String,
    /// The score as it was written.
    score: String,
    /// The events it is scored on, of whatever stream.
    evidence: Vec<ID>,
    /// The day; a month or a year means its first day.
    on: String,
}

impl SelectionScoreInput {
    /// Reads it.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<ScoreSelectionCriterion> {
        let candidacy = reader.id("candidacy", &self.candidacy);
        let criterion = reader.filled("criterion", &self.criterion);
        let score = reader.filled("score", &self.score);
        let evidence: Vec<_> = self.evidence.iter().map(|event| reader.id("evidence", event)).collect();
        let evidence: Option<Vec<_>> = evidence.into_iter().collect();
        let on = reader.start("on", &self.on);
        Some(ScoreSelectionCriterion {
            candidacy: candidacy?,
            criterion: criterion?,
            score: score?,
            evidence: evidence?,
            on: on?,
        })
    }
}

about_teacher! {
    /// The input of `ethicsAssessmentRecord`.
    EthicsAssessmentRecordInput(EthicsAssessmentInput);
    /// The input of `disciplineRestrictionRecord`.
    DisciplineRestrictionRecordInput(RestrictionInput);
    /// The input of `faultToleranceGrant`.
    FaultToleranceGrantInput(ToleranceInput);
    /// The input of `faultToleranceRevoke`.
    FaultToleranceRevokeInput(ToleranceRevocationInput);
    /// The input of `selectionCriterionScore`.
    SelectionCriterionScoreInput(SelectionScoreInput);
}

#[derive(Default)]
pub(crate) struct DisciplineMutation;

#[Object]
impl DisciplineMutation {
    /// Records the assessment of the ethics of a year (登记师德考核, S-23, R-02); a wrong result is put right by `factCorrect`.
    /// For BUREAU_HR, TOWN_HR and SCHOOL_HR.
    async fn ethics_assessment_record(
        &self,
        context: &Context<'_>,
        input: EthicsAssessmentRecordInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let asked = input.statement.read(reader)?;
            Some(TeacherCommand::Conduct(ConductCommand::RecordEthicsAssessment(asked)))
        })
        .await
    }

    /// Closes cadre posts to a person for a time, by a decision of discipline (登记纪律处分影响期, S-84, R-06). For
    /// ETHICS_OFFICER.
    async fn discipline_restriction_record(
        &self,
        context: &Context<'_>,
        input: DisciplineRestrictionRecordInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let asked = input.statement.read(reader)?;
            Some(TeacherCommand::Conduct(ConductCommand::RecordDisciplineRestriction(asked)))
        })
        .await
    }

    /// Lets a negative record no longer stand against a person in selections (容错认定, S-83, R-05). For ETHICS_OFFICER.
    async fn fault_tolerance_grant(
        &self,
        context: &Context<'_>,
        input: FaultToleranceGrantInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let asked = input.statement.read(reader)?;
            Some(TeacherCommand::Conduct(ConductCommand::GrantFaultTolerance(asked)))
        })
        .await
    }

    /// Takes a tolerance back (撤销容错认定, S-83). For ETHICS_OFFICER.
    async fn fault_tolerance_revoke(
        &self,
        context: &Context<'_>,
        input: FaultToleranceRevokeInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let asked = input.statement.read(reader)?;
            Some(TeacherCommand::Conduct(ConductCommand::RevokeFaultTolerance(asked)))
        })
        .await
    }

    /// Scores a criterion of a selection for a candidate, with the events it is scored on (选任标准评分, S-82). For BUREAU_HR and
    /// PROGRAMME_MANAGER.
    async fn selection_criterion_score(
        &self,
        context: &Context<'_>,
        input: SelectionCriterionScoreInput,
    ) -> Result<TeacherPayload> {
        command(context, &input.common, &input.teacher, |reader| {
            let asked = input.statement.read(reader)?;
            Some(TeacherCommand::Conduct(ConductCommand::ScoreSelectionCriterion(asked)))
        })
        .await
    }
}
