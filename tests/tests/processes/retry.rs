//! A retry whose first try reaches the log while the retry is on its way.

use liangshi_domain::{
    CivilDate, Decider, OrganisationId, Stamp,
    organisation::{
        Description, Nature, OpenOrganisation, Organisation, OrganisationCommand, OrganisationKind,
        RenameOrganisation,
    },
};
use liangshi_eventstore::{Answer, Done, Execution, Log, execute};
use liangshi_tests::{drop_postgres, fresh_postgres, postgres_is_skipped};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::follower;

/// What a first try leaves in the log, as the next version of the last stream: an event, its key, and the head behind both.
const FIRST_TRY: [&str; 3] = [
    "INSERT INTO events (position, id, stream, version, kind, schema_version, recorded_at, actor, correlation, body)
     SELECT position + 1, gen_random_uuid()::TEXT, stream, version + 1, kind, schema_version, recorded_at, actor, correlation, body
       FROM events WHERE position = (SELECT position FROM head)",
    "INSERT INTO requests (key, hash, first_position, last_position, answer)
     SELECT 'later', hash, first_position + 1, last_position + 1, answer FROM requests WHERE key = 'earlier'",
    "UPDATE head SET position = position + 1",
];

#[expect(clippy::disallowed_methods, reason = "a test makes the ids the edge would make")]
fn new_id() -> Uuid {
    Uuid::now_v7()
}

async fn asked(
    log: &Log,
    command: &OrganisationCommand,
    key: &str,
    expected: i64,
) -> Answer<<Organisation as Decider>::Refusal> {
    let stamp = Stamp {
        actor: "test".to_owned(),
        acting_for: None,
        today: "2022-03-01".parse().unwrap(),
        correlation: Uuid::nil(),
        causation: None,
        explanations: std::collections::BTreeMap::new(),
        document: None,
    };
    let execution = Execution {
        stream: OrganisationId(Uuid::nil()).stream(),
        command,
        stamp: &stamp,
        expected: Some(expected),
        request: Some((key, "the same content")),
        new_id: &new_id,
    };
    execute::<Organisation>(log, execution).await.unwrap()
}

fn opening() -> OrganisationCommand {
    let description = Description {
        name: "甲校".to_owned(),
        kind: OrganisationKind::School,
        nature: Nature::Public,
        code: None,
        place: None,
    };
    let from = CivilDate::start("2000-09-01").unwrap();
    OrganisationCommand::OpenOrganisation(OpenOrganisation { description: Some(description), from })
}

fn renaming(name: &str) -> OrganisationCommand {
    let from = CivilDate::start("2010-09-01").unwrap();
    OrganisationCommand::RenameOrganisation(RenameOrganisation { name: name.to_owned(), from })
}

/// Comes back when somebody waits to read the events.
async fn somebody_waits(connection: &mut PgConnection) {
    let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'events'::regclass";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut *connection).await.unwrap() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_that_meets_its_own_first_try_is_told_that_it_was_done_and_not_of_a_conflict() {
    if postgres_is_skipped() {
        return;
    }
    let url = fresh_postgres().await;
    let log = follower::log(&url).await;
    assert!(matches!(asked(&log, &opening(), "opening", 0).await, Answer::Done(_)));
    assert!(matches!(asked(&log, &renaming("乙校"), "earlier", 1).await, Answer::Done(_)));

    // The retry has looked for its key in vain and waits to read the stream; then its first try becomes durable.
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let mut first_try = connection.begin().await.unwrap();
    sqlx::query("LOCK TABLE events IN ACCESS EXCLUSIVE MODE").execute(&mut *first_try).await.unwrap();
    let retry = tokio::spawn({
        let log = log.clone();
        async move { asked(&log, &renaming("丙校"), "later", 2).await }
    });
    somebody_waits(&mut first_try).await;
    for statement in FIRST_TRY {
        assert_eq!(sqlx::query(statement).execute(&mut *first_try).await.unwrap().rows_affected(), 1);
    }
    first_try.commit().await.unwrap();

    let answer = retry.await.unwrap();
    assert!(matches!(answer, Answer::Done(Done { position: 3, repeated: true, .. })), "{answer:?}");
    assert_eq!(log.head().await.unwrap().position, 3);
    log.close().await;
    drop_postgres(&url).await;
}
