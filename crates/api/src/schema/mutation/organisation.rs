//! Organisations: their life, names, trees and successors.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    OrganisationId,
    organisation::{
        AdoptGovernanceMode, ChangeOrganisationNature, ClearOrganisationFlag, CloseOrganisation, Description,
        DesignateDevelopmentCentre, MergeOrganisation, OpenOrganisation, Organisation, OrganisationCommand,
        PlanOrganisation, RegisterOrganisationCode, RenameOrganisation, ReparentOrganisation, ReportClasses,
        ReportPayAggregate, SetOrganisationFlag, SetStaffingGoal, Succession,
    },
};

use super::{
    execute::{Asked, about, run},
    input::{Common, Reader},
    payload::OrganisationPayload,
};
use crate::schema::{
    context::registry,
    enums::{Nature, OrganisationFlag, OrganisationKind, ParentKind, Stage},
    post_enums::{CentreLevel, GovernanceMode},
    scalar::Long,
};

/// What an organisation is (机构基本信息).
#[derive(InputObject)]
pub(crate) struct OrganisationDescriptionInput {
    /// Its full name (名称); it may not be blank.
    name: String,
    /// What it is (类型).
    kind: OrganisationKind,
    /// Who runs it (办学性质).
    nature: Nature,
    /// Its unified social credit code of 18 characters (统一社会信用代码, GB 32100), once registered.
    code: Option<String>,
    /// Its place by the statistical division code, nine digits down to the town (区划代码).
    place: Option<String>,
}

impl OrganisationDescriptionInput {
    fn read(&self, reader: &mut Reader) -> Option<Description> {
        let name = reader.text("name", &self.name);
        let code = reader.maybe(self.code.as_ref(), |reader, text| reader.code("code", text));
        let place = reader.text_if("place", self.place.as_ref());
        Some(Description {
            name: name?,
            kind: self.kind.into(),
            nature: self.nature.into(),
            code: code?,
            place: place?,
        })
    }
}

/// The input of `organisationPlan`.
#[derive(InputObject)]
pub(crate) struct OrganisationPlanInput {
    #[graphql(flatten)]
    common: Common,
    #[graphql(flatten)]
    description: OrganisationDescriptionInput,
    /// The day it is planned to open; a month or a year means its first day.
    opens_on: Option<String>,
}

/// The input of `organisationOpen`.
#[derive(InputObject)]
pub(crate) struct OrganisationOpenInput {
    #[graphql(flatten)]
    common: Common,
    /// The organisation that was planned; left out for one that was not, which then needs its description.
    organisation: Option<ID>,
    /// What it is; may be left out when it was planned.
    description: Option<OrganisationDescriptionInput>,
    /// The first day; a month or a year means its first day.
    from: String,
}

/// The persons who go to one of several successors of a merger (去向).
#[derive(InputObject)]
pub(crate) struct SuccessionInput {
    /// The successor, by id or uuid.
    organisation: ID,
    /// Who goes there, by id or uuid.
    teachers: Vec<ID>,
}

impl SuccessionInput {
    fn read(&self, reader: &mut Reader) -> Option<Succession> {
        let organisation = reader.id("organisation", &self.organisation);
        let teachers: Vec<_> = self.teachers.iter().map(|teacher| reader.id("teachers", teacher)).collect();
        let teachers: Option<Vec<_>> = teachers.into_iter().collect();
        Some(Succession { organisation: organisation?, teachers: teachers? })
    }
}

macro_rules! about_organisation {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            #[graphql(flatten)]
            common: Common,
            /// The organisation, by id or uuid.
            organisation: ID,
            $($(#[$field_meta])* $field: $type,)*
        }
    )*};
}

