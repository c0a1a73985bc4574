//! The register of policy (S-26, S-50, S-76): which rules were switched on or off and which instruments were issued, in the order of
//! the log, so that the rulebook of any day as known at any position is made again from its rows.

use liangshi_domain::{
    EventId, Origin, Subject,
    metrics::MetricBook,
    register::{Instrument, Register, RegisterEvent},
    rules::Rulebook,
};
use sqlx::FromRow;

use crate::{
    cell::Row,
    failure::Failure,
    projector::Views,
    query::{At, Question},
    table::Column,
    view::{Change, Seen, View},
};

/// See the module.
pub struct PolicyRegister;

const NAME: &str = "policy_register";

impl View for PolicyRegister {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i64 {
        1
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] =
            &[Column::Text("kind"), Column::Text("body"), Column::Text("event"), Column::Int("place")];
        COLUMNS
    }

    fn indexes(&self) -> &'static [&'static str] {
        &["place"]
    }

    fn change(&self, seen: &Seen<'_>) -> Change {
        let Subject::Register(_, register) = seen.subject else { return Change::Nothing };
        Change::Rows(rows(register))
    }
}

/// One row for each event. It holds at every date, because the day it judges from is part of what it says.
fn rows(register: &Register) -> Vec<Row> {
    let row = |(event, origin): &(RegisterEvent, Origin)| {
        let body = event.body().ok()?;
        let cells =
            vec![event.kind().into(), body.into(), origin.id.to_string().into(), origin.position.into()];
        Some(Row::always(cells))
    };
    register.events().iter().filter_map(row).collect()
}

#[derive(FromRow)]
struct Line {
    kind: String,
    body: String,
    event: String,
    place: i64,
}

impl Line {
    fn read(&self) -> Option<(RegisterEvent, Origin)> {
        let event = RegisterEvent::read(&self.kind, &self.body)?.ok()?;
        Some((event, Origin { position: self.place, id: self.event.parse::<EventId>().ok()? }))
    }
}

/// Everything in the register as known at the position, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn events(views: &Views, at: At) -> Result<Vec<(RegisterEvent, Origin)>, Failure> {
    let table = views.table(NAME);
    let mut question = Question::default();
    let holds = question.holds("r", at);
    let text =
        format!("SELECT r.kind, r.body, r.event, r.place FROM {table} r WHERE {holds} ORDER BY r.place");
    let lines: Vec<Line> = views.ask(text, question).await?;
    Ok(lines.iter().filter_map(Line::read).collect())
}

/// The rules as switched by what was known at the position.
///
/// # Errors
/// When the database fails.
pub async fn rulebook(views: &Views, at: At) -> Result<Rulebook, Failure> {
    let mut book = Rulebook::default();
    for (event, origin) in events(views, at).await? {
        book.evolve(&event, origin);
    }
    Ok(book)
}

/// The instruments known at the position, with the events that issued them.
///
/// # Errors
/// When the database fails.
pub async fn instruments(views: &Views, at: At) -> Result<Vec<(Instrument, EventId)>, Failure> {
    let mut register = Register::default();
    for (event, origin) in events(views, at).await? {
        register.evolve(&event, origin);
    }
    Ok(register.instruments().map(|(instrument, by)| (instrument.clone(), by)).collect())
}

/// The metrics as defined and revised by what was known at the position.
///
/// # Errors
/// When the database fails.
pub async fn metric_book(views: &Views, at: At) -> Result<MetricBook, Failure> {
    let mut book = MetricBook::default();
    for (event, origin) in events(views, at).await? {
        book.evolve(&event, origin);
    }
    Ok(book)
}
