//! The root of what can be asked.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, OneofObject, Result};
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use liangshi_domain::{CandidacyId, EventId, IdentityNumber, OrganisationId, ProgrammeId, RoundId, StudioId, TeacherId};
use liangshi_projection::views::person::{self, Key};

use super::{
    access,
    board::{self, CohortBoard},
    candidacy,
    codes::{self, CodeList},
    connection::{Connection, page_cost},
    context,
    event::{self, EventConnection, LogArguments},
    id::{self, NodeKind},
    node::{Candidacy, Node, Organisation, Programme, Round, Studio, Teacher, id_of},
    organisation::{self, OrganisationWhere},
    pipeline::{self, CandidateWhere, Pipeline, Source},
    programme,
    roster::{self, TeacherWhere},
    scalar::{Date, Long},
    sight::Sight,
    studio, teacher,
};
use crate::fault;

/// The most nodes asked for at once.
const NODES: usize = 100;

/// By what a teacher is looked up: exactly one of these (教师查找方式).
#[derive(OneofObject)]
pub(crate) enum TeacherBy {
    /// The global id or the plain one.
    Id(ID),
    /// The bureau's staff number (工号).
    StaffNumber(String),
    /// The identity number in full (身份证号).
    IdentityNumber(String),
}

/// By what an organisation is looked up: exactly one of these (单位查找方式).
#[derive(OneofObject)]
pub(crate) enum OrganisationBy {
    /// The global id or the plain one.
    Id(ID),
}

/// By what a programme is looked up: exactly one of these (项目查找方式).
#[derive(OneofObject)]
pub(crate) enum ProgrammeBy {
    /// The global id or the plain one.
    Id(ID),
    /// The slug, as `studio-hosts`.
    Slug(String),
}

/// What can be asked. Every question can be put at a valid date and as known at an instant; both are today and now when left
/// out, and the answer says what they were.
pub struct Query;

/// What can be asked. Every question can be put at a valid date and as known at an instant; both are today and now when left
/// out, and the answer says what they were.
#[Object]
impl Query {
    /// The position of the log that every view has reached. An answer known at it can be asked for again.
    async fn position(&self, context: &Context<'_>) -> Result<Long> {
        Ok(Long(context::registry(context)?.views.position()))
    }

    /// Anything by its global id; null when it is not known or the caller may not see it.
    async fn node(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Node>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        found(&sight, &id).await
    }

