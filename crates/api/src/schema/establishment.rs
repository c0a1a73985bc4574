//! Establishment and turnover pools on a day.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Days, NaiveDate, Utc};
use liangshi_domain::{EstablishmentId, OrganisationId, PoolId, code::Band, teacher::appointment_code::band};
use liangshi_projection::{
    At,
    views::{
        appointment,
        establishment::{self, EstablishmentRow, PostRow},
    },
};
use uuid::Uuid;

use super::{
    enums::{Stage, stored},
    id::{self, NodeKind},
    measure::Measures,
    node::{Event, Organisation, Teacher, ids_of},
    scalar::{Date, Long, int},
    sight::Sight,
};
use crate::fault;

/// See the module.
#[derive(Default)]
pub(crate) struct EstablishmentQuery;

#[Object]
impl EstablishmentQuery {
    /// The establishment of every unit that has a quota on the day, one to come included (编制使用情况, Q-11, S-38, S-39): approved, occupied, vacant,
    /// over, and what the enrolment gives.
    async fn establishments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only of this unit.")] organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Establishment>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let unit = organisation.map(|unit| id::of(NodeKind::Organisation, &unit)).transpose()?;
        Establishment::all(&sight, unit).await
    }

    /// The turnover pools on the day (编制周转库余额, Q-11, S-28).
    async fn pools(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<Pool>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let rows = parts(&sight, establishment::POOL, None).await?;
        Ok(rows.into_iter().filter_map(|row| Pool::of(&sight, row)).collect())
    }

    /// Who still occupies a post of a school that is private on the day and was so the days of grace before that rule R-14 names
    /// (“公参民”编制待调整人员, S-16); nobody while that rule does not judge.
    async fn established_in_private(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only of this school.")] organisation: Option<ID>,
        #[graphql(desc = "The day asked about; today in Asia/Shanghai when left out.")] as_of: Option<Date>,
        #[graphql(desc = "As known at this instant; now when left out.")] known_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Wait until the views have reached this position.")] min_position: Option<Long>,
    ) -> Result<Vec<HeldPost>> {
        let sight = Sight::ask(context, as_of, known_at, min_position).await?;
        let unit = organisation.map(|unit| id::of(NodeKind::Organisation, &unit)).transpose()?;
        let Some(grace) = Measures::of(&sight).await?.number("R-14", "grace_days") else {
            return Ok(Vec::new());
        };
        let since = sight.at.valid.checked_sub_days(Days::new(grace.into())).unwrap_or(NaiveDate::MIN);
        let private = Some(("PRIVATE", since));
        let rows = establishment::posts(&sight.views, unit, private, sight.scope(), sight.at).await;
        let rows = rows.map_err(fault::internal)?.into_iter();
        Ok(rows.map(|row| HeldPost { row, sight: sight.clone() }).collect())
    }
}

async fn parts(sight: &Sight, part: &str, unit: Option<Uuid>) -> Result<Vec<EstablishmentRow>> {
    establishment::list(&sight.views, part, unit, sight.scope(), sight.at).await.map_err(fault::internal)
}

/// The establishment of a unit.
pub(crate) struct Establishment {
    unit: Uuid,
    quota: Option<EstablishmentRow>,
    posts: Vec<PostRow>,
    sight: Arc<Sight>,
}

impl Establishment {
    /// The establishment at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: EstablishmentId, at: At) -> Result<Option<Self>> {
        let sight = Sight::with(context, at)?;
        let quota = parts(&sight, establishment::QUOTA, Some(id.0)).await?.pop();
        let posts = establishment::posts(&sight.views, Some(id.0), None, sight.scope(), at).await;
        Ok(Some(Self { unit: id.0, quota, posts: posts.map_err(fault::internal)?, sight }))
    }

    async fn all(sight: &Arc<Sight>, unit: Option<Uuid>) -> Result<Vec<Self>> {
        let quotas = parts(sight, establishment::QUOTA, unit).await?;
        let posts = establishment::posts(&sight.views, unit, None, sight.scope(), sight.at).await;
        let mut by_unit = BTreeMap::<String, Vec<PostRow>>::new();
        for post in posts.map_err(fault::internal)? {
            by_unit.entry(post.organisation.clone()).or_default().push(post);
        }
        let all = quotas.into_iter().filter_map(|quota| {
            let posts = by_unit.remove(&quota.organisation).unwrap_or_default();
            let unit = quota.organisation.parse().ok()?;
            Some(Self { unit, quota: Some(quota), posts, sight: sight.clone() })
        });
        Ok(all.collect())
    }

    async fn part(&self, part: &str) -> Result<Option<EstablishmentRow>> {
        Ok(parts(&self.sight, part, Some(self.unit)).await?.pop())
    }

    fn quota(&self) -> Option<i64> {
        self.quota.as_ref()?.posts
    }

    fn occupied_posts(&self) -> i64 {
        i64::try_from(self.posts.len()).unwrap_or(i64::MAX)
    }
}

