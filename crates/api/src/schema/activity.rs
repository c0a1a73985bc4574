//! Activities: the calendar, who attended, and from where.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use liangshi_domain::{ActivityId, OrganisationId, TeacherId};
use liangshi_projection::{
    At,
    views::{
        activity::{self, ActivityRow, Filter},
        attendance::{self, AttendanceRow, Participation},
        service,
    },
};
use uuid::Uuid;

use super::{
    connection::{Asked, Connection, page_cost},
    enums::{
        Ability, ActivityKind, ActivityState, AttendanceBasis, TrainingCategory, stored, stored_opt, word,
    },
    id::{self, NodeKind},
    node::{Event, Organisation, Teacher, id_of, ids_of},
    roster::lies_in_scope,
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

pub(crate) use super::node::Activity;

impl Activity {
    /// The activity at two dates; see [`find`].
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: ActivityId, at: At) -> Result<Option<Self>> {
        find(&Sight::with(context, at)?, id).await
    }
}

/// A training, an ethics lecture, a first ethics lesson, a competition or a showcase (活动).
#[Object]
impl Activity {
    /// The global id.
    pub(crate) async fn id(&self) -> ID {
        id::global(NodeKind::Activity, self.id.0)
    }

    /// The plain id.
    pub(crate) async fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Its name (活动名称).
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// What it is (活动类型).
    async fn kind(&self) -> Option<ActivityKind> {
        stored(&self.row.kind)
    }

    /// Who holds it (举办单位).
    async fn organiser(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organiser)).await
    }

    /// The institution it is held together with (合作单位, S-36).
    async fn partner(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.partner.as_deref()).await
    }

    /// The person who lectures (主讲人); null when not registered or not to be seen by the caller.
    async fn lecturer(&self) -> Result<Option<Teacher>> {
        let Some(id) = self.row.lecturer.as_ref().and_then(id_of::<TeacherId>) else {
            return Ok(None);
        };
        let (views, scope) = (&self.sight.views, self.sight.scope());
        let seen = service::may_see(views, id, scope, self.sight.at).await.map_err(fault::internal)?;
        Ok(seen.then(|| Teacher { id, sight: self.sight.clone() }))
    }

    /// The block of continuing education its hours count for (科目类别, R-74).
    async fn category(&self) -> Option<TrainingCategory> {
        stored_opt(self.row.category.as_deref())
    }

    /// Class hours for each who attends (学时); null when it gives none.
    async fn hours(&self) -> Option<i32> {
        self.row.hours.map(int)
    }

    /// The abilities it is meant to raise (能力项, S-66).
    async fn abilities(&self) -> Vec<Ability> {
        self.row.abilities.split(' ').filter_map(stored).collect()
    }

    /// How many persons it has room for (名额).
    async fn places(&self) -> Option<i32> {
        self.row.places.map(int)
    }

    /// How far it has come.
    async fn state(&self) -> Option<ActivityState> {
        stored(&self.row.state)
    }

    /// The first day planned.
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.first_day)
    }

    /// The last day planned.
    async fn last_day(&self) -> Option<Date> {
        match &self.row.last_day_after {
            Some(after) => Date::stored(after)?.day_before(),
            None => Date::stored(&self.row.first_day),
        }
    }

    /// The day it was held (举办日期); null when it was not.
    async fn held_on(&self) -> Option<Date> {
        if self.row.state == "HELD" { Date::stored(&self.row.day) } else { None }
    }

    /// The year in which the school year of its term begins (学年).
    async fn school_year(&self) -> i32 {
        int(self.row.school_year)
    }

    /// Its term: 1 is autumn, 2 is spring (学期).
    async fn term(&self) -> i32 {
        int(self.row.term)
    }

    /// How many persons attended, recorded one by one (参加人数).
    async fn persons(&self) -> i32 {
        int(self.row.persons)
    }

    /// How many schools attended, recorded as schools (参加学校数).
    async fn schools(&self) -> i32 {
        int(self.row.schools)
    }

    /// How many persons attended with these schools.
    async fn school_persons(&self) -> i32 {
        int(self.row.school_persons)
    }

    /// Who attended, as far as the caller may see them (参加名单): persons recorded one by one, and schools.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn attendance(
        &self,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The plain id of the person or school the list begins after.")] after: Option<Uuid>,
    ) -> Result<Vec<Attendance>> {
        let first = i64::try_from(Asked::size(first)?).unwrap_or(0);
        let after = after.map(|id| id.to_string());
        let (sight, scope) = (&self.sight, self.sight.scope());
        let rows = attendance::of_activity(&sight.views, self.id, scope, sight.at, (first, after)).await;
        let rows = rows.map_err(fault::internal)?;
        Ok(rows.into_iter().map(|row| Attendance { row, sight: sight.clone() }).collect())
    }

    /// How many came from each school (各校参加情况), by the school each person worked at on the day; schools outside the caller's part of
    /// the bureau are left out.
    async fn participation(&self) -> Result<Vec<UnitParticipation>> {
        let sight = &self.sight;
        let rows = attendance::participation(&sight.views, &[self.id], sight.at).await;
        within(sight, rows.map_err(fault::internal)?).await
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// Leaves out what the caller may not see.
async fn within(sight: &Arc<Sight>, rows: Vec<Participation>) -> Result<Vec<UnitParticipation>> {
    let mut seen = Vec::new();
    for row in rows {
        let Some(id) = id_of::<OrganisationId>(&row.organisation) else { continue };
        if sight.scope().is_none() || lies_in_scope(sight, id).await? {
            seen.push(UnitParticipation { row, sight: sight.clone() });
        }
    }
    Ok(seen)
}

/// A person or a school that attended (参加记录).
pub(crate) struct Attendance {
    row: AttendanceRow,
    sight: Arc<Sight>,
}

/// A person or a school that attended (参加记录).
#[Object]
impl Attendance {
    /// Whether a person or a school was recorded.
    async fn basis(&self) -> Option<AttendanceBasis> {
        stored(&self.row.basis)
    }

    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.teacher.as_deref()?)
    }

    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.organisation.as_deref()).await
    }

    /// How many persons it stands for.
    async fn persons(&self) -> Option<i32> {
        self.row.persons.map(int)
    }

    /// The class hours certified (学时).
    async fn hours(&self) -> Option<i32> {
        self.row.hours.map(int)
    }

    /// The events that state it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// How many came from a school (各校参加情况).
