//! Four processes and a server, killed all the time.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use liangshi_tests::postgres_is_skipped;
use serde_json::{Value, json};
use tokio::sync::watch;
use xtask::server::Server;

use crate::{
    ALONE,
    client::{Addresses, Client},
    follower, judge,
    program::{Place, Service},
    writer::{Crowd, Entry},
};

/// How long they write at least.
const TIME: Duration = Duration::from_secs(60);
const PROCESSES: usize = 4;
/// For each process.
const WRITERS: usize = 32;
const FOLLOWERS: usize = 4;
/// Between one blow and the next.
const RESPITE: Duration = Duration::from_secs(3);
/// When the database server is stopped, in seconds after the beginning; otherwise a process is killed.
const OUTAGES: [u64; 3] = [8, 20, 32];
/// How long after the database server is back every process must have acknowledged something again.
const RECOVERY: Duration = Duration::from_secs(20);
const SUBJECT: &str = "crowd";

/// What was done to them.
#[derive(Default)]
struct Toll {
    kills: usize,
    /// How long each process took to serve again.
    starts: Vec<Duration>,
    /// When the database server was back.
    back: Vec<Instant>,
}

impl Toll {
    /// Whether everybody had his share and the time to recover from it, however slow this machine is.
    fn is_full(&self) -> bool {
        let recovered = self.back.last().is_some_and(|back| back.elapsed() > RECOVERY);
        self.kills >= PROCESSES && self.back.len() == OUTAGES.len() && recovered
    }
}

/// Kills one process after the other, and the database server at its times. Nobody but us ends a process.
fn torment(place: &Place, addresses: &Addresses, services: &mut [Service], server: &mut Server) -> Toll {
    let (begun, mut toll, mut outages) = (Instant::now(), Toll::default(), OUTAGES.iter().peekable());
    while begun.elapsed() < TIME || !toll.is_full() {
        thread::sleep(RESPITE);
        for (number, service) in services.iter_mut().enumerate() {
            assert!(service.lives(), "process {number} ended by itself");
        }
        let victim = toll.kills % services.len();
        if outages.next_if(|at| begun.elapsed().as_secs() >= **at).is_some() {
            server.stop_immediately().unwrap();
            thread::sleep(Duration::from_secs(1));
            server.start_again().unwrap();
            toll.back.push(Instant::now());
        } else {
            services[victim].kill();
            let killed = Instant::now();
            services[victim] = Service::start(place, &format!("serve-{victim}")).expect("it starts again");
            addresses.lock().unwrap()[victim] = services[victim].address;
            toll.starts.push(killed.elapsed());
            toll.kills += 1;
        }
    }
    toll
}

