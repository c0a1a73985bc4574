//! The structure of the staff, and the sheet of an inspection.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_projection::views::structure::{self, InspectionRow, StaffingRow, StructureRow};

use super::{
    codes,
    enums::{Nature, Stage, stored, stored_opt, word},
    id::{self, NodeKind},
    measure::Measures,
    node::{Label, Organisation},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// By what persons are told apart (结构维度).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_projection::views::structure::By")]
pub(crate) enum StructureBy {
    /// Sex (性别).
    Sex,
    /// Age bands (年龄段): 30 for up to 30 years, 40, 50, and 51 for more.
    Age,
    /// The title (职称, C-31).
    Title,
    /// The stage taught (学段, C-06).
    Stage,
    /// The subject taught (学科, C-08).
    Subject,
    /// The highest level of education on record (学历, C-27).
    Education,
    /// How the person is held (用人方式).
    Staffing,
}

impl StructureBy {
    fn list(self) -> Option<&'static str> {
        match self {
            Self::Sex => Some("Sex"),
            Self::Age => None,
            Self::Title => Some("Title"),
            Self::Stage => Some("Stage"),
            Self::Subject => Some("C-08"),
            Self::Education => Some("C-27"),
            Self::Staffing => Some("Staffing"),
        }
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct StructureQuery;

#[Object]
impl StructureQuery {
    /// The persons in service by one of their properties (队伍结构, S-41, M-30), each counted once; those of whom nothing is on record
    /// stand apart, so that "not collected" is never taken for a value.
    async fn structure(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "By what.")] by: StructureBy,
        #[graphql(desc = "Only persons in service at this organisation or below, on any basis.")]
        organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<StructureGroup>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let organisation = organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        let parts = [sight.scope(), organisation];
        let rows =
            structure::list(&sight.views, by.into(), parts, sight.at).await.map_err(fault::internal)?;
        Ok(rows.into_iter().map(|row| StructureGroup { by, row }).collect())
    }

    /// The full-time teachers of each school and stage beside what the one standard asks for its pupils (教师配置标准, S-14, R-54), the same
    /// for public and private schools. While the standard is not switched on, nothing is asked for and nobody is short.
    async fn staffing_compliance(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only schools that are short.")] short_only: Option<bool>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Staffed>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let measures = Measures::of(&sight).await?;
        let rows =
            structure::staffing(&sight.views, sight.scope(), sight.at).await.map_err(fault::internal)?;
        let staffed = rows.into_iter().map(|row| {
            let needed = standard(&row.stage).and_then(|name| measures.number("R-54", name));
            let needed = needed.filter(|tenths| *tenths > 0).map(|tenths| tenths_of(row.pupils, tenths));
            Staffed { row, needed, sight: sight.clone() }
        });
        let short_only = short_only.unwrap_or(false);
        Ok(staffed.filter(|staffed| !short_only || staffed.is_short()).collect())
    }

    /// What an annual inspection asks of the staff of each school (年检教师情况, S-13, S-15): teachers, certificates and contracts, the same
    /// of public and private schools. A school without a teacher has submitted nothing.
    async fn inspection(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only schools run so, as PRIVATE.")] nature: Option<Nature>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Inspection>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = structure::inspection(&sight.views, nature.map(word), sight.scope(), sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.map(|row| Inspection { row, sight: sight.clone() }).collect())
    }
}

/// The parameter of the standard that a stage is measured by; none for stages it says nothing of.
fn standard(stage: &str) -> Option<&'static str> {
    match stage {
        "PRIMARY" => Some("primary_tenths"),
        "JUNIOR" => Some("junior_tenths"),
        "SENIOR" => Some("senior_tenths"),
        _ => None,
    }
}

/// Teachers for so many pupils at so many tenths of a pupil to one, rounded up.
fn tenths_of(pupils: i64, tenths: u32) -> i64 {
    let tenths = i64::from(tenths);
    (pupils.saturating_mul(10) + tenths - 1) / tenths
}

/// The teachers of a school and stage beside the standard.
pub(crate) struct Staffed {
    row: StaffingRow,
    needed: Option<i64>,
    sight: Arc<Sight>,
}

impl Staffed {
    fn is_short(&self) -> bool {
        self.needed.is_some_and(|needed| self.row.teachers < needed)
    }
}

/// The teachers of a school and stage beside what the standard asks for (教师配置情况).
#[Object]
impl Staffed {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// Who runs it on the day (办学性质).
    async fn nature(&self) -> Option<Nature> {
        stored_opt(self.row.nature.as_deref())
    }

    /// The stage (学段).
    async fn stage(&self) -> Option<Stage> {
        stored(&self.row.stage)
    }

    /// Pupils as last counted (学生数).
    async fn pupils(&self) -> i32 {
        int(self.row.pupils)
    }

    /// Full-time teachers of the stage who work there (专任教师数).
    async fn teachers(&self) -> i32 {
        int(self.row.teachers)
    }

    /// What the standard asks for (应配); null when it does not judge on the day or says nothing of the stage.
    async fn needed(&self) -> Option<i32> {
        self.needed.map(int)
    }

    /// How many are missing (缺额), never below 0.
    async fn missing(&self) -> i32 {
        int(self.needed.map_or(0, |needed| (needed - self.row.teachers).max(0)))
    }
}

/// Persons with a value in common.
pub(crate) struct StructureGroup {
    by: StructureBy,
    row: StructureRow,
}

/// Persons with a value in common (结构分组).
#[Object]
impl StructureGroup {
    /// The value as a code; null where nothing is on record (未采集).
    async fn code(&self) -> Option<&str> {
        self.row.code.as_deref()
    }

    /// Its name; null for age bands and where nothing is on record.
    async fn label(&self) -> Result<Option<Label>> {
        match (self.by.list(), &self.row.code) {
            (Some(list), Some(code)) => codes::label(list, code),
            (Some(_) | None, _) => Ok(None),
        }
    }

    /// Persons (人数).
    async fn persons(&self) -> i32 {
        int(self.row.persons)
    }
}

/// The staff of a school as an inspection asks.
pub(crate) struct Inspection {
    row: InspectionRow,
    sight: Arc<Sight>,
}

/// The staff of a school as an annual inspection asks (年检教师情况).
#[Object]
impl Inspection {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// Full-time teachers in service (专任教师数).
    async fn teachers(&self) -> i32 {
        int(self.row.teachers)
    }

    /// Of them those with a teaching certificate (持教师资格证).
    async fn certified(&self) -> i32 {
        int(self.row.certified)
    }

    /// Of them those held by a contract (签订合同).
    async fn contracted(&self) -> i32 {
        int(self.row.contracted)
    }

    /// Whether any teacher of it is on record (已报送).
    async fn submitted(&self) -> bool {
        self.row.teachers > 0
    }
}
