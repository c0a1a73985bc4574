//! Completed trainings of persons: hours by category, and who served when, to judge a cycle (S-66, S-80, S-81, R-72 to R-75).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use liangshi_domain::{
    AnyEvent, Period, Subject, TeacherId,
    code::{Ability, Category},
    teacher::{Dated, Statement, Teacher, TeacherEvent, training::CompleteTraining},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{duty, organisation, service};
use crate::{
    cell::{Cell, Row, date_of, date_text},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct Trainings;

pub(crate) const NAME: &str = "training";

impl View for Trainings {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("teacher"),
            Column::Text("fact"),
            Column::Text("activity"),
            Column::Text("name"),
            Column::Text("category"),
            Column::Int("hours"),
            Column::Int("year"),
            Column::Text("provider"),
            Column::Int("teaching_research"),
            Column::Int("teaching_practice"),
            Column::Int("education_science"),
            Column::Int("information_technology"),
            Column::Text("evidence"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["teacher", "activity"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        match (seen.subject, seen.event) {
            (Subject::Teacher(id, teacher), AnyEvent::Teacher(event)) if concerns(event) => {
                Change::Rows(rows(*id, teacher))
            }
            _ => Change::Nothing,
        }
    }
}

/// A person's other facts do not change what was learned.
fn concerns(event: &TeacherEvent) -> bool {
    match event {
        TeacherEvent::Stated(statement) => matches!(statement, Statement::Training(_)),
        TeacherEvent::Past(_) | TeacherEvent::Merge(_) => true,
        TeacherEvent::Privacy(_) => false,
    }
}

fn rows(id: TeacherId, teacher: &Teacher) -> Vec<Row> {
    let id = teacher.counts_as(id);
    teacher.timeline().trainings.iter().map(|fact| row(id, fact)).collect()
}

fn row(id: TeacherId, fact: &Dated<CompleteTraining>) -> Row {
    let training = &fact.value;
    let by: Vec<_> = fact.by.iter().map(ToString::to_string).collect();
    let raises = |ability: Ability| Cell::from(training.abilities.contains(&ability));
    Row::dated(
        fact.period,
        vec![
            id.to_string().into(),
            fact.fact.to_string().into(),
            Cell::Text(training.activity_id.map(|id| id.to_string())),
            training.activity.as_str().into(),
            training.category.code().into(),
            training.hours.into(),
            i64::from(training.year).into(),
            training.provider.clone().into(),
            raises(Ability::TeachingResearch),
            raises(Ability::TeachingPractice),
            raises(Ability::EducationScience),
            raises(Ability::InformationTechnology),
            by.join(" ").into(),
        ],
    )
}

/// The column that says whether an ability was raised.
fn column(ability: Ability) -> &'static str {
    match ability {
        Ability::TeachingResearch => "t.teaching_research",
        Ability::TeachingPractice => "t.teaching_practice",
        Ability::EducationScience => "t.education_science",
        Ability::InformationTechnology => "t.information_technology",
    }
}

/// Whose trainings are asked for: those in service at the two dates.
#[derive(Clone, Debug, Default)]
pub struct Population {
    /// Only persons whose personnel relation is at this organisation or below it.
    pub scope: Option<Uuid>,
    /// Only this category; full-time teachers and researchers when left out.
    pub category: Option<Category>,
}

impl Population {
    /// The tables of the scope, and the condition that `n` is a service of the population at the two dates.
    fn asked(&self, views: &Views, question: &mut Question, at: At) -> (String, String) {
        let tree = views.table(organisation::NAME);
        let root = self.scope;
        let with = question.scope(&tree, root, at);
        let serves = question.holds("n", at);
        let within = question.within("n.personnel", root);
        let category =
            question.equals("n.category", self.category.map(|category| category.code().to_owned()));
        let both = match self.category {
            Some(_) => String::new(),
            None => " AND n.category IN ('FULL_TIME_TEACHER', 'RESEARCHER')".to_owned(),
        };
        (with, format!("{serves} AND {within} AND {category}{both}"))
    }
}

/// A stretch of a person's service.
#[derive(Clone, Debug, FromRow)]
struct Stretch {
    teacher: String,
    personnel: String,
    source: String,
    valid_from: String,
    valid_to: String,
}

/// The hours of a person in one block.
#[derive(Clone, Debug, FromRow)]
struct Hours {
    teacher: String,
    category: String,
    hours: i64,
}

/// What a person learned in a span, and when the person served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learner {
    /// The unit of the personnel relation on the day.
    pub personnel: String,
    /// Every period of service known.
    pub served: Vec<Period>,
    /// Every period of leave known.
    pub leave: Vec<Period>,
    /// Where the person came from into the first of them, as a code.
    pub source: String,
    /// Class hours of common subjects.
    pub common: i64,
    /// Class hours of professional subjects.
    pub professional: i64,
    /// Class hours of electives.
    pub elective: i64,
}

impl Learner {
    /// All class hours.
    pub fn hours(&self) -> i64 {
        self.common + self.professional + self.elective
    }
}

/// What each person of the population learned in the days `[from, to)`, by the day of completion, as far as completed and
/// known at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn learners(
    views: &Views,
    whom: &Population,
    span: Period,
    at: At,
) -> Result<BTreeMap<String, Learner>, Failure> {
    let mut learners = served(views, whom, at).await?;
    for hours in hours(views, whom, span, at).await? {
        let Some(learner) = learners.get_mut(&hours.teacher) else { continue };
        match hours.category.as_str() {
            "COMMON" => learner.common += hours.hours,
            "PROFESSIONAL" => learner.professional += hours.hours,
            _ => learner.elective += hours.hours,
        }
    }
    for leave in leaves(views, whom, at).await? {
        let Some(learner) = learners.get_mut(&leave.teacher) else { continue };
        let Some(from) = date_of(&leave.valid_from) else { continue };
        learner.leave.push(Period::new(from, date_of(&leave.valid_to)));
    }
    Ok(learners)
}