about_organisation! {
    /// The input of `organisationRename`.
    OrganisationRenameInput {
        /// The new name; it may not be blank.
        name: String,
        /// The first day of the new name; a month or a year means its first day.
        from: String,
    }

    /// The input of `organisationCodeRegister`.
    OrganisationCodeRegisterInput {
        /// The unified social credit code of 18 characters (GB 32100). One code is one organisation's.
        code: String,
    }

    /// The input of `organisationReparent`.
    OrganisationReparentInput {
        /// Which tree (隶属体系).
        kind: ParentKind,
        /// The parent; left out when the organisation leaves the tree. It may not stand below.
        parent: Option<ID>,
        /// The first day under it; a month or a year means its first day.
        from: String,
    }

    /// The input of `organisationNatureChange`.
    OrganisationNatureChangeInput {
        /// The new nature (办学性质).
        nature: Nature,
        /// The first day of it; a month or a year means its first day.
        from: String,
    }

    /// The input of `organisationMerge`.
    OrganisationMergeInput {
        /// The successor (并入机构); of several the one to which everybody goes who is not named under another.
        into: ID,
        /// Who goes to which other successor (其他去向).
        successors: Option<Vec<SuccessionInput>>,
        /// The first day it no longer stands by itself; a month or a year means its first day.
        on: String,
    }

    /// The input of `organisationClose`.
    OrganisationCloseInput {
        /// The first day it is closed; a month or a year means its first day.
        on: String,
    }

    /// The input of `organisationFlagSet`.
    OrganisationFlagSetInput {
        /// Which flag (标识).
        flag: OrganisationFlag,
        /// The first day; a month or a year means its first day.
        from: String,
        /// The last day, itself included; a month or a year means its last day. Left out until further notice.
        to: Option<String>,
    }

    /// The input of `developmentCentreDesignate`.
    DevelopmentCentreDesignateInput {
        /// Of which level (层级).
        level: CentreLevel,
        /// Whether as a pilot (试点); not when left out.
        pilot: Option<bool>,
        /// The first day; a month or a year means its first day.
        from: String,
    }

    /// The input of `governanceModeAdopt`.
    GovernanceModeAdoptInput {
        /// How it is led (领导体制).
        mode: GovernanceMode,
        /// Whether as a pilot (试点); not when left out.
        pilot: Option<bool>,
        /// The first day; a month or a year means its first day.
        from: String,
    }

    /// The input of `staffingGoalSet`.
    StaffingGoalSetInput {
        /// How many persons are to be there (配备目标).
        persons: i32,
        /// The day by which.
        by: String,
    }

    /// The input of `classesReport`.
    ClassesReportInput {
        /// The stage (C-06).
        stage: Stage,
        /// How many classes (班级数).
        classes: i32,
        /// The day of the count.
        on: String,
    }

    /// The input of `payAggregateReport`.
    PayAggregateReportInput {
        /// The calendar year.
        year: i32,
        /// The average of the teachers of compulsory education, in fen (义务教育教师平均工资，分).
        teachers_fen: Long,
        /// The average of the local civil servants, in fen (当地公务员平均工资，分).
        civil_servants_fen: Long,
    }

    /// The input of `organisationFlagClear`.
    OrganisationFlagClearInput {
        /// Which flag (标识).
        flag: OrganisationFlag,
        /// The first day without it; a month or a year means its first day.
        on: String,
    }
}

#[derive(Default)]
pub(crate) struct OrganisationMutation;

#[Object]
impl OrganisationMutation {
    /// Plans an organisation before it opens (筹设). Staff may not hold posts there yet. For BUREAU_HR.
    async fn organisation_plan(
        &self,
        context: &Context<'_>,
        input: OrganisationPlanInput,
    ) -> Result<OrganisationPayload> {
        let id = OrganisationId((registry(context)?.new_id)());
        create(context, &input.common, id, |reader| {
            let description = input.description.read(reader);
            let opens_on = reader.start_if("opensOn", input.opens_on.as_ref());
            let plan = PlanOrganisation { description: description?, opens_on: opens_on? };
            Some(OrganisationCommand::PlanOrganisation(plan))
        })
        .await
    }

