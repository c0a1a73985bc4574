//! Headcounts: how many persons are in service, by town, unit, stage, title and the like, at any two dates.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_projection::{
    census::{self, Cell, MOST_DIMENSIONS, Question},
    metric::MetricDimension,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    context,
    enums::{Basis, word},
    group_key::{GroupKey, distinct},
    roster::TeacherWhere,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// By what persons are counted (统计维度).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_projection::census::Dimension")]
pub(crate) enum HeadcountDimension {
    /// The town the unit lies in, as the tree stood at the two dates (镇街); null for what stands under the bureau itself.
    Town,
    /// The unit on the basis (单位).
    Unit,
    /// Who runs the unit on the day (办学性质).
    Nature,
    /// The stage taught (学段, C-06).
    Stage,
    /// The title (职称, C-31).
    Title,
    /// What the person does (教职工类别, C-02).
    Category,
    /// How the person is held (用人方式).
    Staffing,
    /// The kind of full-time secondment (交流形式, C-12); null for who is not away.
    Seconded,
    /// The subject taught (学科, C-08).
    Subject,
}

impl HeadcountDimension {
    /// The same dimension among those of metrics, by which groups are told.
    fn told(self) -> MetricDimension {
        match self {
            Self::Town => MetricDimension::Town,
            Self::Unit => MetricDimension::Unit,
            Self::Nature => MetricDimension::Nature,
            Self::Stage => MetricDimension::Stage,
            Self::Title => MetricDimension::Title,
            Self::Category => MetricDimension::Category,
            Self::Staffing => MetricDimension::Staffing,
            Self::Seconded => MetricDimension::Seconded,
            Self::Subject => MetricDimension::Subject,
        }
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct HeadcountQuery;

#[Object]
impl HeadcountQuery {
    /// How many persons are in service (在职人数, M-01, M-02, M-04), in all and by at most four dimensions. Counted at any two dates
    /// from what was known then, so that the same question has the same answer next year.
    async fn headcount(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "By what to count; in all only when left out.")] by: Option<Vec<HeadcountDimension>>,
        #[graphql(name = "where", desc = "Who is counted; everyone in service when left out.")]
        wanted: Option<TeacherWhere>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Headcount> {
        let by = distinct(by.unwrap_or_default(), MOST_DIMENSIONS)?;
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let filter = wanted.unwrap_or_default().read(&sight)?;
        let question = Question { filter, by: by.iter().copied().map(Into::into).collect(), at: sight.at };
        let census = &context::registry(context)?.census;
        let counted = census::headcount(&sight.views, census, &question).await.map_err(fault::internal)?;
        Ok(Headcount { by, question, counted, sight })
    }
}

pub(crate) struct Headcount {
    by: Vec<HeadcountDimension>,
    question: Question,
    counted: census::Headcount,
    sight: Arc<Sight>,
}

/// How many persons are in service at two dates (在职人数统计).
#[Object]
impl Headcount {
    /// Persons, each once (人数).
    async fn value(&self) -> i32 {
        int(self.counted.value)
    }

    /// The cells that are not empty, in the order of their keys (分组). Whoever has work in two cells counts in both.
    async fn groups(&self) -> Vec<HeadcountGroup> {
        let group = |cell: &Cell| HeadcountGroup {
            by: self.by.clone(),
            cell: cell.clone(),
            sight: self.sight.clone(),
        };
        self.counted.cells.iter().filter(|_| !self.by.is_empty()).map(group).collect()
    }

    /// On which basis a person is at a unit (统计归属, C-37).
    async fn basis(&self) -> Basis {
        self.question.filter.basis.into()
    }

    /// The day asked about.
    async fn as_of(&self) -> Date {
        Date(self.sight.at.valid)
    }

    /// The position of the log up to which facts are known in this answer.
    async fn position(&self) -> Long {
        Long(self.sight.at.known)
    }

    /// SHA-256 over question and answer (校验值): the same question has the same one, on every database and after every rebuild.
    async fn digest(&self) -> String {
        let filter = &self.question.filter;
        let cells: Vec<_> = self.counted.cells.iter().map(|cell| json!([cell.keys, cell.count])).collect();
        let told = json!({
            "asOf": self.sight.at.valid,
            "position": self.sight.at.known,
            "basis": filter.basis.code(),
            "scope": filter.scope,
            "where": [
                json!(filter.organisation), json!(filter.stage), json!(filter.subject), json!(filter.title),
                json!(filter.category), json!(filter.staffing), json!(filter.seconded), json!(filter.name),
            ],
            "by": self.by.iter().map(|by| word(*by)).collect::<Vec<_>>(),
            "value": self.counted.value,
            "groups": cells,
        });
        hex::encode(Sha256::digest(told.to_string()))
    }
}

pub(crate) struct HeadcountGroup {
    by: Vec<HeadcountDimension>,
    cell: Cell,
    sight: Arc<Sight>,
}

/// One cell of a headcount (一个分组).
#[Object]
impl HeadcountGroup {
    /// What the persons have in common, in the order of the dimensions asked for.
    async fn keys(&self) -> Vec<GroupKey> {
        let by: Vec<_> = self.by.iter().map(|by| by.told()).collect();
        GroupKey::all(&by, &self.cell.keys, &self.sight)
    }

    /// Persons (人数).
    async fn value(&self) -> i32 {
        int(self.cell.count)
    }
}
