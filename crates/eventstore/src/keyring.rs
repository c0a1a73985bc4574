//! The keys' own backup: every row of the key store as it is, wrapped, in a file that says nothing without the master
//! key. Putting it back never undoes an erasure: a key destroyed on any side is destroyed afterwards, and so is every key
//! that sealed a person whom the log says was erased.

use crate::{
    database::{Database, on},
    lines::{Reader, Writer},
    merge::{KeysRestored, Store, merge, store},
    replica::must_exist,
    trouble::MoveFailure,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::path::Path;

/// The name of the form, so that a later one is told from this one.
const FORMAT: &str = "liangshi.keys.1";
const LOG: &str = "SELECT log_id FROM head";

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Header {
    format: String,
    log: String,
}

/// What went into a backup of the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysSaved {
    /// Keys that open something.
    pub alive: usize,
    /// Rows that say that a person was erased.
    pub destroyed: usize,
    /// Keys that are nobody's own.
    pub secrets: usize,
    /// The fingerprint of the master key without which the file says nothing.
    pub master: Option<String>,
}

/// Writes the key store beside the log at an address to a file that is not there yet.
///
/// # Errors
/// When the file is there already or cannot be written, or the key store cannot be read.
pub async fn backup_keys(url: &str, path: &Path) -> Result<KeysSaved, MoveFailure> {
    must_exist(url)?;
    let database = Database::open(url).await?;
    let read = async { Ok::<_, MoveFailure>((log_of(&database).await?, store(&database).await?)) }.await;
    database.close().await;
    let (log, store) = read?;
    let mut file = Writer::create(path)?;
    file.put("keys", &serde_json::to_string(&Header { format: FORMAT.to_owned(), log })?)?;
    for key in &store.keys {
        file.put("key", &serde_json::to_string(key)?)?;
    }
    for secret in &store.secrets {
        file.put("secret", &serde_json::to_string(secret)?)?;
    }
    file.finish()?;
    let destroyed = store.keys.iter().filter(|key| key.destroyed_at.is_some()).count();
    let (alive, secrets) = (store.keys.len() - destroyed, store.secrets.len());
    Ok(KeysSaved { alive, destroyed, secrets, master: store.master().map(str::to_owned) })
}

/// Puts the keys of a file beside the log at an address. What is there stays; what is missing is added; what was erased on
/// any side, or by one of these kinds of event, stays or becomes erased.
///
/// # Errors
/// When the file is damaged, is of another log, or is under another master key than what is there. Then nothing is changed.
pub async fn restore_keys(path: &Path, url: &str, erasing: &[&str]) -> Result<KeysRestored, MoveFailure> {
    let (header, given) = read_file(path)?;
    must_exist(url)?;
    let database = Database::open(url).await?;
    let restored = async {
        let log = log_of(&database).await?;
        if log != header.log {
            return Err(MoveFailure::Keys(format!(
                "they are of the log {} and this is the log {log}; restore the log first",
                header.log
            )));
        }
        merge(&database, given, erasing).await
    }
    .await;
    database.close().await;
    restored
}

/// Destroys what is left of persons whom the log says were erased by one of these kinds of event, as must be done after a
/// log or keys were put back. Says how many keys that were.
///
/// # Errors
/// When the log or its key store fails.
pub async fn keep_erased(url: &str, erasing: &[&str]) -> Result<usize, MoveFailure> {
    let database = Database::open(url).await?;
    let nothing = Store { keys: Vec::new(), secrets: Vec::new() };
    let merged = merge(&database, nothing, erasing).await;
    database.close().await;
    Ok(merged?.destroyed)
}

async fn log_of(database: &Database) -> Result<String, MoveFailure> {
    Ok(on!(&database.reads, |pool| sqlx::query_scalar(LOG).fetch_one(pool).await)?)
}

fn read_file(path: &Path) -> Result<(Header, Store), MoveFailure> {
    let mut reader = Reader::open(path)?;
    let mut store = Store { keys: Vec::new(), secrets: Vec::new() };
    let (kind, text) = reader.next()?.unwrap_or_default();
    if kind != "keys" {
        return Err(reader.damaged("these are no keys; the first line should say of which log they are"));
    }
    let header: Header = parsed(&reader, &text)?;
    if header.format != FORMAT {
        return Err(reader.damaged(format!("its form is {} and this program knows {FORMAT}", header.format)));
    }
    while let Some((kind, text)) = reader.next()? {
        match kind.as_str() {
            "key" => store.keys.push(parsed(&reader, &text)?),
            "secret" => store.secrets.push(parsed(&reader, &text)?),
            other => return Err(reader.damaged(format!("there is no `{other}` among keys"))),
        }
    }
    Ok((header, store))
}

fn parsed<T: DeserializeOwned>(reader: &Reader, text: &str) -> Result<T, MoveFailure> {
    serde_json::from_str(text).map_err(|error| reader.damaged(error))
}
