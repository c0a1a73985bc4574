//! The answer of a metric: the number, whom it is made of, who was left out and why, and what was not handed in.

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{Object, Result};
use liangshi_projection::{
    metric::{MetricCell, MetricDimension as Dimension},
    views::organisation,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    connection::{Asked, page_cost},
    group_key::GroupKey,
    metric_count::Counted,
    metric_definition::{Metric, MetricVersion},
    node::{Organisation, Teacher},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// A metric counted at two dates.
pub(crate) struct MetricAnswer {
    pub(crate) by: Vec<Dimension>,
    pub(crate) counted: Counted,
    pub(crate) sight: Arc<Sight>,
}

impl MetricAnswer {
    fn size(&self) -> i64 {
        i64::try_from(self.counted.members().count()).unwrap_or(i64::MAX)
    }

    /// What a share is a share of; of a number, nothing.
    fn share_of(&self) -> Option<i64> {
        self.counted.defined.version.share.then(|| self.counted.population.denominator())
    }
}

/// A metric counted at two dates (指标结果).
#[Object]
impl MetricAnswer {
    /// The metric (指标).
    async fn metric(&self) -> Metric {
        Metric { metric: self.counted.metric.clone(), sight: self.sight.clone() }
    }

    /// The version it was counted by (口径版本).
    async fn version(&self) -> MetricVersion {
        MetricVersion { defined: self.counted.defined.clone(), sight: self.sight.clone() }
    }

    /// How many count; of a share, the numerator (数值).
    async fn value(&self) -> i32 {
        int(self.size())
    }

    /// Of how many, for a share; null for a number (分母).
    async fn denominator(&self) -> Option<i32> {
        self.share_of().map(int)
    }

    /// A share in percent with one decimal, rounded half to even; null for a number, and where there is nobody to take a share of
    /// (比例).
    async fn percent(&self) -> Option<String> {
        percent(self.size(), self.share_of()?)
    }

    /// The cells that are not empty, in the order of their keys (分组). Whoever stands in two counts in both.
    async fn groups(&self) -> Vec<MetricGroup> {
        let share = self.counted.defined.version.share;
        let of = |cell| MetricGroup { by: self.by.clone(), cell, share, sight: self.sight.clone() };
        self.counted.cells(&self.by).into_iter().map(of).collect()
    }

    /// Who counts, in the order of their ids, so many after one of them (名单).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn members(
        &self,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The plain id of the last one of the page before.")] after: Option<String>,
    ) -> Result<Vec<MetricMember>> {
        let first = Asked::size(first)?;
        let after = after.unwrap_or_default();
        let next = self.counted.members().filter(|(member, _)| after.as_str() < *member).take(first);
        let of = |(member, unit): (&str, Option<&str>)| MetricMember {
            teacher: member.to_owned(),
            unit: unit.map(str::to_owned),
            sight: self.sight.clone(),
        };
        Ok(next.map(of).collect())
    }

    /// The towns open on the day in which nobody counts (为零的镇街), as the tree stood; only those the caller may see.
    async fn towns_with_none(&self) -> Result<Vec<Organisation>> {
        let cells = self.counted.population.cells(&[Dimension::Town]);
        let counting = cells.into_iter().filter(|cell| cell.value > 0);
        let counting: BTreeSet<_> = counting.flat_map(|cell| cell.keys).flatten().collect();
        let (wanted, sight) = (&self.counted.wanted, &self.sight);
        let roots = [wanted.scope, wanted.under];
        let towns = organisation::towns(&sight.views, roots, sight.at).await.map_err(fault::internal)?;
        Organisation::many(sight, towns.iter().filter(|town| !counting.contains(*town))).await
    }

    /// Who counts in more than one group, each with the groups; a person in several programmes, say (重复计入人员).
    async fn in_several(&self) -> Vec<MetricRepeat> {
        let of = |(teacher, keys): (&str, Vec<Vec<Option<String>>>)| MetricRepeat {
            teacher: teacher.to_owned(),
            keys,
            by: self.by.clone(),
            sight: self.sight.clone(),
        };
        self.counted.population.in_several(&self.by).into_iter().map(of).collect()
    }

    /// Who belongs to the population and does not count, by the condition that fails first (未计入人员及原因).
    async fn exclusions(&self) -> Vec<MetricExclusion> {
        let excluded = self.counted.population.excluded().into_iter().filter(|(_, who)| !who.is_empty());
        let of = |(condition, who): (&'static str, BTreeSet<&str>)| MetricExclusion {
            condition,
            who: who.into_iter().map(str::to_owned).collect(),
            sight: self.sight.clone(),
        };
        excluded.map(of).collect()
    }

    /// Which units handed in, and which did not (报送覆盖率, M-90).
    async fn coverage(&self) -> MetricCoverage {
        MetricCoverage {
            due: self.counted.coverage.due,
            missing: self.counted.coverage.missing.clone(),
            sight: self.sight.clone(),
        }
    }

    /// SHA-256 over the tree of organisations as it stood at the two dates, each unit with its parent (机构树校验值).
    async fn tree(&self) -> Result<String> {
        let edges = organisation::edges(&self.sight.views, self.sight.at).await.map_err(fault::internal)?;
        let mut hash = Sha256::new();
        for (unit, parent) in edges {
            hash.update(format!("{unit} {}\n", parent.unwrap_or_default()));
        }
        Ok(hex::encode(hash.finalize()))
    }

    /// The first day of the time it speaks of.
    async fn from(&self) -> Date {
        Date(self.counted.period.from)
    }

    /// The last day of the time it speaks of.
    async fn last_day(&self) -> Option<Date> {
        Date(self.counted.period.to?).day_before()
    }

    /// The day asked about.
    async fn as_of(&self) -> Date {
        Date(self.sight.at.valid)
    }

    /// The position of the log up to which facts are known in this answer.
    async fn position(&self) -> Long {
        Long(self.sight.at.known)
    }

    /// SHA-256 over question, number, persons and groups (校验值).
    async fn digest(&self) -> String {
        let (wanted, counted) = (&self.counted.wanted, &self.counted);
        let cells = counted.cells(&self.by);
        let cells: Vec<_> = cells.iter().map(|cell| json!([cell.keys, cell.value, cell.of])).collect();
        let by: Vec<_> = self.by.iter().map(|by| format!("{by:?}")).collect();
        let told = json!([
            counted.metric.id,
            counted.defined.version.version,
            self.sight.at.valid,
            self.sight.at.known,
            counted.period.from,
            wanted.programme,
            wanted.under,
            wanted.scope,
            self.size(),
            self.share_of(),
            counted.digest_of_members(),
            by,
            cells,
        ]);
        hex::encode(Sha256::digest(told.to_string()))
    }
}