/// The establishment of a unit on the day (单位编制).
#[Object]
impl Establishment {
    /// The unit (单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&OrganisationId(self.unit).to_string())).await
    }

    /// The approved posts (核定编制数); null when none were approved until that day.
    async fn approved(&self) -> Option<i32> {
        self.quota().map(int)
    }

    /// Who occupies them by the record of service (在编人数).
    async fn occupied(&self) -> i32 {
        int(self.occupied_posts())
    }

    /// What is free (空编数, S-38).
    async fn vacant(&self) -> Option<i32> {
        self.quota().map(|quota| int((quota - self.occupied_posts()).max(0)))
    }

    /// What is occupied beyond the approved posts (超编数, S-39, R-11).
    async fn over(&self) -> Option<i32> {
        self.quota().map(|quota| int((self.occupied_posts() - quota).max(0)))
    }

    /// Occupied posts of a hundred approved (编制使用率, M-10, S-38); null when there are none.
    async fn used_percent(&self) -> Option<f64> {
        let quota = self.quota().filter(|quota| *quota > 0)?;
        Some(f64::from(int(self.occupied_posts())) * 100.0 / f64::from(int(quota)))
    }

    /// The persons who occupy its posts (在编人员).
    async fn holders(&self) -> Vec<HeldPost> {
        self.posts.iter().map(|row| HeldPost { row: row.clone(), sight: self.sight.clone() }).collect()
    }

    /// Who occupies a post by the record of service and is not booked on one, as from before the books were kept; `postOccupy` books
    /// them (未入账人员, S-40).
    async fn unbooked(&self) -> Result<Vec<HeldPost>> {
        let booked = parts(&self.sight, establishment::OCCUPIED, Some(self.unit)).await?;
        let open = |post: &&PostRow| !booked.iter().any(|row| row.teacher.as_ref() == Some(&post.teacher));
        let open = self.posts.iter().filter(open);
        Ok(open.map(|row| HeldPost { row: row.clone(), sight: self.sight.clone() }).collect())
    }

    /// What the enrolment gives (测算编制, S-39, R-10).
    async fn computed(&self) -> Result<Option<ComputedQuota>> {
        let row = self.part(establishment::COMPUTED).await?;
        Ok(row.map(|row| ComputedQuota {
            posts: int(row.posts.unwrap_or(0)),
            additions: int(row.senior.unwrap_or(0)),
            stages: row
                .detail
                .iter()
                .flat_map(|text| text.split(' '))
                .filter_map(ComputedStage::of)
                .collect(),
        }))
    }

    /// How its posts may be used this year (编制使用方案, S-37).
    async fn plan(&self) -> Result<Option<EstablishmentPlan>> {
        let row = self.part(establishment::PLAN).await?;
        let departments = |text: &str| text.split('、').map(str::to_owned).collect();
        Ok(row.map(|row| EstablishmentPlan {
            posts: int(row.posts.unwrap_or(0)),
            consulted: row.detail.as_deref().map(departments).unwrap_or_default(),
        }))
    }

    /// The structure of its posts (岗位结构比例, S-68, R-45).
    async fn structure(&self) -> Result<Option<PostStructure>> {
        let Some(row) = self.part(establishment::RATIO).await? else { return Ok(None) };
        let grades = appointment::by_grade(&self.sight.views, self.unit, self.sight.at).await;
        let grades = grades.map_err(fault::internal)?;
        let percent = |band: Option<i64>| int(band.unwrap_or(0));
        let allowed = |band: Option<i64>| self.quota().map(|quota| int(quota * band.unwrap_or(0) / 100));
        let appointed = |of: Band| {
            int(grades.iter().filter(|(grade, _)| band(grade) == Some(of)).map(|(_, held)| *held).sum())
        };
        let senior = |post: &&PostRow| matches!(post.title.as_deref(), Some("SENIOR" | "PROFESSOR"));
        let (senior_allowed, senior_appointed) = (allowed(row.senior), appointed(Band::Senior));
        Ok(Some(PostStructure {
            senior_percent: percent(row.senior),
            middle_percent: percent(row.middle),
            junior_percent: percent(row.junior),
            senior_allowed,
            senior_appointed,
            senior_over_used: senior_allowed.is_some_and(|allowed| senior_appointed > allowed),
            middle_allowed: allowed(row.middle),
            middle_appointed: appointed(Band::Middle),
            junior_allowed: allowed(row.junior),
            junior_appointed: appointed(Band::Junior),
            senior_titled: int(i64::try_from(self.posts.iter().filter(senior).count()).unwrap_or(i64::MAX)),
        }))
    }

    /// The events the approved posts rest on.
    async fn evidence(&self) -> Result<Vec<Event>> {
        let ids = self.quota.as_ref().map(|quota| ids_of(&quota.evidence)).unwrap_or_default();
        Event::many(&self.sight, &ids).await
    }
}

