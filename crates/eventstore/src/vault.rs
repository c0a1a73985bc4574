//! The key store: one key for each subject, kept apart from the log, wrapped by the master key.

use crate::{
    clock::{self, Clock},
    database::{Pool, on},
    failure::Failure,
    key::{Key, MasterKey, SUITE, Secret, random_id},
    secrets::{self, HASHING, ROTATED},
};
use serde_json::json;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;
use zeroize::Zeroizing;

/// What one generation of the cache may hold, and how long it lives. Another process learns that a key was destroyed
/// after two of these lives at the latest.
const MOST_CACHED: usize = 32_768;
const LIFE: Duration = Duration::from_secs(15);

const OF_SUBJECTS: (&str, &str) = (
    "SELECT key_id, subject, suite, master, wrapped, nonce, destroyed_at FROM subject_keys
      WHERE destroyed_at IS NULL AND subject IN (SELECT s.value FROM json_each($1) AS s)",
    "SELECT key_id, subject, suite, master, wrapped, nonce, destroyed_at FROM subject_keys
      WHERE destroyed_at IS NULL
        AND subject = ANY (ARRAY(SELECT s.value FROM jsonb_array_elements_text(CAST($1 AS JSONB)) AS s (value)))",
);
const OF_IDS: (&str, &str) = (
    "SELECT key_id, subject, suite, master, wrapped, nonce, destroyed_at FROM subject_keys
      WHERE key_id IN (SELECT k.value FROM json_each($1) AS k)",
    "SELECT key_id, subject, suite, master, wrapped, nonce, destroyed_at FROM subject_keys
      WHERE key_id = ANY (ARRAY(SELECT k.value FROM jsonb_array_elements_text(CAST($1 AS JSONB)) AS k (value)))",
);
/// On a server the key does not wait for the disk: the append that needs it does, and it is written behind it and asks for it.
const INSERT: (&str, &str) = (
    "INSERT INTO subject_keys (key_id, subject, suite, master, wrapped, nonce, created_at)
     SELECT k.value ->> 0, k.value ->> 1, $2, $3, k.value ->> 2, k.value ->> 3, $4
       FROM json_each($1) AS k
      WHERE EXISTS (SELECT 1 FROM secrets WHERE name = 'hashing' AND master = $3)
         ON CONFLICT DO NOTHING
         RETURNING key_id",
    "INSERT INTO subject_keys (key_id, subject, suite, master, wrapped, nonce, created_at)
     SELECT k.value ->> 0, k.value ->> 1, $2, $3, k.value ->> 2, k.value ->> 3, $4
       FROM jsonb_array_elements(CAST($1 AS JSONB)) AS k (value)
      CROSS JOIN (SELECT set_config('synchronous_commit', 'off', TRUE)) AS unhurried
      WHERE EXISTS (SELECT 1 FROM secrets WHERE name = 'hashing' AND master = $3)
         ON CONFLICT DO NOTHING
         RETURNING key_id",
);
const DESTROY: &str = "
    UPDATE subject_keys
       SET wrapped = '', nonce = '', destroyed_at = $2, destroyed_by = $3, reason = $4
     WHERE subject = $1 AND destroyed_at IS NULL";
const FOREIGN: &str = "SELECT master FROM subject_keys WHERE destroyed_at IS NULL AND master <> $1 LIMIT 1";
/// Takes the old bytes off the disk as far as the database can.
const SWEEP: (&str, &str) = ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM subject_keys, secrets");

/// A key that is alive, and the id by which sealed values name it.
#[derive(Clone)]
pub(crate) struct SubjectKey {
    pub(crate) id: String,
    pub(crate) key: Arc<Key>,
}

/// Whether a subject can have no key yet.
#[derive(Clone, Copy)]
pub(crate) struct IsNew(pub(crate) bool);

/// The keys of all subjects.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    pool: Pool,
    master: MasterKey,
    hashing: Key,
    clock: Arc<dyn Clock>,
    cache: Mutex<Cache>,
    /// Subjects that wait for a key, and whose turn it is to write them.
    wanted: Mutex<HashSet<String>>,
    making: tokio::sync::Mutex<()>,
}

