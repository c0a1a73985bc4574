//! The places of a round: who put them in, and who holds one (S-40, S-43).

use liangshi_domain::{Period, RoundId, Subject, round::Round};
use sqlx::FromRow;

use crate::{
    cell::{Cell, Row},
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct RoundPlaces;

const NAME: &str = "round_place";
/// The kind of a row that says how many places the programme gives.
pub const GIVEN: &str = "GIVEN";
/// The kind of a row that says how many places a unit put in.
pub const POOLED: &str = "POOLED";
/// The kind of a row that says who holds a place.
pub const HELD: &str = "HELD";

impl View for RoundPlaces {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column::Text("round"),
            Column::Text("kind"),
            Column::Text("organisation"),
            Column::Text("candidacy"),
            Column::Int("places"),
            Column::Text("event"),
        ];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["round"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Round(id, round) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(*id, round))
    }
}

fn rows(id: RoundId, round: &Round) -> Vec<Row> {
    let row = |period, kind: &str, who: [Option<String>; 2], places: u32, event: String| {
        let [organisation, candidacy] = who;
        let cells = vec![
            id.to_string().into(),
            kind.into(),
            Cell::Text(organisation),
            Cell::Text(candidacy),
            places.into(),
            event.into(),
        ];
        Row::dated(period, cells)
    };
    let given = round.opened().and_then(|(opening, by)| {
        let period = Period::new(opening.opens_on.day, None);
        Some(row(period, GIVEN, [None, None], opening.terms.places?, by.to_string()))
    });
    let pooled = round.pooled().iter().map(|(share, by)| {
        let unit = Some(share.organisation.to_string());
        row(Period::new(share.on.day, None), POOLED, [unit, None], share.places, by.to_string())
    });
    let held = round.held().iter().filter(|place| place.to != Some(place.from)).map(|place| {
        let candidate = Some(place.candidacy.to_string());
        row(Period::new(place.from, place.to), HELD, [None, candidate], 1, place.by.to_string())
    });
    given.into_iter().chain(pooled).chain(held).collect()
}

/// Places of a round.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PlaceRow {
    /// Given, pooled or held.
    pub kind: String,
    /// The unit that put them in.
    pub organisation: Option<String>,
    /// The candidate who holds it.
    pub candidacy: Option<String>,
    /// How many.
    pub places: i64,
    /// The event that says so.
    pub event: String,
}

/// The places of a round on the day, in the order of the log.
///
/// # Errors
/// When the database fails.
pub async fn list(views: &Views, round: RoundId, at: At) -> Result<Vec<PlaceRow>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("p", at);
    let round = question.equals("p.round", Some(round.to_string()));
    let sql = format!(
        "SELECT p.kind, p.organisation, p.candidacy, p.places, p.event FROM {table} p \
         WHERE {holds} AND {round} ORDER BY p.event, p.kind"
    );
    views.ask(sql, question).await
}
