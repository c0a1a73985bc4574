//! `liangshi demo`: a city with its history, served, with tokens and questions to paste.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Instant};

use anyhow::{Context, Result};
use clap::Args;
use liangshi_api::auth::Role;
use liangshi_eventstore::{Log, ManualClock};
use liangshi_exchange::city::{City, Landmarks};

use crate::{
    edge,
    progress::Progress,
    serve,
    store::{Place, Store},
    token,
};

/// How the demo is made.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// How many teachers the city has.
    #[arg(long, default_value_t = 20_000)]
    teachers: usize,
    /// What all chance in it comes from: the same seed makes the same city.
    #[arg(long, default_value_t = 2022)]
    seed: u64,
    /// A folder that keeps the city; it is served again when it is there. A temporary one is used otherwise.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The address to listen at.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

pub(crate) async fn run(options: &Options) -> Result<()> {
    // The address comes first: a taken one is said at once and not after the city was made.
    let listener = serve::bind(options.listen).await?;
    let temporary = tempfile::tempdir().context("cannot make a temporary folder")?;
    let folder = options.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    let place =
        Place { database: format!("sqlite:{}", folder.join("liangshi.db").display()), key_file: None };
    let marks = folder.join("landmarks.json");
    let landmarks = match std::fs::read_to_string(&marks) {
        Ok(text) => {
            serde_json::from_str(&text).with_context(|| format!("{} cannot be read", marks.display()))?
        }
        Err(_) => {
            let landmarks = made(&place, options).await?;
            std::fs::write(&marks, serde_json::to_string(&landmarks)?)
                .with_context(|| format!("cannot write {}", marks.display()))?;
            landmarks
        }
    };
    let store = place.open().await?;
    store.catch_up().await?;
    introduced(&store, &listener.local_addr()?, &landmarks)?;
    serve::until_stopped(store, listener).await
}

/// Tells the city's history to a log whose clock stands in the past, while the views follow.
async fn made(place: &Place, options: &Options) -> Result<Landmarks> {
    let began = Instant::now();
    let clock = Arc::new(ManualClock::new(edge::now()));
    let log = place.log(clock.clone()).await?;
    let store = place.with_views(log.clone()).await?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let follower = tokio::spawn({
        let views = store.views.clone();
        async move {
            views
                .follow(async {
                    let _ = stopped.await;
                })
                .await;
        }
    });
    let told = told(&log, &clock, options).await;
    let written = began.elapsed();
    // The follower goes on until all is taken in: cut off, it would forget what it has folded and begin again from its tables.
    let caught_up = store.catch_up().await;
    let _ = stop.send(());
    follower.await.context("the follower of the log ended badly")?;
    let told = told?;
    caught_up?;
    store.close().await;
    eprintln!(
        "{} events written in {:.1} s, views ready after {:.1} s",
        told.events,
        written.as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
    for (code, times) in &told.refused {
        eprintln!("refused {times} times: {code}");
    }
    Ok(told.landmarks)
}

async fn told(log: &Log, clock: &ManualClock, options: &Options) -> Result<liangshi_exchange::city::Told> {
    let city = City { teachers: options.teachers, seed: options.seed };
    let about = i64::try_from(options.teachers * 13).unwrap_or(0);
    let progress = Progress::new("city", about);
    let told = city.write(log, clock, |events, label| {
        progress.part(label);
        progress.at(i64::try_from(events).unwrap_or(0));
    });
    let told = told.await.context("the city cannot be made; name an empty folder with --data")?;
    progress.done();
    Ok(told)
}

fn introduced(store: &Store, address: &SocketAddr, landmarks: &Landmarks) -> Result<()> {
    println!("address http://{address}/graphql");
    for (role, scope) in Role::ALL.into_iter().map(|role| (role, scope_of(role, landmarks))) {
        let name = role.name().to_lowercase().replace('_', "-");
        println!("token {name} {}", token::signed(store, name.clone(), role, scope, 30)?);
    }
    println!(
        "\n# Three questions to paste; send them with the token of the programme manager or the HR officer.\n"
    );
    for (title, query) in questions(landmarks) {
        println!("# {title}\n{query}\n");
    }
    println!("# With curl: set TOKEN to one of the tokens above.");
    println!(
        "curl -s http://{address}/graphql -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\\n  \
         -d '{{\"query\":\"{{ cohortBoard {{ rows {{ programme {{ name {{ zh }} }} value target {{ number }} gap }} }} }}\"}}'"
    );
    println!("\nCtrl-C ends it.");
    Ok(())
}

fn scope_of(role: Role, landmarks: &Landmarks) -> Option<uuid::Uuid> {
    match role {
        Role::TownHr => Some(landmarks.town.0),
        Role::SchoolHr => Some(landmarks.school.0),
        Role::BureauHr | Role::ProgrammeManager | Role::EthicsOfficer | Role::Auditor => None,
    }
}

/// The board now, the board as it was known then, and one number down to its documents.
fn questions(landmarks: &Landmarks) -> [(&'static str, String); 3] {
    let rows = "rows { programme { name { zh } } nominated confirmed inTraining certified inTerm definition value \
                target { number deadline deadlineInferred owner } gap }";
    let board = format!("{{ cohortBoard {{ asOf position {rows} }} }}");
    let then = format!(
        "{{ cohortBoard(asOf: \"2022-06-30\", knownAt: \"2022-06-30T15:59:59Z\") {{ asOf position {rows} }} }}"
    );
    let host = format!(
        "{{ candidacy(id: \"{}\") {{ stage since category organisation {{ name }} teacher {{ name service {{ title }} \
         studios {{ studioName from lastDay }} history {{ kind from lastDay evidence {{ kind recordedAt actor document {{ issuer number }} }} }} }} \
         evidence {{ kind recordedAt actor document {{ issuer number issued title }} }} }} }}",
        landmarks.candidacy
    );
    [
        ("the cohort board today", board),
        ("the same board as of 2022-06-30, as it was known then", then),
        ("one studio host, down to the events and their documents", host),
    ]
}
