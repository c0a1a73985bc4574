//! Research staff: units, the staffing matrix, and researchers from entry to exit.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    OrganisationId, ResearchBodyId,
    research::{
        AppointResearcher, AppraiseResearcher, DesignateResearchUnit, ExitResearcher, ReleaseResearcher,
        RequiredCell, ResearchBody, ResearchCommand, SetStaffingMatrix, WithdrawResearchUnit,
    },
};

use super::{
    execute::{Asked, about},
    input::{Common, Reader},
    payload::ResearchStaffPayload,
};
use crate::schema::{
    enums::{Grade, Stage},
    outside_enums::{ExitReason, ResearchLevel, UnitForm},
};

/// A stage and subject that must be staffed (配备岗位).
#[derive(InputObject)]
pub(crate) struct MatrixCellInput {
    /// The stage (学段).
    stage: Stage,
    /// The subject (学科), as a code of C-08.
    subject: String,
    /// How many full-time researchers, 1 or more.
    required: i32,
}

impl MatrixCellInput {
    fn read(&self, reader: &mut Reader) -> Option<RequiredCell> {
        let subject = reader.subject("subject", &self.subject);
        let required = reader.number("required", self.required);
        Some(RequiredCell { stage: self.stage.into(), subject: subject?, required: required? })
    }
}

macro_rules! about_body {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The organisation whose research staff it is, by id or uuid.
            organisation: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_body! {
    /// The input of `researchUnitDesignate`.
    ResearchUnitDesignateInput {
        /// On which level it works (层级).
        level: ResearchLevel,
        /// What it is within the organisation (形式).
        form: UnitForm,
        /// The cluster it belongs to, by its name (片区).
        cluster: Option<String>,
        /// From when; a month or a year means its first day.
        from: String,
    }

    /// The input of `researchUnitWithdraw`.
    ResearchUnitWithdrawInput {
        /// The first day without it; a month or a year means its first day.
        on: String,
        /// Why.
        reason: String,
    }

    /// The input of `staffingMatrixSet`.
    StaffingMatrixSetInput {
        /// Every cell that must be staffed; what is left out is not required.
        cells: Vec<MatrixCellInput>,
        /// From when; a month or a year means its first day.
        from: String,
    }

    /// The input of `researcherAppoint`.
    ResearcherAppointInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// The stage (学段).
        stage: Stage,
        /// The subject (学科), as a code of C-08.
        subject: String,
        /// Percent of a full post; 100 when left out.
        fte_percent: Option<i32>,
        /// The first day; a month or a year means its first day.
        from: String,
    }

    /// The input of `researcherRelease`.
    ResearcherReleaseInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// The first day without the person; a month or a year means its first day.
        on: String,
        /// The school the person returns to.
        school: Option<ID>,
    }

    /// The input of `researcherExit`.
    ResearcherExitInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// The first day without the person; a month or a year means its first day.
        on: String,
        /// Why (退出原因).
        reason: ExitReason,
    }

    /// The input of `researcherAppraise`.
    ResearcherAppraiseInput {
        /// The person, by id or uuid.
        teacher: ID,
        /// The year (年度).
        year: i32,
        /// The result (等次).
        grade: Grade,
        /// The day; a month or a year means its first day.
        on: String,
    }
}

#[derive(Default)]
pub(crate) struct ResearchMutation;

