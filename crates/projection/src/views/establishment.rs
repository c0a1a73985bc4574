//! Establishment and turnover pools on a day: approved, computed, occupied, planned, and who is where it may not be
//! (S-16, S-28, S-37, S-38, S-39, S-40, S-68).

use chrono::NaiveDate;
use liangshi_domain::{EventId, OrganisationId, Period, Subject, establishment::Establishment, pool::Pool};
use sqlx::FromRow;
use uuid::Uuid;

use super::{organisation, service};
use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Establishments;

pub(crate) const NAME: &str = "establishment";

/// The approved quota: `posts`.
pub const QUOTA: &str = "QUOTA";
/// A post of the quota that a person occupies; `detail` says why beyond the quota.
pub const OCCUPIED: &str = "OCCUPIED";
/// What the enrolment gives: `posts`, `senior` posts beside the ratios, and the stages in `detail`.
pub const COMPUTED: &str = "COMPUTED";
/// The pupils of a stage as last counted: `posts` pupils of the stage `detail`.
pub const ENROLMENT: &str = "ENROLMENT";
/// The plan of a year: `posts` and the departments in `detail`.
pub const PLAN: &str = "PLAN";
/// The structure of posts in percent.
pub const RATIO: &str = "RATIO";
/// The quota of a pool: `posts`, its name in `detail`.
pub const POOL: &str = "POOL";
/// A post of a pool that a person holds: `due`, and the workplace in `detail`.
pub const POOL_POST: &str = "POOL_POST";

