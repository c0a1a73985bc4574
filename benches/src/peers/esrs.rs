//! esrs: `EventStore::persist`.

use std::convert::Infallible;

use anyhow::Result;
use esrs::{
    Aggregate, AggregateState,
    store::{
        EventStore,
        postgres::{PgStore, PgStoreBuilder},
    },
};

use crate::{
    measure::Store,
    payload::{Batch, Fact},
};

struct Teacher;

impl Aggregate for Teacher {
    const NAME: &'static str = "teacher";
    type State = ();
    type Command = ();
    type Event = Fact;
    type Error = Infallible;

    fn handle_command((): &(), (): ()) -> Result<Vec<Fact>, Infallible> {
        Ok(Vec::new())
    }

    fn apply_event((): (), _: Fact) {}
}

pub struct Esrs(PgStore<Teacher>);

impl Esrs {
    pub async fn open(url: &str, callers: usize) -> Result<Self> {
        Ok(Self(PgStoreBuilder::<Teacher>::new(super::pool(url, callers).await?).try_build().await?))
    }
}

impl Store for Esrs {
    async fn append(&self, batch: Batch) -> Result<()> {
        let mut state = AggregateState::<()>::with_id(batch.stream);
        for _ in 0..batch.expected {
            state.next_sequence_number();
        }
        self.0.persist(&mut state, batch.facts).await?;
        Ok(())
    }
}
