//! What the stories share: a database of its own for each test, on both databases.
//!
//! A story is one `async fn(url: String)`, listed once:
//!
//! ```
//! # use liangshi_tests::on_each_database;
//! async fn a_url_names_its_database(url: String) {
//!     assert!(url.starts_with("sqlite:") || url.starts_with("postgres"));
//! }
//!
//! on_each_database!(a_url_names_its_database);
//! ```
//!
//! The PostgreSQL half needs a server it may make databases on; `cargo xtask test` starts one.

// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot have its database must say so loudly"
)]

mod each;
mod postgres;
mod sqlite;
mod story;

pub use postgres::{drop_postgres, fresh_postgres, postgres_is_skipped};
pub use sqlite::fresh_sqlite;
pub use story::Story;
