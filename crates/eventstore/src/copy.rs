//! Moving a log from one place to another, and holding the two against each other before the copy may be used.

use crate::{
    lines::Sum,
    replica::Replica,
    row::{Header, Row, Source},
    trouble::MoveFailure,
};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What is being done with the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The source is read to its end and must add up.
    Check,
    /// Events are written.
    Write,
    /// Source and copy are read side by side.
    Verify,
}

/// Is told which event of how many a phase is at.
pub type Told<'a> = &'a (dyn Fn(Phase, i64, i64) + Send + Sync);

/// What was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Which log.
    pub log: String,
    /// Its last position, which is the same at both ends.
    pub position: i64,
    /// How many events were there already, from a copy made or begun earlier.
    pub found: i64,
    /// What the rows add up to at both ends.
    pub sum: String,
    /// How many rows there are of each kind.
    pub counts: Counts,
}

/// How many rows there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Events.
    pub events: i64,
    /// Names that are or were held.
    pub claims: i64,
    /// Idempotency keys.
    pub requests: i64,
    /// Signed checkpoints.
    pub checkpoints: i64,
}

impl Counts {
    pub(crate) fn take(&mut self, row: &Row) {
        match row {
            Row::Event(_) => self.events += 1,
            Row::Claim(_) => self.claims += 1,
            Row::Request(_) => self.requests += 1,
            Row::Tile(_) => {}
            Row::Checkpoint(_) => self.checkpoints += 1,
        }
    }
}

/// Copies a log from one address to another, row for row, and compares all of it at the end. What was interrupted goes
/// on where it stopped when it is asked for again; what is complete already is only compared.
///
/// # Errors
/// When the target holds anything but the beginning of this log, when either end fails, or when the copy differs.
pub async fn copy_log(from: &str, to: &str, told: Told<'_>) -> Result<Moved, MoveFailure> {
    let source = Replica::source(from).await?;
    let target = Replica::open(to).await?;
    let moved = async { pour(&mut source.reader().await?, &target, told).await }.await;
    target.close().await;
    source.close().await;
    moved
}

/// Writes what the target lacks, compares both, and then moves the head of the target.
pub(crate) async fn pour(
    source: &mut impl Source,
    target: &Replica,
    told: Told<'_>,
) -> Result<Moved, MoveFailure> {
    let header = source.header().clone();
    let found = begin(source, target, &header).await?;
    if found.position < header.position {
        write(source, target, found, told).await?;
    }
    source.rewind(0).await?;
    let (sum, counts) = compare(source, &mut target.copied(&header).await?, told).await?;
    target.finish(&header).await?;
    Ok(Moved { log: header.log, position: header.position, found: found.stored, sum, counts })
}

/// What a target held before: so much is confirmed, so much is stored.
#[derive(Clone, Copy)]
struct Found {
    position: i64,
    stored: i64,
}

/// Makes sure that the target is empty or holds the beginning of this very log, before anything is written.
async fn begin(source: &mut impl Source, target: &Replica, header: &Header) -> Result<Found, MoveFailure> {
    let standing = target.standing().await?;
    let found = Found { position: standing.position, stored: standing.stored };
    if found.stored == 0 && found.position == 0 {
        target.name(&header.log).await?;
        return Ok(found);
    }
    if standing.log != header.log {
        return Err(MoveFailure::OtherLog { here: standing.log, given: header.log.clone() });
    }
    if found.stored > header.position {
        return Err(MoveFailure::Longer { here: found.stored, given: header.position });
    }
    source.rewind(found.stored).await?;
    let given = source.page().await?.into_iter().next();
    let here = target.event(found.stored).await?.map(Row::Event);
    if given.is_none() || given != here {
        return Err(MoveFailure::Parted { position: found.stored });
    }
    Ok(found)
}

/// Writes one page while the next is read.
async fn write(
    source: &mut impl Source,
    target: &Replica,
    found: Found,
    told: Told<'_>,
) -> Result<(), MoveFailure> {
    let of = source.header().position;
    let missing = |row: &Row| match row {
        Row::Event(event) => event.position > found.stored,
        // What was confirmed is complete; behind it, an earlier try may have written some.
        Row::Claim(claim) => claim.position > found.position,
        Row::Request(request) => request.last_position > found.position,
        Row::Tile(_) | Row::Checkpoint(_) => true,
    };
    source.rewind(found.stored + 1).await?;
    let mut page = source.page().await?;
    while !page.is_empty() {
        let last = if let Some(Row::Event(event)) = page.last() { event.position } else { of };
        page.retain(missing);
        let (next, ()) = tokio::try_join!(source.page(), target.write(&page))?;
        told(Phase::Write, last, of);
        page = next;
    }
    Ok(())
}

/// Reads both side by side and names the first row that differs. What both add up to is the answer.
pub(crate) async fn compare(
    source: &mut impl Source,
    target: &mut impl Source,
    told: Told<'_>,
) -> Result<(String, Counts), MoveFailure> {
    let (header, mut sum, mut counts) = (source.header().clone(), Sum::default(), Counts::default());
    sum.take("log", &serde_json::to_string(&header)?);
    let (mut given, mut here) = (VecDeque::new(), VecDeque::new());
    loop {
        if given.is_empty() && here.is_empty() {
            let (more, others) = tokio::try_join!(source.page(), target.page())?;
            (given, here) = (more.into(), others.into());
        } else if given.is_empty() {
            given = source.page().await?.into();
        } else if here.is_empty() {
            here = target.page().await?.into();
        }
        let (row, other): (Option<Row>, Option<Row>) = (given.pop_front(), here.pop_front());
        if row != other {
            let place = row.or(other).map_or_else(String::new, |row| row.name());
            return Err(MoveFailure::Differs { place });
        }
        let Some(row) = row else { break };
        sum.take(row.kind(), &row.text()?);
        counts.take(&row);
        if given.is_empty() {
            told(Phase::Verify, counts.events, header.position);
        }
    }
    if counts.events != header.position {
        return Err(MoveFailure::Differs { place: format!("position {}", counts.events + 1) });
    }
    Ok((sum.total(), counts))
}

/// Reads a source to its end: what it adds up to.
pub(crate) async fn add_up(
    source: &mut impl Source,
    told: Told<'_>,
) -> Result<(String, Counts), MoveFailure> {
    let (header, mut sum, mut counts) = (source.header().clone(), Sum::default(), Counts::default());
    sum.take("log", &serde_json::to_string(&header)?);
    loop {
        let page = source.page().await?;
        if page.is_empty() {
            return Ok((sum.total(), counts));
        }
        for row in &page {
            sum.take(row.kind(), &row.text()?);
            counts.take(row);
        }
        told(Phase::Check, counts.events, header.position);
    }
}
