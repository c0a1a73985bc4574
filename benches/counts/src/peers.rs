//! What a bureau would build instead: one temporal table with range types, or a table for each year.

use anyhow::{Context, Result};
use chrono::Datelike;
use counts_bench::connect;
use liangshi_projection::At;
use tokio_postgres::Client;
use uuid::Uuid;

/// The database of this run, with the tables of the peers beside ours.
pub(crate) struct Peers {
    server: Client,
    client: Client,
    name: String,
    url: String,
}

impl Peers {
    pub(crate) async fn new(server_url: &str) -> Result<Self> {
        let server = connect(server_url).await?;
        let name = format!("counts_{}", Uuid::new_v4().simple());
        server.batch_execute(&format!("CREATE DATABASE {name}")).await?;
        let (base, _) = server_url.rsplit_once('/').context("the address names no database")?;
        let url = format!("{base}/{name}");
        let client = connect(&url).await?;
        Ok(Self { server, client, name, url })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The tables hold the same rows as our view of the roster, with the town a person works in written into each: what spares the peers
    /// the tree.
    pub(crate) async fn fill(&self, known: i64) -> Result<()> {
        let services = self.table("establishment").await?;
        let tree = self.table("governance_pilot").await?;
        let text = format!(
            "CREATE TABLE lies AS WITH RECURSIVE town(id, town) AS (SELECT o.organisation, o.organisation FROM {tree} o \
             WHERE o.kind = 'TOWN' UNION SELECT b.organisation, town.town FROM {tree} b JOIN town ON b.parent = town.id \
             WHERE COALESCE(b.kind, '') <> 'TOWN') SELECT id, min(town) AS town FROM town GROUP BY id;
             CREATE TABLE temporal AS SELECT s.teacher::uuid AS teacher, s.workplace, t.town, s.stage, s.title, \
             daterange(s.valid_from::date, s.valid_to::date) AS valid, int8range(s.known_from, s.known_to) AS known \
             FROM {services} s LEFT JOIN lies t ON t.id = s.workplace;
             CREATE INDEX temporal_both ON temporal USING gist (valid, known);
             VACUUM ANALYZE temporal;"
        );
        for statement in text.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
            self.client.batch_execute(statement).await?;
        }
        for year in 2016..=2022 {
            let text = format!(
                "CREATE TABLE year_{year} AS SELECT teacher, town, stage, title FROM temporal \
                 WHERE valid @> '{year}-12-31'::date AND known @> {known}::int8"
            );
            self.client.batch_execute(&text).await?;
            self.client.batch_execute(&format!("VACUUM ANALYZE year_{year}")).await?;
        }
        Ok(())
    }

    /// Our table that has a column of this name; views carry a version in theirs.
    async fn table(&self, column: &str) -> Result<String> {
        let text = "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.columns \
             WHERE column_name = $1 AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY table_name DESC LIMIT 1";
        Ok(self.client.query_one(text, &[&column]).await?.get(0))
    }

    /// Persons by town, stage and title at both; answers their sum.
    pub(crate) async fn temporal(&self, at: At) -> Result<i64> {
        let text = "SELECT town, stage, title, count(DISTINCT teacher) FROM temporal \
             WHERE valid @> $1::date AND known @> $2::int8 GROUP BY town, stage, title";
        let rows = self.client.query(text, &[&at.valid, &at.known]).await?;
        Ok(rows.iter().map(|row| row.get::<_, i64>(3)).sum())
    }

    /// The same at the end of the year of the day, as known when all was over: the only question such a table answers.
    pub(crate) async fn year(&self, at: At) -> Result<i64> {
        let text = format!(
            "SELECT town, stage, title, count(*) FROM year_{} GROUP BY town, stage, title",
            at.valid.year().clamp(2016, 2022)
        );
        let rows = self.client.query(text.as_str(), &[]).await?;
        Ok(rows.iter().map(|row| row.get::<_, i64>(3)).sum())
    }

    pub(crate) async fn drop(self) -> Result<()> {
        drop(self.client);
        self.server.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).await?;
        Ok(())
    }
}