/// What the enrolment gives (测算编制).
#[derive(SimpleObject)]
pub(crate) struct ComputedQuota {
    /// All posts (合计).
    posts: i32,
    /// Posts beside the ratios (增核).
    additions: i32,
    /// Stage by stage (分学段).
    stages: Vec<ComputedStage>,
}

/// What the pupils of one stage give (分学段测算).
#[derive(SimpleObject)]
pub(crate) struct ComputedStage {
    /// The stage (学段).
    stage: Option<Stage>,
    /// The pupils (学生数).
    pupils: i32,
    /// Pupils to one post (生师比).
    ratio: f64,
    /// The posts, rounded up (编制数).
    posts: i32,
}

impl ComputedStage {
    fn of(text: &str) -> Option<Self> {
        let parts: Vec<_> = text.split(':').collect();
        let [stage, pupils, tenths, posts] = parts.as_slice() else { return None };
        let ratio = f64::from(tenths.parse::<i32>().ok()?) / 10.0;
        Some(Self { stage: stored(stage), pupils: pupils.parse().ok()?, ratio, posts: posts.parse().ok()? })
    }
}

/// How the posts of a year may be used (编制使用方案).
#[derive(SimpleObject)]
pub(crate) struct EstablishmentPlan {
    /// The posts (可用编制数).
    posts: i32,
    /// The departments that were consulted (征求意见部门).
    consulted: Vec<String>,
}

/// The structure of posts (岗位结构).
#[derive(SimpleObject)]
pub(crate) struct PostStructure {
    /// Senior posts of a hundred (高级).
    senior_percent: i32,
    /// Middle posts of a hundred (中级).
    middle_percent: i32,
    /// Junior posts of a hundred (初级).
    junior_percent: i32,
    /// How many senior posts the approved ones allow, rounded down (高级岗位职数).
    senior_allowed: Option<i32>,
    /// How many hold a senior post (高级岗位已聘人数).
    senior_appointed: i32,
    /// Whether more hold a senior post than are allowed (高级岗位超聘, R-45).
    senior_over_used: bool,
    /// How many middle posts are allowed, rounded down (中级岗位职数).
    middle_allowed: Option<i32>,
    /// How many hold a middle post (中级岗位已聘人数).
    middle_appointed: i32,
    /// How many junior posts are allowed, rounded down (初级岗位职数).
    junior_allowed: Option<i32>,
    /// How many hold a junior post (初级岗位已聘人数).
    junior_appointed: i32,
    /// How many who occupy posts have a senior title or above (高级职称人数).
    senior_titled: i32,
}

/// A person on a post (在编人员).
pub(crate) struct HeldPost {
    row: PostRow,
    sight: Arc<Sight>,
}

/// A person on a post of a unit (在编人员).
#[Object]
impl HeldPost {
    /// The person (人员).
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, &self.row.teacher)
    }

    /// The unit whose post it is (编制所在单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// The events that say so.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}

/// A turnover pool.
pub(crate) struct Pool {
    unit: Uuid,
    row: EstablishmentRow,
    sight: Arc<Sight>,
}