impl View for Establishments {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        2
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("part"),
            Column::Text("organisation"),
            Column::Text("teacher"),
            Column::Int("posts"),
            Column::Int("senior"),
            Column::Int("middle"),
            Column::Int("junior"),
            Column::Text("detail"),
            Column::Text("due"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["organisation, part"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        if let Subject::Establishment(id, establishment) = seen.subject {
            return Change::Rows(of_unit(id.organisation(), establishment));
        }
        let Subject::Pool(id, pool) = seen.subject else { return Change::Nothing };
        Change::Rows(of_pool(id.organisation(), pool))
    }
}

/// What a row says beside its part, unit and days.
#[derive(Default)]
struct Said {
    teacher: Option<String>,
    posts: Option<i64>,
    bands: [Option<i64>; 3],
    detail: Option<String>,
    due: Option<String>,
}

fn row(part: &str, unit: OrganisationId, period: Period, said: Said, by: &[EventId]) -> Row {
    let by: Vec<_> = by.iter().map(ToString::to_string).collect();
    let [senior, middle, junior] = said.bands;
    let cells: Vec<Cell> = vec![
        part.into(),
        unit.to_string().into(),
        said.teacher.into(),
        said.posts.into(),
        senior.into(),
        middle.into(),
        junior.into(),
        said.detail.into(),
        said.due.into(),
        by.join(" ").into(),
    ];
    Row::dated(period, cells)
}

fn of_unit(unit: OrganisationId, establishment: &Establishment) -> Vec<Row> {
    let quotas = establishment.quotas().into_iter().map(|(period, posts, by)| {
        row(QUOTA, unit, period, Said { posts: Some(posts), ..Said::default() }, &by)
    });
    let occupied = establishment.occupations().iter().map(|held| {
        let said = Said {
            teacher: Some(held.teacher.to_string()),
            detail: held.over_quota.clone(),
            ..Said::default()
        };
        row(OCCUPIED, unit, held.period, said, &[held.by])
    });
    let computed = establishment.computed().map(|(period, step)| {
        let stages = step.value.stages.iter().map(|stage| {
            format!("{}:{}:{}:{}", stage.stage.code(), stage.pupils, stage.ratio_tenths, stage.posts)
        });
        let said = Said {
            posts: Some(step.value.posts.into()),
            bands: [Some(step.value.additions.into()), None, None],
            detail: Some(stages.collect::<Vec<_>>().join(" ")),
            ..Said::default()
        };
        row(COMPUTED, unit, period, said, &[step.by])
    });
    let enrolled = establishment.enrolled().flat_map(|(period, step)| {
        step.value.pupils.iter().map(move |stage| {
            let (posts, detail) = (Some(stage.pupils.into()), Some(stage.stage.code().to_owned()));
            row(ENROLMENT, unit, period, Said { posts, detail, ..Said::default() }, &[step.by])
        })
    });
    let rows = quotas.chain(occupied).chain(computed).chain(enrolled);
    rows.chain(plans(unit, establishment)).chain(ratios(unit, establishment)).collect()
}

/// A plan holds for the calendar year it is made for.
fn plans(unit: OrganisationId, establishment: &Establishment) -> Vec<Row> {
    let year = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    let plans = establishment.plans().iter().filter_map(|(plan, by)| {
        let period = Period::new(year(plan.year)?, Some(year(plan.year.checked_add(1)?)?));
        let detail = Some(plan.consulted.join("、"));
        let said = Said { posts: Some(plan.posts.into()), detail, ..Said::default() };
        Some(row(PLAN, unit, period, said, &[*by]))
    });
    plans.collect()
}

fn ratios(unit: OrganisationId, establishment: &Establishment) -> Vec<Row> {
    let ratios = establishment.ratios().map(|(period, step)| {
        let bands = [step.value.senior_percent, step.value.middle_percent, step.value.junior_percent];
        let said = Said { bands: bands.map(|band| Some(band.into())), ..Said::default() };
        row(RATIO, unit, period, said, &[step.by])
    });
    ratios.collect()
}

fn of_pool(unit: OrganisationId, pool: &Pool) -> Vec<Row> {
    let quotas = pool.quotas().map(|(period, step)| {
        let posts = Some(step.value.posts.into());
        let said = Said { posts, detail: Some(step.value.name.clone()), ..Said::default() };
        row(POOL, unit, period, said, &[step.by])
    });
    let held = pool.allocations().iter().filter(|held| !held.period.is_empty()).map(|held| {
        let said = Said {
            teacher: Some(held.teacher.to_string()),
            detail: Some(held.organisation.to_string()),
            due: Some(crate::cell::date_text(held.due)),
            ..Said::default()
        };
        row(POOL_POST, unit, held.period, said, &[held.by])
    });
    quotas.chain(held).collect()
}

/// One thing said of an establishment or a pool on the day.
#[derive(Clone, Debug, FromRow)]
pub struct EstablishmentRow {
    /// The unit.
    pub organisation: String,
    /// The person.
    pub teacher: Option<String>,
    /// The posts.
    pub posts: Option<i64>,
    /// Senior posts of a hundred.
    pub senior: Option<i64>,
    /// Middle posts of a hundred.
    pub middle: Option<i64>,
    /// Junior posts of a hundred.
    pub junior: Option<i64>,
    /// See the part.
    pub detail: Option<String>,
    /// The day by which a post has to be given back.
    pub due: Option<String>,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
    /// The first day.
    pub valid_from: String,
}

/// What one part says on the day, of one unit or of all in the scope.
///
/// # Errors
/// When the database fails.
pub async fn list(
    views: &Views,
    part: &str,
    organisation: Option<Uuid>,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<EstablishmentRow>, Failure> {
    let (table, tree) = (views.counted(NAME, at.known), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("e.organisation", scope);
    let holds = question.holds("e", at);
    let (part, only) =
        (question.bind(part), question.equals("e.organisation", organisation.map(|id| id.to_string())));
    let sql = format!(
        "{with}SELECT e.organisation, e.teacher, e.posts, e.senior, e.middle, e.junior, e.detail, e.due, e.evidence, e.valid_from \
         FROM {table} e WHERE {holds} AND e.part = {part} AND {only} AND {within} \
         ORDER BY e.organisation, e.valid_from, e.teacher"
    );
    views.ask(sql, question).await
}

/// A person who occupies a post of a unit on the day by the record of service.
#[derive(Clone, Debug, FromRow)]
pub struct PostRow {
    /// The person.
    pub teacher: String,
    /// The unit.
    pub organisation: String,
    /// The title, as a code.
    pub title: Option<String>,
    /// Since when this holds unchanged.
    pub valid_from: String,
    /// The ids of the events, separated by spaces.
    pub evidence: String,
}

/// Who occupies posts on the day by the record of service, each person once in a unit, whatever registrations were merged; only in
/// units of one nature on that day, and on an earlier one too, when both are named.
///
/// # Errors
/// When the database fails.
pub async fn posts(
    views: &Views,
    organisation: Option<Uuid>,
    nature: Option<(&str, NaiveDate)>,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<PostRow>, Failure> {
    let (services, tree) = (views.table(service::NAME), views.table(organisation::NAME));
    let mut question = Question::default();
    let with = question.scope(&tree, scope, at);
    let within = question.within("s.establishment", scope);
    let (serves, stands) = (question.holds("s", at), question.holds("o", at));
    let only = question.equals("s.establishment", organisation.map(|id| id.to_string()));
    let since = At { valid: nature.map_or(at.valid, |(_, since)| since), ..at };
    let before = question.holds("b", since);
    let nature = nature.map(|(nature, _)| nature.to_owned());
    let natures =
        [question.equals("o.nature", nature.clone()), question.equals("b.nature", nature)].join(" AND ");
    let sql = format!(
        "{with}SELECT s.teacher, s.establishment AS organisation, s.title, s.valid_from, s.evidence FROM {services} s \
         JOIN {tree} o ON o.organisation = s.establishment AND {stands} \
         LEFT JOIN {tree} b ON b.organisation = s.establishment AND {before} \
         WHERE {serves} AND {only} AND {natures} AND {within} ORDER BY s.establishment, s.teacher, s.valid_from, s.id"
    );
    let mut posts: Vec<PostRow> = views.ask(sql, question).await?;
    posts.dedup_by(|again, first| {
        let same = (&again.organisation, &again.teacher) == (&first.organisation, &first.teacher);
        if same {
            first.evidence.extend([" ", &again.evidence]);
        }
        same
    });
    Ok(posts)
}

/// Whoever holds a post of a pool on the day and is in service no more, with the first day out of it.
///
/// # Errors
/// When the database fails.
pub async fn left_service(views: &Views, pool: Uuid, at: At) -> Result<Vec<(String, String)>, Failure> {
    let (table, services) = (views.counted(NAME, at.known), views.table(service::NAME));
    let mut question = Question::default();
    let holds = question.holds("e", at);
    let (unit, valid) = (question.bind(pool.to_string()), question.bind(at.valid));
    let (known, serves) = (question.bind(at.known), question.holds("n", at));
    let sql = format!(
        "SELECT e.teacher, MAX(s.valid_to) FROM {table} e JOIN {services} s ON s.teacher = e.teacher \
         AND s.known_from <= {known} AND {known} < s.known_to AND s.valid_to <= {valid} \
         WHERE {holds} AND e.part = '{POOL_POST}' AND e.organisation = {unit} \
         AND NOT EXISTS (SELECT 1 FROM {services} n WHERE n.teacher = e.teacher AND {serves}) GROUP BY e.teacher"
    );
    views.ask(sql, question).await
}
