//! Changing the master key: every key is wrapped anew and none is made anew, so that nothing sealed, hashed or signed
//! changes; and the key store's own account of itself.

use crate::{
    database::{Pool, on},
    failure::Failure,
    key::{MasterKey, SUITE},
    secrets::{self, HASHING, ROTATED},
    vault::{self, Vault},
};
use serde_json::json;

/// Keys wrapped anew in one statement.
const PAGE: i64 = 2_000;

/// Nobody may make a key under the old master key while the keys change hands. A file is locked by the transaction itself.
const LOCK: (&str, &str) = ("SELECT 1", "LOCK TABLE subject_keys, secrets IN EXCLUSIVE MODE");
const BEGIN: (&str, &str) = ("BEGIN IMMEDIATE", "BEGIN");
const UNDER: &str = "SELECT master FROM secrets WHERE name = $1";
const SUBJECTS: &str = "
    SELECT key_id, subject, wrapped, nonce
      FROM subject_keys
     WHERE destroyed_at IS NULL AND master = $1 AND suite = $2 AND key_id > $3
     ORDER BY key_id
     LIMIT $4";
const OTHERS: &str = "SELECT name, name, wrapped, nonce FROM secrets WHERE master = $1 AND suite = $2 AND name > $3 ORDER BY name LIMIT $4";
const REWRAP_SUBJECTS: (&str, &str) = (
    "UPDATE subject_keys SET master = $2, wrapped = k.value ->> 1, nonce = k.value ->> 2
       FROM json_each($1) AS k WHERE key_id = k.value ->> 0",
    "UPDATE subject_keys SET master = $2, wrapped = k.value ->> 1, nonce = k.value ->> 2
       FROM jsonb_array_elements(CAST($1 AS JSONB)) AS k (value) WHERE key_id = k.value ->> 0",
);
const REWRAP_OTHERS: (&str, &str) = (
    "UPDATE secrets SET master = $2, wrapped = k.value ->> 1, nonce = k.value ->> 2
       FROM json_each($1) AS k WHERE name = k.value ->> 0",
    "UPDATE secrets SET master = $2, wrapped = k.value ->> 1, nonce = k.value ->> 2
       FROM jsonb_array_elements(CAST($1 AS JSONB)) AS k (value) WHERE name = k.value ->> 0",
);
const COUNTS: &str = "
    SELECT COUNT(*) - COUNT(destroyed_at), COUNT(destroyed_at), (SELECT COUNT(*) FROM secrets)
      FROM subject_keys";

/// What the key store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStatus {
    /// The fingerprint of the master key that wraps every key.
    pub master: String,
    /// Persons whose values can be opened.
    pub alive: i64,
    /// Persons who were erased; their rows stay as the proof of it.
    pub destroyed: i64,
    /// Keys that are nobody's own.
    pub secrets: i64,
}

impl Vault {
    /// How many keys there are, and under which master key.
    ///
    /// # Errors
    /// When the key store fails.
    pub async fn status(&self) -> Result<KeyStatus, Failure> {
        let (pool, master, _) = self.parts();
        let (alive, destroyed, secrets): (i64, i64, i64) =
            on!(pool, |pool| sqlx::query_as(COUNTS).fetch_one(pool).await)?;
        Ok(KeyStatus { master: master.fingerprint.clone(), alive, destroyed, secrets })
    }

    /// Wraps every key under another master key, in one transaction: all of them or none. Says how many. From then on the
    /// store opens with the new one only, and a program that still has the old one is told so when it needs a key.
    ///
    /// # Errors
    /// When a key is damaged or under a third master key, or the key store fails; then nothing has changed.
    pub async fn rotate(&self, new: &MasterKey) -> Result<i64, Failure> {
        let (pool, old, _) = self.parts();
        if new.fingerprint == old.fingerprint {
            return Err(Failure::Keys("the new master key is the one in use; make another".into()));
        }
        let count = rewrapped(pool, old, new).await?;
        self.forget();
        self.swept().await;
        Ok(count)
    }
}

async fn rewrapped(pool: &Pool, old: &MasterKey, new: &MasterKey) -> Result<i64, Failure> {
    let (begin, lock) = (pool.pick(BEGIN.0, BEGIN.1), pool.pick(LOCK.0, LOCK.1));
    let (subjects, others) =
        (pool.pick(REWRAP_SUBJECTS.0, REWRAP_SUBJECTS.1), pool.pick(REWRAP_OTHERS.0, REWRAP_OTHERS.1));
    on!(pool, |pool| {
        let mut transaction = pool.begin_with(begin).await?;
        sqlx::raw_sql(lock).execute(&mut *transaction).await?;
        let under: String = sqlx::query_scalar(UNDER).bind(HASHING).fetch_one(&mut *transaction).await?;
        if under != old.fingerprint {
            return Err(Failure::Keys(ROTATED.into()));
        }
        let mut count = 0;
        type Context = fn(&str, &str) -> String;
        let tables: [(&str, &str, Context); 2] =
            [(SUBJECTS, subjects, vault::context), (OTHERS, others, |_, name| secrets::context(name))];
        for (select, rewrap, context) in tables {
            let mut after = String::new();
            loop {
                let rows: Vec<(String, String, String, String)> = sqlx::query_as(select)
                    .bind(&old.fingerprint)
                    .bind(SUITE)
                    .bind(&after)
                    .bind(PAGE)
                    .fetch_all(&mut *transaction)
                    .await?;
                let Some((last, ..)) = rows.last() else { break };
                after = last.clone();
                count += rows.len() as i64;
                let rows = rewrap_page(rows, old, new, context)?;
                sqlx::query(rewrap).bind(rows).bind(&new.fingerprint).execute(&mut *transaction).await?;
            }
        }
        transaction.commit().await?;
        Ok(count)
    })
}

/// `[id, wrapped, nonce]` of each key as it will stand, as JSON.
fn rewrap_page(
    rows: Vec<(String, String, String, String)>,
    old: &MasterKey,
    new: &MasterKey,
    context: fn(&str, &str) -> String,
) -> Result<String, Failure> {
    let anew = |(id, subject, wrapped, nonce): (String, String, String, String)| {
        let context = context(&subject, &id);
        let key = old.wrapping.unwrap_key(&nonce, &wrapped, &context);
        let key = key.ok_or_else(|| Failure::Keys(format!("key {id} is damaged")))?;
        let sealed = new.wrapping.wrap(&key, &context)?;
        Ok((id, sealed.text, sealed.nonce))
    };
    let rows: Vec<(String, String, String)> = rows.into_iter().map(anew).collect::<Result<_, Failure>>()?;
    Ok(json!(rows).to_string())
}
