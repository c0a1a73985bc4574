//! The promises of the views, each measured beside its limit in the same round.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use chrono::NaiveDate;
use counts_bench::times::Times;
use liangshi_domain::{
    EventId,
    code::{Basis, Category},
};
use liangshi_projection::{
    At, Page, Views,
    views::{
        candidate, cohort_board, evidence,
        service::{self, Filter},
    },
};

use crate::{
    people::{self, Person},
    place::{Base, Place},
};

/// Seconds of one round of V1: ours, the replay alone, and the rows alone.
pub(crate) struct Rebuilt {
    pub(crate) ours: f64,
    pub(crate) replay: f64,
    pub(crate) insert: f64,
    pub(crate) events: i64,
}

impl Rebuilt {
    pub(crate) fn ratio(&self) -> f64 {
        self.ours / (self.replay + self.insert)
    }
}

/// All views from nothing, beside reading and folding the log and beside putting the same rows into tables.
pub(crate) async fn rebuild(base: &Base) -> Result<(Place, Views, Vec<Person>, Rebuilt)> {
    let place = base.copy().await?;
    let log = place.log().await?;
    let begun = Instant::now();
    let persons = people::replay(&log).await?;
    let replay = begun.elapsed().as_secs_f64();
    log.close().await;
    let begun = Instant::now();
    let views = place.views().await?;
    let ours = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    place.insert_again(&views).await?;
    let insert = begun.elapsed().as_secs_f64();
    let events = views.log().head().await?.position;
    Ok((place, views, persons, Rebuilt { ours, replay, insert, events }))
}

/// Takes away a copy and the views that were opened in it.
pub(crate) async fn close(base: &Base, place: Place, views: Views) -> Result<()> {
    views.close().await;
    views.log().close().await;
    base.drop(place).await
}

/// How long until what an append says is in an answer, and how long the append takes; one caller.
pub(crate) async fn visible(views: &Views, persons: &[Person], number: usize) -> Result<[Times; 2]> {
    let [mut appended, mut seen] = [Times::default(), Times::default()];
    let follower = follow(views);
    for person in persons.iter().take(number) {
        let begun = Instant::now();
        let Some(position) = people::grant(views.log(), person, 10_000).await? else { continue };
        appended.keep(begun);
        views.wait_for(position, Duration::from_secs(30)).await?;
        let filter =
            evidence::Filter { stream: Some(person.stream.clone()), known: position, ..Default::default() };
        let newest = evidence::list(views, &filter, 1).await?;
        ensure!(newest.first().is_some_and(|event| event.known_from == position), "it is not there");
        seen.keep(begun);
    }
    follower.stop().await?;
    Ok([seen, appended])
}

struct Follower {
    stop: tokio::sync::oneshot::Sender<()>,
    task: tokio::task::JoinHandle<()>,
}

impl Follower {
    async fn stop(self) -> Result<()> {
        drop(self.stop);
        Ok(self.task.await?)
    }
}

fn follow(views: &Views) -> Follower {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let views = views.clone();
    let task = tokio::spawn(async move {
        views
            .follow(async {
                // Being told and being forgotten mean the same.
                drop(stopped.await);
            })
            .await;
    });
    Follower { stop, task }
}

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2017, 1, 1).unwrap_or_default() + chrono::Days::new(number * 37 % 2_000)
}

/// The board and a page of the roster on some day.
async fn read(views: &Views, number: u64) -> Result<()> {
    let at = At { valid: day(number), known: views.position() };
    cohort_board::board(views, at).await?;
    service::list(views, &Filter::on(Basis::Workplace), at, &Page { first: 50, after: None }).await?;
    Ok(())
}

/// The views that a read here is answered from, and the largest of all.
const BUILT_ANEW: [&str; 4] = ["service", "cohort_board", "person", "evidence"];

/// Reads while views are built anew beside the ones that answer, and reads when nothing else happens.
pub(crate) async fn while_rebuilding(views: &Views) -> Result<[Times; 2]> {
    let [mut still, mut busy] = [Times::default(), Times::default()];
    for number in 0..200 {
        still.time(read(views, number)).await?;
    }
    let building = views.clone();
    let builder = tokio::spawn(async move {
        for name in BUILT_ANEW {
            ensure!(building.rebuild(name, |_| {}).await?.agrees(), "{name} does not agree");
        }
        Ok(())
    });
    for number in 0.. {
        if builder.is_finished() {
            break;
        }
        busy.time(read(views, number)).await?;
    }
    builder.await??;
    Ok([busy, still])
}

/// Seconds until a correction of the first day of service, and until an ordinary fact, is decided, written and in the views, when so
/// many of each come one after the other.
pub(crate) async fn storm(views: &Views, persons: &[Person], number: usize) -> Result<[f64; 2]> {
    let persons = &persons[..persons.len().min(number * 2)];
    let begun = Instant::now();
    let mut granted = 0;
    for person in persons {
        granted += usize::from(people::grant(views.log(), person, 20_000).await?.is_some());
        if granted == number {
            break;
        }
    }
    views.catch_up(|_| {}).await?;
    let ordinary = begun.elapsed().as_secs_f64() / granted as f64;
    let begun = Instant::now();
    let mut corrected = 0;
    for person in persons {
        corrected += usize::from(people::correct(views.log(), person, Category::Auxiliary).await?.is_some());
        if corrected == number {
            break;
        }
    }
    views.catch_up(|_| {}).await?;
    ensure!(granted >= number / 2 && corrected >= number / 2, "{granted} granted, {corrected} corrected");
    Ok([begun.elapsed().as_secs_f64() / corrected as f64, ordinary])
}

/// Everybody of the programmes with every event that led there, beside one statement that joins the same.
pub(crate) async fn drill_down(place: &Place, views: &Views, rounds: usize) -> Result<Option<[Times; 2]>> {
    let Some(server) = place.server() else { return Ok(None) };
    let at = At { valid: NaiveDate::from_ymd_opt(2022, 12, 31).unwrap_or_default(), known: views.position() };
    let [mut ours, mut plain] = [Times::default(), Times::default()];
    let text = "SELECT c.candidacy, c.teacher, c.stage, c.since, e.event, e.kind, e.recorded_at, e.actor, e.document \
        FROM (SELECT * FROM liangshi_views.cohort_board_1 WHERE valid_from <= $1 AND $1 < valid_to AND known_from <= $2 \
        AND $2 < known_to ORDER BY candidacy LIMIT 3000) c CROSS JOIN LATERAL unnest(string_to_array(c.evidence, ' ')) AS i (event) \
        JOIN liangshi_views.evidence_1 e ON e.event = i.event";
    for _ in 0..rounds {
        let begun = Instant::now();
        let filter = candidate::Filter::default();
        let members = cohort_board::members(views, &filter, at, &Page { first: 3_000, after: None }).await?;
        let ids: Vec<EventId> = members
            .iter()
            .flat_map(|member| member.evidence.split(' '))
            .filter_map(|id| id.parse().ok())
            .collect();
        let events = evidence::events(views, &ids).await?.len();
        ours.keep(begun);
        let begun = Instant::now();
        let joined = server.query(text, &[&at.valid.to_string(), &at.known]).await?.len();
        plain.keep(begun);
        ensure!(
            joined == ids.len() && events <= joined && events > 0,
            "{joined} joined, {events} of {} ours",
            ids.len()
        );
    }
    Ok(Some([ours, plain]))
}
