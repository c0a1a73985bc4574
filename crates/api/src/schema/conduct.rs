//! Questions about conduct: who is barred or restricted, who was assessed, and what rested on a bar that is seen otherwise now.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use liangshi_domain::TeacherId;
use liangshi_projection::{
    Views,
    views::{
        conduct::{self, ConductRow, Filter},
        ethics_assessment,
        merit_decision::{self, ImpactRow},
    },
};

use super::{
    access::{self, BarSight},
    conduct_enums::{ClosedProcess, EthicsResult, RestrictionKind},
    connection::{Asked, Connection, page_cost},
    enums::{stored, stored_opt},
    ethics_case::EthicsCase,
    id::{self, NodeKind},
    node::{Event, Teacher, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// Of whom it is asked; what is left out lets everyone through (人员范围).
#[derive(InputObject, Default)]
pub(crate) struct ConductWhere {
    /// Only persons in service at this organisation or below on the day, on any basis.
    organisation: Option<ID>,
    /// Only this person.
    teacher: Option<ID>,
}

impl ConductWhere {
    fn read(self, sight: &Sight, kind: &'static str) -> Result<Filter> {
        let organisation = self.organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        let teacher = self.teacher.map(|id| id::of(NodeKind::Teacher, &id)).transpose()?;
        Ok(Filter { kind, scope: sight.scope(), organisation, teacher: teacher.map(TeacherId) })
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct ConductQuery;

#[Object]
impl ConductQuery {
    /// Who is barred from merit on the day, until when, and what that closes (在受限期人员, Q-05, S-17, S-24, R-01), the bar that ends
    /// first at the top; `totalCount` is M-73. Everybody sees the days of those in scope, the reason only BUREAU_HR and
    /// ETHICS_OFFICER.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn barred(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Of whom; everyone when left out.")] wanted: Option<ConductWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Bar>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let filter = wanted.unwrap_or_default().read(&sight, conduct::BAR)?;
        page(context, &sight, filter, (first, after), |row, sight| Bar { row, sight }).await
    }

    /// To whom cadre posts are closed on the day by a decision of discipline that is not tolerated (纪律处分影响期内人员, S-84, R-06).
    /// For BUREAU_HR and ETHICS_OFFICER.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn restricted(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Of whom; everyone when left out.")] wanted: Option<ConductWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Restriction>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        whole(&sight)?;
        let filter = wanted.unwrap_or_default().read(&sight, conduct::RESTRICTION)?;
        page(context, &sight, filter, (first, after), |row, sight| Restriction { row, sight }).await
    }

    /// The tolerances in force on the day, each with the record it is about (容错认定, S-83, R-05). For BUREAU_HR and ETHICS_OFFICER.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn tolerances(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Of whom; everyone when left out.")] wanted: Option<ConductWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Tolerance>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        whole(&sight)?;
        let filter = wanted.unwrap_or_default().read(&sight, conduct::TOLERANCE)?;
        page(context, &sight, filter, (first, after), |row, sight| Tolerance { row, sight }).await
    }

    /// How the ethics of a year were assessed, of all in service on the day (师德考核情况, S-23, M-72), and who was not.
    async fn ethics_assessments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The year assessed.")] year: i32,
        #[graphql(desc = "Only persons in service at this organisation or below, on any basis.")]
        organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<EthicsAssessments> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let organisation = organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        let filter = ethics_assessment::Filter { year, scope: sight.scope(), organisation };
        let counted = ethics_assessment::results(&sight.views, &filter, sight.at).await;
        Ok(EthicsAssessments { filter, counted: counted.map_err(fault::internal)?, sight })
    }

    /// What was decided on merit while a bar was seen otherwise than now (受影响的决定, S-17): LATE where a bar was not known yet,
    /// GONE where it was known and was annulled, shortened or voided since. The decisions stay; they are for an officer to look at.
    /// For BUREAU_HR and ETHICS_OFFICER.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn bar_impact(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only decisions about this person.")] teacher: Option<ID>,
        #[graphql(desc = "Only for the bar this event imposed.")] bar: Option<ID>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<BarImpact>> {
        let sight = Sight::ask(context, None, known_at, min_position).await?;
        whole(&sight)?;
        let teacher = teacher.map(|id| id::of(NodeKind::Teacher, &id)).transpose()?.map(TeacherId);
        let bar = bar.map(|id| id::of(NodeKind::Event, &id)).transpose()?.map(|id| id.to_string());
        let filter = merit_decision::Filter { scope: sight.scope(), teacher, bar };
        impact(context, &sight, filter, (first, after)).await
    }
}

