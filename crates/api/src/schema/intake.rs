//! The intake of high-level talent and the subsidies for it.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Datelike, Utc};
use liangshi_domain::{IntakeId, SubsidyId};
use liangshi_projection::{
    At,
    views::{
        intake::{self, IntakeRow},
        subsidy::{self, SubsidyRow},
    },
};
use uuid::Uuid;

use super::{
    access,
    id::{self, NodeKind},
    node::{Event, Organisation, Teacher, id_of, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// The version of the definition by which an intake is counted; both years of a growth are counted by one.
const DEFINITION: &str = "M-20/1";
/// The growth the plan asks for, year over year.
const DOUBLED: f64 = 2.0;

pub(crate) use super::node::Subsidy;

/// See the module.
#[derive(Default)]
pub(crate) struct IntakeQuery;

#[Object]
impl IntakeQuery {
    /// Who was taken in as high-level talent by the day (高层次人才引进名单, S-29).
    async fn intakes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those who arrived in this year.")] year: Option<i32>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Intake>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = intake::list(&sight.views, year, None, sight.scope(), sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.map(|row| Intake { row: Arc::new(row), sight: sight.clone() }).collect())
    }

    /// The intake of a year beside the year before, counted by one definition (引进规模同比, S-29, M-20); asked with `knownAt` it is as it was
    /// published then.
    async fn intake_growth(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The year.")] year: i32,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<IntakeGrowth> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let (views, scope, at) = (&sight.views, sight.scope(), sight.at);
        let persons = intake::count(views, year, scope, at).await.map_err(fault::internal)?;
        let before =
            intake::count(views, year.saturating_sub(1), scope, at).await.map_err(fault::internal)?;
        let ratio = (before > 0).then(|| f64::from(int(persons)) / f64::from(int(before)));
        Ok(IntakeGrowth {
            definition: DEFINITION.to_owned(),
            year,
            persons: int(persons),
            persons_before: int(before),
            ratio,
            doubled: ratio.map(|ratio| ratio >= DOUBLED),
            position: Long(at.known),
            as_of: Date(at.valid),
        })
    }

    /// The subsidies approved by the day (引才补贴, S-27). For BUREAU_HR and AUDITOR.
    async fn subsidies(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<SubsidyBook> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        access::require(access::sees_money(&sight.principal), sight.role(), "查看引才补贴", "see subsidies")?;
        let rows = subsidy::list(&sight.views, None, sight.at).await.map_err(fault::internal)?;
        Ok(SubsidyBook { rows, sight })
    }
}

/// A year's intake beside the year before (引进规模同比, M-20).
#[derive(SimpleObject)]
pub(crate) struct IntakeGrowth {
    /// The version of the definition both years were counted by (口径).
    definition: String,
    /// The year.
    year: i32,
    /// Persons taken in in the year (引进人数).
    persons: i32,
    /// Persons taken in in the year before (上年引进人数).
    persons_before: i32,
    /// The one divided by the other (同比); null when there was nobody the year before.
    ratio: Option<f64>,
    /// Whether it doubled (是否翻一番).
    doubled: Option<bool>,
    /// The position of the log up to which facts are known.
    position: Long,
    /// The day asked about.
    as_of: Date,
}

/// An intake.
pub(crate) struct Intake {
    row: Arc<IntakeRow>,
    sight: Arc<Sight>,
}

impl Intake {
    /// The intake of a person, as a mutation left it.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: IntakeId, at: At) -> Result<Option<Self>> {
        let sight = Sight::with(context, at)?;
        let rows = intake::list(&sight.views, None, Some(id.teacher()), sight.scope(), at).await;
        let row = rows.map_err(fault::internal)?.into_iter().next();
        Ok(row.map(|row| Self { row: Arc::new(row), sight }))
    }
}

/// A person taken in as high-level talent (引进人才).
#[Object]
impl Intake {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The category (人才类别), as a code of C-44.
    async fn category(&self) -> &str {
        &self.row.category
    }

    /// The day of arrival (报到日期).
    async fn arrived(&self) -> Option<Date> {
        Date::stored(&self.row.arrived)
    }