    /// Several of them, at most 100, in the order of the ids; null stands for those not found.
    #[graphql(complexity = "ids.len() * child_complexity + 1")]
    async fn nodes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global ids.")] ids: Vec<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > NODES {
            let (zh, en) = (format!("一次最多查{NODES}个"), format!("at most {NODES} nodes at once"));
            return Err(fault::coded(fault::code::BAD_USER_INPUT, zh, en));
        }
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        try_join_all(ids.iter().map(|id| found(&sight, id))).await
    }

    /// One teacher (教师); null when not known or not to be seen by the caller.
    async fn teacher(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "By what to look.")] by: TeacherBy,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Teacher>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let id = match by {
            TeacherBy::Id(id) => Some(TeacherId(id::of(NodeKind::Teacher, &id)?)),
            TeacherBy::StaffNumber(number) => looked_up(&sight, Key::StaffNumber(number.trim().to_owned())).await?,
            TeacherBy::IdentityNumber(number) => looked_up(&sight, Key::Identity(identity(&number)?)).await?,
        };
        match id {
            Some(id) => teacher::find(&sight, id).await,
            None => Ok(None),
        }
    }

    /// Persons in service (在职教师), in the order of their names.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn teachers(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<TeacherWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Teacher>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        roster::page(context, &sight, wanted.unwrap_or_default(), (first, after)).await
    }

    /// One organisation (单位); null when not known or not to be seen by the caller.
    async fn organisation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "By what to look.")] by: OrganisationBy,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Organisation>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let OrganisationBy::Id(id) = by;
        organisation::find(&sight, OrganisationId(id::of(NodeKind::Organisation, &id)?)).await
    }

    /// Organisations (单位), in the order of their names.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn organisations(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<OrganisationWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Organisation>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        organisation::page(context, &sight, wanted.unwrap_or_default(), (first, after)).await
    }

    /// One programme (人才项目); null when not known.
    async fn programme(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "By what to look.")] by: ProgrammeBy,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Programme>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        match by {
            ProgrammeBy::Id(id) => {
                let id = ProgrammeId(id::of(NodeKind::Programme, &id)?).to_string();
                Programme::find(&sight, |row| row.programme == id).await
            }
            ProgrammeBy::Slug(slug) => Programme::find(&sight, |row| row.slug == slug).await,
        }
    }

    /// Programmes (人才项目), in the order of their slugs.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn programmes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Programme>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        programme::page(context, &sight, (first, after)).await
    }

    /// One round (批次); null when not known.
    async fn round(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global id or the plain one.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Round>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        Round::find(&sight, RoundId(id::of(NodeKind::Round, &id)?)).await
    }

    /// One candidacy (候选人); null when not known or not to be seen by the caller.
    async fn candidacy(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global id or the plain one.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        candidacy::find(&sight, CandidacyId(id::of(NodeKind::Candidacy, &id)?)).await
    }

    /// One studio (工作室); null when it does not work on the day or is not to be seen by the caller.
    async fn studio(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global id or the plain one.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Studio>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        studio::find(&sight, StudioId(id::of(NodeKind::Studio, &id)?)).await
    }

    /// The leading talents (教育领军人才, S-31, M-21). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn leading_talents(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let source = Source::view(Pipeline::LeadingTalents);
        pipeline::page(context, &sight, source, wanted.unwrap_or_default(), (first, after)).await
    }

    /// The studio hosts (“三名”工作室主持人, S-33, M-23). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn studio_hosts(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let source = Source::view(Pipeline::StudioHosts);
        pipeline::page(context, &sight, source, wanted.unwrap_or_default(), (first, after)).await
    }

    /// The reserve principals (后备校长人才, S-35, M-25). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn reserve_principals(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let source = Source::view(Pipeline::ReservePrincipals);
        pipeline::page(context, &sight, source, wanted.unwrap_or_default(), (first, after)).await
    }

    /// The candidates of any programme (培养梯队). For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn pipeline(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The slug of the programme, as `outstanding-teachers`.")] programme: String,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<CandidateWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Candidacy>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let found = Programme::find(&sight, |row| row.slug == programme).await?.ok_or_else(|| no_programme(&programme))?;
        pipeline::page(context, &sight, Source::programme(found.id), wanted.unwrap_or_default(), (first, after)).await
    }

    /// Per programme: nominated, confirmed, in training, certified and in term, beside the target of the work plan (人才项目看板).
    /// For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    async fn cohort_board(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<CohortBoard> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        board::board(&sight).await
    }

    /// The audit list, newest first (日志). The whole of it is for BUREAU_HR, ETHICS_OFFICER and AUDITOR of the whole bureau; others
    /// name a stream of what they may see.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn log(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after, that is, the events older than it.")] after: Option<String>,
        #[graphql(desc = "Only events before this position.")] before: Option<Long>,
        #[graphql(desc = "Only events of this stream, as `teacher-` and the plain id.")] stream: Option<String>,
        #[graphql(desc = "Only events by the document with this number (文号).")] document: Option<String>,
        #[graphql(desc = "Only events of this stable name, as `teacher.hired`.")] kind: Option<String>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<EventConnection> {
        let sight = Sight::ask(context, None, known_at, min_position).await?;
        event::log(&sight, first, LogArguments { before, after, stream, document, kind }).await
    }

    /// The code lists and the enums of this schema with their labels in both languages (代码表).
    async fn codes(
        &self,
        #[graphql(desc = "Only this list, as C-31 or the name of an enum, as Title; all when left out.")] list: Option<String>,
    ) -> Result<Vec<CodeList>> {
        codes::lists(list.as_deref())
    }
}

fn no_programme(slug: &str) -> async_graphql::Error {
    let slug: String = slug.chars().take(60).collect();
    fault::coded(
        fault::code::BAD_USER_INPUT,
        format!("没有名为“{slug}”的项目；programmes 列出全部"),
        format!("there is no programme “{slug}”; `programmes` lists them"),
    )
}

/// The person with a number. Who may not see who a person is cannot ask by what tells it.
async fn looked_up(sight: &Sight, key: Key) -> Result<Option<TeacherId>> {
    access::require(access::sees_names(sight.role()), sight.role(), "按证件号或工号查人", "look persons up by their numbers")?;
    let card = person::find(&sight.views, &key, sight.at).await.map_err(fault::internal)?;
    Ok(card.and_then(|card| id_of(card.teacher)))
}

fn identity(text: &str) -> Result<String> {
    let number = text.parse::<IdentityNumber>();
    number.map(String::from).map_err(|fault| fault::coded(fault.code(), fault.zh(), fault.to_string()))
}

/// A node by its global id, under the rule of its kind.
async fn found(sight: &Arc<Sight>, id: &ID) -> Result<Option<Node>> {
    let (kind, uuid) = id::any(id)?;
    Ok(match kind {
        NodeKind::Teacher => teacher::find(sight, TeacherId(uuid)).await?.map(Node::Teacher),
        NodeKind::Organisation => organisation::find(sight, OrganisationId(uuid)).await?.map(Node::Organisation),
        NodeKind::Programme => {
            let id = uuid.to_string();
            Programme::find(sight, |row| row.programme == id).await?.map(Node::Programme)
        }
        NodeKind::Round => Round::find(sight, RoundId(uuid)).await?.map(Node::Round),
        NodeKind::Candidacy => candidacy::find(sight, CandidacyId(uuid)).await?.map(Node::Candidacy),
        NodeKind::Studio => studio::find(sight, StudioId(uuid)).await?.map(Node::Studio),
        NodeKind::Event => event::find(sight, EventId(uuid)).await?.map(Node::Event),
    })
}
