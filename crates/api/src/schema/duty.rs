//! Classes in charge, categories of the workforce, and leave.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_projection::views::{
    duty::{self, DutyRow},
    establishment,
};

use super::{
    enums::{Stage, stored, word},
    id::{self, NodeKind},
    measure::Measures,
    node::{Event, Organisation, Teacher, ids_of},
    post_enums::{LeaveKind, WorkforceCategory},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct DutyQuery;

#[Object]
impl DutyQuery {
    /// The classes and who is in charge of them on the day (班主任, S-05, R-51), by school and class.
    async fn homerooms(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only of persons in service at this organisation or below, on any basis.")]
        organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Homeroom>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = asked(&sight, duty::HOMEROOM, None, organisation).await?;
        Ok(rows.into_iter().map(|row| Homeroom { row, sight: sight.clone() }).collect())
    }

    /// How many persons of a category of the workforce each unit has on the day (专项队伍配备, S-05, S-07, S-79, R-50), those who do
    /// nothing else apart from those who do it beside their work.
    async fn workforce(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The category.")] category: WorkforceCategory,
        #[graphql(desc = "Only of persons in service at this organisation or below, on any basis.")]
        organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Workforce>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let all = organisation.is_none();
        let rows = asked(&sight, duty::CATEGORY, Some(word(category)), organisation).await?;
        let mut units: BTreeMap<String, Vec<DutyRow>> = BTreeMap::new();
        for row in rows {
            units.entry(row.organisation.clone().unwrap_or_default()).or_default().push(row);
        }
        let required = required(&sight, category).await?;
        // A unit that needs some and has none is shown too.
        for unit in required.keys().filter(|_| all) {
            units.entry(unit.clone()).or_default();
        }
        let workforce = |(organisation, rows): (String, _)| {
            let required = required.get(&organisation).copied();
            Workforce { organisation, rows, required, sight: sight.clone() }
        };
        Ok(units.into_iter().map(workforce).collect())
    }

    /// Who is on leave on the day (离岗人员).
    async fn leaves(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only of persons in service at this organisation or below, on any basis.")]
        organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Leave>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = asked(&sight, duty::LEAVE, None, organisation).await?;
        Ok(rows.into_iter().map(|row| Leave { row, sight: sight.clone() }).collect())
    }
}

/// How many teachers of political education each unit needs for the pupils it reported, by rule R-50; empty for every other
/// category, and while that rule does not judge.
async fn required(sight: &Arc<Sight>, category: WorkforceCategory) -> Result<BTreeMap<String, i64>> {
    let mut needed = BTreeMap::new();
    let pupils = Measures::of(sight).await?.number("R-50", "pupils_per_teacher");
    let Some(pupils) = pupils.filter(|pupils| *pupils > 0 && category == WorkforceCategory::Political) else {
        return Ok(needed);
    };
    let enrolled =
        establishment::list(&sight.views, establishment::ENROLMENT, None, sight.scope(), sight.at).await;
    for row in enrolled.map_err(fault::internal)? {
        *needed.entry(row.organisation).or_default() += row.posts.unwrap_or(0);
    }
    let per_teacher = i64::from(pupils);
    needed.values_mut().for_each(|unit| *unit = (*unit + per_teacher - 1) / per_teacher);
    Ok(needed)
}

async fn asked(
    sight: &Arc<Sight>,
    part: &str,
    code: Option<String>,
    organisation: Option<ID>,
) -> Result<Vec<DutyRow>> {
    let organisation = organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
    let rows = duty::list(&sight.views, part, code, [sight.scope(), organisation], sight.at).await;
    rows.map_err(fault::internal)
}

/// A class and its teacher.
pub(crate) struct Homeroom {
    row: DutyRow,
    sight: Arc<Sight>,
}

/// A class and who is in charge of it (班级与班主任).
#[Object]
impl Homeroom {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.organisation.as_deref()).await
    }

    /// The class as the school calls it (班级).
    async fn class(&self) -> Option<&str> {
        self.row.detail.as_deref()
    }

    /// The stage of the class (学段).
    async fn stage(&self) -> Option<Stage> {
        stored(&self.row.code)
    }

    /// Who is in charge (班主任).
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The first day.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// The persons of a category at a unit.
pub(crate) struct Workforce {
    organisation: String,
    rows: Vec<DutyRow>,
    required: Option<i64>,
    sight: Arc<Sight>,
}

/// The persons of a category of the workforce at a unit (单位专项队伍).
#[Object]
impl Workforce {
    /// The unit.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.organisation)).await
    }

    /// Persons (人数).
    async fn persons(&self) -> i32 {
        i32::try_from(self.rows.len()).unwrap_or(i32::MAX)
    }

    /// Of them those whose main work it is (专职人数).
    async fn full_time(&self) -> i32 {
        int(self.rows.iter().map(|row| row.full_time).sum())
    }

    /// How many whose main work it is the pupils reported ask for (应配专职人数, R-50); null where no rule in force says so.
    async fn required(&self) -> Option<i32> {
        self.required.map(int)
    }

    /// How many of those are missing (缺额), never below 0; null where no rule in force says how many are needed.
    async fn missing(&self) -> Option<i32> {
        let full_time: i64 = self.rows.iter().map(|row| row.full_time).sum();
        self.required.map(|required| int((required - full_time).max(0)))
    }

    /// Who they are.
    async fn teachers(&self) -> Vec<Teacher> {
        self.rows.iter().filter_map(|row| Teacher::of(&self.sight, &row.teacher)).collect()
    }
}

/// A leave of a person.
pub(crate) struct Leave {
    row: DutyRow,
    sight: Arc<Sight>,
}

/// A leave (离岗).
#[Object]
impl Leave {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// Why (离岗原因).
    async fn kind(&self) -> Option<LeaveKind> {
        stored(&self.row.code)
    }

    /// The first day away.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The last day away; null until further notice.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(&self.row.valid_to)?.day_before()
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}