#[derive(sqlx::FromRow)]
struct Row {
    key_id: String,
    subject: String,
    suite: String,
    master: String,
    wrapped: String,
    nonce: String,
    destroyed_at: Option<String>,
}

impl Vault {
    /// The vault in this database, if this is the master key that its keys are under.
    pub(crate) async fn open(pool: Pool, master: MasterKey, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let foreign: Option<String> = on!(&pool, |pool| sqlx::query_scalar(FOREIGN)
            .bind(&master.fingerprint)
            .fetch_optional(pool)
            .await)?;
        if let Some(other) = foreign {
            return Err(Failure::Keys(format!(
                "they are under the master key {other}, and {} was given",
                master.fingerprint
            )));
        }
        // A store from before this row was kept hashes with what follows from its master key; that becomes the row.
        let hashing = secrets::kept(&pool, &master, clock.as_ref(), HASHING, &master.hashing).await?;
        Ok(Self(Arc::new(Inner {
            pool,
            master,
            hashing,
            clock,
            cache: Mutex::new(Cache::new()),
            wanted: Mutex::default(),
            making: tokio::sync::Mutex::default(),
        })))
    }

    /// 32 random bytes kept wrapped in the key store under a name: made when first asked for, and the same ever after.
    ///
    /// # Errors
    /// When the key store fails, or is under another master key by now.
    pub async fn secret(&self, name: &str) -> Result<Zeroizing<[u8; 32]>, Failure> {
        let Inner { pool, master, clock, .. } = &*self.0;
        let key = secrets::kept(pool, master, clock.as_ref(), name, &Key::random()?).await?;
        Ok(key.into_bytes())
    }

    /// Destroys the key of a subject: what it sealed is erased everywhere, and no stored byte of the log changes. Says
    /// whether there was a key. Other processes follow within half a minute.
    pub async fn destroy(&self, subject: &str, by: &str, reason: &str) -> Result<bool, Failure> {
        let Inner { pool, clock, .. } = &*self.0;
        let rows = on!(pool, |pool| sqlx::query(DESTROY)
            .bind(subject)
            .bind(clock::to_text(clock.now()))
            .bind(by)
            .bind(reason)
            .execute(pool)
            .await?
            .rows_affected());
        self.forget();
        self.swept().await;
        Ok(rows > 0)
    }

    /// Takes the bytes of what was destroyed or wrapped anew off the disk, as far as the database can.
    pub(crate) async fn swept(&self) {
        let pool = &self.0.pool;
        let sweep = pool.pick(SWEEP.0, SWEEP.1);
        if let Err(error) = on!(pool, |pool| sqlx::raw_sql(sweep).execute(pool).await.map(|_| ())) {
            tracing::warn!(%error, "a destroyed key is gone, but its old bytes may stay on the disk for a while");
        }
    }

    /// Forgets every key that was read so far.
    pub(crate) fn forget(&self) {
        self.cache().clear();
    }

    /// Where the keys are, what they are under, and the time.
    pub(crate) fn parts(&self) -> (&Pool, &MasterKey, &dyn Clock) {
        (&self.0.pool, &self.0.master, self.0.clock.as_ref())
    }

    /// A stand-in for a personal text that can be compared but not read: the same text in the same scope gives the same
    /// answer, and nobody without the master key can try texts out.
    pub fn keyed_hash(&self, scope: &str, text: &str) -> String {
        hex::encode(self.0.hashing.hash(&["liangshi.hash.1", scope, text]))
    }