#[tokio::test(flavor = "multi_thread")]
async fn four_processes_and_a_server_that_are_killed_all_the_time() {
    if postgres_is_skipped() {
        return;
    }
    let _alone = ALONE.lock().await;
    let mut server = Server::start().unwrap();
    let url = server.url().to_owned();
    let place = Place::new(&url);
    let token = place.token(SUBJECT);
    let start = |number| Service::start(&place, &format!("serve-{number}")).expect("it starts");
    let mut services: Vec<Service> = (0..PROCESSES).map(start).collect();
    let addresses = Arc::new(Mutex::new(services.iter().map(|service| service.address).collect()));
    let crowd = Arc::new(Crowd::gather(addresses.clone(), token.clone(), PROCESSES * WRITERS).await);

    let (end, until) = watch::channel(None);
    let followers: Vec<_> =
        (0..FOLLOWERS).map(|_| tokio::spawn(follower::follow(url.clone(), until.clone()))).collect();
    let begun = Instant::now();
    let write = |writer| tokio::spawn(crowd.clone().write(writer, writer / WRITERS));
    let writers: Vec<_> = (0..PROCESSES * WRITERS).map(write).collect();
    let toll = tokio::task::block_in_place(|| torment(&place, &addresses, &mut services, &mut server));
    crowd.stop();
    for writer in writers {
        writer.await.unwrap();
    }
    let written = begun.elapsed();

    let log = follower::log(&url).await;
    let all = judge::whole(&log).await;
    end.send_replace(Some(log.head().await.unwrap().position));
    let ledger = std::mem::take(&mut *crowd.ledger.lock().unwrap());
    judge::is_dense(&all);
    judge::is_what_was_acknowledged(&all, &ledger);
    judge::every_key_has_one_outcome(&url, &ledger).await;
    let (won, lost) = judge::every_version_has_one_winner(&all, &crowd, &ledger);
    judge::every_own_stream_alternates(&all, &crowd, PROCESSES * WRITERS);
    let mut failures = Vec::new();
    for follower in followers {
        let (told, failed) = follower.await.unwrap();
        judge::was_told_everything(&all, &told);
        failures.push(failed);
    }
    println!(
        "{} requests in {:.1} s = {:.0}/s; {} events; {} processes killed, serving again after {:.1?}; versions won {won}, fights lost {lost}; \
         the followers tried again {failures:?} times",
        ledger.len(),
        written.as_secs_f64(),
        ledger.len() as f64 / written.as_secs_f64(),
        all.len(),
        toll.kills,
        toll.starts,
    );
    assert!(won > 0 && lost > 0, "nobody fought");
    everybody_recovered(&toll, &ledger, begun);
    everybody_answers_the_same(&addresses, &token, all.len()).await;
    for words in [["log", "verify"], ["views", "check"]] {
        let (ok, said) = place.run(&words);
        assert!(ok, "{said}");
    }
    assert!(services.iter_mut().all(Service::lives));
    log.close().await;
}

/// After the database server is back, every process acknowledges something soon, though nobody started it again.
fn everybody_recovered(toll: &Toll, ledger: &[Entry], begun: Instant) {
    let mut doubts: BTreeMap<&str, usize> = BTreeMap::new();
    for doubt in ledger.iter().flat_map(|entry| &entry.resolved.doubts) {
        *doubts.entry(doubt).or_default() += 1;
    }
    println!("asked again because of {doubts:?}");
    for back in &toll.back {
        let first = |process| {
            let by = ledger.iter().map(|entry| &entry.resolved).filter(|resolved| resolved.by == process);
            by.filter_map(|resolved| resolved.at.checked_duration_since(*back)).min()
        };
        let waits: Vec<Duration> =
            (0..PROCESSES).map(|process| first(process).unwrap_or(Duration::MAX)).collect();
        println!(
            "back after {:.1?}: the processes acknowledge after {waits:.2?}",
            back.duration_since(begun)
        );
        assert!(waits.iter().all(|wait| *wait < RECOVERY), "{waits:?}");
    }
}

/// Every process gives the same bytes for the same question at the same position.
async fn everybody_answers_the_same(addresses: &Addresses, token: &str, position: usize) {
    let query = format!(
        "{{ organisations(first: 200, minPosition: {position}, asOf: \"2020-01-01\") {{ nodes {{ uuid name state }} }}
            log(first: 200, minPosition: {position}) {{ nodes {{ id }} }} }}"
    );
    let mut answers: Vec<Value> = Vec::new();
    for process in 0..PROCESSES {
        let mut client = Client::new(addresses.clone(), token);
        let (body, begun) = (json!({ "query": query }).to_string(), Instant::now());
        let mut answer = client.ask(process, &body).await.unwrap();
        while answer["errors"][0]["extensions"]["code"] == "STALE_READ" && begun.elapsed() < TIME {
            answer = client.ask(process, &body).await.unwrap();
        }
        let listed = answer["data"]["organisations"]["nodes"].as_array().map_or(0, Vec::len);
        assert!(answer.get("errors").is_none() && listed > 100, "{process}: {answer}");
        answers.push(answer);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "the processes disagree");
}
