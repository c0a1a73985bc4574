//! One question: at which two dates, by whom, and what was read for it so far.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_graphql::{Context, Result};
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use liangshi_domain::{EventId, OrganisationId, TeacherId, rules::Rulebook};
use liangshi_projection::{
    At, Failure, Page, Views,
    views::{
        candidate::{CandidateRow, Filter},
        cohort_board,
        evidence::{self, EventRow},
        organisation::{self, OrganisationRow},
        person::{self, PersonRow},
        policy_register,
        programme::{self, ProgrammeRow},
        round::{self, RoundRow},
        service::{self, ServiceRow},
        studio::{self, StudioRow},
        teacher_history::{self, FactRow},
    },
};
use uuid::Uuid;

use super::{
    context,
    loader::Batch,
    scalar::{Date, Long},
};
use crate::auth::{Principal, Role};

/// The most candidacies of one person that are read; nobody has been in so many rounds.
const CANDIDACIES: i64 = 200;

/// A question and everything read for it. Each field of the root makes one; what hangs below it shares it.
pub(crate) struct Sight {
    /// The two dates.
    pub(crate) at: At,
    /// Who asks.
    pub(crate) principal: Principal,
    /// Where the answer comes from.
    pub(crate) views: Views,
    /// Cards of persons.
    pub(crate) people: Batch<TeacherId, Arc<PersonRow>>,
    /// Service on the day.
    pub(crate) services: Batch<TeacherId, Arc<ServiceRow>>,
    /// Service on all days.
    pub(crate) segments: Batch<TeacherId, Arc<Vec<ServiceRow>>>,
    /// Facts, the ones known or every version of them.
    pub(crate) facts: Batch<(TeacherId, bool), Arc<Vec<FactRow>>>,
    /// Organisations.
    pub(crate) organisations: Batch<OrganisationId, Arc<OrganisationRow>>,
    /// Events.
    pub(crate) events: Batch<EventId, Arc<EventRow>>,
    /// Studios by the persons in them.
    pub(crate) studios: Batch<TeacherId, Arc<Vec<StudioRow>>>,
    /// Candidacies by their persons.
    pub(crate) candidacies: Batch<TeacherId, Arc<Vec<CandidateRow>>>,
    rules: Batch<(), Arc<Rulebook>>,
    programmes: Batch<(), Arc<Vec<Arc<ProgrammeRow>>>>,
    rounds: Batch<(), Arc<Vec<Arc<RoundRow>>>>,
}

impl Sight {
    /// The question of a field: its dates are resolved here, once.
    ///
    /// # Errors
    /// See [`context::at`].
    pub(crate) async fn ask(
        context: &Context<'_>,
        as_of: Option<Date>,
        known_at: Option<DateTime<Utc>>,
        min_position: Option<Long>,
    ) -> Result<Arc<Self>> {
        let at =
            context::at(context, as_of.map(|date| date.0), known_at, min_position.map(|position| position.0))
                .await?;
        Self::with(context, at)
    }

    /// A question at two dates that are resolved already, as for the payload of a mutation.
    ///
    /// # Errors
    /// When the request came past the HTTP layer, which is a fault of the program.
    pub(crate) fn with(context: &Context<'_>, at: At) -> Result<Arc<Self>> {
        let views = context::registry(context)?.views.clone();
        Ok(Arc::new(Self::new(views, context::principal(context)?.clone(), at)))
    }