impl Pool {
    fn of(sight: &Arc<Sight>, row: EstablishmentRow) -> Option<Self> {
        Some(Self { unit: row.organisation.parse().ok()?, row, sight: sight.clone() })
    }

    /// The pool at two dates.
    ///
    /// # Errors
    /// When the views fail.
    pub(crate) async fn load(context: &Context<'_>, id: PoolId, at: At) -> Result<Option<Self>> {
        let sight = Sight::with(context, at)?;
        let row = parts(&sight, establishment::POOL, Some(id.0)).await?.pop();
        Ok(row.and_then(|row| Self::of(&sight, row)))
    }

    /// By when the posts of those who left service have to be given back: so many days after as rule R-16 names.
    async fn released(&self) -> Result<BTreeMap<String, String>> {
        let Some(days) = Measures::of(&self.sight).await?.number("R-16", "release_days") else {
            return Ok(BTreeMap::new());
        };
        let left = establishment::left_service(&self.sight.views, self.unit, self.sight.at).await;
        let due = |(teacher, left): (String, String)| {
            let day = Date::stored(&left)?.0.checked_add_days(Days::new(days.into()))?;
            Some((teacher, day.to_string()))
        };
        Ok(left.map_err(fault::internal)?.into_iter().filter_map(due).collect())
    }

    async fn held(&self) -> Result<Vec<EstablishmentRow>> {
        parts(&self.sight, establishment::POOL_POST, Some(self.unit)).await
    }
}

/// A turnover pool of posts for talent on the day (编制周转库).
#[Object]
impl Pool {
    /// The unit that keeps it (管理单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, Some(&self.row.organisation)).await
    }

    /// Its name (名称).
    async fn name(&self) -> Option<&str> {
        self.row.detail.as_deref()
    }

    /// How many posts it has (总量).
    async fn posts(&self) -> i32 {
        int(self.row.posts.unwrap_or(0))
    }

    /// How many are free (余额, M-12).
    async fn balance(&self) -> Result<i32> {
        let held = i64::try_from(self.held().await?.len()).unwrap_or(i64::MAX);
        Ok(int(self.row.posts.unwrap_or(0) - held))
    }

    /// Who holds them (使用人员).
    async fn allocations(
        &self,
        #[graphql(desc = "Only those that were due on the day (逾期未还, R-16).", default = false)]
        overdue_only: bool,
    ) -> Result<Vec<PoolPost>> {
        let day = self.sight.at.valid.to_string();
        let released = self.released().await?;
        let rows = self.held().await?.into_iter().map(|row| {
            let release = row.teacher.as_ref().and_then(|teacher| released.get(teacher)).cloned();
            let due = row.due.iter().chain(&release).min().cloned();
            let overdue = due.is_some_and(|due| due <= day);
            PoolPost { row, release, overdue, sight: self.sight.clone() }
        });
        Ok(rows.filter(|post| !overdue_only || post.overdue).collect())
    }
}

/// A post of the pool that a person holds.
pub(crate) struct PoolPost {
    row: EstablishmentRow,
    release: Option<String>,
    overdue: bool,
    sight: Arc<Sight>,
}

/// A post of a pool that a person holds (周转编制使用).
#[Object]
impl PoolPost {
    /// The person (人员).
    async fn teacher(&self) -> Option<Teacher> {
        Teacher::of(&self.sight, self.row.teacher.as_deref()?)
    }

    /// Where the person works (使用单位).
    async fn organisation(&self) -> Result<Option<Organisation>> {
        Organisation::linked(&self.sight, self.row.detail.as_deref()).await
    }

    /// The first day (开始日期).
    async fn from(&self) -> Option<Date> {
        Date::stored(&self.row.valid_from)
    }

    /// The day by which it has to be given back (归还期限, R-16).
    async fn due(&self) -> Option<Date> {
        Date::stored(self.row.due.as_deref()?)
    }

    /// The day by which it has to be given back because the person left service (离职后归还期限, R-16); null while the person serves.
    async fn release_due(&self) -> Option<Date> {
        Date::stored(self.release.as_deref()?)
    }

    /// Whether either day had come on the day asked about (是否逾期).
    async fn overdue(&self) -> bool {
        self.overdue
    }

    /// The events that say so.
    async fn evidence(&self) -> Result<Vec<Event>> {
        Event::many(&self.sight, &ids_of(&self.row.evidence)).await
    }
}
