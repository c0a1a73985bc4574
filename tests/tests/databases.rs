//! The harness keeps its promise: a story runs on both databases and shares its own with nobody.

// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::str::FromStr;

use liangshi_tests::on_each_database;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

const TABLE: &str = "CREATE TABLE only_mine (name TEXT NOT NULL)";

/// Fails when the table is there already.
async fn make_table(url: &str) {
    if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url).unwrap().create_if_missing(true);
        sqlx::query(TABLE).execute(&mut options.connect().await.unwrap()).await.unwrap();
    } else {
        sqlx::query(TABLE).execute(&mut PgConnection::connect(url).await.unwrap()).await.unwrap();
    }
}

async fn a_story_has_a_database_of_its_own(url: String) {
    make_table(&url).await;
}

async fn another_story_does_not_see_it(url: String) {
    make_table(&url).await;
}

on_each_database!(a_story_has_a_database_of_its_own, another_story_does_not_see_it);