    /// The keys of these subjects; those that have none are given one. When this returns they are durable, or on a server will be
    /// no later than what is sealed with them.
    /// Whoever is new, which the caller knows of a stream that is only begun, is not looked for first.
    pub(crate) async fn keys_of(
        &self,
        subjects: HashMap<&str, IsNew>,
    ) -> Result<HashMap<String, SubjectKey>, Failure> {
        let mut found = HashMap::with_capacity(subjects.len());
        let mut missing: Vec<&str> = subjects.keys().copied().collect();
        let epoch = self.remembered(&mut missing, &mut found);
        // Later rounds read what another process has just made, and make what another failed to.
        for round in 0..3 {
            if missing.is_empty() {
                break;
            }
            let asked = missing.iter().filter(|subject| round > 0 || !subjects[*subject].0);
            let asked: Vec<&str> = asked.copied().collect();
            if !asked.is_empty() {
                self.read(&asked, &mut found).await?;
                missing.retain(|subject| !found.contains_key(*subject));
            }
            if round < 2 && !missing.is_empty() {
                self.make(&missing).await?;
                self.remembered(&mut missing, &mut found);
            }
        }
        self.cache().remember_subjects(epoch, &found);
        if missing.is_empty() { Ok(found) } else { Err(Failure::Keys(ROTATED.into())) }
    }

    /// Moves from the missing to the found whom this process remembers.
    fn remembered(&self, missing: &mut Vec<&str>, found: &mut HashMap<String, SubjectKey>) -> u64 {
        let mut cache = self.cache();
        missing.retain(|subject| match cache.of_subject(subject) {
            Some(key) => found.insert((*subject).to_owned(), key).is_some(),
            None => true,
        });
        cache.epoch
    }

    async fn read(&self, subjects: &[&str], found: &mut HashMap<String, SubjectKey>) -> Result<(), Failure> {
        for row in self.rows(OF_SUBJECTS, subjects).await? {
            let (subject, id) = (row.subject.clone(), row.key_id.clone());
            if let Secret::Alive(key) = self.unwrapped(row)? {
                found.insert(subject, SubjectKey { id, key });
            }
        }
        Ok(())
    }

    /// The keys with these ids, as far as they are known.
    pub(crate) async fn keys_by_id(&self, ids: HashSet<String>) -> Result<HashMap<String, Secret>, Failure> {
        let mut found = HashMap::with_capacity(ids.len());
        let (epoch, missing) = {
            let mut cache = self.cache();
            let missing = ids.into_iter().filter(|id| match cache.of_id(id) {
                Some(secret) => found.insert(id.clone(), secret).is_some(),
                None => true,
            });
            let missing: Vec<String> = missing.collect();
            (cache.epoch, missing)
        };
        if !missing.is_empty() {
            for row in self.rows(OF_IDS, &missing).await? {
                let id = row.key_id.clone();
                found.insert(id, self.unwrapped(row)?);
            }
            self.cache().remember_ids(epoch, &found);
        }
        Ok(found)
    }

    async fn rows<T: serde::Serialize>(
        &self,
        text: (&'static str, &'static str),
        list: &[T],
    ) -> Result<Vec<Row>, Failure> {
        let pool = &self.0.pool;
        let text = pool.pick(text.0, text.1);
        Ok(on!(pool, |pool| sqlx::query_as(text).bind(json!(list).to_string()).fetch_all(pool).await)?)
    }

    /// Makes keys for subjects that have none. Those who ask while keys are being written wait and are then written
    /// together, so that many new subjects at once do not each wait for a disk of their own.
    async fn make(&self, subjects: &[&str]) -> Result<(), Failure> {
        let Inner { wanted, making, .. } = &*self.0;
        wanted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(subjects.iter().map(|&subject| subject.to_owned()));
        let turn = making.lock().await;
        let all = std::mem::take(&mut *wanted.lock().unwrap_or_else(PoisonError::into_inner));
        // Whoever had the turn before may have taken these along; then they are written by now.
        let made = if all.is_empty() { Ok(()) } else { self.insert(&all).await };
        if made.is_err() {
            // Those who wait must meet the error themselves rather than miss their key.
            wanted.lock().unwrap_or_else(PoisonError::into_inner).extend(all);
        }
        drop(turn);
        made
    }