    /// Opens an organisation, planned or not (开办, R-12). For BUREAU_HR.
    async fn organisation_open(
        &self,
        context: &Context<'_>,
        input: OrganisationOpenInput,
    ) -> Result<OrganisationPayload> {
        let read = |reader: &mut Reader| {
            let description = reader.under("description", |reader| {
                reader.maybe(input.description.as_ref(), |reader, description| description.read(reader))
            });
            let from = reader.start("from", &input.from);
            Some(OrganisationCommand::OpenOrganisation(OpenOrganisation {
                description: description?,
                from: from?,
            }))
        };
        match &input.organisation {
            Some(organisation) => command(context, &input.common, organisation, read).await,
            None => create(context, &input.common, OrganisationId((registry(context)?.new_id)()), read).await,
        }
    }

    /// Gives an organisation another name; it stays the same organisation (更名). For BUREAU_HR.
    async fn organisation_rename(
        &self,
        context: &Context<'_>,
        input: OrganisationRenameInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let name = reader.text("name", &input.name);
            let from = reader.start("from", &input.from);
            Some(OrganisationCommand::RenameOrganisation(RenameOrganisation { name: name?, from: from? }))
        })
        .await
    }

    /// Registers the unified social credit code, or replaces an earlier one (登记统一社会信用代码). For BUREAU_HR.
    async fn organisation_code_register(
        &self,
        context: &Context<'_>,
        input: OrganisationCodeRegisterInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let code = reader.code("code", &input.code)?;
            Some(OrganisationCommand::RegisterOrganisationCode(RegisterOrganisationCode { code }))
        })
        .await
    }

    /// Hangs an organisation under another parent in one of the trees (调整隶属, R-17). For BUREAU_HR.
    async fn organisation_reparent(
        &self,
        context: &Context<'_>,
        input: OrganisationReparentInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let parent = reader.id_if("parent", input.parent.as_ref());
            let from = reader.start("from", &input.from);
            let asked = ReparentOrganisation { kind: input.kind.into(), parent: parent?, from: from? };
            Some(OrganisationCommand::ReparentOrganisation(asked))
        })
        .await
    }

    /// Says who runs an organisation from a day on (变更办学性质). For BUREAU_HR.
    async fn organisation_nature_change(
        &self,
        context: &Context<'_>,
        input: OrganisationNatureChangeInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let from = reader.start("from", &input.from)?;
            let asked = ChangeOrganisationNature { nature: input.nature.into(), from };
            Some(OrganisationCommand::ChangeOrganisationNature(asked))
        })
        .await
    }

    /// Merges an organisation into another one, its successor (并入). For BUREAU_HR.
    async fn organisation_merge(
        &self,
        context: &Context<'_>,
        input: OrganisationMergeInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let into = reader.id("into", &input.into);
            let on = reader.start("on", &input.on);
            let successors = input.successors.iter().flatten();
            let successors: Vec<_> =
                successors.map(|to| reader.under("successors", |reader| to.read(reader))).collect();
            let successors: Option<Vec<_>> = successors.into_iter().collect();
            Some(OrganisationCommand::MergeOrganisation(MergeOrganisation {
                into: into?,
                on: on?,
                successors: successors?,
            }))
        })
        .await
    }

    /// Closes an organisation (撤销机构, R-12). For BUREAU_HR.
    async fn organisation_close(
        &self,
        context: &Context<'_>,
        input: OrganisationCloseInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let on = reader.start("on", &input.on)?;
            Some(OrganisationCommand::CloseOrganisation(CloseOrganisation { on }))
        })
        .await
    }

    /// Sets a flag that preference rules look at (设置标识). For BUREAU_HR.
    async fn organisation_flag_set(
        &self,
        context: &Context<'_>,
        input: OrganisationFlagSetInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let from = reader.start("from", &input.from);
            let to = reader.last_if("to", input.to.as_ref());
            let asked = SetOrganisationFlag { flag: input.flag.into(), from: from?, to: to? };
            Some(OrganisationCommand::SetOrganisationFlag(asked))
        })
        .await
    }

    /// Makes an organisation a teacher development centre of a level (教师发展中心定级, S-51, R-17). Its parent in that system is one
    /// level above. For BUREAU_HR.
    async fn development_centre_designate(
        &self,
        context: &Context<'_>,
        input: DevelopmentCentreDesignateInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let (level, pilot) = (input.level.into(), input.pilot.unwrap_or(false));
            let from = reader.start("from", &input.from)?;
            let asked = DesignateDevelopmentCentre { level, pilot, from };
            Some(OrganisationCommand::DesignateDevelopmentCentre(asked))
        })
        .await
    }

    /// Settles how a school is led from a day on (领导体制调整, S-04, R-41). For BUREAU_HR.
    async fn governance_mode_adopt(
        &self,
        context: &Context<'_>,
        input: GovernanceModeAdoptInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let (mode, pilot) = (input.mode.into(), input.pilot.unwrap_or(false));
            let from = reader.start("from", &input.from)?;
            Some(OrganisationCommand::AdoptGovernanceMode(AdoptGovernanceMode { mode, pilot, from }))
        })
        .await
    }

    /// Says how many are to be at a unit by a day, as before a school opens (开办前配备目标, S-11). For BUREAU_HR.
    async fn staffing_goal_set(
        &self,
        context: &Context<'_>,
        input: StaffingGoalSetInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let persons = reader.number("persons", input.persons);
            let by = reader.start("by", &input.by);
            Some(OrganisationCommand::SetStaffingGoal(SetStaffingGoal { persons: persons?, by: by? }))
        })
        .await
    }

    /// Reports how many classes of a stage a school has (上报班级数, S-05, R-51). For BUREAU_HR; for TOWN_HR and SCHOOL_HR inside
    /// their scope.
    async fn classes_report(
        &self,
        context: &Context<'_>,
        input: ClassesReportInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let classes = reader.number("classes", input.classes);
            let on = reader.start("on", &input.on);
            let stage = input.stage.into();
            Some(OrganisationCommand::ReportClasses(ReportClasses { stage, classes: classes?, on: on? }))
        })
        .await
    }

    /// Reports what teachers and local civil servants were paid on average in a year (上报平均工资, S-77, R-59); the pay of nobody is
    /// named. For BUREAU_HR.
    async fn pay_aggregate_report(
        &self,
        context: &Context<'_>,
        input: PayAggregateReportInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let year = reader.year("year", input.year)?;
            let (teachers_fen, civil_servants_fen) = (input.teachers_fen.0, input.civil_servants_fen.0);
            let asked = ReportPayAggregate { year, teachers_fen, civil_servants_fen };
            Some(OrganisationCommand::ReportPayAggregate(asked))
        })
        .await
    }

    /// Clears a flag (取消标识). For BUREAU_HR.
    async fn organisation_flag_clear(
        &self,
        context: &Context<'_>,
        input: OrganisationFlagClearInput,
    ) -> Result<OrganisationPayload> {
        command(context, &input.common, &input.organisation, |reader| {
            let on = reader.start("on", &input.on)?;
            let asked = ClearOrganisationFlag { flag: input.flag.into(), on };
            Some(OrganisationCommand::ClearOrganisationFlag(asked))
        })
        .await
    }
}

async fn create(
    context: &Context<'_>,
    common: &Common,
    id: OrganisationId,
    read: impl FnOnce(&mut Reader) -> Option<OrganisationCommand> + Send,
) -> Result<OrganisationPayload> {
    let outcome = run::<Organisation>(context, common, |reader| Some(Asked::of(id.stream(), read(reader)?)));
    outcome.await.map(OrganisationPayload::from)
}

async fn command(
    context: &Context<'_>,
    common: &Common,
    organisation: &ID,
    read: impl FnOnce(&mut Reader) -> Option<OrganisationCommand> + Send,
) -> Result<OrganisationPayload> {
    let asked = |id: OrganisationId, command| Asked::of(id.stream(), command).at(Some(id));
    about::<Organisation, _>(context, common, ("organisation", organisation), read, asked)
        .await
        .map(OrganisationPayload::from)
}