/// Refuses those who may not see why somebody is barred.
fn whole(sight: &Sight) -> Result<()> {
    let seen = access::bar_sight(sight.role()) == BarSight::Whole;
    access::require(seen, sight.role(), "查看纪律与容错情况", "see restrictions, tolerances and their impact")
}

async fn page<T>(
    context: &Context<'_>,
    sight: &Arc<Sight>,
    filter: Filter,
    (first, after): (Option<i32>, Option<String>),
    node: impl Fn(ConductRow, Arc<Sight>) -> T,
) -> Result<Connection<T>> {
    let asked = Asked::read(context, first, after.as_deref())?;
    let (views, at) = (&sight.views, sight.at);
    let rows =
        if asked.items { conduct::list(views, &filter, at, &asked.page()).await } else { Ok(Vec::new()) };
    let rows = rows.map_err(fault::internal)?;
    let key = |row: &ConductRow| (row.valid_to.clone(), row.fact.clone());
    let counter = move |views: Views| -> BoxFuture<'static, _> {
        let filter = filter.clone();
        Box::pin(async move { conduct::count(&views, &filter, at).await })
    };
    Ok(asked.connect(rows, (views, at), key, |row| node(row, sight.clone()), Box::new(counter)))
}

async fn impact(
    context: &Context<'_>,
    sight: &Arc<Sight>,
    filter: merit_decision::Filter,
    (first, after): (Option<i32>, Option<String>),
) -> Result<Connection<BarImpact>> {
    let asked = Asked::read(context, first, after.as_deref())?;
    let (views, at) = (&sight.views, sight.at);
    let rows = if asked.items {
        merit_decision::impact(views, &filter, at, &asked.page()).await
    } else {
        Ok(Vec::new())
    };
    let rows = rows.map_err(fault::internal)?;
    let key = |row: &ImpactRow| (row.event.clone(), row.bar.clone());
    let counter = move |views: Views| -> BoxFuture<'static, _> {
        let filter = filter.clone();
        Box::pin(async move { merit_decision::count(&views, &filter, at).await })
    };
    let node = |row| BarImpact { row, sight: sight.clone() };
    Ok(asked.connect(rows, (views, at), key, node, Box::new(counter)))
}

/// A person under a bar.
pub(crate) struct Bar {
    row: ConductRow,
    sight: Arc<Sight>,
}

impl Bar {
    fn sees(&self, least: &[BarSight]) -> bool {
        least.contains(&access::bar_sight(self.sight.role()))
    }
}