    async fn insert(&self, subjects: &HashSet<String>) -> Result<(), Failure> {
        let Inner { pool, master, clock, .. } = &*self.0;
        let epoch = self.cache().epoch;
        let (mut rows, mut made) = (Vec::with_capacity(subjects.len()), HashMap::new());
        for subject in subjects {
            let (id, key) = (random_id()?, Key::random()?);
            let wrapped = master.wrapping.wrap(&key, &context(subject, &id))?;
            made.insert(id.clone(), (subject.clone(), Arc::new(key)));
            rows.push((id, subject, wrapped.text, wrapped.nonce));
        }
        let text = pool.pick(INSERT.0, INSERT.1);
        let written: Vec<String> = on!(pool, |pool| sqlx::query_scalar(text)
            .bind(json!(rows).to_string())
            .bind(SUITE)
            .bind(&master.fingerprint)
            .bind(clock::to_text(clock.now()))
            .fetch_all(pool)
            .await)?;
        // Whom another process was faster with is not among them, and is read.
        let written = written.into_iter().filter_map(|id| {
            let (subject, key) = made.remove(&id)?;
            Some((subject, SubjectKey { id, key }))
        });
        self.cache().remember_subjects(epoch, &written.collect());
        Ok(())
    }

    fn unwrapped(&self, row: Row) -> Result<Secret, Failure> {
        let wrong = |what: &str| Failure::Keys(format!("key {} {what}", row.key_id));
        if row.destroyed_at.is_some() {
            return Ok(Secret::Destroyed);
        }
        let master = &self.0.master;
        if row.suite != SUITE {
            return Err(wrong("is for a cipher this program does not have"));
        }
        if row.master != master.fingerprint {
            return Err(wrong("is under another master key"));
        }
        let key = master.wrapping.unwrap_key(&row.nonce, &row.wrapped, &context(&row.subject, &row.key_id));
        key.map(|key| Secret::Alive(Arc::new(key))).ok_or_else(|| wrong("is damaged"))
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.0.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a wrapped key is bound to. Part of the stored format.
pub(crate) fn context(subject: &str, key_id: &str) -> String {
    format!("liangshi.wrap.1\n{subject}\n{key_id}")
}

#[derive(Default)]
struct Generation {
    by_subject: HashMap<String, SubjectKey>,
    by_id: HashMap<String, Secret>,
}

/// Two generations: the young one becomes the old one when it is full or aged, and the old one is forgotten. So it is
/// bounded in size and in age without counting who was used when.
struct Cache {
    young: Generation,
    old: Generation,
    born: Instant,
    /// Moves on at every clearing, so that what was read before it is not remembered after it.
    epoch: u64,
}

impl Cache {
    fn new() -> Self {
        Self { young: Generation::default(), old: Generation::default(), born: Instant::now(), epoch: 0 }
    }

    fn clear(&mut self) {
        *self = Self { epoch: self.epoch + 1, ..Self::new() };
    }

    fn age(&mut self) {
        let full = self.young.by_subject.len().max(self.young.by_id.len()) >= MOST_CACHED;
        let aged = self.born.elapsed();
        if full || aged >= LIFE {
            self.old = if aged >= 2 * LIFE { Generation::default() } else { std::mem::take(&mut self.young) };
            self.young = Generation::default();
            self.born = Instant::now();
        }
    }

    fn of_subject(&mut self, subject: &str) -> Option<SubjectKey> {
        self.age();
        self.young.by_subject.get(subject).or_else(|| self.old.by_subject.get(subject)).cloned()
    }

    fn of_id(&mut self, id: &str) -> Option<Secret> {
        self.age();
        self.young.by_id.get(id).or_else(|| self.old.by_id.get(id)).cloned()
    }

    fn remember_subjects(&mut self, epoch: u64, keys: &HashMap<String, SubjectKey>) {
        if epoch == self.epoch {
            self.young.by_subject.extend(keys.iter().map(|(subject, key)| (subject.clone(), key.clone())));
        }
    }

    fn remember_ids(&mut self, epoch: u64, keys: &HashMap<String, Secret>) {
        if epoch == self.epoch {
            self.young.by_id.extend(keys.iter().map(|(id, secret)| (id.clone(), secret.clone())));
        }
    }
}
