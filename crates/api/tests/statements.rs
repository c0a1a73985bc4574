//! A list asks for what hangs below its items all at once: how many statements a query takes does not grow with its page.
// The types of the schema nest deeper than the compiler follows by itself.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "each test asks the city for its own part")]
mod city;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use city::{City, of};
use liangshi_api::auth::Role;
use tracing::{Event, Metadata, Subscriber, span};

/// Counts the statements that the database's driver tells of.
#[derive(Clone, Default)]
struct Statements(Arc<AtomicUsize>);

impl Subscriber for Statements {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[test]
fn a_page_of_persons_takes_as_many_statements_as_one_person() {
    let statements = Statements::default();
    let _told = tracing::subscriber::set_global_default(statements.clone());
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        // A server runs a request as a task of its own, so it is one here too.
        tokio::spawn(counted(statements)).await.unwrap();
    });
}

async fn counted(statements: Statements) {
    let city = City::told().await;
    let query = |first: usize| {
        format!(
            "{{ teachers(first: {first}) {{ totalCount nodes {{ name sex service {{
                 personnel {{ name parent {{ name }} }} workplace {{ name }} paying {{ name }} evidence {{ kind document {{ number }} }} }}
                 studios {{ studioName evidence {{ kind }} }} }} }} }}"
        )
    };
    let mut taken = Vec::new();
    for first in [1, 8] {
        statements.0.store(0, Ordering::SeqCst);
        city.data(&of(Role::BureauHr), &query(first)).await;
        taken.push(statements.0.load(Ordering::SeqCst));
    }
    assert!(taken[0] > 3, "{taken:?}");
    assert!(taken[1] <= taken[0] + 1 && taken[1] <= 12, "{taken:?}");
    statements.0.store(0, Ordering::SeqCst);
    let board = "{ cohortBoard { rows { value members(first: 50) { totalCount nodes { teacher { name service { personnel { name } } }
        organisation { name } nominatedBy { name } programme { slug } round { batch } evidence { kind document { number } } } } } } }";
    city.data(&of(Role::BureauHr), board).await;
    let taken = statements.0.load(Ordering::SeqCst);
    assert!(taken <= 12, "{taken}");
}
