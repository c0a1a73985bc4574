//! Per programme: how many are nominated, confirmed, in training, certified and in term, beside the plan's target.

use liangshi_domain::{CandidacyId, ProgrammeId, Subject, policy::CountDefinition};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    candidate::{self, CandidateRow, Filter},
    programme,
};
use crate::{
    failure::Failure,
    projector::Views,
    query::{At, Page, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct CohortBoard;

pub(crate) const NAME: &str = "cohort_board";

impl View for CohortBoard {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        candidate::COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        candidate::INDEXES
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Candidacy(id, candidacy) = seen.subject else { return Change::Nothing };
        Change::Rows(candidate::rows(*id, candidacy))
    }
}

/// One line of the board. Each count is of persons: one in several rounds of a programme counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    /// The programme with its target.
    pub programme: programme::ProgrammeRow,
    /// Ever nominated (M-21 to M-25).
    pub nominated: i64,
    /// Ever confirmed.
    pub confirmed: i64,
    /// In training on the day.
    pub in_training: i64,
    /// Certified and not revoked on the day.
    pub certified: i64,
    /// In term on the day.
    pub in_term: i64,
}

impl BoardRow {
    /// The count under a definition.
    pub fn value(&self, definition: CountDefinition) -> i64 {
        match definition {
            CountDefinition::Nominated => self.nominated,
            CountDefinition::Confirmed => self.confirmed,
            CountDefinition::InTraining => self.in_training,
            CountDefinition::Certified => self.certified,
            CountDefinition::InTerm => self.in_term,
        }
    }
}

#[derive(FromRow)]
struct Counted {
    programme: String,
    nominated: i64,
    confirmed: i64,
    in_training: i64,
    certified: i64,
    in_term: i64,
}

/// The whole board at the two dates, in the order of the programmes' slugs.
///
/// # Errors
/// When the database fails.
pub async fn board(views: &Views, at: At) -> Result<Vec<BoardRow>, Failure> {
    let counted = counted(views, at).await?;
    let programmes = programme::list(views, at).await?;
    let line = |programme: programme::ProgrammeRow| {
        let found = counted.iter().find(|line| line.programme == programme.programme);
        let count = |of: fn(&Counted) -> i64| found.map_or(0, of);
        BoardRow {
            nominated: count(|line| line.nominated),
            confirmed: count(|line| line.confirmed),
            in_training: count(|line| line.in_training),
            certified: count(|line| line.certified),
            in_term: count(|line| line.in_term),
            programme,
        }
    };
    // A programme that leads to a title or a post is a selection and stands on no board of talents.
    Ok(programmes.into_iter().filter(|programme| programme.outcome.is_none()).map(line).collect())
}

/// The persons of one category of a programme, under each of the five counts.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CategoryRow {
    /// The category, as a code; none of those nominated in none.
    pub category: Option<String>,
    /// Ever nominated.
    pub nominated: i64,
    /// Ever confirmed.
    pub confirmed: i64,
    /// In training on the day.
    pub in_training: i64,
    /// Certified and not revoked on the day.
    pub certified: i64,
    /// In term on the day.
    pub in_term: i64,
}

/// The counts of a programme by category (S-32, S-33), in the order of the codes.
///
/// # Errors
/// When the database fails.
pub async fn by_category(views: &Views, filter: &Filter, at: At) -> Result<Vec<CategoryRow>, Failure> {
    let mut rows: Vec<CategoryRow> =
        candidate::grouped(views, NAME, filter, "c.category", &counts(), at).await?;
    // The databases do not agree on where a missing category stands.
    rows.sort_by(|one, other| one.category.cmp(&other.category));
    Ok(rows)
}

/// The candidates a unit nominated.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct TallyRow {
    /// The unit; none of those who applied themselves.
    pub nominated_by: Option<String>,
    /// Ever nominated.
    pub nominated: i64,
    /// Certified and not revoked on the day.
    pub certified: i64,
}

