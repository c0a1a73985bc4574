//! The benches stand in workspaces of their own and nobody compiles them here, but what they write must be what the domain reads.

use liangshi_domain::{EventId, Origin, Subject, TeacherId};
use uuid::Uuid;

#[path = "../../../benches/src/payload.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    clippy::disallowed_methods,
    reason = "the bench calls more of it than this test does, from other files, and makes its own ids"
)]
mod payload;

#[test]
fn the_bench_of_the_log_writes_a_history_that_the_domain_reads() {
    let batch = payload::Author::new(0, 1).whole(payload::STREAM);
    let mut teacher = Subject::of_stream(&TeacherId(batch.stream).stream()).unwrap();
    for (position, fact) in (1..).zip(&batch.facts) {
        let body = fact.body().unwrap();
        let event =
            teacher.evolve(fact.kind(), &body, Origin { position, id: EventId(Uuid::nil()) }).unwrap();
        let (kind, _, written) = event.write().unwrap();
        assert_eq!((kind, written), (fact.kind(), body.clone()));
        assert_eq!(&payload::Fact::read(kind, body.as_bytes()).unwrap(), fact);
    }
    assert_eq!(batch.facts.len() as u64, payload::STREAM);
}
