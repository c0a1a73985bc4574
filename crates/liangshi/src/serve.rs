//! Serving: the door, the follower of the log, and an orderly end.

use std::{net::SocketAddr, sync::Arc};

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
    store.catch_up().await?;
    let listener = bind(listen).await?;
    let address = listener.local_addr().context("the address cannot be told")?;
    println!("liangshi serves {} at http://{address}/graphql; Ctrl-C ends it", place.shown());
    until_stopped(store, listener).await
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