/// A leave of a person.
#[derive(Clone, Debug, FromRow)]
struct Away {
    teacher: String,
    valid_from: String,
    valid_to: String,
}

/// Every leave known of the persons asked for, whenever it was.
async fn leaves(views: &Views, whom: &Population, at: At) -> Result<Vec<Away>, Failure> {
    let (services, duties) = (views.table(service::NAME), views.table(duty::NAME));
    let mut question = Question::default();
    let (with, asked) = whom.asked(views, &mut question, at);
    let known = question.bind(at.known);
    let sql = format!(
        "{with}SELECT d.teacher, d.valid_from, d.valid_to FROM {duties} d WHERE d.part = '{}' AND d.known_from <= {known} \
         AND {known} < d.known_to AND d.teacher IN (SELECT n.teacher FROM {services} n WHERE {asked}) ORDER BY d.teacher, d.valid_from",
        duty::LEAVE
    );
    views.ask(sql, question).await
}

async fn served(views: &Views, whom: &Population, at: At) -> Result<BTreeMap<String, Learner>, Failure> {
    let services = views.table(service::NAME);
    let mut question = Question::default();
    let (with, asked) = whom.asked(views, &mut question, at);
    let known = question.bind(at.known);
    let sql = format!(
        "{with}SELECT s.teacher, n.personnel, s.source, s.valid_from, s.valid_to FROM {services} n \
         JOIN {services} s ON s.teacher = n.teacher AND s.known_from <= {known} AND {known} < s.known_to \
         WHERE {asked} ORDER BY s.teacher, s.valid_from"
    );
    let mut learners: BTreeMap<String, Learner> = BTreeMap::new();
    for stretch in views.ask::<Stretch>(sql, question).await? {
        let Some(from) = date_of(&stretch.valid_from) else { continue };
        let learner = learners.entry(stretch.teacher).or_default();
        if learner.served.is_empty() {
            learner.source = stretch.source;
        }
        learner.personnel = stretch.personnel;
        learner.served.push(Period::new(from, date_of(&stretch.valid_to)));
    }
    Ok(learners)
}

async fn hours(views: &Views, whom: &Population, span: Period, at: At) -> Result<Vec<Hours>, Failure> {
    let (services, trainings) = (views.table(service::NAME), views.table(NAME));
    let mut question = Question::default();
    let (with, asked) = whom.asked(views, &mut question, at);
    let completed = question.holds("t", at);
    let from = question.bind(span.from);
    let to = question.bind(date_text(span.to.unwrap_or(NaiveDate::MAX)));
    let sql = format!(
        "{with}SELECT t.teacher, t.category, CAST(SUM(t.hours) AS BIGINT) AS hours FROM {trainings} t \
         WHERE {completed} AND {from} <= t.valid_from AND t.valid_from < {to} \
         AND t.teacher IN (SELECT n.teacher FROM {services} n WHERE {asked}) GROUP BY t.teacher, t.category"
    );
    views.ask(sql, question).await
}

/// How many of a unit's persons completed something.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Coverage {
    /// The unit of their personnel relation.
    pub organisation: String,
    /// Persons of the population.
    pub persons: i64,
    /// Those of them who completed something that fits.
    pub trained: i64,
}

/// What has to be completed.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Completed on this day or later.
    pub from: Option<NaiveDate>,
    /// Completed before this day.
    pub to: Option<NaiveDate>,
    /// Only what raises this ability.
    pub ability: Option<Ability>,
    /// Only this activity.
    pub activity: Option<Uuid>,
    /// Only activities with names that contain this.
    pub name: Option<String>,
    /// How many trainings that fit a person needs to count.
    pub at_least: u32,
}

/// How many persons of the population completed something that fits, unit by unit (M-52).
///
/// # Errors
/// When the database fails.
pub async fn coverage(
    views: &Views,
    whom: &Population,
    wanted: &Wanted,
    at: At,
) -> Result<Vec<Coverage>, Failure> {
    let (services, trainings) = (views.table(service::NAME), views.table(NAME));
    let mut question = Question::default();
    let (with, asked) = whom.asked(views, &mut question, at);
    let completed = question.holds("t", at);
    let from = question.bind(wanted.from.map(date_text));
    let to = question.bind(wanted.to.map(date_text));
    let activity = question.equals("t.activity", wanted.activity.map(|id| id.to_string()));
    let name = question.contains("t.name", wanted.name.as_deref());
    let at_least = wanted.at_least;
    let raises = wanted.ability.map_or_else(String::new, |ability| format!(" AND {} = 1", column(ability)));
    let sql = format!(
        "{with}SELECT n.personnel AS organisation, COUNT(DISTINCT n.teacher) AS persons, COUNT(DISTINCT d.teacher) AS trained \
         FROM {services} n LEFT JOIN (SELECT t.teacher FROM {trainings} t WHERE {completed} \
         AND (CAST({from} AS TEXT) IS NULL OR {from} <= t.valid_from) AND (CAST({to} AS TEXT) IS NULL OR t.valid_from < {to}) \
         AND {activity} AND {name}{raises} GROUP BY t.teacher HAVING COUNT(*) >= {at_least}) d ON d.teacher = n.teacher \
         WHERE {asked} GROUP BY n.personnel ORDER BY n.personnel"
    );
    views.ask(sql, question).await
}
