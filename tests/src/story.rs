//! A registry told as a story: a clock that stands until it is set, ids that count, and requests through the door.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::{DateTime, TimeDelta, Utc};
use liangshi_api::{
    auth::{Principal, Role, Signer},
    http::{self, Service},
    schema::{self, Registry},
};
use liangshi_eventstore::{Clock, Log, ManualClock, MasterKey, Options, Upcasters};
use liangshi_projection::{Views, census::Census, views};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

/// A registry and who may ask it.
pub struct Story {
    /// The clock of the log and of the door.
    pub clock: Arc<ManualClock>,
    /// The log.
    pub log: Log,
    /// The views.
    pub views: Views,
    router: Router,
    signer: Signer,
    keys: AtomicU64,
    follower: tokio::task::JoinHandle<()>,
}

impl Drop for Story {
    fn drop(&mut self) {
        self.follower.abort();
    }
}

/// Ids that count up under a fixed time, so that a story told twice is the same story.
fn counting_ids() -> Arc<dyn Fn() -> Uuid + Send + Sync> {
    let count = AtomicU64::new(1);
    Arc::new(move || {
        let count = count.fetch_add(1, Ordering::Relaxed);
        uuid::Builder::from_unix_timestamp_millis(
            1_640_995_200_000 + count,
            &count.to_be_bytes().repeat(2)[..10].try_into().expect("ten bytes"),
        )
        .into_uuid()
    })
}

impl Story {
    /// Opens an empty registry at an instant.
    pub async fn open(url: &str, now: &str) -> Self {
        let clock = Arc::new(ManualClock::new(instant(now)));
        let upcasters = Upcasters::of_the_domain().expect("the domain's list of steps is whole");
        let options =
            Options { clock: clock.clone(), upcasters, ..Options::new(MasterKey::from_bytes([7; 32])) };
        let log = Log::open(url, options).await.expect("the log opens");
        let views = Views::open(url, log.clone(), views::ALL).await.expect("the views open");
        let time = clock.clone();
        let now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync> = Arc::new(move || time.now());
        // Loaded while it is empty, so that every headcount of a story is answered from memory.
        let census = Census::default();
        census.load(&views).await.expect("the census is loaded");
        let registry = Registry {
            log: log.clone(),
            views: views.clone(),
            census,
            now: now.clone(),
            new_id: counting_ids(),
        };
        let secret = [9; 32];
        let signer = Signer::new(&secret).expect("the secret is long enough");
        let service = Service::new(
            schema::build(registry),
            Signer::new(&secret).expect("the same secret"),
            now,
            counting_ids(),
        );
        let follower = tokio::spawn({
            let views = views.clone();
            async move { views.follow(std::future::pending()).await }
        });
        let (router, keys) = (http::router(service), AtomicU64::new(1));
        Self { clock, log, views, router, signer, keys, follower }
    }

    /// Moves the clock to an instant.
    pub fn at(&self, now: &str) {
        self.clock.set(instant(now));
    }

    /// A token for a role, seeing an organisation's subtree or the whole bureau.
    pub fn token(&self, role: Role, scope: Option<Uuid>) -> String {
        let principal = Principal { subject: role.name().to_lowercase(), role, scope };
        self.signer.issue(&principal, self.clock.now(), TimeDelta::days(1)).expect("the token is signed")
    }

    /// Sends a body as it is; answers status and text.
    pub async fn send(&self, token: &str, body: impl Into<Body>) -> (StatusCode, String) {
        let request = Request::post("/graphql")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.into())
            .expect("the request is well formed");
        let response = self.router.clone().oneshot(request).await.expect("the door answers");
        let status = response.status();
        let bytes =
            axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("the answer is whole");
        (status, String::from_utf8(bytes.to_vec()).expect("the answer is text"))
    }

    /// Asks with variables, as a role that sees the whole bureau; the views first take in what the log has.
    pub async fn ask_as(&self, role: Role, query: &str, variables: Value) -> Value {
        let head = self.log.head().await.expect("the log has a head").position;
        self.views.wait_for(head, Duration::from_secs(20)).await.expect("the views follow");
        let body = json!({ "query": query, "variables": variables }).to_string();
        let (_, answer) = self.send(&self.token(role, None), body).await;
        serde_json::from_str(&answer).expect("the answer is JSON")
    }

    /// Asks as the bureau's HR officer.
    pub async fn ask(&self, query: &str) -> Value {
        self.ask_as(Role::BureauHr, query, json!({})).await
    }

    /// Does one mutation with a key of its own; answers its payload.
    pub async fn mutate(&self, role: Role, mutation: &str, mut input: Value, payload: &str) -> Value {
        let key = self.keys.fetch_add(1, Ordering::Relaxed);
        if input.get("idempotencyKey").is_none() {
            input["idempotencyKey"] = json!(format!("key-{key}"));
        }
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {payload} position events userErrors {{ code field message facts rule {{ id version }} }} }} }}"
        );
        let answer = self.ask_as(role, &query, json!({ "input": input })).await;
        match answer.get("errors") {
            Some(_) => answer,
            None => answer["data"][mutation].clone(),
        }
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant as 2022-06-30T08:00:00Z")
}
