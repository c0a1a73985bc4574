//! Questions about persons and organisations.

use async_graphql::{Context, ID, Object, OneofObject, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{IdentityNumber, OrganisationId, TeacherId};
use liangshi_projection::views::person::{self, Key};

use super::{
    access,
    connection::{Connection, page_cost},
    id::{self, NodeKind},
    node::{Organisation, Teacher},
    organisation::{self, OrganisationWhere},
    roster::{self, TeacherWhere},
    scalar::{Date, Long},
    sight::Sight,
    teacher,
};
use crate::fault;

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

/// See the module.
#[derive(Default)]
pub(crate) struct PeopleQuery;

#[Object]
impl PeopleQuery {
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
            TeacherBy::StaffNumber(number) => {
                looked_up(&sight, Key::StaffNumber(number.trim().to_owned())).await?
            }
            TeacherBy::IdentityNumber(number) => looked_up(&sight, Key::Identity(identity(&number)?)).await?,
        };
        match id {
            Some(id) => teacher::find(&sight, id).await,
            None => Ok(None),
        }
    }

    /// Persons in service (在职教师), in the order of their names.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
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
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn organisations(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<
            OrganisationWhere,
        >,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Organisation>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        organisation::page(context, &sight, wanted.unwrap_or_default(), (first, after)).await
    }
}

/// The person with a number. Who may not see who a person is cannot ask by what tells it.
async fn looked_up(sight: &Sight, key: Key) -> Result<Option<TeacherId>> {
    access::require(
        access::sees_names(sight.role()),
        sight.role(),
        "按证件号或工号查人",
        "look persons up by their numbers",
    )?;
    let card = person::find(&sight.views, &key, sight.at).await.map_err(fault::internal)?;
    Ok(card.and_then(|card| card.counts_as()))
}

fn identity(text: &str) -> Result<String> {
    let number = text.parse::<IdentityNumber>();
    number.map(String::from).map_err(|fault| fault::coded(fault.code(), fault.zh(), fault.to_string()))
}
