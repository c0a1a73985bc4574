use std::env;

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

const ADVICE: &str = "LIANGSHI_TEST_POSTGRES is not set. `cargo xtask test` starts a PostgreSQL and sets it; \
    set it yourself to the URL of a server you may make databases on; or set \
    LIANGSHI_TEST_SQLITE_ONLY=1 to leave the PostgreSQL half out";

/// Whether this run was asked to leave PostgreSQL out. Says so, because a test that did not run must
/// not look like one that passed.
pub fn postgres_is_skipped() -> bool {
    let skipped = env::var("LIANGSHI_TEST_SQLITE_ONLY").is_ok_and(|value| value == "1");
    if skipped {
        println!("skipped on PostgreSQL: LIANGSHI_TEST_SQLITE_ONLY=1");
    }
    skipped
}

/// The URL of a new, empty database on the server of this run.
///
/// # Panics
///
/// When no server is named, with the words what to do.
pub async fn fresh_postgres() -> String {
    let server = server();
    let name = format!("liangshi_test_{}", new_id().simple());
    execute(&server, format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")).await;
    with_database(&server, &name)
}

/// Drops what [`fresh_postgres`] made, together with the connections a test left open.
///
/// # Panics
///
/// When `url` names another database: nothing else may be dropped by a test.
pub async fn drop_postgres(url: &str) {
    let name = database_of(url);
    assert!(name.starts_with("liangshi_test_"), "{name} is not a database of a test");
    execute(&server(), format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

fn server() -> String {
    match env::var("LIANGSHI_TEST_POSTGRES") {
        Ok(url) if !url.is_empty() => url,
        Ok(_) | Err(_) => panic!("{ADVICE}"),
    }
}

#[expect(clippy::disallowed_methods, reason = "only the name of a test database; no story ever sees it")]
fn new_id() -> Uuid {
    Uuid::now_v7()
}

async fn execute(server: &str, statement: String) {
    let mut connection =
        PgConnection::connect(server).await.expect("the server of LIANGSHI_TEST_POSTGRES can be reached");
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .expect("the user of LIANGSHI_TEST_POSTGRES may make and drop databases");
    connection.close().await.expect("the connection closes");
}

fn with_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let start = address.find("://").map_or(0, |found| found + 3);
    let end = address[start..].find('/').map_or(address.len(), |found| start + found);
    let question = if options.is_empty() { "" } else { "?" };
    format!("{}/{name}{question}{options}", &address[..end])
}

fn database_of(url: &str) -> &str {
    let address = url.split_once('?').map_or(url, |(address, _)| address);
    address.rsplit_once('/').map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_of_a_url_is_replaced() {
        let cases = [
            ("postgres://u:p@host:1/postgres", "postgres://u:p@host:1/x"),
            ("postgres://u:p@host:1", "postgres://u:p@host:1/x"),
            ("postgres://u@host/postgres?sslmode=disable", "postgres://u@host/x?sslmode=disable"),
        ];
        for (server, expected) in cases {
            let url = with_database(server, "x");
            assert_eq!(url, expected);
            assert_eq!(database_of(&url), "x");
        }
    }

    #[tokio::test]
    #[should_panic(expected = "not a database of a test")]
    async fn a_database_that_is_not_a_tests_own_is_never_dropped() {
        drop_postgres("postgres://u@host/postgres").await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_fresh_database_is_empty_and_can_be_dropped_while_in_use() {
        if postgres_is_skipped() {
            return;
        }
        let url = fresh_postgres().await;
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let tables: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'",
        )
        .fetch_one(&mut connection)
        .await
        .unwrap();
        assert_eq!(tables, 0);
        drop_postgres(&url).await;
        assert!(PgConnection::connect(&url).await.is_err());
    }
}
