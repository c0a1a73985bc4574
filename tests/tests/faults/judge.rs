//! Says whether a disk holds what was promised.

use liangshi_eventstore::{Log, Outcome, Recorded};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

use crate::work::{Acknowledged, LOG, Number, open};

/// What is wrong with the log in this folder, given what it has acknowledged; an append that was asked again is part of it.
pub(crate) async fn judge(folder: &Path, acknowledged: &[Acknowledged]) -> Result<(), String> {
    let url = format!("sqlite:{}", folder.join(LOG).display());
    let log = open(&url).await.map_err(|failure| format!("the log does not open: {failure}"))?;
    let verdict = judge_open(&log, acknowledged).await;
    log.close().await;
    verdict
}

/// The same of a log that is open.
pub(crate) async fn judge_open(log: &Log, acknowledged: &[Acknowledged]) -> Result<(), String> {
    let present = whole(log).await?;
    for Acknowledged { number, first, last } in acknowledged {
        let found = present.get(number);
        if found != Some(&(*first, *last)) {
            return Err(format!("{number:?} was acknowledged at {first}..={last} and is at {found:?}"));
        }
    }
    goes_on(log, acknowledged, &present).await
}

/// Where each append is. Positions are dense, the head is the last of them, and each append is there with all its events
/// and every personal value, or not at all.
async fn whole(log: &Log) -> Result<BTreeMap<Number, (i64, i64)>, String> {
    let events = log.after(0, i64::MAX).await.map_err(|failure| format!("not readable: {failure}"))?;
    let head = log.head().await.map_err(|failure| format!("no head: {failure}"))?.position;
    let mut appends: BTreeMap<Number, Vec<&Recorded>> = BTreeMap::new();
    for (event, position) in events.iter().zip(1..) {
        if event.position != position {
            return Err(format!("after {} comes {}", position - 1, event.position));
        }
        appends.entry(Number::of(event.correlation)).or_default().push(event);
    }
    if head != events.len() as i64 {
        return Err(format!("the head is {head} and there are {} events", events.len()));
    }
    let mut present = BTreeMap::new();
    for (number, events) in appends {
        let planned = number.events();
        let same = planned.len() == events.len()
            && planned.iter().zip(&events).all(|(planned, event)| {
                planned.id == event.id && parsed(&planned.body) == parsed(&event.body)
            });
        let (first, last) = (events[0].position, events[events.len() - 1].position);
        if !same || last - first + 1 != planned.len() as i64 {
            return Err(format!("{number:?} is not as it was written: {events:?}"));
        }
        present.insert(number, (first, last));
    }
    Ok(present)
}

fn parsed(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

/// The log takes more: no position is given twice, and asking again is told the same.
async fn goes_on(
    log: &Log,
    acknowledged: &[Acknowledged],
    present: &BTreeMap<Number, (i64, i64)>,
) -> Result<(), String> {
    if let Some(Acknowledged { number, first, last }) = acknowledged.last() {
        let again = log.append(number.append()).await;
        let same = matches!(&again, Ok(Outcome::AlreadyAppended { first: f, last: l, .. }) if (f, l) == (first, last));
        if !same {
            return Err(format!("{number:?} at {first}..={last}, asked again, answers {again:?}"));
        }
    }
    // The first append of the first task that was not answered: written or not, asking again must bring it in once.
    let turn = acknowledged.iter().filter(|one| one.number.task == 0).count() as u64;
    let number = Number { task: 0, turn };
    let head = present.values().map(|(_, last)| *last).max().unwrap_or(0);
    let answer = log.append(number.append()).await;
    match (&answer, present.get(&number)) {
        (Ok(Outcome::Appended { first, .. }), None) if *first == head + 1 => Ok(()),
        (Ok(Outcome::AlreadyAppended { first, last, .. }), Some(at)) if (*first, *last) == *at => Ok(()),
        (_, at) => Err(format!("{number:?} was at {at:?} below {head} and asking again answers {answer:?}")),
    }
}