pub(crate) struct UnitParticipation {
    row: Participation,
    sight: Arc<Sight>,
}

/// How many came from a school (各校参加情况).
#[Object]
impl UnitParticipation {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The town or other unit above it on the day asked about (镇街).
    async fn town(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.parent.as_deref()).await
    }

    /// How many persons.
    async fn persons(&self) -> i32 {
        int(self.row.persons)
    }
}

/// Which activities are asked for; what is left out lets every one through (活动筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct ActivityWhere {
    /// Only those held by this organisation or one below it.
    organiser: Option<ID>,
    /// Only those held together with this institution (S-36).
    partner: Option<ID>,
    /// Only this kind.
    kind: Option<ActivityKind>,
    /// Only those that have come this far.
    state: Option<ActivityState>,
    /// Only names that contain this.
    name: Option<String>,
    /// Only on this day or later.
    from: Option<Date>,
    /// Only on this day or earlier.
    last_day: Option<Date>,
}

impl ActivityWhere {
    fn read(self) -> Result<Filter> {
        let organisation = |id: Option<ID>| id.map(|id| id::of(NodeKind::Organisation, &id)).transpose();
        Ok(Filter {
            organiser: organisation(self.organiser)?,
            partner: organisation(self.partner)?,
            kind: self.kind.map(word),
            state: self.state.map(word),
            name: self.name,
            from: self.from.map(|day| day.0),
            to: self.last_day.and_then(|day| day.0.succ_opt()),
        })
    }
}

/// See the module.
#[derive(Default)]
pub(crate) struct ActivityQuery;

#[Object]
impl ActivityQuery {
    /// One activity (活动); null when not known.
    async fn activity(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The global id or the plain one.")] id: ID,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Option<Activity>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        find(&sight, ActivityId(id::of(NodeKind::Activity, &id)?)).await
    }

    /// Activities by their days (活动列表, S-06, S-18, S-19, S-20, S-36, S-80, S-81).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn activities(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<ActivityWhere>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Activity>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let (filter, at) = (wanted.unwrap_or_default().read()?, sight.at);
        let asked = Asked::read(context, first, after.as_deref())?;
        let rows = if asked.items {
            activity::list(&sight.views, &filter, at, &asked.page()).await.map_err(fault::internal)?
        } else {
            Vec::new()
        };
        let found: Vec<_> = rows.into_iter().filter_map(|row| Activity::of(&sight, row)).collect();
        let key = |found: &Activity| (found.row.day.clone(), found.row.activity.clone());
        let counter =
            move |views: liangshi_projection::Views| -> futures_util::future::BoxFuture<'static, _> {
                let filter = filter.clone();
                Box::pin(async move { activity::count(&views, &filter, at).await })
            };
        Ok(asked.connect(found, (&sight.views, at), key, |found| found, Box::new(counter)))
    }
}

impl Activity {
    fn of(sight: &Arc<Sight>, row: ActivityRow) -> Option<Self> {
        Some(Self { id: id_of(&row.activity)?, row: Arc::new(row), sight: sight.clone() })
    }
}

/// An activity, when it was known.
///
/// # Errors
/// When the views fail.
pub(crate) async fn find(sight: &Arc<Sight>, id: ActivityId) -> Result<Option<Activity>> {
    let row = activity::find(&sight.views, id, sight.at).await.map_err(fault::internal)?;
    Ok(row.and_then(|row| Activity::of(sight, row)))
}
