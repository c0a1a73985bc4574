//! Dual-qualified teachers: who is recognised, on what it rests, and their share by school.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{PartnershipId, TeacherId, VocationalId, vocational::PRACTICE_MONTHS};
use liangshi_projection::{
    At,
    views::vocational::{self, DualRow, ShareRow},
};

use super::{
    id::{self, NodeKind},
    measure::Measures,
    node::{Event, Organisation, Teacher, id_of, ids_of},
    partnership::{self, Partnership},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct VocationalQuery;

#[Object]
impl VocationalQuery {
    /// The dual-qualified teachers in service on the day (双师型教师, S-58), with what each recognition rests on.
    async fn dual_qualified(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only persons in service at this organisation or below, on any basis.")]
        organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<DualQualified>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let organisation = organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        let parts = [sight.scope(), organisation];
        let rows = vocational::list(&sight.views, vocational::RECOGNITION, None, parts, sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.filter_map(|row| DualQualified::of(&sight, row)).collect())
    }

    /// The share of dual-qualified teachers among the full-time teachers of each vocational school, and of any other that has one
    /// (双师型教师占比, S-58).
    async fn dual_qualified_shares(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<DualQualifiedShare>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows =
            vocational::shares(&sight.views, sight.scope(), sight.at).await.map_err(fault::internal)?;
        Ok(rows.into_iter().map(|row| DualQualifiedShare { row, sight: sight.clone() }).collect())
    }
}

/// A person's dual qualification.
pub(crate) struct DualQualified {
    teacher: TeacherId,
    recognition: Option<DualRow>,
    sight: Arc<Sight>,
}

impl DualQualified {
    fn of(sight: &Arc<Sight>, row: DualRow) -> Option<Self> {
        Some(Self { teacher: id_of(&row.teacher)?, recognition: Some(row), sight: sight.clone() })
    }

    /// What makes a person dual-qualified, as a mutation left it.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: VocationalId, at: At) -> Result<Option<Self>> {
        let (sight, teacher) = (Sight::with(context, at)?, id.teacher());
        let parts = [sight.scope(), None];
        let rows = vocational::list(&sight.views, vocational::RECOGNITION, Some(teacher), parts, at).await;
        let recognition = rows.map_err(fault::internal)?.into_iter().next();
        Ok(Some(Self { teacher, recognition, sight }))
    }
}

/// A person's dual qualification (双师型).
#[Object]
impl DualQualified {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.teacher.to_string())
    }

    /// Whether the person is recognised on the day (是否认定).
    async fn recognised(&self) -> bool {
        self.recognition.is_some()
    }

    /// The level (等级).
    async fn level(&self) -> Option<&str> {
        self.recognition.as_ref()?.detail.as_deref()
    }

    /// The day of the recognition (认定日期).
    async fn since(&self) -> Option<Date> {
        Date::stored(&self.recognition.as_ref()?.since)
    }

    /// Whether it rests on a qualification of a trade (是否有行业资格).
    async fn by_qualification(&self) -> Option<bool> {
        self.recognition.as_ref().map(|row| row.qualified == 1)
    }

    /// Months of practice in the five years before, as they were then (企业实践月数).
    async fn practice_months(&self) -> Option<i32> {
        self.recognition.as_ref().map(|row| int(row.practice_months))
    }

    /// Whether that is enough: a qualification of a trade, or months of practice in the years before as rule R-29 names them, six in
    /// five when it does not judge (是否符合条件). It is reported and refuses nobody.
    async fn meets_condition(&self) -> Result<Option<bool>> {
        let Some(row) = &self.recognition else { return Ok(None) };
        let months = Measures::of(&self.sight).await?.number("R-29", "months").unwrap_or(PRACTICE_MONTHS);
        Ok(Some(row.qualified == 1 || row.practice_months >= i64::from(months)))
    }

    /// The practices completed by the day (企业实践).
    async fn practices(&self) -> Result<Vec<EnterprisePractice>> {
        let (sight, parts) = (&self.sight, [self.sight.scope(), None]);
        let rows =
            vocational::list(&sight.views, vocational::PRACTICE, Some(self.teacher), parts, sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.map(|row| EnterprisePractice { row, sight: sight.clone() }).collect())
    }

    /// The events that state the recognition.
    async fn evidence(&self) -> Result<Vec<Event>> {
        let ids = self.recognition.as_ref().map(|row| ids_of(&row.evidence)).unwrap_or_default();
        Event::many(&self.sight, &ids).await
    }
}

/// A practice in an enterprise.
pub(crate) struct EnterprisePractice {
    row: DualRow,
    sight: Arc<Sight>,
}

/// A practice in an enterprise (企业实践).
#[Object]
impl EnterprisePractice {
    /// The enterprise (企业).
    async fn enterprise(&self) -> Option<&str> {
        self.row.detail.as_deref()
    }

    /// The training base, when it is one (基地).
    async fn base(&self) -> Result<Option<Partnership>> {
        match self.row.base.as_deref().and_then(id_of::<PartnershipId>) {
            Some(id) => partnership::find(&self.sight, id).await,
            None => Ok(None),
        }
    }

    /// The first day (开始日期).
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.since)
    }

    /// Whole months of thirty days (月数).
    async fn months(&self) -> i32 {
        int(self.row.practice_months)
    }
}

/// The share of a school.
pub(crate) struct DualQualifiedShare {
    row: ShareRow,
    sight: Arc<Sight>,
}

/// The share of dual-qualified teachers of a school (双师型教师占比).
#[Object]
impl DualQualifiedShare {
    /// The school (学校).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// Its full-time teachers (专任教师数).
    async fn teachers(&self) -> i32 {
        int(self.row.teachers)
    }

    /// Those who are dual-qualified (双师型教师数).
    async fn dual_qualified(&self) -> i32 {
        int(self.row.dual)
    }
}