/// The candidates by the unit that nominated them (S-43), in the order of the units' ids.
///
/// # Errors
/// When the database fails.
pub async fn tally(views: &Views, filter: &Filter, at: At) -> Result<Vec<TallyRow>, Failure> {
    let numbers = format!("{}, {}", persons("nominated"), persons("certified"));
    let mut rows: Vec<TallyRow> =
        candidate::grouped(views, NAME, filter, "c.nominated_by", &numbers, at).await?;
    rows.sort_by(|one, other| one.nominated_by.cmp(&other.nominated_by));
    Ok(rows)
}

/// The persons of a family of programmes (S-01, M-26): one who is in several programmes counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct UniqueRow {
    /// Ever nominated.
    pub nominated: i64,
    /// Ever confirmed.
    pub confirmed: i64,
    /// In training on the day.
    pub in_training: i64,
    /// Certified and not revoked on the day.
    pub certified: i64,
    /// In term on the day.
    pub in_term: i64,
}

/// The unique persons of the programmes of a family.
///
/// # Errors
/// When the database fails.
pub async fn unique(views: &Views, filter: &Filter, family: &str, at: At) -> Result<UniqueRow, Failure> {
    let found = candidate::of_family(views, (NAME, programme::NAME), filter, family, &counts(), at).await;
    Ok(found?.pop().unwrap_or_default())
}

fn counts() -> String {
    let of = |definition: &CountDefinition| persons(candidate::flag(*definition));
    CountDefinition::ALL.iter().map(of).collect::<Vec<_>>().join(", ")
}

async fn counted(views: &Views, at: At) -> Result<Vec<Counted>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let holds = question.holds("c", at);
    let sql = format!("SELECT c.programme, {} FROM {table} c WHERE {holds} GROUP BY c.programme", counts());
    views.ask(sql, question).await
}

fn persons(flag: &str) -> String {
    format!("COUNT(DISTINCT CASE WHEN c.{flag} = 1 THEN c.teacher END) AS {flag}")
}

/// The persons of any programme at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn members(
    views: &Views,
    filter: &Filter,
    at: At,
    page: &Page,
) -> Result<Vec<CandidateRow>, Failure> {
    candidate::list(views, NAME, filter, at, page).await
}

/// A stretch of a candidacy: where it stood, and whether the person counted.
#[derive(Clone, Debug, FromRow)]
pub struct SpanRow {
    /// The candidacy.
    pub candidacy: String,
    /// The person.
    pub teacher: String,
    /// The stage, as a code.
    pub stage: String,
    /// The first day of the stage.
    pub since: String,
    /// 1 when the person counted under the definition asked for.
    pub counts: i64,
    /// First day.
    pub valid_from: String,
    /// The day after the last.
    pub valid_to: String,
}

/// Every stretch of the candidacies of a programme on all days, as known at the position; only of persons the caller may see.
///
/// # Errors
/// When the database fails.
pub async fn spans(
    views: &Views,
    programme: ProgrammeId,
    definition: CountDefinition,
    scope: Option<Uuid>,
    at: At,
) -> Result<Vec<SpanRow>, Failure> {
    let table = views.counted(NAME, at.known);
    let mut question = Question::default();
    let (with, seen) = match scope {
        None => (String::new(), String::new()),
        Some(_) => candidate::visible(views, &mut question, scope, at).await,
    };
    let (known, programme) = (question.bind(at.known), question.bind(programme.to_string()));
    let flag = candidate::flag(definition);
    let sql = format!(
        "{with}SELECT c.candidacy, c.teacher, c.stage, c.since, CAST(c.{flag} AS BIGINT) AS counts, c.valid_from, c.valid_to \
         FROM {table} c WHERE c.programme = {programme} AND c.known_from <= {known} AND {known} < c.known_to{seen} \
         ORDER BY c.candidacy, c.valid_from"
    );
    views.ask(sql, question).await
}

/// How many persons of any programme the filter lets through.
///
/// # Errors
/// When the database fails.
pub async fn count(views: &Views, filter: &Filter, at: At) -> Result<i64, Failure> {
    candidate::count(views, NAME, filter, at).await
}

/// One candidacy at the two dates.
///
/// # Errors
/// When the database fails.
pub async fn find(views: &Views, id: CandidacyId, at: At) -> Result<Option<CandidateRow>, Failure> {
    let filter = Filter { candidacy: Some(id), ..Filter::default() };
    Ok(members(views, &filter, at, &Page { first: 1, after: None }).await?.pop())
}