    fn new(views: Views, principal: Principal, at: At) -> Self {
        let scope = principal.scope;
        /// A loader that hands the views and the keys to a query.
        macro_rules! batch {
            (|$of:ident, $ids:ident| $query:expr) => {{
                let views = views.clone();
                Batch::new(move |$ids| {
                    let $of = views.clone();
                    async move { $query }
                })
            }};
        }
        Self {
            at,
            principal,
            people: batch!(|views, ids| Ok(by(person::of(&views, &ids, at).await?, |row| row
                .teacher
                .parse()
                .ok()))),
            services: batch!(|views, ids| Ok(by(service::of(&views, &ids, at).await?, |row| row
                .teacher
                .parse()
                .ok()))),
            segments: batch!(|views, ids| each(ids, |id| service::segments_of(&views, id, at.known)).await),
            facts: batch!(|views, ids| {
                each(ids, |(id, every)| teacher_history::of(&views, id, at.known, every)).await
            }),
            organisations: batch!(|views, ids| {
                Ok(by(organisation::many(&views, &ids, at).await?, |row| row.organisation.parse().ok()))
            }),
            events: batch!(|views, ids| Ok(by(evidence::events(&views, &ids).await?, |row| row
                .event
                .parse()
                .ok()))),
            studios: batch!(|views, ids| {
                Ok(grouped(studio::of_persons(&views, &ids, at).await?, |row| row.teacher.parse().ok()))
            }),
            candidacies: batch!(|views, ids| each(ids, |id| candidacies(&views, id, scope, at)).await),
            rules: batch!(|views, _ids| {
                let book = policy_register::rulebook(&views, at).await?;
                Ok(HashMap::from([((), Arc::new(book))]))
            }),
            programmes: batch!(|views, _ids| {
                let rows = programme::list(&views, at).await?.into_iter().map(Arc::new).collect();
                Ok(HashMap::from([((), Arc::new(rows))]))
            }),
            rounds: batch!(|views, _ids| {
                let rows = round::list(&views, None, None, at).await?.into_iter().map(Arc::new).collect();
                Ok(HashMap::from([((), Arc::new(rows))]))
            }),
            views,
        }
    }

    /// The caller's role.
    pub(crate) fn role(&self) -> Role {
        self.principal.role
    }

    /// The organisation below which the caller sees; none for the whole bureau.
    pub(crate) fn scope(&self) -> Option<Uuid> {
        self.principal.scope
    }

    /// Every programme known.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn programmes(&self) -> Result<Arc<Vec<Arc<ProgrammeRow>>>> {
        Ok(self.programmes.one(()).await?.unwrap_or_default())
    }

    /// Every round known.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn rounds(&self) -> Result<Arc<Vec<Arc<RoundRow>>>> {
        Ok(self.rounds.one(()).await?.unwrap_or_default())
    }

    /// The rules as switched by what was known, read once for everything that is measured by them.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn rules(&self) -> Result<Arc<Rulebook>> {
        Ok(self.rules.one(()).await?.unwrap_or_default())
    }
}

async fn candidacies(
    views: &Views,
    id: TeacherId,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<CandidateRow>, Failure> {
    let filter = Filter { scope, teacher: Some(id), ..Filter::default() };
    cohort_board::members(views, &filter, at, &Page { first: CANDIDACIES, after: None }).await
}

/// Rows by the id each carries; a row without a readable one would be a fault of the view and is left out.
fn by<K: Eq + Hash, R>(rows: Vec<R>, key: impl Fn(&R) -> Option<K>) -> HashMap<K, Arc<R>> {
    rows.into_iter().filter_map(|row| Some((key(&row)?, Arc::new(row)))).collect()
}

fn grouped<K: Eq + Hash, R>(rows: Vec<R>, key: impl Fn(&R) -> Option<K>) -> HashMap<K, Arc<Vec<R>>> {
    let mut groups: HashMap<K, Vec<R>> = HashMap::new();
    for row in rows {
        if let Some(key) = key(&row) {
            groups.entry(key).or_default().push(row);
        }
    }
    groups.into_iter().map(|(key, rows)| (key, Arc::new(rows))).collect()
}

/// Asks for each key apart, side by side, where a view has no question for many at once.
async fn each<K: Copy + Eq + Hash, R, F>(
    keys: Vec<K>,
    ask: impl Fn(K) -> F,
) -> Result<HashMap<K, Arc<Vec<R>>>, Failure>
where
    F: Future<Output = Result<Vec<R>, Failure>>,
{
    let found = try_join_all(keys.iter().map(|key| ask(*key))).await?;
    Ok(keys.into_iter().zip(found.into_iter().map(Arc::new)).collect())
}
