//! Keys that are nobody's own, kept wrapped beside the keys of subjects: what was hashed or signed with them must still
//! compare and verify after the master key was changed.

use crate::{
    clock::{self, Clock},
    database::{Pool, on},
    failure::Failure,
    key::{Key, MasterKey, SUITE},
};

/// The key of all keyed hashes. Its row also says under which master key the whole store is.
pub(crate) const HASHING: &str = "hashing";

const OF_NAME: &str = "SELECT name, suite, master, wrapped, nonce FROM secrets WHERE name = $1";
const INSERT: &str = "
    INSERT INTO secrets (name, suite, master, wrapped, nonce, created_at)
    SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT)
     WHERE CAST($1 AS TEXT) = 'hashing'
        OR EXISTS (SELECT 1 FROM secrets WHERE name = 'hashing' AND master = CAST($3 AS TEXT))
        ON CONFLICT (name) DO NOTHING";

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    suite: String,
    master: String,
    wrapped: String,
    nonce: String,
}

/// The key of this name; where there is none yet, `first` becomes it. Of several processes one makes it and all read that one.
pub(crate) async fn kept(
    pool: &Pool,
    master: &MasterKey,
    clock: &dyn Clock,
    name: &str,
    first: &Key,
) -> Result<Key, Failure> {
    if let Some(row) = read(pool, name).await? {
        return opened(master, &row);
    }
    let wrapped = master.wrapping.wrap(first, &context(name))?;
    on!(pool, |pool| sqlx::query(INSERT)
        .bind(name)
        .bind(SUITE)
        .bind(&master.fingerprint)
        .bind(wrapped.text)
        .bind(wrapped.nonce)
        .bind(clock::to_text(clock.now()))
        .execute(pool)
        .await
        .map(|_| ()))?;
    let row = read(pool, name).await?.ok_or_else(|| Failure::Keys(ROTATED.into()))?;
    opened(master, &row)
}

/// What a program is told that still has the master key of before.
pub(crate) const ROTATED: &str =
    "the master key was changed meanwhile; start this program again with the new one";

async fn read(pool: &Pool, name: &str) -> Result<Option<Row>, Failure> {
    Ok(on!(pool, |pool| sqlx::query_as(OF_NAME).bind(name).fetch_optional(pool).await)?)
}

fn opened(master: &MasterKey, row: &Row) -> Result<Key, Failure> {
    let wrong = |what: String| Failure::Keys(format!("the secret `{}` {what}", row.name));
    if row.suite != SUITE {
        return Err(wrong("is for a cipher this program does not have".into()));
    }
    if row.master != master.fingerprint {
        return Err(wrong(format!(
            "is under the master key {}, and {} was given",
            row.master, master.fingerprint
        )));
    }
    let key = master.wrapping.unwrap_key(&row.nonce, &row.wrapped, &context(&row.name));
    key.ok_or_else(|| wrong("is damaged".into()))
}

/// What a wrapped secret is bound to. Part of the stored format.
pub(crate) fn context(name: &str) -> String {
    format!("liangshi.secret.1\n{name}")
}
