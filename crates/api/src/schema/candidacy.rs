//! One person in one round of a programme.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liangshi_domain::CandidacyId;
use liangshi_projection::{
    At, Page,
    views::{candidate::Filter, cohort_board},
};
use uuid::Uuid;

use super::{
    access,
    decision::{self, CandidacyDecision},
    enums::{CountDefinition, ProgrammeStage, stored},
    id::{self, NodeKind},
    node::{Event, Organisation, Programme, Round, Teacher, id_of, ids_of},
    scalar::{Date, Long},
    score::{self, SelectionScore},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::Candidacy;

impl Candidacy {
    /// The candidacy at two dates; see [`find`].
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: CandidacyId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }
}

/// The days of a term (任期).
#[derive(SimpleObject)]
pub(crate) struct Term {
    /// The first day.
    from: Option<Date>,
    /// The day after the last; null when no end is stated.
    to: Option<Date>,
    /// The last day; null when no end is stated.
    last_day: Option<Date>,
}

/// One person in one round of a programme: at which stage on the day, since when, by which events (候选人).
#[Object]
impl Candidacy {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Candidacy, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The programme (项目).
    async fn programme(&self) -> Result<Option<Programme>> {
        Programme::find(&self.sight, |row| row.programme == self.row.programme).await
    }

    /// The round (批次).
    async fn round(&self) -> Result<Option<Round>> {
        Ok(Round::filter(&self.sight, |row| row.round == self.row.round).await?.pop())
    }

    /// The category, as a code of the programme (类别).
    async fn category(&self) -> Option<&str> {
        self.row.category.as_deref()
    }

    /// The stage on the day (阶段, C-33).
    async fn stage(&self) -> Option<ProgrammeStage> {
        stored(&self.row.stage)
    }

    /// The first day of that stage (进入阶段日).
    async fn since(&self) -> Option<Date> {
        Date::stored(&self.row.since)
    }

    /// The term (任期); null before it is stated.
    async fn term(&self) -> Option<Term> {
        let to = self.row.term_to.as_deref().and_then(Date::stored);
        let from = Date::stored(self.row.term_from.as_deref()?);
        Some(Term { from, to, last_day: to.and_then(Date::day_before) })
    }

    /// The counts the person is counted in on the day (计入口径, M-21 to M-25).
    async fn counts_as(&self) -> Vec<CountDefinition> {
        let flags = [
            (CountDefinition::Nominated, self.row.nominated),
            (CountDefinition::Confirmed, self.row.confirmed),
            (CountDefinition::InTraining, self.row.in_training),
            (CountDefinition::Certified, self.row.certified),
            (CountDefinition::InTerm, self.row.in_term),
        ];
        flags.into_iter().filter(|(_, flag)| *flag != 0).map(|(definition, _)| definition).collect()
    }

    /// The organisation that nominated (推荐单位); null when the person did.
    async fn nominated_by(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.nominated_by.as_deref()).await
    }

    /// Where the person works on the day (所在单位); the unit of the personnel relation when there is no assignment.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        let Some(teacher) = id_of(&self.row.teacher) else { return Ok(None) };
        let Some(service) = self.sight.services.one(teacher).await? else { return Ok(None) };
        let id = service.workplace.as_ref().unwrap_or(&service.personnel);
        Organisation::linked(&self.sight, Some(id)).await
    }

    /// Every step with what it was judged by (办理记录, R-90): the rules with their versions, what was asked and found, what verified
    /// support teaching counted for (S-47), and what was stated on the person (S-02, S-40, S-43, S-78, S-79).
    async fn decisions(&self) -> Result<Vec<CandidacyDecision>> {
        decision::of(&self.sight, Some(self.id), None).await
    }

    /// What the person was scored on in the selection (选任标准评分, S-82), as known, each with the events it rests on.
    async fn scores(&self) -> Result<Vec<SelectionScore>> {
        let Some(teacher) = id_of(&self.row.teacher) else { return Ok(Vec::new()) };
        score::of(&self.sight, teacher, &self.row.candidacy).await
    }

    /// The position of the log from which this was known.
    async fn known_from(&self) -> Long {
        Long(self.row.known_from)
    }

    /// The events that led to where the person stands, in the order of the log.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A candidacy, when it is known and the caller may see it.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: CandidacyId) -> Result<Option<Candidacy>> {
    if !access::sees_candidacy(sight.role()) {
        return Ok(None);
    }
    let filter = Filter { scope: sight.scope(), candidacy: Some(id), ..Filter::default() };
    let rows = cohort_board::members(&sight.views, &filter, sight.at, &Page { first: 1, after: None }).await;
    Ok(rows.map_err(fault::internal)?.pop().and_then(|row| Candidacy::of(sight, row)))
}