/// A person under a bar from merit (受限人员, R-01).
#[Object]
impl Bar {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The first day (起始日); null for PROGRAMME_MANAGER.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from).filter(|_| self.sees(&[BarSight::Whole, BarSight::Days]))
    }

    /// The last day (截止日).
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The first day without it (解除日).
    async fn until(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)
    }

    /// What it closes to the person (受限事项).
    async fn closes(&self) -> Vec<ClosedProcess> {
        liangshi_domain::teacher::conduct::ClosedProcess::ALL.iter().map(|closed| (*closed).into()).collect()
    }

    /// Why, as codes of the bureau (原因); null for those who may not see it.
    async fn reason(&self) -> Option<&str> {
        Some(self.row.reason.as_str()).filter(|_| self.sees(&[BarSight::Whole]))
    }

    /// The case it follows from (案件); null for all but the ethics office.
    async fn ethics_case(&self) -> Result<Option<EthicsCase>> {
        EthicsCase::linked(&self.sight, self.row.about.as_deref()).await
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A person under a restriction of discipline.
pub(crate) struct Restriction {
    row: ConductRow,
    sight: Arc<Sight>,
}

/// A person to whom cadre posts are closed for a time (纪律处分影响期, R-06).
#[Object(name = "DisciplineRestriction")]
impl Restriction {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// By what it was imposed (限制种类).
    async fn kind(&self) -> Option<RestrictionKind> {
        stored(&self.row.reason)
    }

    /// The first day.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A tolerance in force.
pub(crate) struct Tolerance {
    row: ConductRow,
    sight: Arc<Sight>,
}

/// That a negative record does not stand against a person in selections (容错认定, R-05).
#[Object(name = "FaultTolerance")]
impl Tolerance {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The event that states the record.
    async fn record(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, self.row.about.as_deref()).await
    }

    /// The first day.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// Why (理由).
    async fn reason(&self) -> &str {
        &self.row.reason
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// How a year was assessed.
pub(crate) struct EthicsAssessments {
    filter: ethics_assessment::Filter,
    counted: Vec<ethics_assessment::Counted>,
    sight: Arc<Sight>,
}

impl EthicsAssessments {
    fn of(&self, wanted: impl Fn(Option<EthicsResult>) -> bool) -> i32 {
        let counted = self.counted.iter().filter(|line| wanted(stored_opt(line.result.as_deref())));
        int(counted.map(|line| line.persons).sum())
    }
}

/// How the ethics of a year were assessed, of all in service on the day (师德考核情况, M-72).
#[Object]
impl EthicsAssessments {
    /// How many are in service and so due (应考核人数).
    async fn due(&self) -> i32 {
        self.of(|_| true)
    }

    /// How many of them were assessed (已考核人数).
    async fn assessed(&self) -> i32 {
        self.of(|result| result.is_some())
    }

    /// Excellent (优秀).
    async fn excellent(&self) -> i32 {
        self.of(|result| result == Some(EthicsResult::Excellent))
    }

    /// Satisfactory (合格).
    async fn satisfactory(&self) -> i32 {
        self.of(|result| result == Some(EthicsResult::Satisfactory))
    }

    /// Basically satisfactory (基本合格).
    async fn basically_satisfactory(&self) -> i32 {
        self.of(|result| result == Some(EthicsResult::BasicallySatisfactory))
    }

    /// Unsatisfactory (不合格).
    async fn unsatisfactory(&self) -> i32 {
        self.of(|result| result == Some(EthicsResult::Unsatisfactory))
    }

    /// Those in service who were not assessed (未考核人员), at most 200 at a time, in the order of their ids.
    async fn missing(
        &self,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The plain id of the last person already seen.")] after: Option<String>,
    ) -> Result<Vec<Teacher>> {
        let first = i64::try_from(Asked::size(first)?).unwrap_or(0);
        let after = Some((String::new(), after.unwrap_or_default()));
        let page = liangshi_projection::Page { first, after };
        let found = ethics_assessment::missing(&self.sight.views, &self.filter, self.sight.at, &page).await;
        let teacher = |id| Teacher { id, sight: self.sight.clone() };
        Ok(found.map_err(fault::internal)?.into_iter().map(teacher).collect())
    }
}

/// How a bar was seen otherwise when a decision was taken (影响类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImpactKind {
    /// The bar holds and was not known then (决定时尚不知有限制).
    Late,
    /// The bar was known then and no longer holds (决定时有限制，后被撤销).
    Gone,
}

/// A decision that rested on another view of a bar.
pub(crate) struct BarImpact {
    row: ImpactRow,
    sight: Arc<Sight>,
}

/// A decision on merit that rested on another view of a bar (受影响的决定).
#[Object]
impl BarImpact {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// How the bar was seen otherwise then.
    async fn how(&self) -> Option<ImpactKind> {
        stored(&self.row.how)
    }

    /// The event that imposed the bar.
    async fn bar(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.bar)).await
    }

    /// The decision.
    async fn decision(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.event)).await
    }

    /// The day the decision is dated by.
    async fn on(&self) -> Option<Date> {
        Date::stored(&self.row.day)
    }

    /// Whether the decision went against the person.
    async fn adverse(&self) -> bool {
        self.row.adverse != 0
    }
}
