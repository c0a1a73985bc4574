//! The clients that write all the time, and the ledger of what they were told.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};

use crate::client::{Addresses, Client, Outcome, Resolved};

/// How many streams are fought for, each by as many writers of every process.
const CONTESTS: usize = 4;

/// Between two requests of a writer. Without it the log would take so much that the views of an unoptimised build fall far
/// behind, and the test would be about that.
const PAUSE: Duration = Duration::from_secs(1);

/// A request that was resolved.
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) resolved: Resolved,
}

/// A stream several writers change, each naming the version it has seen.
struct Contest {
    organisation: Value,
    version: AtomicI64,
}

/// All who write, and what they share.
pub(crate) struct Crowd {
    pub(crate) addresses: Addresses,
    pub(crate) token: String,
    pub(crate) ledger: Mutex<Vec<Entry>>,
    keys: AtomicUsize,
    stopped: AtomicBool,
    contests: Vec<Contest>,
    own: Vec<Value>,
}

/// The two names a writer gives its own organisation in turn.
pub(crate) fn names(writer: usize) -> [String; 2] {
    [format!("甲校{writer}"), format!("乙校{writer}")]
}

impl Crowd {
    /// Opens an organisation for each writer, and those that are fought for.
    pub(crate) async fn gather(addresses: Addresses, token: String, writers: usize) -> Self {
        let (ledger, keys, stopped) = (Mutex::default(), AtomicUsize::new(0), AtomicBool::new(false));
        let mut crowd =
            Self { addresses, token, ledger, keys, stopped, contests: Vec::new(), own: Vec::new() };
        let mut client = crowd.client();
        let names = (0..writers).map(|writer| names(writer)[0].clone());
        let names: Vec<String> = names.chain((0..CONTESTS).map(|contest| format!("争校{contest}"))).collect();
        let mut last = 0;
        for name in &names {
            let description = json!({ "name": name, "kind": "SCHOOL", "nature": "PUBLIC" });
            let input = json!({ "description": description, "from": "2000-09-01" });
            let opened = crowd.done(&mut client, 0, "organisationOpen", input).await;
            let Outcome::Done { position, .. } = opened else { panic!("{opened:?}") };
            last = position;
        }
        let query = format!(
            "{{ organisations(first: 200, minPosition: {last}, asOf: \"2020-01-01\") {{ nodes {{ uuid name }} }} }}"
        );
        let answer = client.ask(0, &json!({ "query": query }).to_string()).await.unwrap();
        let nodes = answer["data"]["organisations"]["nodes"].as_array().unwrap();
        let found = |name: &String| nodes.iter().find(|node| node["name"] == **name).unwrap()["uuid"].clone();
        let mut found: Vec<Value> = names.iter().map(found).collect();
        let contests = found.split_off(writers).into_iter();
        crowd.contests =
            contests.map(|organisation| Contest { organisation, version: AtomicI64::new(1) }).collect();
        crowd.own = found;
        crowd
    }

    fn client(&self) -> Client {
        Client::new(self.addresses.clone(), &self.token)
    }

    /// Does one mutation with a key of its own and enters what became of it.
    async fn done(&self, client: &mut Client, first: usize, mutation: &str, mut input: Value) -> Outcome {
        let key = format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed));
        input["idempotencyKey"] = json!(key);
        let resolved = client.mutate(first, mutation, &input).await;
        let outcome = resolved.outcome.clone();
        self.ledger.lock().unwrap().push(Entry { key, resolved });
        outcome
    }

    /// Lets everybody end what was begun and begin no more.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// Writes until stopped, at the process `first` as long as it answers.
    pub(crate) async fn write(self: Arc<Self>, writer: usize, first: usize) {
        let mut client = self.client();
        let mut turn = 0;
        while !self.stopped.load(Ordering::SeqCst) {
            turn += 1;
            tokio::time::sleep(PAUSE).await;
            match writer % 4 {
                0 => self.register(&mut client, first, &format!("合成{writer}之{turn}")).await,
                1 => self.fight(&mut client, first, writer, turn).await,
                _ => self.rename(&mut client, first, writer, turn).await,
            }
        }
    }

    async fn register(&self, client: &mut Client, first: usize, name: &str) {
        let input = json!({ "name": name, "sex": "FEMALE" });
        let outcome = self.done(client, first, "teacherRegister", input).await;
        assert!(matches!(outcome, Outcome::Done { version: 1, .. }), "{outcome:?}");
    }

    /// To and fro, so that every second request has the content of an earlier one and must be done all the same.
    async fn rename(&self, client: &mut Client, first: usize, writer: usize, turn: usize) {
        let name = &names(writer)[turn % 2];
        let input = json!({ "organisation": self.own[writer], "name": name, "from": "2010-09-01" });
        let outcome = self.done(client, first, "organisationRename", input).await;
        let version = i64::try_from(turn).unwrap() + 1;
        assert!(
            matches!(outcome, Outcome::Done { version: at, .. } if at == version),
            "{version}: {outcome:?}"
        );
    }

    /// One of those who see a version may bring the next.
    async fn fight(&self, client: &mut Client, first: usize, writer: usize, turn: usize) {
        let contest = &self.contests[writer / 4 % CONTESTS];
        let seen = contest.version.load(Ordering::SeqCst);
        let input = json!({
            "organisation": contest.organisation, "name": format!("{writer}之{turn}"), "from": "2010-09-01",
            "expectedVersion": seen,
        });
        match self.done(client, first, "organisationRename", input).await {
            Outcome::Done { version, .. } => {
                assert_eq!(version, seen + 1);
                contest.version.fetch_max(version, Ordering::SeqCst);
            }
            Outcome::Refused(codes) => {
                assert_eq!(codes, ["CONFLICT"]);
                while contest.version.load(Ordering::SeqCst) == seen {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
        }
    }

    /// The streams that are fought for.
    pub(crate) fn contested(&self) -> Vec<String> {
        self.contests.iter().map(|contest| stream(&contest.organisation)).collect()
    }

    /// The stream only this writer changes.
    pub(crate) fn own(&self, writer: usize) -> String {
        stream(&self.own[writer])
    }
}

fn stream(organisation: &Value) -> String {
    format!("organisation-{}", organisation.as_str().unwrap())
}
