//! A log made by a program from before, opened by this one.

use liangshi_eventstore::{Claim, Failure, Outcome};
use sqlx::{
    AssertSqlSafe, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::judging::asked;
use crate::world::{World, append, holding, write};

const LOG: [&str; 2] = [
    include_str!("../../../../migrations/0001_log.sql"),
    include_str!("../../../../migrations/sqlite/0001_log.sql"),
];
const TREE: [&str; 2] = [
    include_str!("../../../../migrations/0002_tree.sql"),
    include_str!("../../../../migrations/sqlite/0002_tree.sql"),
];
const ROWS: &str = r#"
    INSERT INTO events VALUES
        (1, '01890a5d-ac96-774b-bcce-000000000001', 'a', 1, 'test.happened', 1, '2022-01-01T00:00:00.000000Z', 'x', NULL,
         '01890a5d-ac96-774b-bcce-00000000000c', NULL, NULL, '{"n": 1}'),
        (2, '01890a5d-ac96-774b-bcce-000000000002', 'b', 1, 'test.happened', 1, '2022-01-01T00:00:00.000000Z', 'x', 'o',
         '01890a5d-ac96-774b-bcce-00000000000c', '01890a5d-ac96-774b-bcce-000000000001', '{"d":1}', '{"n":  2}'),
        (3, '01890a5d-ac96-774b-bcce-000000000003', 'a', 2, 'test.happened', 1, '2022-01-02T00:00:00.000000Z', 'x', NULL,
         '01890a5d-ac96-774b-bcce-00000000000c', NULL, NULL, '{}');
    INSERT INTO claims VALUES ('number', '1', 'a', 'ever', 1), ('number', '2', 'b', 'released', 2), ('number', '2', 'a', 'now', 3);
    INSERT INTO requests VALUES ('k', 'h', 2, 3, '{"kept":true}');
    UPDATE head SET position = 3, recorded_at = '2022-01-02T00:00:00.000000Z';"#;

fn migration(number: i64, name: &'static str, texts: [&str; 2]) -> Migration {
    let text = AssertSqlSafe(texts.join("\n")).into_sql_str();
    Migration::new(number, name.into(), MigrationType::Simple, text, false)
}

pub(crate) async fn a_log_from_before_the_tables_were_laid_out_anew_is_whole(world: World) {
    let before = Migrator::with_migrations(vec![migration(1, "log", LOG), migration(2, "tree", TREE)]);
    world.migrate(&before).await;
    world.execute(ROWS).await.unwrap();
    let log = world.open().await;
    let events = log.after(0, 10).await.unwrap();
    let read: Vec<_> =
        events.iter().map(|event| (event.position, event.stream.as_str(), event.version)).collect();
    assert_eq!(read, [(1, "a", 1), (2, "b", 1), (3, "a", 2)]);
    assert_eq!(
        (events[1].body.as_str(), events[1].document.as_deref()),
        (r#"{"n":  2}"#, Some(r#"{"d":1}"#))
    );
    let instants =
        ["2021-12-31T23:59:59Z", "2022-01-01T00:00:00Z", "2022-01-01T12:00:00Z", "2022-01-03T00:00:00Z"];
    for (instant, position) in instants.into_iter().zip([0, 2, 2, 3]) {
        assert_eq!(log.position_at(instant.parse().unwrap()).await.unwrap(), position, "{instant}");
    }
    let kept = log.append(asked("k", "h", "a", 2)).await.unwrap();
    assert_eq!(kept, Outcome::AlreadyAppended { first: 2, last: 3, answer: r#"{"kept":true}"#.into() });
    let take = |key: &str, holder: &str| Claim::Take {
        scope: "number".into(),
        key: key.into(),
        holder: holder.into(),
        ever: false,
    };
    for key in ["1", "2"] {
        let refused = log.append(holding(vec![take(key, "c")])).await.unwrap();
        assert!(matches!(refused, Outcome::ClaimTaken { holder, .. } if holder == "a"), "{key}");
    }
    assert_eq!(
        log.append(append([write("a", 2, 1)])).await.unwrap(),
        Outcome::Appended { first: 4, last: 4 }
    );
    let mut again = append([write("c", 0, 1)]);
    again.writes[0].events[0].id = events[0].id;
    assert!(matches!(log.append(again).await, Err(Failure::Database(_))), "an id is still there once");
    for sql in world.tamperings() {
        assert!(world.execute(sql).await.is_err(), "{sql}");
    }
}
