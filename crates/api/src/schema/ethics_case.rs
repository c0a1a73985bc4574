//! Ethics cases, for the ethics office; and what was circulated of them, for everybody.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use liangshi_domain::CaseId;
use liangshi_projection::{
    At, Page, Views,
    views::ethics_case::{self, CIRCULAR, CaseRow, Filter, SANCTION, STAGE},
};
use uuid::Uuid;

use super::{
    access,
    conduct_enums::{CaseReason, CaseSource, CaseStage, Sanction},
    connection::{Asked, Connection, page_cost},
    enums::{stored, stored_opt, word},
    id::{self, NodeKind},
    node::{Event, Organisation, Teacher, id_of, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::EthicsCase;

/// Which cases are asked for; what is left out lets every one through (案件筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct EthicsCaseWhere {
    /// Only those in which the office has, or has not, something to do: to investigate, to decide, to answer an appeal (未结案件).
    pending: Option<bool>,
    /// Only those at this stage on the day.
    stage: Option<CaseStage>,
    /// Only those with this reason among others.
    reason: Option<CaseReason>,
    /// Only those against this person.
    teacher: Option<ID>,
}

/// See the module.
#[derive(Default)]
pub(crate) struct EthicsCaseQuery;

#[Object]
impl EthicsCaseQuery {
    /// Ethics cases as they stand on the day (师德案件, S-24), the one longest at its stage at the top. For ETHICS_OFFICER.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn ethics_cases(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<
            EthicsCaseWhere,
        >,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<EthicsCase>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        require(&sight)?;
        let wanted = wanted.unwrap_or_default();
        let teacher = wanted.teacher.map(|id| id::of(NodeKind::Teacher, &id)).transpose()?;
        let filter = Filter {
            part: STAGE,
            pending: wanted.pending,
            stage: wanted.stage.map(word),
            reason: wanted.reason.map(word),
            teacher: teacher.map(|id| id.to_string()),
            ..Filter::default()
        };
        page(context, &sight, filter, (first, after), |row, sight| EthicsCase::of(&sight, row)).await
    }

    /// Sanctions that have effect on the day (生效中的处理, S-24, R-03), by their first day. For ETHICS_OFFICER.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn sanctions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this kind; all when left out.")] sanction: Option<Sanction>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<CaseSanction>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        require(&sight)?;
        let filter = Filter { part: SANCTION, sanction: sanction.map(word), ..Filter::default() };
        page(context, &sight, filter, (first, after), |row, sight| Some(CaseSanction { row, sight })).await
    }

    /// How many cases there are on the day by reason (按违规情形统计, S-09); one with two reasons counts under both. For
    /// ETHICS_OFFICER.
    async fn ethics_case_reasons(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<CasesOfReason>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        require(&sight)?;
        let lines = ethics_case::by_reasons(&sight.views, sight.at).await.map_err(fault::internal)?;
        let mut counts: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for line in &lines {
            for reason in line.reasons.split(' ') {
                let count = counts.entry(reason.to_owned()).or_default();
                count.0 += line.cases;
                count.1 += if line.pending == 0 { 0 } else { line.cases };
            }
        }
        let line = |(reason, (cases, pending)): (String, (i64, i64))| {
            Some(CasesOfReason { reason: stored(&reason)?, cases: int(cases), pending: int(pending) })
        };
        Ok(counts.into_iter().filter_map(line).collect())
    }

    /// Cases circulated as a warning, with the identity removed (通报的典型案例, S-25, R-80). For every role.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn circulars(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Circular>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let filter = Filter { part: CIRCULAR, ..Filter::default() };
        page(context, &sight, filter, (first, after), |row, _| Some(Circular { row })).await
    }
}

fn require(sight: &Sight) -> Result<()> {
    access::require(access::sees_cases(sight.role()), sight.role(), "查看师德案件", "see ethics cases")
}

async fn page<T>(
    context: &Context<'_>,
    sight: &Arc<Sight>,
    filter: Filter,
    (first, after): (Option<i32>, Option<String>),
    node: impl Fn(CaseRow, Arc<Sight>) -> Option<T>,
) -> Result<Connection<T>> {
    let asked = Asked::read(context, first, after.as_deref())?;
    let (views, at) = (&sight.views, sight.at);
    let rows =
        if asked.items { ethics_case::list(views, &filter, at, &asked.page()).await } else { Ok(Vec::new()) };
    let rows = rows.map_err(fault::internal)?.into_iter();
    let key = |row: &CaseRow| (row.valid_from.clone(), row.evidence.clone());
    let rows: Vec<_> = rows.filter_map(|row| Some((key(&row), node(row, sight.clone())?))).collect();
    let counter = move |views: Views| -> BoxFuture<'static, _> {
        let filter = filter.clone();
        Box::pin(async move { ethics_case::count(&views, &filter, at).await })
    };
    Ok(asked.connect(rows, (views, at), |(key, _)| key.clone(), |(_, node)| node, Box::new(counter)))
}

/// How many cases have one reason (按违规情形统计).
#[derive(SimpleObject)]
pub(crate) struct CasesOfReason {
    /// The reason.
    reason: CaseReason,
    /// How many cases.
    cases: i32,
    /// In how many of them the office has something to do.
    pending: i32,
}

