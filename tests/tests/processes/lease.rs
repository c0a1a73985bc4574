//! One of several processes projects; when it dies or sleeps, another does so within seconds.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use liangshi_tests::postgres_is_skipped;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use xtask::server::Server;

use crate::{
    ALONE,
    client::{Addresses, Client, Outcome},
    program::{Place, Service},
};

const PROCESSES: usize = 2;
/// How long it may take until the views move on again.
const WITHIN: Duration = Duration::from_secs(10);

/// Two processes on a database server of their own, and a client of both.
struct House {
    place: Place,
    services: Vec<Service>,
    addresses: Addresses,
    client: Client,
    opened: usize,
    url: String,
    /// The last field, so that nobody is left behind without it.
    _server: Server,
}

impl House {
    fn open() -> Self {
        let server = Server::start().unwrap();
        let place = Place::new(server.url());
        let token = place.token("lease");
        let services: Vec<Service> = (0..PROCESSES).map(|number| started(&place, number)).collect();
        let addresses: Addresses =
            Arc::new(Mutex::new(services.iter().map(|service| service.address).collect()));
        let client = Client::new(addresses.clone(), &token);
        let url = server.url().to_owned();
        Self { place, services, addresses, client, opened: 0, url, _server: server }
    }

    /// Which process holds the lease. Its row names the holder by process id first.
    async fn holder(&self) -> usize {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        let begun = Instant::now();
        while begun.elapsed() < WITHIN {
            let holders: Vec<String> =
                sqlx::query_scalar("SELECT holder FROM liangshi_views.lease WHERE name = 'projector'")
                    .fetch_all(&mut connection)
                    .await
                    .unwrap();
            assert_eq!(holders.len(), 1, "one row, so one holder at each moment");
            let id = holders[0].split('-').next().unwrap_or_default();
            if let Some(holder) = self.services.iter().position(|service| service.id == id) {
                return holder;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nobody who serves holds the lease")
    }

    /// Opens a school at a process; answers the position.
    async fn school(&mut self, process: usize) -> i64 {
        self.opened += 1;
        let description =
            json!({ "name": format!("合成{}", self.opened), "kind": "SCHOOL", "nature": "PUBLIC" });
        let input = json!({
            "description": description, "from": "2000-09-01",
            "idempotencyKey": format!("key-{}", self.opened),
        });
        match self.client.mutate(process, "organisationOpen", &input).await.outcome {
            Outcome::Done { position, .. } => position,
            Outcome::Refused(codes) => panic!("{codes:?}"),
        }
    }

    /// How long it takes until a process has answered what needs a position, and its answer.
    async fn answered(&mut self, process: usize, position: i64) -> (Duration, Value) {
        let query =
            format!("{{ organisations(first: 200, minPosition: {position}) {{ nodes {{ uuid name }} }} }}");
        let (begun, body) = (Instant::now(), json!({ "query": query }).to_string());
        loop {
            let answer = self.client.ask(process, &body).await.unwrap();
            if let Some(nodes) = answer["data"]["organisations"]["nodes"].as_array() {
                assert_eq!(nodes.len(), self.opened, "what it waited for is not there");
                return (begun.elapsed(), answer);
            }
            let code = &answer["errors"][0]["extensions"]["code"];
            assert!(*code == "STALE_READ" && begun.elapsed() < WITHIN * 3, "{answer}");
        }
    }

    /// Everybody answers the same, and the views are what the log says: nothing was written twice.
    async fn agrees(&mut self) {
        let position = self.school(0).await;
        let (_, first) = self.answered(0, position).await;
        let (_, second) = self.answered(1, position).await;
        assert_eq!(first, second);
        let (ok, said) = self.place.run(&["views", "check"]);
        assert!(ok, "{said}");
    }
}

fn started(place: &Place, number: usize) -> Service {
    Service::start(place, &format!("serve-{number}")).expect("it starts")
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_the_process_that_projects_moves_the_lease_within_seconds() {
    if postgres_is_skipped() {
        return;
    }
    let _alone = ALONE.lock().await;
    let mut house = House::open();
    for _ in 0..3 {
        for process in 0..PROCESSES {
            let position = house.school(process).await;
            house.answered(1 - process, position).await;
        }
        let holder = house.holder().await;
        house.services[holder].kill();
        let killed = Instant::now();
        let position = house.school(1 - holder).await;
        house.answered(1 - holder, position).await;
        let took = killed.elapsed();
        println!("process {holder} was killed while it projected; the other answered after {took:.2?}");
        assert!(took < WITHIN, "{took:?}");
        assert_eq!(house.holder().await, 1 - holder);
        house.services[holder] = started(&house.place, holder);
        house.addresses.lock().unwrap()[holder] = house.services[holder].address;
        assert_eq!(house.holder().await, 1 - holder, "who comes back takes nothing from who has it");
    }
    house.agrees().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_sleeps_past_its_lease_writes_nothing_when_it_wakes() {
    if postgres_is_skipped() {
        return;
    }
    let _alone = ALONE.lock().await;
    let mut house = House::open();
    for _ in 0..2 {
        let holder = house.holder().await;
        house.services[holder].signal("STOP");
        let asleep = Instant::now();
        let position = house.school(1 - holder).await;
        house.answered(1 - holder, position).await;
        let took = asleep.elapsed();
        println!("process {holder} fell asleep while it projected; the other answered after {took:.2?}");
        // Should it sleep in the middle of a transaction, the server first has to end its session.
        assert!(took < WITHIN * 2, "{took:?}");
        house.services[holder].signal("CONT");
        let position = house.school(holder).await;
        house.answered(holder, position).await;
        assert_eq!(house.holder().await, 1 - holder, "who wakes takes nothing from who has it");
    }
    house.agrees().await;
}
