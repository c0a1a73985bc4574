//! Serving: the door, the follower of the log, and an orderly end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use futures_util::FutureExt as _;
use liangshi_api::{
    cache,
    http::{self, Check, Readiness, Service},
    schema,
};
use liangshi_eventstore::Every;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    edge,
    store::{Place, Store},
};

/// Serves a registry until Ctrl-C or SIGTERM.
pub(crate) async fn run(place: &Place, listen: SocketAddr) -> Result<()> {
    let store = place.open().await?;
    caught_up(&store).await?;
    let listener = bind(listen).await?;
    let address = listener.local_addr().context("the address cannot be told")?;
    println!("liangshi serves {} at http://{address}/graphql; Ctrl-C ends it", place.shown());
    until_stopped(store, listener).await
}

/// Comes back when answers would not be old. Of what is behind by no more than a process that serves may be, not all is
/// waited for: others may be writing faster than the views can follow, and the follower goes on where this was cut off.
async fn caught_up(store: &Store) -> Result<()> {
    let behind = store.log.head().await?.position - store.views.position();
    if behind > BEHIND_AT_MOST {
        return store.catch_up().await.map(drop);
    }
    tokio::time::timeout(START_WITHIN, store.catch_up()).await.map_or(Ok(()), |caught_up| caught_up.map(drop))
}

/// Opens the address.
pub(crate) async fn bind(listen: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(listen).await.with_context(|| {
        format!("cannot listen at {listen}; is another program there? choose one with --listen")
    })
}

/// Serves until told to stop; then finishes what was begun, writes what waits and closes.
pub(crate) async fn until_stopped(store: Store, listener: TcpListener) -> Result<()> {
    let stop = CancellationToken::new();
    let follower = tokio::spawn({
        let (views, stop) = (store.views.clone(), stop.clone());
        async move { views.follow(stop.cancelled()).await }
    });
    let signer = tokio::spawn({
        let (log, stop) = (store.log.clone(), stop.clone());
        async move { log.attest_until(stop.cancelled(), Every::default()).await }
    });
    let router = http::router(service(&store)?);
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            stopped().await;
            eprintln!("finishing what was begun …");
        })
        .await
        .context("the server ended badly")?;
    stop.cancel();
    follower.await.context("the follower of the log ended badly")?;
    signer.await.context("the signing of the log ended badly")?;
    store.close().await;
    Ok(())
}

/// The door of a registry.
pub(crate) fn service(store: &Store) -> Result<Service> {
    let registry = store.registry();
    let (census, views) = (registry.census.clone(), registry.views.clone());
    // Until it is loaded the database counts, so nobody waits for it.
    tokio::spawn(async move {
        if let Err(failure) = census.load(&views).await {
            tracing::warn!(%failure, "the census could not be loaded; the database counts");
        }
    });
    let answers = cache::Answers::new(registry.clone());
    let mut service =
        Service::new(schema::build(registry), store.signer()?, edge::clock(), Arc::new(edge::new_id));
    service.cache = Some(Arc::new(answers));
    let store = store.clone();
    service.readiness = Arc::new(move || readiness(store.clone()).boxed());
    Ok(service)
}

/// The views may be a little behind the log; when they are far behind, answers would be old.
const BEHIND_AT_MOST: i64 = 10_000;
/// How long a process waits for the rest before it serves.
const START_WITHIN: Duration = Duration::from_secs(2);

async fn readiness(store: Store) -> Readiness {
    let views = store.views.position();
    let (ok, detail) = match store.log.head().await {
        Ok(head) => {
            (head.position - views <= BEHIND_AT_MOST, format!("views at {views} of {}", head.position))
        }
        Err(_) => (false, "the log cannot be read".to_owned()),
    };
    Readiness { checks: vec![Check { name: "views".to_owned(), ok, detail: Some(detail) }] }
}

/// Waits for Ctrl-C or the signal a service manager sends.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupted.await;
        }
    }
}
