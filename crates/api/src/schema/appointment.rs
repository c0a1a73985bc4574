//! Posts: who holds which, whose term ends soon, which schools lack a head, and who holds a title and no post of it.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Days, Utc};
use futures_util::future::BoxFuture;
use liangshi_domain::TeacherId;
use liangshi_projection::{
    Views,
    views::appointment::{self, AppointmentRow, Filter, LeadershipRow},
};
use uuid::Uuid;

use super::{
    connection::{Asked, Connection, page_cost},
    enums::{Title, stored, word},
    id::{self, NodeKind},
    measure::Measures,
    node::{Event, Organisation, Teacher, ids_of},
    post_enums::{AppointmentMethod, LeadershipPost, PostKind, ReliefReason},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// Which appointments are asked for; what is left out lets every one through (聘任筛选条件).
#[derive(InputObject, Default)]
pub(crate) struct AppointmentWhere {
    /// Only posts of this organisation or below.
    organisation: Option<ID>,
    /// Only of this person.
    teacher: Option<ID>,
    /// Only this post of the leadership.
    leadership: Option<LeadershipPost>,
    /// Only those that rest on this title.
    title: Option<Title>,
    /// Only those chosen in this way.
    method: Option<AppointmentMethod>,
    /// Only those whose running term ends within so many days of the day asked about.
    term_ends_within_days: Option<i32>,
}

impl AppointmentWhere {
    fn read(self, sight: &Sight) -> Result<Filter> {
        let teacher = self.teacher.map(|id| id::of(NodeKind::Teacher, &id)).transpose()?;
        let days = self.term_ends_within_days.map(|days| Days::new(u64::try_from(days).unwrap_or(0)));
        Ok(Filter {
            scope: sight.scope(),
            organisation: self.organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?,
            teacher: teacher.map(TeacherId),
            leadership: self.leadership.map(word),
            title: self.title.map(word),
            method: self.method.map(word),
            term_ends_by: days.and_then(|days| sight.at.valid.checked_add_days(days)),
        })
    }
}

/// The stored word of the mode in which a school has a secretary beside the principal.
const PARTY_LEADERSHIP: &str = "PARTY_LEADERSHIP";

/// See the module.
#[derive(Default)]
pub(crate) struct AppointmentQuery;

#[Object]
impl AppointmentQuery {
    /// The posts held on the day (岗位聘任, S-42, S-43, S-45): those whose term ends first come first (聘期到期名单, R-43).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn appointments(
        &self,
        context: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them; all when left out.")] wanted: Option<
            AppointmentWhere,
        >,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Appointment>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let filter = wanted.unwrap_or_default().read(&sight)?;
        let asked = Asked::read(context, first, after.as_deref())?;
        let (views, at) = (&sight.views, sight.at);
        let rows = if asked.items {
            appointment::list(views, &filter, at, &asked.page()).await
        } else {
            Ok(Vec::new())
        };
        let rows = rows.map_err(fault::internal)?;
        let key = |row: &AppointmentRow| {
            (row.term_to.clone().unwrap_or_else(|| "9999-12-31".to_owned()), row.fact.clone())
        };
        let counter = move |views: Views| -> BoxFuture<'static, _> {
            let filter = filter.clone();
            Box::pin(async move { appointment::count(&views, &filter, at).await })
        };
        let node = |row| Appointment { row, sight: sight.clone() };
        Ok(asked.connect(rows, (views, at), key, node, Box::new(counter)))
    }

    /// The schools and kindergartens open on the day with their secretary and principal (学校书记、校长配备, S-03, S-04).
    async fn leadership(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this organisation and those below.")] organisation: Option<ID>,
        #[graphql(desc = "Only schools in which nobody holds this post: SECRETARY or PRINCIPAL.")]
        without: Option<LeadershipPost>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<SchoolLeadership>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let parts = parts(&sight, organisation).await?;
        let without = without.map(Into::into);
        let rows = appointment::leadership(&sight.views, parts, without, sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.map(|row| SchoolLeadership { row, sight: sight.clone() }).collect())
    }

    /// Persons in service who hold the title on the day and no post that rests on it (已评未聘, S-43, R-28, M-81).
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn titled_not_appointed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The title.")] title: Title,
        #[graphql(desc = "Only persons in service at this organisation or below, on any basis.")]
        organisation: Option<ID>,
        #[graphql(desc = "How many, 1 to 200; 50 when left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor the page begins after.")] after: Option<String>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Connection<Teacher>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let organisation = organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
        let (title, parts) = (word(title), [sight.scope(), organisation]);
        let asked = Asked::read(context, first, after.as_deref())?;
        let (views, at) = (&sight.views, sight.at);
        let rows = if asked.items {
            appointment::titled_not_appointed(views, &title, parts, at, &asked.page()).await
        } else {
            Ok(Vec::new())
        };
        let rows = rows.map_err(fault::internal)?.into_iter();
        let rows = rows.filter_map(|(id,)| Teacher::of(&sight, &id)).collect();
        let key = |teacher: &Teacher| (teacher.id.to_string(), teacher.id.to_string());
        let counter = move |views: Views| -> BoxFuture<'static, _> {
            let title = title.clone();
            Box::pin(async move { appointment::titled_not_appointed_count(&views, &title, parts, at).await })
        };
        Ok(asked.connect(rows, (views, at), key, |teacher| teacher, Box::new(counter)))
    }
}

