//! A database of its own on the server of this run, for every test of the log that needs one.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

const SERVER: &str = "LIANGSHI_TEST_POSTGRES";
const FILE_ONLY: &str = "LIANGSHI_TEST_SQLITE_ONLY";

/// A new, empty database.
pub(crate) struct Fresh {
    pub(crate) url: String,
    pub(crate) database: String,
}

/// Nothing when the server is left out on purpose; leaving it out by accident fails.
pub(crate) async fn on_the_server() -> Option<Fresh> {
    let Ok(server) = std::env::var(SERVER) else {
        let left_out = std::env::var(FILE_ONLY).is_ok_and(|value| value == "1");
        assert!(left_out, "set {SERVER} to the address of an empty server, or {FILE_ONLY}=1");
        return None;
    };
    let database = format!("liangshi_{}", Uuid::now_v7().simple());
    administer(format!("CREATE DATABASE {database}")).await;
    let (base, query) =
        server.split_once('?').map_or((server.as_str(), None), |(base, query)| (base, Some(query)));
    let authority = base.find("://").map_or(0, |at| at + 3);
    let end = base[authority..].find('/').map_or(base.len(), |at| authority + at);
    let mut url = format!("{}/{database}", &base[..end]);
    if let Some(query) = query {
        url = format!("{url}?{query}");
    }
    Some(Fresh { url, database })
}

/// Removes the database of a promise that was kept; that of a broken one stays to be looked at.
pub(crate) async fn drop_database(database: &str) {
    administer(format!("DROP DATABASE {database} WITH (FORCE)")).await;
}

async fn administer(sql: String) {
    let mut connection = PgConnection::connect(&std::env::var(SERVER).unwrap()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
}
