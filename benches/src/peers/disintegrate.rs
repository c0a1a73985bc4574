//! disintegrate on PostgreSQL: `EventStore::append` with a query on the teacher, and `EventStore::stream`.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use anyhow::{Context, Result};
use disintegrate::{Event, EventStore, StreamItem, StreamQuery, query};
use disintegrate_postgres::{Error, Migrator, PgEventId, PgEventStore};
use futures_util::TryStreamExt;
use liangshi_domain::teacher::{
    hire::HireTeacher, honour::HonourConferred, identity::RegisterTeacher, post::AssignTeacher,
    secondment::ProposeSecondment, training::CompleteTraining,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    measure::Store,
    payload::{Batch, Fact, thousands},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Event)]
#[serde(tag = "kind")]
enum Stored {
    Registered {
        #[id]
        teacher: String,
        body: RegisterTeacher,
    },
    Hired {
        #[id]
        teacher: String,
        body: HireTeacher,
    },
    Assigned {
        #[id]
        teacher: String,
        body: AssignTeacher,
    },
    Trained {
        #[id]
        teacher: String,
        body: CompleteTraining,
    },
    Honoured {
        #[id]
        teacher: String,
        body: HonourConferred,
    },
    Proposed {
        #[id]
        teacher: String,
        body: ProposeSecondment,
    },
}

fn stored(stream: Uuid, fact: Fact) -> Stored {
    let teacher = stream.to_string();
    match fact {
        Fact::Registered(body) => Stored::Registered { teacher, body },
        Fact::Hired(body) => Stored::Hired { teacher, body },
        Fact::Assigned(body) => Stored::Assigned { teacher, body },
        Fact::Trained(body) => Stored::Trained { teacher, body },
        Fact::Honoured(body) => Stored::Honoured { teacher, body },
        Fact::Proposed(body) => Stored::Proposed { teacher, body },
    }
}

type Json = disintegrate::serde::json::Json<Stored>;

/// What its migrator would go on with after the function at which it stops: PostgreSQL before 16 does not read the
/// hexadecimal number in it. It stands here with the same number in decimals.
const REST: &str = "
    CREATE OR REPLACE FUNCTION event_store_begin_epoch() RETURNS void AS $$
    DECLARE
        id BIGINT;
        db_id INT;
    BEGIN
        SELECT last_value INTO id FROM seq_event_event_id;
        SELECT oid INTO db_id FROM pg_database WHERE datname = current_database();
        PERFORM pg_try_advisory_xact_lock_shared(db_id, 0);
        PERFORM pg_try_advisory_xact_lock_shared(1, (id & 4294967295)::bit(32)::integer);
        PERFORM pg_try_advisory_xact_lock_shared(2, (id >> 32)::bit(32)::integer);
    END;
    $$ LANGUAGE plpgsql;
    ALTER TABLE event ADD COLUMN IF NOT EXISTS teacher TEXT;
    CREATE INDEX IF NOT EXISTS idx_event_teacher ON event (teacher) WHERE teacher IS NOT NULL";

/// The last event of each teacher is remembered: the place of the expected version of others.
pub struct Disintegrate {
    store: PgEventStore<Stored, Json>,
    last: Mutex<HashMap<Uuid, PgEventId>>,
}

impl Disintegrate {
    pub async fn open(url: &str, callers: usize) -> Result<Self> {
        let pool = super::pool(url, callers).await?;
        let store = PgEventStore::new_uninitialized(pool.clone(), Json::default());
        if let Err(error) = Migrator::new(store.clone()).init_event_store().await {
            sqlx08::raw_sql(REST).execute(&pool).await.with_context(|| error.to_string())?;
        }
        Ok(Self { store, last: Mutex::default() })
    }

    pub async fn import(&self, events: u64) -> Result<u64> {
        for batches in thousands(events) {
            let all = batches.into_iter().flat_map(|batch| {
                let stream = batch.stream;
                batch.facts.into_iter().map(move |fact| stored(stream, fact))
            });
            self.store.append_without_validation(all.collect()).await?;
        }
        Ok(events)
    }

    pub async fn replay(&self) -> Result<u64> {
        let all: StreamQuery<PgEventId, Stored> = query!(Stored);
        let mut items = self.store.stream(&all);
        let mut events = 0;
        while let Some(item) = items.try_next().await? {
            if let StreamItem::Event(event) = item {
                std::hint::black_box(&event);
                events += 1;
            }
        }
        Ok(events)
    }
}

impl Store for Disintegrate {
    async fn append(&self, batch: Batch) -> Result<()> {
        let teacher = batch.stream.to_string();
        let events: Vec<Stored> = batch.facts.into_iter().map(|fact| stored(batch.stream, fact)).collect();
        let version = {
            let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            last.get(&batch.stream).copied().unwrap_or(0)
        };
        loop {
            let query = query!(Stored; teacher == teacher.clone());
            match self.store.append(events.clone(), query, version).await {
                Ok(written) => {
                    let id = written.last().map_or(0, |event| event.id());
                    self.last.lock().unwrap_or_else(PoisonError::into_inner).insert(batch.stream, id);
                    return Ok(());
                }
                // The server undid it to keep the order serial; the writer tries again.
                Err(Error::Concurrency) => {}
                Err(Error::Database(error)) if is_serialization(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn is_serialization(error: &sqlx08::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "40001")
}