/// A share in percent with one decimal, rounded half to even.
fn percent(value: i64, of: i64) -> Option<String> {
    if of <= 0 {
        return None;
    }
    let (whole, rest) = ((value * 1000) / of, (value * 1000) % of);
    let up = rest * 2 > of || (rest * 2 == of && whole % 2 == 1);
    let tenths = whole + i64::from(up);
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

pub(crate) struct MetricGroup {
    by: Vec<Dimension>,
    cell: MetricCell,
    share: bool,
    sight: Arc<Sight>,
}

/// One cell of a metric (一个分组).
#[Object]
impl MetricGroup {
    /// What the persons have in common, in the order of the dimensions asked for.
    async fn keys(&self) -> Vec<GroupKey> {
        GroupKey::all(&self.by, &self.cell.keys, &self.sight)
    }

    /// How many count (数值).
    async fn value(&self) -> i32 {
        int(self.cell.value)
    }

    /// Of how many, for a share; null for a number (分母).
    async fn denominator(&self) -> Option<i32> {
        self.share.then(|| int(self.cell.of))
    }

    /// A share in percent with one decimal, rounded half to even; null for a number (比例).
    async fn percent(&self) -> Option<String> {
        percent(self.cell.value, self.cell.of).filter(|_| self.share)
    }
}

pub(crate) struct MetricMember {
    teacher: String,
    unit: Option<String>,
    sight: Arc<Sight>,
}

/// A person who counts (计入人员).
#[Object]
impl MetricMember {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.teacher)
    }

    /// The unit on the basis of the metric (归属单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.unit.as_deref()).await
    }
}

pub(crate) struct MetricRepeat {
    teacher: String,
    keys: Vec<Vec<Option<String>>>,
    by: Vec<Dimension>,
    sight: Arc<Sight>,
}

/// A person who counts in several groups (重复计入人员).
#[Object]
impl MetricRepeat {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.teacher)
    }

    /// What the person has in each of the groups, in the order of the dimensions asked for.
    async fn groups(&self) -> Vec<Vec<GroupKey>> {
        self.keys.iter().map(|keys| GroupKey::all(&self.by, keys, &self.sight)).collect()
    }
}

pub(crate) struct MetricExclusion {
    condition: &'static str,
    who: Vec<String>,
    sight: Arc<Sight>,
}

/// Persons of the population who do not count for one reason (未计入的一类人员).
#[Object]
impl MetricExclusion {
    /// The condition that fails first, as `credential` (未满足的条件).
    async fn condition(&self) -> &str {
        self.condition
    }

    /// How many (人数).
    async fn persons(&self) -> i32 {
        i32::try_from(self.who.len()).unwrap_or(i32::MAX)
    }

    /// The first of them, in the order of their ids (名单).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn teachers(
        &self,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
    ) -> Result<Vec<Teacher>> {
        let first = self.who.iter().take(Asked::size(first)?);
        Ok(first.filter_map(|teacher| Teacher::of(&self.sight, teacher)).collect())
    }
}

pub(crate) struct MetricCoverage {
    due: i64,
    missing: Vec<String>,
    sight: Arc<Sight>,
}

/// Which units handed in (报送覆盖率).
#[Object]
impl MetricCoverage {
    /// The schools open on the day (应报送单位数).
    async fn due(&self) -> i32 {
        int(self.due)
    }

    /// Of them those that handed in (已报送单位数).
    async fn submitted(&self) -> i32 {
        int(self.due - i64::try_from(self.missing.len()).unwrap_or(0))
    }

    /// The others, the first of them (未报送单位).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn missing(
        &self,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
    ) -> Result<Vec<Organisation>> {
        Organisation::many(&self.sight, self.missing.iter().take(Asked::size(first)?)).await
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_is_rounded_half_to_even_and_is_none_of_nobody() {
        let shown = |value, of| percent(value, of);
        assert_eq!((shown(1, 3).as_deref(), shown(2, 3).as_deref()), (Some("33.3"), Some("66.7")));
        assert_eq!((shown(1, 2000).as_deref(), shown(3, 2000).as_deref()), (Some("0.0"), Some("0.2")));
        assert_eq!((shown(0, 0), shown(7, 7).as_deref()), (None, Some("100.0")));
    }
}