#[Object]
impl ResearchMutation {
    /// Says that an organisation has a research unit (设立教研机构, S-60, S-61). For BUREAU_HR.
    async fn research_unit_designate(
        &self,
        context: &Context<'_>,
        input: ResearchUnitDesignateInput,
    ) -> Result<ResearchStaffPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let organisation = reader.id::<OrganisationId>("organisation", &input.organisation);
            let cluster = reader.text_if("cluster", input.cluster.as_ref());
            let from = reader.start("from", &input.from);
            Some(ResearchCommand::DesignateResearchUnit(DesignateResearchUnit {
                organisation: organisation?,
                level: input.level.into(),
                form: input.form.into(),
                cluster: cluster?,
                from: from?,
            }))
        })
        .await
    }

    /// Says that it has none any more (撤销教研机构, S-60). For BUREAU_HR.
    async fn research_unit_withdraw(
        &self,
        context: &Context<'_>,
        input: ResearchUnitWithdrawInput,
    ) -> Result<ResearchStaffPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let on = reader.start("on", &input.on);
            let reason = reader.filled("reason", &input.reason);
            let withdraw = WithdrawResearchUnit { on: on?, reason: reason? };
            Some(ResearchCommand::WithdrawResearchUnit(withdraw))
        })
        .await
    }

    /// Sets what must be staffed, institution by stage and subject (教研员配备标准, S-62, R-56). For BUREAU_HR.
    async fn staffing_matrix_set(
        &self,
        context: &Context<'_>,
        input: StaffingMatrixSetInput,
    ) -> Result<ResearchStaffPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let cells = input.cells.iter().map(|cell| reader.under("cells", |reader| cell.read(reader)));
            let cells: Vec<_> = cells.collect();
            let from = reader.start("from", &input.from);
            let cells = cells.into_iter().collect::<Option<Vec<_>>>();
            Some(ResearchCommand::SetStaffingMatrix(SetStaffingMatrix { cells: cells?, from: from? }))
        })
        .await
    }

    /// Appoints a researcher and keeps what the entry check found (教研员聘任, S-62, S-63, R-01, R-57). For BUREAU_HR.
    async fn researcher_appoint(
        &self,
        context: &Context<'_>,
        input: ResearcherAppointInput,
    ) -> Result<ResearchStaffPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let subject = reader.subject("subject", &input.subject);
            let fte_percent = reader.number("ftePercent", input.fte_percent.unwrap_or(100));
            let from = reader.start("from", &input.from);
            Some(ResearchCommand::AppointResearcher(AppointResearcher {
                teacher: teacher?,
                stage: input.stage.into(),
                subject: subject?,
                fte_percent: fte_percent?,
                from: from?,
            }))
        })
        .await
    }

    /// Sends a researcher back to a school (返校任教, S-63, R-58). For BUREAU_HR.
    async fn researcher_release(
        &self,
        context: &Context<'_>,
        input: ResearcherReleaseInput,
    ) -> Result<ResearchStaffPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let on = reader.start("on", &input.on);
            let school = reader.id_if("school", input.school.as_ref());
            let release = ReleaseResearcher { teacher: teacher?, on: on?, school: school? };
            Some(ResearchCommand::ReleaseResearcher(release))
        })
        .await
    }

    /// Ends the work of a researcher for good (教研员退出, S-63). For BUREAU_HR.
    async fn researcher_exit(
        &self,
        context: &Context<'_>,
        input: ResearcherExitInput,
    ) -> Result<ResearchStaffPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let on = reader.start("on", &input.on);
            let exit = ExitResearcher { teacher: teacher?, on: on?, reason: input.reason.into() };
            Some(ResearchCommand::ExitResearcher(exit))
        })
        .await
    }

    /// Appraises a year of a researcher (教研员考核, S-64). For BUREAU_HR.
    async fn researcher_appraise(
        &self,
        context: &Context<'_>,
        input: ResearcherAppraiseInput,
    ) -> Result<ResearchStaffPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let teacher = reader.id("teacher", &input.teacher);
            let year = reader.year("year", input.year);
            let on = reader.start("on", &input.on);
            Some(ResearchCommand::AppraiseResearcher(AppraiseResearcher {
                teacher: teacher?,
                year: year?,
                grade: input.grade.into(),
                on: on?,
            }))
        })
        .await
    }
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    organisation: &ID,
    read: impl FnOnce(&mut Reader) -> Option<ResearchCommand> + Send,
) -> Result<ResearchStaffPayload> {
    let asked =
        |id: OrganisationId, command| Asked::of(ResearchBodyId::of(id).stream(), command).at(Some(id));
    about::<ResearchBody, _>(context, common, ("organisation", organisation), read, asked)
        .await
        .map(ResearchStaffPayload::from)
}