impl EthicsCase {
    /// The case at two dates; see [`find`].
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: CaseId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }

    /// A case of which the row was read already.
    pub(crate) fn of(sight: &Arc<Sight>, row: CaseRow) -> Option<Self> {
        Some(Self { id: id_of(&row.ethics_case)?, row: Arc::new(row), sight: sight.clone() })
    }

    /// The case with a stored id, for those who may see it.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn linked(sight: &Arc<Sight>, id: Option<&str>) -> Result<Option<Self>> {
        let Some(id) = id.and_then(id_of) else { return Ok(None) };
        find(sight, id).await
    }

    async fn parts(&self, part: &str) -> Result<Vec<CaseRow>> {
        let rows = ethics_case::of_case(&self.sight.views, self.id, part, self.sight.at.known).await;
        rows.map_err(fault::internal)
    }
}

/// An ethics case (师德案件), as it stands on the day. For ETHICS_OFFICER.
#[Object]
impl EthicsCase {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::EthicsCase, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// The person (当事人).
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The unit the person worked at (所在单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.organisation.as_deref()).await
    }

    /// What the person is said to have done (违规情形).
    async fn reasons(&self) -> Vec<CaseReason> {
        self.row.reasons.split(' ').filter_map(stored).collect()
    }

    /// How the office came to know (来源).
    async fn source(&self) -> Option<CaseSource> {
        stored(&self.row.source)
    }

    /// The day it was opened (立案日期).
    async fn opened_on(&self) -> Option<Date> {
        Date::stored(&self.row.opened_on)
    }

    /// Where it stands on the day (进度).
    async fn stage(&self) -> Option<CaseStage> {
        stored_opt(self.row.stage.as_deref())
    }

    /// Since when (进入该阶段日期).
    async fn since(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The facts found (查明事实); null before the investigation.
    async fn facts(&self) -> Option<&str> {
        self.row.facts.as_deref()
    }

    /// Every sanction imposed in it, as known (处理), also those annulled.
    async fn sanctions(&self) -> Result<Vec<CaseSanction>> {
        let sanction = |row| CaseSanction { row, sight: self.sight.clone() };
        Ok(self.parts(SANCTION).await?.into_iter().map(sanction).collect())
    }

    /// What was circulated of it, as known (通报).
    async fn circulars(&self) -> Result<Vec<Circular>> {
        Ok(self.parts(CIRCULAR).await?.into_iter().map(|row| Circular { row }).collect())
    }

    /// The event that brought it to where it stands.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A sanction of a case.
pub(crate) struct CaseSanction {
    row: CaseRow,
    sight: Arc<Sight>,
}

/// A sanction imposed in an ethics case (处理决定). For ETHICS_OFFICER.
#[Object]
impl CaseSanction {
    /// What was imposed, after any amendment (处理种类).
    async fn sanction(&self) -> Option<Sanction> {
        stored_opt(self.row.sanction.as_deref())
    }

    /// The person (当事人).
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The case (案件); null when it stands at no stage on the day.
    async fn ethics_case(&self) -> Result<Option<EthicsCase>> {
        EthicsCase::linked(&self.sight, Some(&self.row.ethics_case)).await
    }

    /// The facts it rests on (违规事实).
    async fn facts(&self) -> Option<&str> {
        self.row.facts.as_deref()
    }

    /// The unit that decided (处理单位).
    async fn decided_by(&self) -> Option<&str> {
        self.row.decided_by.as_deref()
    }

    /// The first day it has effect (生效日).
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day (期满日, R-03); null when it has no period.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The last day for an appeal (申诉截止日).
    async fn appeal_last_day(&self) -> Option<Date> {
        Date::stored(self.row.appeal_until.as_deref()?)?.day_before()
    }

    /// The last day of the bar it brings (限制截止日, R-01); null when it brings none.
    async fn bar_last_day(&self) -> Option<Date> {
        Date::stored(self.row.bar_until.as_deref()?)?.day_before()
    }

    /// Whether it was annulled from the beginning (自始撤销).
    async fn annulled(&self) -> bool {
        self.row.annulled != 0
    }

    /// The events that shaped it, with their decision documents.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// What was circulated of a case.
pub(crate) struct Circular {
    row: CaseRow,
}

/// A case circulated as a warning, with the identity removed (通报).
#[Object]
impl Circular {
    /// The text as circulated (内容).
    async fn text(&self) -> Option<&str> {
        self.row.facts.as_deref()
    }

    /// The day (通报日期).
    async fn on(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// What it was about (违规情形).
    async fn reasons(&self) -> Vec<CaseReason> {
        self.row.reasons.split(' ').filter_map(stored).collect()
    }
}

/// A case as it stands on the day, when the caller may see cases.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: CaseId) -> Result<Option<EthicsCase>> {
    if !access::sees_cases(sight.role()) {
        return Ok(None);
    }
    let filter = Filter { part: STAGE, case: Some(id), ..Filter::default() };
    let rows = ethics_case::list(&sight.views, &filter, sight.at, &Page { first: 1, after: None }).await;
    Ok(rows.map_err(fault::internal)?.pop().and_then(|row| EthicsCase::of(sight, row)))
}
