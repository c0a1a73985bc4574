//! Service elsewhere: rosters, where people are, verified months, residencies.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use liangshi_domain::{OrganisationId, Period, teacher::tenure::months_in};
use liangshi_projection::views::{
    movement::{self, MovementRow, What},
    organisation as tree,
    secondment::{self, Filter, SecondmentRow},
};
use uuid::Uuid;

use super::{
    enums::{Grade, MovementKind, OrganisationKind, stored, stored_opt, word},
    id::{self, NodeKind},
    measure::Measures,
    movement_enums::SecondmentStage,
    node::{Event, Organisation, Teacher, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct MovementQuery;

#[Object]
impl MovementQuery {
    /// Who serves elsewhere on the day (选派人员), as first secretaries (S-02), assistance outside the city (S-53), shadowing (S-59) and
    /// researchers in schools (S-67); with `onAnyDay` the whole roster of a batch with whereabouts and assessment.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn secondments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this kind (C-12).")] kind: Option<MovementKind>,
        #[graphql(desc = "Only this batch, as 2 for the second of first secretaries.")] batch: Option<i32>,
        #[graphql(desc = "Only from or to this organisation or below.")] organisation: Option<ID>,
        #[graphql(desc = "Only who comes from a unit of this kind, as RESEARCH_BODY.")] from: Option<
            OrganisationKind,
        >,
        #[graphql(desc = "All that is known, and not only what holds on the day.")] on_any_day: Option<bool>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Secondment>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let Some(scope) = under(&sight, organisation.as_ref()).await? else { return Ok(Vec::new()) };
        let filter = Filter {
            scope,
            kind: kind.map(word),
            batch: batch.map(i64::from),
            sending_kind: from.map(word),
            on_any_day: on_any_day.unwrap_or(false),
            ..Filter::default()
        };
        let rows = secondment::list(&sight.views, &filter, sight.at).await.map_err(fault::internal)?;
        Ok(rows.into_iter().map(|row| Secondment { row, sight: sight.clone() }).collect())
    }

    /// How many serve elsewhere on the day, by the place of the receiving unit, and the months served there so far
    /// (在外人员分布, S-53).
    async fn seconded_by_place(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The kind (C-12), as ASSISTANCE.")] kind: MovementKind,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<PlaceCount>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let filter =
            Filter { scope: sight.scope(), kind: Some(word(kind)), on_any_day: true, ..Filter::default() };
        let rows = secondment::list(&sight.views, &filter, sight.at).await.map_err(fault::internal)?;
        let day = sight.at.valid;
        let mut places: BTreeMap<Option<String>, Vec<Period>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.was_served()) {
            let unit = Organisation::linked(&sight, Some(&row.organisation)).await?;
            let place = unit.and_then(|unit| unit.row.place.clone());
            places.entry(place).or_default().extend(row.period());
        }
        Ok(places.into_iter().map(|(place, periods)| PlaceCount::of(place, &periods, day)).collect())
    }

    /// Months of verified support teaching, person by person, of those who belong to an organisation or below on the day
    /// (支教认定月数, S-47, R-35). No day counts twice (M-45).
    async fn support_teaching(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only of this organisation or below.")] organisation: Option<ID>,
        #[graphql(desc = "Only who reaches so many months; all with any when left out.")]
        months_at_least: Option<i32>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<SupportTeaching>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let Some(scope) = under(&sight, organisation.as_ref()).await? else { return Ok(Vec::new()) };
        let rows = movement::known(&sight.views, What::Verified, scope, sight.at).await;
        let mut persons: BTreeMap<String, Vec<MovementRow>> = BTreeMap::new();
        for row in rows.map_err(fault::internal)? {
            persons.entry(row.teacher.clone()).or_default().push(row);
        }
        let preferred_from = Measures::of(&sight).await?.number("R-35", "months");
        let least = u32::try_from(months_at_least.unwrap_or(0)).unwrap_or(0);
        let all = persons.into_iter().map(|(teacher, rows)| {
            let months = months_in(rows.iter().filter_map(MovementRow::period), sight.at.valid);
            SupportTeaching { teacher, months, preferred_from, rows, sight: sight.clone() }
        });
        Ok(all.filter(|one| one.months >= least && one.months > 0).collect())
    }

    /// Days of residency at weak places between two days, place by place (蹲点人日, S-69, R-37).
    async fn residency_days(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first day counted.")] from: Date,
        #[graphql(desc = "The last day counted, itself included.")] to: Date,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<ResidencyDays>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = movement::known(&sight.views, What::Visit, sight.scope(), sight.at).await;
        let asked = Period::new(from.0, to.0.succ_opt());
        let mut places: BTreeMap<String, (i64, Vec<String>)> = BTreeMap::new();
        for row in rows.map_err(fault::internal)? {
            let days = row.period().and_then(|period| period.common(&asked)).map_or(0, length);
            let Some(place) = row.organisation.filter(|_| days > 0) else { continue };
            let (sum, persons) = places.entry(place).or_default();
            *sum += days;
            if !persons.contains(&row.teacher) {
                persons.push(row.teacher);
            }
        }
        let mut all = Vec::new();
        for (place, (days, persons)) in places {
            let organisation = Organisation::linked(&sight, Some(&place)).await?;
            let persons = i64::try_from(persons.len()).unwrap_or(i64::MAX);
            all.push(ResidencyDays { organisation, days: int(days), persons: int(persons) });
        }
        Ok(all)
    }
}

