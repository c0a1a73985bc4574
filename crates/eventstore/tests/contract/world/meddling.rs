//! The means to go behind the log's back: to hold it up, to damage it, to cut it off.

use std::{str::FromStr as _, time::Duration};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, postgres::PgListener};

use super::{Place, World};

/// Every append with such an event in it takes its time before it is committed.
pub(crate) const SLOW: &str = "test.slow";

/// Somebody else's connection, open for as long as this lives.
pub(crate) enum Stranger {
    File(SqliteConnection),
    Server(PgConnection),
}

impl Stranger {
    pub(crate) async fn execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::File(connection) => connection.execute(sql).await.map(drop),
            Self::Server(connection) => connection.execute(sql).await.map(drop),
        }
    }
}

impl World {
    pub(crate) async fn stranger(&self) -> Stranger {
        match &self.place {
            Place::File(_) => Stranger::File(SqliteConnection::connect(&self.url).await.unwrap()),
            Place::Server => Stranger::Server(PgConnection::connect(&self.url).await.unwrap()),
            Place::Memory(_) => panic!("nobody else can reach into the model"),
        }
    }

    pub(crate) async fn execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        self.stranger().await.execute(sql).await
    }

    /// Makes the file's tables as an earlier program did.
    pub(crate) async fn migrate(&self, migrator: &sqlx::migrate::Migrator) {
        let options =
            sqlx::sqlite::SqliteConnectOptions::from_str(&self.url).unwrap().create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        migrator.run_direct(None, &mut connection, false).await.unwrap();
        connection.close().await.unwrap();
    }

    fn pick<'a>(&self, file: &'a str, server: &'a str) -> &'a str {
        match &self.place {
            Place::File(_) => file,
            Place::Server => server,
            Place::Memory(_) => panic!("the model has no words for it"),
        }
    }

    /// All the ways to change the past that are worth trying.
    pub(crate) fn tamperings(&self) -> Vec<&'static str> {
        let mut all = vec![
            "UPDATE events SET body = '{}' WHERE position = 1",
            "DELETE FROM events WHERE position = 2",
            "DELETE FROM events",
            "UPDATE head SET position = 1",
            "UPDATE head SET recorded_at = '2000-01-01T00:00:00.000000Z'",
            "UPDATE head SET log_id = 'another'",
            "DELETE FROM head",
        ];
        all.extend(match &self.place {
            Place::File(_) => [
                "REPLACE INTO events SELECT 1, id || 'x', stream, 9, kind, schema_version, recorded_at, actor, acting_for,
                    correlation, causation, document, '{}' FROM events WHERE position = 1",
                "REPLACE INTO events SELECT 3, id || 'x', stream, version, kind, schema_version, recorded_at, actor,
                    acting_for, correlation, causation, document, '{}' FROM events WHERE position = 1",
            ],
            Place::Server => {
                ["TRUNCATE events", "SET session_replication_role = replica; DELETE FROM events"]
            }
            Place::Memory(_) => panic!("nobody else can reach into the model"),
        });
        all
    }

    /// Takes away what keeps the past as it is, as one could who has the database to himself.
    pub(crate) async fn unlock_the_past(&self) {
        match self.stranger().await {
            Stranger::File(mut file) => {
                let names = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'events'";
                for name in sqlx::query_scalar::<_, String>(names).fetch_all(&mut file).await.unwrap() {
                    let drop = AssertSqlSafe(format!("DROP TRIGGER {name}"));
                    sqlx::raw_sql(drop).execute(&mut file).await.unwrap();
                }
            }
            Stranger::Server(mut server) => {
                server.execute("ALTER TABLE events DISABLE TRIGGER USER").await.unwrap();
            }
        }
    }

    /// Makes appends with a [`SLOW`] event slow: where there is such a moment, after all was written and before it is
    /// committed.
    pub(crate) async fn slow_some_down(&self) {
        let slow = self.pick(
            "CREATE VIEW many (n) AS
             WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 400000) SELECT n FROM many;
             CREATE TRIGGER slow AFTER INSERT ON events WHEN NEW.kind = 'test.slow' BEGIN SELECT max(n) FROM many; END",
            "CREATE FUNCTION dawdle() RETURNS TRIGGER LANGUAGE plpgsql AS
                 $$ BEGIN PERFORM pg_sleep(0.25); RETURN NULL; END $$;
             CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW.kind = 'test.slow') EXECUTE FUNCTION dawdle()",
        );
        self.execute(slow).await.unwrap();
    }

    /// A stranger who keeps every writer out until dropped.
    pub(crate) async fn hold_the_writers(&self) -> Stranger {
        let mut stranger = self.stranger().await;
        let lock = self.pick("BEGIN IMMEDIATE", "BEGIN; SELECT position FROM head FOR UPDATE");
        stranger.execute(lock).await.unwrap();
        stranger
    }

    /// Ends the connection that waits for that lock, once there is one.
    pub(crate) async fn cut_who_waits(&self) {
        self.cut("wait_event_type = 'Lock'").await;
    }

    /// Ends every connection that listens, once there is one.
    pub(crate) async fn cut_who_listens(&self) {
        self.cut("query LIKE 'LISTEN%'").await;
    }

    async fn cut(&self, whom: &str) {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        let cut = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid() AND {whom}"
        );
        let mut ended = 0_i64;
        while ended == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let cut = sqlx::query_scalar(AssertSqlSafe(cut.clone()));
            ended = cut.fetch_one(&mut connection).await.unwrap();
        }
    }

    /// From now on whoever connects calls into the void: what it thinks is NOTIFY does nothing.
    pub(crate) async fn silence_the_bell(&self) {
        let silence = format!(
            "CREATE FUNCTION public.pg_notify(TEXT, TEXT) RETURNS VOID LANGUAGE sql AS 'SELECT';
             ALTER DATABASE {} SET search_path = public, pg_catalog",
            self.database
        );
        self.execute(&silence).await.unwrap();
    }

    /// Whether anything is called out within half a second while `meanwhile` is done.
    pub(crate) async fn rings_during(&self, meanwhile: impl Future<Output = ()>) -> bool {
        let mut listener = PgListener::connect(&self.url).await.unwrap();
        listener.listen("liangshi_log").await.unwrap();
        meanwhile.await;
        tokio::time::timeout(Duration::from_millis(500), listener.recv()).await.is_ok()
    }

    /// What a restore without the key store would do.
    pub(crate) async fn lose_the_keys(&self) {
        match &self.place {
            Place::File(folder) => std::fs::remove_file(folder.path().join("log.db.keys")).unwrap(),
            Place::Server => self.execute("DROP SCHEMA liangshi_keys CASCADE").await.unwrap(),
            Place::Memory(_) => panic!("the model has no keys"),
        }
    }
}
