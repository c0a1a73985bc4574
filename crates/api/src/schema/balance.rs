//! The indicators of a standard: teachers beside pupils, school by school, and how far the schools lie apart.

use std::sync::{Arc, LazyLock};

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::policy::{Indicator, Measured, Standard, builtin, coefficient, per_hundred};
use liangshi_projection::views::balance::{self, BalanceRow};

use super::{
    enums::Stage,
    node::{Label, Organisation},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// The standards, read once. A file that cannot be read is a fault the tests of the files find.
static STANDARDS: LazyLock<Vec<Standard>> = LazyLock::new(|| builtin::standards().unwrap_or_default());

/// See the module.
#[derive(Default)]
pub(crate) struct BalanceQuery;

#[Object]
impl BalanceQuery {
    /// What a standard asks of the teachers of schools, measured from the records of persons and the pupils reported (优质均衡师资指标,
    /// S-14, S-41). Null when there is no such standard.
    async fn standard(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "The standard; that of balanced compulsory education when left out.",
            default = "balanced-compulsory-education"
        )]
        id: String,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<StandardAnswer>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let standard = STANDARDS.iter().find(|standard| standard.id == id);
        Ok(standard.map(|standard| StandardAnswer { standard, sight }))
    }
}

/// A standard measured.
pub(crate) struct StandardAnswer {
    standard: &'static Standard,
    sight: Arc<Sight>,
}

/// A standard, measured on a day (评估标准).
#[Object]
impl StandardAnswer {
    /// What it is called (名称).
    async fn name(&self) -> Label {
        self.standard.name.clone().into()
    }

    /// The document it rests on (依据).
    async fn legal_basis(&self) -> Label {
        self.standard.legal_basis.clone().into()
    }

    /// What it asks, measured (指标).
    async fn indicators(&self) -> Result<Vec<StandardIndicator>> {
        let (sight, mut all) = (&self.sight, Vec::new());
        for indicator in &self.standard.indicators {
            let rows = balance::list(&sight.views, indicator, sight.scope(), sight.at).await;
            let rows = rows.map_err(fault::internal)?;
            all.push(StandardIndicator { indicator, rows, sight: sight.clone() });
        }
        Ok(all)
    }
}

/// An indicator measured.
pub(crate) struct StandardIndicator {
    indicator: &'static Indicator,
    rows: Vec<BalanceRow>,
    sight: Arc<Sight>,
}

fn measured(row: &BalanceRow) -> Measured {
    Measured { pupils: row.pupils, teachers: row.teachers }
}

/// Numbers are shown with two decimals, and held to their bounds as they are.
fn shown(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn hundredths(number: i64) -> f64 {
    f64::from(int(number)) / 100.0
}

impl StandardIndicator {
    fn coefficient(&self) -> Option<f64> {
        coefficient(&self.rows.iter().map(measured).collect::<Vec<_>>())
    }
}

/// An indicator of a standard for one stage (指标).
#[Object]
impl StandardIndicator {
    /// Its stable name, as `backbone`.
    async fn code(&self) -> &str {
        &self.indicator.code
    }

    /// What it is called (指标名称).
    async fn name(&self) -> Label {
        self.indicator.name.clone().into()
    }

    /// The stage (学段).
    async fn stage(&self) -> Stage {
        self.indicator.stage.into()
    }

    /// The least number of teachers for a hundred pupils (标准值).
    async fn at_least(&self) -> f64 {
        hundredths(self.indicator.at_least)
    }

    /// The schools that reported pupils of the stage, in the order of their names (各校).
    async fn schools(&self) -> Vec<MeasuredSchool> {
        let of = |row: &BalanceRow| MeasuredSchool {
            row: row.clone(),
            at_least: hundredths(self.indicator.at_least),
            sight: self.sight.clone(),
        };
        self.rows.iter().map(of).collect()
    }

    /// How many of them reach it (达标学校数).
    async fn reached(&self) -> i32 {
        let least = hundredths(self.indicator.at_least);
        let reached =
            self.rows.iter().filter(|row| per_hundred(measured(row)).is_some_and(|found| least <= found));
        i32::try_from(reached.count()).unwrap_or(i32::MAX)
    }

    /// How far the schools lie apart: the coefficient of variation, each school weighed by its pupils (校际差异系数); null where nobody counts.
    async fn variation(&self) -> Option<f64> {
        self.coefficient().map(shown)
    }

    /// How far they may lie apart (差异系数上限).
    async fn variation_at_most(&self) -> f64 {
        hundredths(self.indicator.coefficient_at_most)
    }

    /// Whether they lie no further apart (差异系数是否达标); null where nobody counts.
    async fn even(&self) -> Option<bool> {
        self.coefficient().map(|found| found <= hundredths(self.indicator.coefficient_at_most))
    }
}

/// A school measured.
pub(crate) struct MeasuredSchool {
    row: BalanceRow,
    at_least: f64,
    sight: Arc<Sight>,
}

/// A school under an indicator (学校指标值).
#[Object]
impl MeasuredSchool {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// Pupils of the stage as last counted (学生数).
    async fn pupils(&self) -> i32 {
        int(self.row.pupils)
    }

    /// Teachers who count (教师数).
    async fn teachers(&self) -> i32 {
        int(self.row.teachers)
    }

    /// Teachers for a hundred pupils (每百名学生拥有教师数); null without pupils.
    async fn per_hundred(&self) -> Option<f64> {
        per_hundred(measured(&self.row)).map(shown)
    }

    /// Whether the school reaches the standard (是否达标); null without pupils.
    async fn reached(&self) -> Option<bool> {
        per_hundred(measured(&self.row)).map(|found| self.at_least <= found)
    }
}