/// What the caller may see, and the part of it asked for. Whoever asks for a part outside gets nothing of it.
async fn parts(sight: &Arc<Sight>, organisation: Option<ID>) -> Result<[Option<Uuid>; 2]> {
    let asked = organisation.map(|id| id::of(NodeKind::Organisation, &id)).transpose()?;
    let Some(id) = asked else { return Ok([sight.scope(), None]) };
    let inside = super::roster::lies_in_scope(sight, liangshi_domain::OrganisationId(id)).await?;
    if inside { Ok([sight.scope(), Some(id)]) } else { Ok([sight.scope(), Some(Uuid::nil())]) }
}

/// A post a person holds.
pub(crate) struct Appointment {
    row: AppointmentRow,
    sight: Arc<Sight>,
}

/// A post a person holds on the day (聘任).
#[Object]
impl Appointment {
    /// The person.
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The unit whose post it is (单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The kind of post (岗位类别).
    async fn kind(&self) -> Option<PostKind> {
        stored(&self.row.kind)
    }

    /// The grade on the day, as a code of C-31 (岗位等级).
    async fn grade(&self) -> Option<&str> {
        self.row.grade.as_deref()
    }

    /// Which post of the leadership it is (校级职务); null when it is none.
    async fn leadership(&self) -> Option<LeadershipPost> {
        stored(self.row.leadership.as_ref()?)
    }

    /// The title it rests on (职称); null for posts that need none.
    async fn title(&self) -> Option<Title> {
        stored(self.row.title.as_ref()?)
    }

    /// How the person was chosen (聘任方式); null for professional posts.
    async fn method(&self) -> Option<AppointmentMethod> {
        stored(self.row.method.as_ref()?)
    }

    /// Whether it is provisional (暂聘).
    async fn provisional(&self) -> bool {
        self.row.provisional == 1
    }

    /// The first day in the post (聘任日期).
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.appointed_from)
    }

    /// The last day in the post, when it is known.
    async fn last_day(&self) -> Option<Date> {
        Date::stored(self.row.ended_on.as_ref()?)?.day_before()
    }

    /// The last day of the probation (试用期截止); null when there is none.
    async fn probation_last_day(&self) -> Option<Date> {
        Date::stored(self.row.probation_until.as_ref()?)?.day_before()
    }

    /// The day the probation was passed, when that was by the day asked about (试用期考核).
    async fn probation_passed_on(&self) -> Option<Date> {
        Date::stored(self.row.probation_passed.as_ref()?)
    }

    /// The number of the term that runs on the day, counted from one (第几聘期); null when none runs.
    async fn term(&self) -> Option<i32> {
        self.row.term.map(int)
    }

    /// The first day of that term.
    async fn term_from(&self) -> Option<Date> {
        Date::stored(self.row.term_from.as_ref()?)
    }

    /// Its last day (聘期截止).
    async fn term_last_day(&self) -> Option<Date> {
        Date::stored(self.row.term_to.as_ref()?)?.day_before()
    }

    /// Why it ends, when its end is known (离任原因).
    async fn relieved(&self) -> Option<ReliefReason> {
        stored(self.row.relieved.as_ref()?)
    }

    /// The event that appointed: what a change of the appointment names.
    async fn stated_by(&self) -> Result<Option<Event>> {
        Event::linked(&self.sight, Some(&self.row.fact)).await
    }

    /// The events that shaped it.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// Who leads a school.
pub(crate) struct SchoolLeadership {
    row: LeadershipRow,
    sight: Arc<Sight>,
}

/// The secretary and the principal of a school on the day (学校书记、校长).
#[Object]
impl SchoolLeadership {
    /// The school.
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The party secretary (党组织书记); null when there is none in post.
    async fn secretary(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.secretary.as_ref()?)
    }

    /// The principal (校长); null when there is none in post.
    async fn principal(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.principal.as_ref()?)
    }

    /// The posts that the way it is led asks for and nobody holds (应配未配, R-41): a principal always, and a secretary where the party
    /// organisation leads; none while that rule does not judge.
    async fn missing(&self) -> Result<Vec<LeadershipPost>> {
        if !Measures::of(&self.sight).await?.judges("R-41") {
            return Ok(Vec::new());
        }
        let school = Organisation::linked(&self.sight, Some(&self.row.organisation)).await?;
        let led_by_party =
            school.is_some_and(|school| school.row.governance.as_deref() == Some(PARTY_LEADERSHIP));
        let posts = [
            (LeadershipPost::Secretary, led_by_party && self.row.secretary.is_none()),
            (LeadershipPost::Principal, self.row.principal.is_none()),
        ];
        Ok(posts.into_iter().filter(|(_, missing)| *missing).map(|(post, _)| post).collect())
    }

    /// Whether one person holds both posts (一肩挑).
    async fn one_person(&self) -> bool {
        self.row.secretary.is_some() && self.row.secretary == self.row.principal
    }
}
