//! A person is erased: the stream's history is read once more without its personal values and gives all its rows anew.

use liangshi_domain::Subject;
use liangshi_eventstore::{Log, Recorded};
use serde_json::Value;

use crate::{
    cell::{Row, STILL_KNOWN},
    failure::Failure,
    states::{begun, evolve},
    table::Opened,
    view::{Change, Seen, View},
};

/// The stream before the event that erases it, and the rows each view then has of it.
pub(crate) struct Scrubbed {
    pub(crate) subject: Subject,
    pub(crate) rows: Vec<Vec<Opened>>,
}

/// Folds what came before the erasing event as it reads after it. The key is destroyed first where it still opens
/// anything; where it does not, whatever key the stream has now was made later and is left alone.
pub(crate) async fn scrubbed(
    log: &Log,
    erasing: &Recorded,
    views: Vec<&'static dyn View>,
) -> Result<Scrubbed, Failure> {
    let mut history = before(log, erasing).await?;
    if history.iter().any(|event| is_personal(&event.body)) {
        log.vault().destroy(&erasing.stream, &erasing.actor, &reason(erasing)).await?;
        history = before(log, erasing).await?;
        if history.iter().any(|event| is_personal(&event.body)) {
            return Err(Failure::NotErased(erasing.stream.clone()));
        }
    }
    let mut subject = begun(erasing)?;
    let mut again: Vec<Again> = views.iter().map(|_| Again::default()).collect();
    for recorded in &history {
        let event = evolve(&mut subject, recorded)?;
        let seen = Seen { recorded, event: &event, subject: &subject };
        for (view, again) in views.iter().zip(&mut again) {
            again.take(recorded, view.change(&seen));
        }
    }
    Ok(Scrubbed { subject, rows: again.into_iter().map(|again| again.rows).collect() })
}

async fn before(log: &Log, erasing: &Recorded) -> Result<Vec<Recorded>, Failure> {
    let mut history = log.stream(&erasing.stream, 0).await?;
    history.retain(|event| event.version < erasing.version);
    Ok(history)
}

fn reason(erasing: &Recorded) -> String {
    let body: Option<Value> = serde_json::from_str(&erasing.body).ok();
    let reason = body.as_ref().and_then(|body| body.get("reason")).and_then(Value::as_str);
    reason.unwrap_or(&erasing.kind).to_owned()
}

/// Whether a body that was read from the log holds a personal value in plain.
fn is_personal(body: &str) -> bool {
    body.contains("\"personal\"") && serde_json::from_str(body).is_ok_and(|body| marks(&body))
}

fn marks(value: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            (fields.len() == 1 && fields.contains_key("personal")) || fields.values().any(marks)
        }
        Value::Array(items) => items.iter().any(marks),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The rows of one stream in one view, from its first event on.
#[derive(Default)]
struct Again {
    rows: Vec<Opened>,
    /// The rows still known to hold: their places in `rows` and their marks.
    held: Vec<(usize, u128)>,
}

impl Again {
    fn take(&mut self, recorded: &Recorded, change: Change) {
        match change {
            Change::Nothing => {}
            Change::Append(row) => self.open(recorded, row),
            Change::Rows(rows) => self.replace(recorded, rows),
        }
    }

    fn open(&mut self, recorded: &Recorded, row: Row) {
        let (stream, known_from) = (recorded.stream.clone(), recorded.position);
        self.rows.push(Opened { id: 0, stream, known_from, known_to: STILL_KNOWN, row });
    }

    fn replace(&mut self, recorded: &Recorded, rows: Vec<Row>) {
        let mut before = std::mem::take(&mut self.held);
        for row in rows {
            let mark = row.mark();
            match before.iter().position(|(_, held)| *held == mark) {
                Some(same) => self.held.push(before.swap_remove(same)),
                None => {
                    self.held.push((self.rows.len(), mark));
                    self.open(recorded, row);
                }
            }
        }
        for (place, _) in before {
            self.rows[place].known_to = recorded.position;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_with_that_one_key_is_personal() {
        assert!(is_personal(r#"{"name":{"personal":"甲"}}"#));
        assert!(is_personal(r#"{"all":[{"n":{"personal":{"a":1}}}]}"#));
        assert!(!is_personal(r#"{"name":{"erased":true}}"#));
        assert!(!is_personal(r#"{"relation":"personal"}"#));
        assert!(!is_personal(r#"{"x":{"personal":true,"staff":true}}"#));
    }
}