    /// Where (接收单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The employer before (引进前工作单位).
    async fn previous_employer(&self) -> &str {
        &self.row.previous_employer
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// What was approved, paid and claimed back.
pub(crate) struct SubsidyBook {
    rows: Vec<SubsidyRow>,
    sight: Arc<Sight>,
}

impl SubsidyBook {
    fn parts(&self, part: &str, fits: impl Fn(&SubsidyRow) -> bool) -> Vec<SubsidyPart> {
        let rows = self.rows.iter().filter(|row| row.part == part && fits(row));
        rows.map(|row| SubsidyPart { row: row.clone(), sight: self.sight.clone() }).collect()
    }
}

/// What was approved, paid and claimed back of subsidies for talent taken in, on the day (引才补贴台账, S-27).
#[Object]
impl SubsidyBook {
    /// Every part by when it is due (各期补贴).
    async fn instalments(&self) -> Vec<SubsidyPart> {
        self.parts(subsidy::INSTALMENT, |_| true)
    }

    /// The parts due by the day and not paid, of subsidies that are not claimed back (到期未发).
    async fn due(&self) -> Vec<SubsidyPart> {
        let day = self.sight.at.valid.to_string();
        let broken =
            |id: &str| self.rows.iter().any(|row| row.part == subsidy::CLAW_BACK && row.subsidy == id);
        let due = |row: &SubsidyRow| row.paid.is_none() && row.due <= day && !broken(&row.subsidy);
        self.parts(subsidy::INSTALMENT, due)
    }

    /// What is claimed back (追回, R-20).
    async fn claw_backs(&self) -> Vec<SubsidyPart> {
        self.parts(subsidy::CLAW_BACK, |_| true)
    }

    /// Due and paid by year, in whole yuan (按年应发与实发).
    async fn years(&self) -> Vec<SubsidyYear> {
        let mut years: BTreeMap<i32, (i64, i64)> = BTreeMap::new();
        let year = |text: &str| Date::stored(text).map(|day| day.0.year());
        for row in self.rows.iter().filter(|row| row.part == subsidy::INSTALMENT) {
            if let Some(due) = year(&row.due) {
                years.entry(due).or_default().0 += row.yuan;
            }
            if let Some(paid) = row.paid.as_deref().and_then(year) {
                years.entry(paid).or_default().1 += row.yuan;
            }
        }
        let years = years.into_iter();
        years
            .map(|(year, (due, paid))| SubsidyYear { year, due_yuan: Long(due), paid_yuan: Long(paid) })
            .collect()
    }
}

/// What was due and paid in a year (年度补贴).
#[derive(SimpleObject)]
pub(crate) struct SubsidyYear {
    /// The year.
    year: i32,
    /// Due in it, in whole yuan (应发).
    due_yuan: Long,
    /// Paid in it, in whole yuan (实发).
    paid_yuan: Long,
}

/// A part of a subsidy, or what is claimed back.
pub(crate) struct SubsidyPart {
    row: SubsidyRow,
    sight: Arc<Sight>,
}

/// A part of a subsidy, or what is claimed back of one (补贴明细).
#[Object]
impl SubsidyPart {
    /// The global id of the subsidy.
    async fn subsidy(&self) -> Option<ID> {
        id_of::<SubsidyId>(&self.row.subsidy).map(|id| id::global(NodeKind::Subsidy, id.0))
    }

    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// Which part, counted from 1; 0 for what is claimed back (期次).
    async fn number(&self) -> i32 {
        int(self.row.number)
    }

    /// How much, in whole yuan (金额).
    async fn yuan(&self) -> Long {
        Long(self.row.yuan)
    }

    /// When it is due; for what is claimed back the first day without service (应发日).
    async fn due(&self) -> Option<Date> {
        Date::stored(&self.row.due)
    }

    /// When it was paid, or what is claimed back was settled, by the day (实发日).
    async fn paid(&self) -> Option<Date> {
        Date::stored(self.row.paid.as_deref()?)
    }

    /// The last day of the agreed service (服务期届满日).
    async fn service_last_day(&self) -> Option<Date> {
        Date::stored(&self.row.service_to)?.day_before()
    }

    /// Why it is claimed back (追回原因).
    async fn reason(&self) -> Option<&str> {
        self.row.detail.as_deref()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

impl Subsidy {
    /// The subsidy at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: SubsidyId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }
}

/// A subsidy, for those who may see money.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: SubsidyId) -> Result<Option<Subsidy>> {
    if !access::sees_money(&sight.principal) {
        return Ok(None);
    }
    let rows = subsidy::list(&sight.views, Some(id), sight.at).await.map_err(fault::internal)?;
    Ok((!rows.is_empty()).then(|| Subsidy { id, rows: Arc::new(rows), sight: sight.clone() }))
}

/// A subsidy for a person taken in (引才补贴), as it stands on the day.
#[Object]
impl Subsidy {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Subsidy, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Its parts and what is claimed back (明细).
    async fn parts(&self) -> Vec<SubsidyPart> {
        self.rows.iter().map(|row| SubsidyPart { row: row.clone(), sight: self.sight.clone() }).collect()
    }
}
