//! Which of several processes may do what only one may: a row that is held for a few seconds and renewed.
//!
//! Time is the database's, so that processes need not agree on theirs. Whoever writes under a lease renews it in the same
//! transaction ([`Lease::fence`]): a holder that slept past its time finds the row taken and writes nothing.

use std::time::{Duration, Instant};

use sqlx::FromRow;

use crate::{
    cell::Cell,
    database::{Database, Statement},
    failure::Failure,
};

/// How long a lease lasts when it is not renewed: so long after the death of its holder another takes it.
const LASTS: i64 = 5_000;
/// How long it lasts while its holder writes everything anew and cannot renew it.
const LASTS_LONG: i64 = 120_000;
/// How often its holder renews it.
pub(crate) const RENEW: Duration = Duration::from_secs(1);
/// How long a wish for the lease is heard when it is not repeated.
const HEARD: i64 = 3_000;
/// How often a wish is repeated and looked after.
const ASK: Duration = Duration::from_millis(100);

pub(crate) const CREATE: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS lease (name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, until_ms BIGINT NOT NULL, \
     asked_ms BIGINT NOT NULL)",
    "INSERT INTO lease (name, holder, until_ms, asked_ms) VALUES ('projector', '', 0, 0), ('builder', '', 0, 0) \
     ON CONFLICT DO NOTHING",
];

/// A lease as its row stands.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Standing {
    pub(crate) holder: String,
    free: i64,
    asked: i64,
}

impl Standing {
    /// Whether anybody may take it.
    pub(crate) fn is_free(&self) -> bool {
        self.free == 1 && self.asked == 0
    }

    /// Whether somebody waits for it.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked == 1
    }
}

/// One lease as one process sees it.
pub(crate) struct Lease {
    database: Database,
    name: &'static str,
    /// Who this is; no other has this text.
    pub(crate) me: String,
}

impl Lease {
    /// The lease under which the views that answer are moved on.
    pub(crate) fn projector(database: &Database, me: &str) -> Self {
        Self { database: database.clone(), name: "projector", me: me.to_owned() }
    }

    /// The lease under which a view is built beside the one that answers, because its table has one name.
    pub(crate) fn builder(database: &Database, me: &str) -> Self {
        Self { database: database.clone(), name: "builder", me: me.to_owned() }
    }

    pub(crate) async fn look(&self) -> Result<Standing, Failure> {
        let sql = format!(
            "SELECT holder, CAST(CASE WHEN until_ms <= {now} THEN 1 ELSE 0 END AS BIGINT) AS free, \
             CAST(CASE WHEN asked_ms > {now} THEN 1 ELSE 0 END AS BIGINT) AS asked FROM lease WHERE name = $1",
            now = self.database.now()
        );
        let found: Vec<Standing> = self.database.fetch(sql, vec![self.name.into()]).await?;
        found.into_iter().next().ok_or_else(|| Failure::Row(format!("the lease {} is gone", self.name)))
    }

    /// Takes the lease when it is free, or was this process's own all along.
    pub(crate) async fn take(&self) -> Result<bool, Failure> {
        let standing = self.look().await?;
        Ok((standing.is_free() || standing.holder == self.me) && self.taken().await?)
    }

    async fn taken(&self) -> Result<bool, Failure> {
        let now = self.database.now();
        let sql = format!(
            "UPDATE lease SET holder = $1, until_ms = {now} + {LASTS}, asked_ms = 0 \
             WHERE name = $2 AND (holder = $3 OR until_ms <= {now})"
        );
        self.touched(sql, vec![self.me.as_str().into(), self.name.into(), self.me.as_str().into()]).await
    }

    /// Takes the lease, asking its holder to give it up.
    pub(crate) async fn ask(&self, at_most: Duration) -> Result<(), Failure> {
        let started = Instant::now();
        loop {
            if self.taken().await? {
                return Ok(());
            }
            if started.elapsed() >= at_most {
                return Err(Failure::Busy(at_most.as_secs()));
            }
            let sql =
                format!("UPDATE lease SET asked_ms = {} + {HEARD} WHERE name = $1", self.database.now());
            self.touched(sql, vec![self.name.into()]).await?;
            tokio::time::sleep(ASK).await;
        }
    }

    /// The statement that must touch one row in whatever is written under the lease; it renews it as well.
    pub(crate) fn fence(&self) -> Statement {
        self.lasting(LASTS)
    }

    /// The same before and within what takes long.
    pub(crate) fn long_fence(&self) -> Statement {
        self.lasting(LASTS_LONG)
    }

    fn lasting(&self, time: i64) -> Statement {
        let now = self.database.now();
        let sql = format!("UPDATE lease SET until_ms = {now} + {time} WHERE name = $1 AND holder = $2");
        Statement { sql, cells: vec![self.name.into(), self.me.as_str().into()] }
    }

    /// Makes it last; fails when another holds it.
    pub(crate) async fn renew(&self) -> Result<(), Failure> {
        self.write(Vec::new()).await
    }

    /// Makes it last while something is done that takes long.
    pub(crate) async fn renew_for_long(&self) -> Result<(), Failure> {
        self.write(vec![self.long_fence()]).await
    }

    /// Runs statements in one transaction under the lease; nothing is written when another holds it.
    pub(crate) async fn write(&self, statements: Vec<Statement>) -> Result<(), Failure> {
        let fenced = std::iter::once(self.fence()).chain(statements).collect();
        match self.database.write_if(fenced, &[0]).await? {
            None => Ok(()),
            Some(_) => Err(Failure::LeaseLost),
        }
    }

    /// Gives it back, so that another need not wait until it runs out.
    pub(crate) async fn give_back(&self) -> Result<(), Failure> {
        let sql = "UPDATE lease SET holder = '', until_ms = 0 WHERE name = $1 AND holder = $2".to_owned();
        self.touched(sql, vec![self.name.into(), self.me.as_str().into()]).await.map(drop)
    }

    async fn touched(&self, sql: String, cells: Vec<Cell>) -> Result<bool, Failure> {
        Ok(self.database.write_if(vec![Statement { sql, cells }], &[0]).await?.is_none())
    }
}