fn length(period: Period) -> i64 {
    period.to.map_or(0, |to| (to - period.from).num_days())
}

/// The root of a question: the organisation asked about, if the caller may see it, or else the caller's own part; none when
/// it lies outside.
async fn under(sight: &Arc<Sight>, organisation: Option<&ID>) -> Result<Option<Option<Uuid>>> {
    let Some(organisation) = organisation else { return Ok(Some(sight.scope())) };
    let id = id::of(NodeKind::Organisation, organisation)?;
    let seen = tree::lies_in(&sight.views, OrganisationId(id), sight.scope(), sight.at).await;
    Ok(seen.map_err(fault::internal)?.then_some(Some(id)))
}

/// Service elsewhere.
pub(crate) struct Secondment {
    row: SecondmentRow,
    sight: Arc<Sight>,
}

impl Secondment {
    pub(crate) fn new(sight: &Arc<Sight>, row: SecondmentRow) -> Self {
        Self { row, sight: sight.clone() }
    }
}

/// Service elsewhere for a time (选派), with whereabouts and assessment.
#[Object]
impl Secondment {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The event that proposed it; the mutations name it.
    async fn proposal(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.secondment)).await
    }

    /// The kind (交流形式).
    async fn kind(&self) -> Option<MovementKind> {
        stored(&self.row.kind)
    }

    /// How far it has come (进度).
    async fn stage(&self) -> Option<SecondmentStage> {
        stored(&self.row.stage)
    }

    /// The batch (批次).
    async fn batch(&self) -> Option<i32> {
        self.row.batch.map(int)
    }

    /// The unit the person comes from (派出单位).
    async fn sending(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.sending.as_deref()).await
    }

    /// The receiving unit (接收单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The post there, as 第一书记 (挂任职务).
    async fn post(&self) -> Option<&str> {
        self.row.post.as_deref()
    }

    /// The first day there.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day there; null when no end is foreseen.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// Whether the person is there on the day asked about (当日是否在岗).
    async fn is_there(&self) -> bool {
        let on = |period: Period| period.contains(self.sight.at.valid);
        self.row.was_served() && self.row.period().is_some_and(on)
    }

    /// Percent of a full post (工作量).
    async fn fte_percent(&self) -> i32 {
        int(self.row.fte_percent)
    }

    /// Whether the personnel relation moves too (是否调动人事关系).
    async fn personnel_moved(&self) -> bool {
        self.row.personnel_moved == 1
    }

    /// The latest assessment (考核结果); null when it was not assessed.
    async fn grade(&self) -> Option<Grade> {
        stored_opt(self.row.grade.as_deref())
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// How many serve at a place (在外人员分布).
#[derive(SimpleObject)]
pub(crate) struct PlaceCount {
    /// The place by the statistical division code; null when the unit has none.
    place: Option<String>,
    /// How many are there on the day (当日在外人数).
    persons: i32,
    /// Whole months served there up to the day, of all together (人月).
    person_months: i32,
}

impl PlaceCount {
    fn of(place: Option<String>, periods: &[Period], day: NaiveDate) -> Self {
        let there = periods.iter().filter(|period| period.contains(day)).count();
        let months: u32 = periods.iter().map(|period| months_in([*period], day)).sum();
        let persons = int(i64::try_from(there).unwrap_or(i64::MAX));
        Self { place, persons, person_months: int(months.into()) }
    }
}

/// Verified support teaching of a person.
pub(crate) struct SupportTeaching {
    teacher: String,
    months: u32,
    preferred_from: Option<u32>,
    rows: Vec<MovementRow>,
    sight: Arc<Sight>,
}

/// Verified support teaching of a person (支教认定).
#[Object]
impl SupportTeaching {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.teacher)
    }

    /// Whole months verified up to the day (认定月数, M-45).
    async fn months(&self) -> i32 {
        int(self.months.into())
    }

    /// Whether the months open the preference (是否可享倾斜, R-35); false when the rule does not judge on the day.
    async fn preferred(&self) -> bool {
        self.preferred_from.is_some_and(|least| self.months >= least)
    }

    /// The months from which the preference opens, by the rule in force (倾斜所需月数, R-35); null when it does not judge.
    async fn preferred_from(&self) -> Option<i32> {
        self.preferred_from.map(|least| int(least.into()))
    }

    /// The stretches verified (认定时段).
    async fn stretches(&self) -> Result<Vec<VerifiedStretch>> {
        let mut all = Vec::new();
        for row in &self.rows {
            all.push(VerifiedStretch {
                organisation: Organisation::linked(&self.sight, row.organisation.as_deref()).await?,
                from: Date::stored(&row.valid_from),
                last_day: Date::stored(&row.valid_to).and_then(Date::day_before),
                evidence: Event::many(&self.sight, &ids_of(&row.evidence)).await?,
            });
        }
        Ok(all)
    }
}

/// A stretch of verified support teaching (认定时段).
#[derive(SimpleObject)]
pub(crate) struct VerifiedStretch {
    /// The place.
    organisation: Option<Organisation>,
    /// The first day.
    from: Option<Date>,
    /// The last day.
    last_day: Option<Date>,
    /// The events that state it.
    evidence: Vec<Event>,
}

/// Days of residency at a place (蹲点人日).
#[derive(SimpleObject)]
pub(crate) struct ResidencyDays {
    /// The place.
    organisation: Option<Organisation>,
    /// Person-days there.
    days: i32,
    /// How many persons were there.
    persons: i32,
}
