//! The same for a database server: its disk is full for its tables, and then for its write-ahead log, at which it gives up.

use liangshi_eventstore::{Failure, Log, Outcome};
use std::time::{Duration, Instant};
use xtask::server::Server;

use crate::judge::judge_open;
use crate::shim::{Control, Order, environment, runtime};
use crate::work::{Acknowledged, Number, SETTLED, open};

/// How long a server may take to be there again.
const PATIENCE: Duration = Duration::from_secs(30);
/// More appends than fit into the pages that a table has in reserve.
const MANY: u64 = 200;

/// A log, what it has acknowledged, and whose turn it is.
struct Story {
    log: Log,
    acknowledged: Vec<Acknowledged>,
    turn: u64,
}

impl Story {
    /// One append; when it gets a yes the next has its turn.
    async fn append(&mut self) -> Result<(), Failure> {
        let number = Number { task: SETTLED, turn: self.turn };
        match self.log.append(number.append()).await? {
            Outcome::Appended { first, last } | Outcome::AlreadyAppended { first, last, .. } => {
                self.acknowledged.push(Acknowledged { number, first, last });
                self.turn += 1;
                Ok(())
            }
            refused @ (Outcome::Conflict { .. } | Outcome::ClaimTaken { .. } | Outcome::KeyReused { .. }) => {
                panic!("{number:?} was refused: {refused:?}")
            }
        }
    }

    /// Appends until the disk says no.
    async fn until_it_fails(&mut self) -> Failure {
        for _ in 0..MANY {
            if let Err(failure) = self.append().await {
                return failure;
            }
        }
        panic!("{MANY} appends and the full disk was not met");
    }

    /// Asks again until there is a yes.
    async fn insist(&mut self) {
        let started = Instant::now();
        while let Err(failure) = self.append().await {
            assert!(started.elapsed() < PATIENCE, "still no yes: {failure}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

#[test]
fn a_server_whose_disk_is_full_loses_nothing_and_goes_on_when_there_is_room() {
    if liangshi_tests::postgres_is_skipped() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let control = Control::create(&place.path().join("control"));
    let disk = std::env::temp_dir().canonicalize().unwrap();
    let mut server = Server::start_with(&environment(place.path(), &disk)).unwrap();
    runtime().block_on(async {
        let log = open(server.url()).await.unwrap();
        let mut story = Story { log, acknowledged: Vec::new(), turn: 0 };
        story.append().await.unwrap();

        control.order(Order::full("/data/base/"));
        let told = story.until_it_fails().await;
        assert!(matches!(told, Failure::Full(_)) && control.failures() > 0, "{told}");
        control.heal();
        story.append().await.unwrap();

        control.order(Order::full("/data/pg_wal/"));
        let told = story.until_it_fails().await;
        let may_be = matches!(told, Failure::OutcomeUnknown | Failure::Database(_) | Failure::Full(_));
        assert!(may_be && control.failures() > 0, "{told}");
        control.heal();
        server.stop_immediately().unwrap();
        server.start_again().unwrap();
        story.insist().await;
        story.append().await.unwrap();

        judge_open(&story.log, &story.acknowledged).await.unwrap();
        story.log.close().await;
    });
}
