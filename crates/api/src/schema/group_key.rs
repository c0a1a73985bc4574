//! By what persons are counted, and what a group of them has in common: the same for headcounts and metrics.

use std::sync::Arc;

use async_graphql::{Enum, Object, Result};
use liangshi_projection::metric::MetricDimension as Dimension;

use super::{
    codes,
    node::{Label, Organisation},
    sight::Sight,
};
use crate::fault;

/// By what persons are counted (统计维度).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "liangshi_projection::metric::MetricDimension")]
pub(crate) enum MetricDimension {
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
    /// The talent programme, of candidates (人才项目).
    Programme,
    /// The category of the programme, of candidates; that of the talent, of those taken in (人才类别).
    Talent,
}

/// The dimensions asked for, each once and no more than a reader follows.
///
/// # Errors
/// `BAD_USER_INPUT`.
pub(crate) fn distinct<T: PartialEq>(by: Vec<T>, most: usize) -> Result<Vec<T>> {
    let repeated = by.iter().enumerate().any(|(at, one)| by.iter().skip(at + 1).any(|other| other == one));
    if by.len() > most || repeated {
        let zh = format!("统计维度最多{most}个，且不能重复");
        let en = format!("at most {most} dimensions, each once");
        return Err(fault::coded(fault::code::BAD_USER_INPUT, zh, en));
    }
    Ok(by)
}

pub(crate) struct GroupKey {
    pub(crate) by: Dimension,
    pub(crate) key: Option<String>,
    pub(crate) sight: Arc<Sight>,
}

impl GroupKey {
    /// The keys of a group in the order of the dimensions asked for.
    pub(crate) fn all(by: &[Dimension], keys: &[Option<String>], sight: &Arc<Sight>) -> Vec<Self> {
        let of = |(by, key): (&Dimension, &Option<String>)| Self {
            by: *by,
            key: key.clone(),
            sight: sight.clone(),
        };
        by.iter().zip(keys).map(of).collect()
    }

    /// The list that has the labels; `None` where there is none.
    fn list(&self) -> Option<&'static str> {
        match self.by {
            Dimension::Town | Dimension::Unit | Dimension::Programme | Dimension::Talent => None,
            Dimension::Nature => Some("Nature"),
            Dimension::Stage => Some("Stage"),
            Dimension::Title => Some("Title"),
            Dimension::Category => Some("Category"),
            Dimension::Staffing => Some("Staffing"),
            Dimension::Seconded => Some("MovementKind"),
            Dimension::Subject => Some("C-08"),
        }
    }
}

/// One value of one dimension (维度取值).
#[Object]
impl GroupKey {
    /// The dimension.
    async fn dimension(&self) -> MetricDimension {
        self.by.into()
    }

    /// The code, the slug, or the plain id of a unit; null where the persons have none.
    async fn code(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The unit or town; null for other dimensions.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        if !matches!(self.by, Dimension::Town | Dimension::Unit) {
            return Ok(None);
        }
        Organisation::linked(&self.sight, self.key.as_deref()).await
    }

    /// The name of the code; null for units, programmes and their categories, and for a code no list has.
    async fn label(&self) -> Result<Option<Label>> {
        match (self.list(), &self.key) {
            (Some(list), Some(code)) => codes::label(list, code),
            (Some(_) | None, _) => Ok(None),
        }
    }
}
