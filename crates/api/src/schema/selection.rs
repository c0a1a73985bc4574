//! A selection: how many came how far, who holds its places, and by what each was decided; and the family of programmes.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use liangshi_domain::{RoundId, policy};
use liangshi_projection::views::{
    candidacy_step,
    candidate::Filter,
    cohort_board::{self, UniqueRow},
    round_place::{self, PlaceRow},
};

use super::{
    access,
    board::CohortRow,
    decision::{self, CandidacyDecision},
    enums::{ProgrammeStage, stored},
    id::{self, NodeKind},
    node::{Candidacy, Event, Label, Organisation, Programme, Round, id_of},
    pipeline,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct SelectionQuery;

#[Object]
impl SelectionQuery {
    /// A round as a selection: the funnel of its candidates, its places, and every decision with its rules (选拔过程): the recruitment
    /// of teachers (S-40), the open selection of leaders (S-42), the cross-school title review (S-43), first secretaries (S-02), teams
    /// (S-78, S-79). Null when not known. For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR of the whole bureau.
    async fn selection(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The round, by global id or plain one.")] round: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Selection>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        pipeline::require(&sight)?;
        let whole = sight.scope().is_none();
        access::require(whole, sight.role(), "查看全市选拔过程", "see a selection of the whole bureau")?;
        let id = RoundId(id::of(NodeKind::Round, &round)?);
        let Some(round) = Round::find(&sight, id).await? else { return Ok(None) };
        let places = round_place::list(&sight.views, id, sight.at).await.map_err(fault::internal)?;
        Ok(Some(Selection { id, round, places, sight }))
    }

    /// A family of programmes (人才项目体系, S-01): its programmes with their counts, and the persons in any of them, each counted once
    /// (M-26). Null when no programme is of it. For PROGRAMME_MANAGER, BUREAU_HR and AUDITOR.
    async fn programme_family(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The family by its Chinese name, as 莞邑良师; that when left out.")] name: Option<
            String,
        >,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<ProgrammeFamily>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        pipeline::require(&sight)?;
        family(&sight, name.as_deref().unwrap_or(TALENTS)).await
    }
}

/// The family of the talent programmes.
const TALENTS: &str = "莞邑良师";

async fn family(sight: &Arc<Sight>, name: &str) -> Result<Option<ProgrammeFamily>> {
    let mut rows = super::board::lines(sight).await?;
    rows.retain(|row| row.family() == Some(name));
    let Some(label) = rows.first().and_then(CohortRow::family_label) else { return Ok(None) };
    let filter = Filter { scope: sight.scope(), ..Filter::default() };
    let unique = cohort_board::unique(&sight.views, &filter, name, sight.at).await;
    Ok(Some(ProgrammeFamily { label, rows, unique: unique.map_err(fault::internal)?, sight: sight.clone() }))
}

/// A family of programmes.
pub(crate) struct ProgrammeFamily {
    label: Label,
    rows: Vec<CohortRow>,
    unique: UniqueRow,
    sight: Arc<Sight>,
}

/// A family of programmes at two dates (人才项目体系, S-01).
#[Object]
impl ProgrammeFamily {
    /// Its name.
    async fn name(&self) -> &Label {
        &self.label
    }

    /// Its programmes, each with its counts and its target, in the order of the slugs (各项目, S-30).
    async fn programmes(&self) -> &[CohortRow] {
        &self.rows
    }

    /// The persons in any of them; one who is in several counts once (去重人数, M-26).
    async fn unique_persons(&self) -> UniquePersons {
        let UniqueRow { nominated, confirmed, in_training, certified, in_term } = self.unique;
        UniquePersons {
            nominated: int(nominated),
            confirmed: int(confirmed),
            in_training: int(in_training),
            certified: int(certified),
            in_term: int(in_term),
        }
    }

    /// The sum of the targets of its programmes, which are places and not persons (目标合计).
    async fn targets(&self) -> i32 {
        int(self.rows.iter().filter_map(CohortRow::asked).sum())
    }

    /// The day asked about.
    async fn as_of(&self) -> Date {
        Date(self.sight.at.valid)
    }

    /// The position of the log up to which facts are known in this answer.
    async fn position(&self) -> Long {
        Long(self.sight.at.known)
    }
}

/// Persons counted once each, under each of the five counts (去重人数, M-26).
#[derive(SimpleObject)]
pub(crate) struct UniquePersons {
    /// Ever nominated by the day.
    nominated: i32,
    /// Ever confirmed by the day.
    confirmed: i32,
    /// In training on the day.
    in_training: i32,
    /// Ever certified by the day and not revoked on it.
    certified: i32,
    /// In term on the day.
    in_term: i32,
}

/// A round as a selection.
pub(crate) struct Selection {
    id: RoundId,
    round: Round,
    places: Vec<PlaceRow>,
    sight: Arc<Sight>,
}

impl Selection {
    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &PlaceRow> {
        self.places.iter().filter(move |row| row.kind == kind)
    }
}

/// A round as a selection at two dates (选拔过程, S-40, S-42, S-43).
#[Object]
impl Selection {
    /// The round.
    async fn round(&self) -> &Round {
        &self.round
    }

    /// Its programme.
    async fn programme(&self) -> Result<Option<Programme>> {
        Programme::find(&self.sight, |row| row.programme == self.round.row.programme).await
    }

    /// How many candidates ever entered each stage by the day (各环节人数), in the order of the stages.
    async fn funnel(&self) -> Result<Vec<FunnelStep>> {
        let rows = candidacy_step::funnel(&self.sight.views, self.id, self.sight.at).await;
        let step = |row: candidacy_step::FunnelRow| {
            Some(FunnelStep { stage: stored(&row.stage)?, candidates: int(row.candidates) })
        };
        let mut steps: Vec<_> = rows.map_err(fault::internal)?.into_iter().filter_map(step).collect();
        let places: Vec<_> = policy::ProgrammeStage::all().map(ProgrammeStage::from).collect();
        steps.sort_by_key(|step| places.iter().position(|stage| *stage == step.stage));
        Ok(steps)
    }

    /// How many places there are on the day: those of the programme and those units pooled (名额, S-43); null when their number is
    /// without end.
    async fn places(&self) -> Option<i32> {
        let given = self.places.iter().filter(|row| row.kind != round_place::HELD);
        let numbers: Vec<i64> = given.map(|row| row.places).collect();
        (!numbers.is_empty()).then(|| int(numbers.into_iter().sum()))
    }

    /// How many of them are taken on the day (已占名额).
    async fn taken(&self) -> i32 {
        int(i64::try_from(self.of_kind(round_place::HELD).count()).unwrap_or(i64::MAX))
    }

    /// Which unit put in how many places (名额来源, S-43).
    async fn pooled(&self) -> Vec<PooledPlaces> {
        let share = |row: &PlaceRow| PooledPlaces { row: row.clone(), sight: self.sight.clone() };
        self.of_kind(round_place::POOLED).map(share).collect()
    }

    /// Who holds a place on the day (占用名额的人选).
    async fn holders(&self) -> Result<Vec<Candidacy>> {
        let mut found = Vec::new();
        for id in self.of_kind(round_place::HELD).filter_map(|row| id_of(row.candidacy.as_deref()?)) {
            found.extend(super::candidacy::find(&self.sight, id).await?);
        }
        Ok(found)
    }

    /// Every step of every candidate with what it was judged by (办理记录).
    async fn decisions(&self) -> Result<Vec<CandidacyDecision>> {
        decision::of(&self.sight, None, Some(self.id)).await
    }

    /// The decisions in which verified support teaching counted (倾斜记录, S-47, R-35).
    async fn preferred(&self) -> Result<Vec<CandidacyDecision>> {
        let mut decisions = decision::of(&self.sight, None, Some(self.id)).await?;
        decisions.retain(|decision| matches!(decision.stored_preference(), Ok(Some(_))));
        Ok(decisions)
    }

    /// The candidates by the unit that nominated them, and how many of each were certified (各单位申报和通过人数, S-43), in the order of
    /// the units' ids; those who applied themselves stand under no unit.
    async fn by_unit(&self) -> Result<Vec<UnitTally>> {
        let filter = Filter { scope: self.sight.scope(), round: Some(self.id), ..Filter::default() };
        let rows = cohort_board::tally(&self.sight.views, &filter, self.sight.at).await;
        let tally = |row| UnitTally { row, sight: self.sight.clone() };
        Ok(rows.map_err(fault::internal)?.into_iter().map(tally).collect())
    }

    /// The day asked about.
    async fn as_of(&self) -> Date {
        Date(self.sight.at.valid)
    }

    /// The position of the log up to which facts are known in this answer.
    async fn position(&self) -> Long {
        Long(self.sight.at.known)
    }
}

/// How many candidates ever entered a stage (环节人数).
#[derive(SimpleObject)]
pub(crate) struct FunnelStep {
    /// The stage.
    stage: ProgrammeStage,
    /// The candidates.
    candidates: i32,
}

/// What a unit put in.
pub(crate) struct PooledPlaces {
    row: PlaceRow,
    sight: Arc<Sight>,
}

/// Places a unit put into those all candidates of a round share (统筹名额, S-43).
#[Object]
impl PooledPlaces {
    /// The unit.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.organisation.as_deref()).await
    }

    /// How many.
    async fn places(&self) -> i32 {
        int(self.row.places)
    }

    /// The event that says so.
    async fn event(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.event)).await
    }
}

/// The candidates of a unit.
pub(crate) struct UnitTally {
    row: cohort_board::TallyRow,
    sight: Arc<Sight>,
}

/// The candidates a unit nominated in a round (各单位申报和通过人数).
#[Object]
impl UnitTally {
    /// The unit; null for those who applied themselves.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.nominated_by.as_deref()).await
    }

    /// Ever nominated by the day.
    async fn nominated(&self) -> i32 {
        int(self.row.nominated)
    }

    /// Ever certified by the day and not revoked on it.
    async fn certified(&self) -> i32 {
        int(self.row.certified)
    }
}
