//! What holds of a log that nobody touched.

use crate::world::{World, append, event, leaf};
use liangshi_eventstore::{Asked, Checkpoint, Every, Evidence, Proof, StreamWrite, Tampering};
use std::time::Duration;

pub(crate) async fn a_log_that_was_left_alone_is_whole(world: &World) {
    let (log, asked) = world.signed().await;
    let verdict = world.verify(&asked).await;
    assert_eq!(verdict.fault, None);
    assert_eq!((verdict.events, verdict.streams), (605, 7));
    assert_eq!((verdict.signed, verdict.checkpoints), (600, 3));
    let outside = vec![world.checkpoint(100).await, world.checkpoint(600).await];
    assert_eq!(world.verify(&Asked { outside, ..asked }).await.fault, None);
    log.close().await;
}

pub(crate) async fn the_database_refuses_to_change_what_was_signed(world: &World) {
    let (log, _) = world.signed().await;
    let mut all = vec![
        "UPDATE tiles SET number = 9 WHERE number = 0",
        "DELETE FROM tiles",
        "UPDATE checkpoints SET text = '' WHERE size = 300",
        "DELETE FROM checkpoints WHERE size = 300",
    ];
    all.extend(if world.is_file() {
        [
            "REPLACE INTO tiles SELECT level, number, zeroblob(8192) FROM tiles WHERE number = 0",
            "REPLACE INTO checkpoints SELECT size, '', tail, signed_at FROM checkpoints WHERE size = 300",
        ]
    } else {
        ["TRUNCATE tiles", "SET session_replication_role = replica; DELETE FROM checkpoints"]
    });
    for sql in all {
        let refused = world.try_run(sql).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    log.close().await;
}

pub(crate) async fn the_same_log_signs_the_same_bytes_however_many_sign_at_once(world: &World) {
    let logs = [world.open().await, world.open().await];
    world.write(&logs[0], "before", 0, 700).await;
    let signing = logs
        .iter()
        .cycle()
        .take(4)
        .cloned()
        .map(|log| tokio::spawn(async move { log.attest().await.unwrap().unwrap() }));
    let mut signed = Vec::new();
    for task in signing.collect::<Vec<_>>() {
        signed.push(task.await.unwrap());
    }
    assert!(signed.iter().all(|checkpoint| *checkpoint == signed[0] && checkpoint.size == 700));
    // While one writes, both sign what they see.
    for round in 0..4_u64 {
        let (one, other) = tokio::join!(logs[0].attest(), async {
            world.write(&logs[1], &format!("while-{round}"), 0, 150).await;
            logs[1].attest().await
        });
        one.unwrap();
        other.unwrap();
    }
    let asked = Asked { keys: vec![logs[0].public_key().await.unwrap()], outside: Vec::new() };
    let verdict = world.verify(&asked).await;
    assert_eq!((verdict.fault, verdict.signed), (None, 1_300));
    logs[0].close().await;
    logs[1].close().await;
}

pub(crate) async fn a_server_signs_as_the_log_grows(world: &World) {
    let log = world.open().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let every = Every { events: 50, time: Duration::from_secs(60) };
    let signing = tokio::spawn({
        let log = log.clone();
        async move { log.attest_until(async { drop(stopped.await) }, every).await }
    });
    let evidence = Evidence::of(&log);
    for round in 0..3 {
        world.write(&log, &format!("s-{round}"), 0, 60).await;
        let size = (round + 1) * 60;
        let signed = async {
            while evidence.covering(size).await.unwrap().is_none() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), signed).await.unwrap();
    }
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(20), signing).await.unwrap().unwrap();
    let asked = Asked { keys: vec![log.public_key().await.unwrap()], outside: Vec::new() };
    let verdict = evidence.verify(&asked, |_| ()).await.unwrap();
    assert_eq!((verdict.fault, verdict.signed, verdict.checkpoints), (None, 180, 3));
    log.close().await;
}

pub(crate) async fn an_erased_person_leaves_the_log_as_it_was_signed(world: &World) {
    let log = world.open().await;
    for person in ["kept", "erased"] {
        let events = vec![event(format!(r#"{{"name":{{"personal":"{person}"}}}}"#))];
        log.append(append(StreamWrite { stream: person.into(), expected: 0, events })).await.unwrap();
    }
    log.attest().await.unwrap();
    let key = log.public_key().await.unwrap();
    assert!(log.vault().destroy("erased", "officer-1", "asked for").await.unwrap());
    assert!(log.stream("erased", 0).await.unwrap()[0].body.contains(r#""erased":true"#));
    let asked = Asked { keys: vec![key.clone()], outside: Vec::new() };
    let verdict = world.verify(&asked).await;
    assert_eq!((verdict.fault, verdict.signed), (None, 2));
    let proof = Evidence::of(&log).prove_inclusion(2, None, &key).await.unwrap();
    assert_eq!(proof.check(&key).unwrap().size, 2);
    log.close().await;
}

pub(crate) async fn every_event_can_be_proven_without_the_log(world: &World) {
    let (log, asked) = world.signed().await;
    let (evidence, key) = (Evidence::of(&log), &asked.keys[0]);
    for position in [1, 2, 100, 101, 255, 256, 257, 300, 512, 513, 599, 600] {
        for size in [None, Some(600)] {
            let proof = evidence.prove_inclusion(position, size, key).await.unwrap();
            let text = serde_json::to_string_pretty(&proof).unwrap();
            let read: Proof = serde_json::from_str(&text).unwrap();
            assert_eq!(read, proof);
            let expected = [100, 300, 600].into_iter().find(|size| position <= *size).unwrap();
            assert_eq!(read.check(key).unwrap().size, size.unwrap_or(expected));
            // One character of one column, in what stands in the file.
            let other: Proof = serde_json::from_str(&text.replace("test.happened", "test.happenee")).unwrap();
            assert!(other.check(key).is_err());
            let moved = text
                .replace(&format!("\"position\": {position},"), &format!("\"position\": {},", position + 1));
            assert!(serde_json::from_str::<Proof>(&moved).unwrap().check(key).is_err());
        }
    }
    let unsigned = evidence.prove_inclusion(601, None, key).await.unwrap_err().to_string();
    assert!(unsigned.contains("not signed yet"), "{unsigned}");
    assert!(evidence.prove_inclusion(606, None, key).await.is_err());
    assert!(evidence.prove_inclusion(601, Some(600), key).await.is_err());
    log.close().await;
}

pub(crate) async fn what_was_signed_later_is_proven_to_go_on_from_what_was_signed_before(world: &World) {
    let (log, asked) = world.signed().await;
    let (evidence, key) = (Evidence::of(&log), &asked.keys[0]);
    for (from, to) in [(100, 300), (100, 600), (300, 600), (600, 600)] {
        let proof = evidence.prove_consistency(from, to, key).await.unwrap();
        assert_eq!(proof.check(key).unwrap().size, to);
        let mut other = proof.clone();
        other.hashes.reverse();
        assert!(other.check(key).is_err() || proof.hashes.len() < 2);
    }
    let none = evidence.prove_consistency(101, 600, key).await.unwrap_err().to_string();
    assert!(none.contains("the one before has 100, the next 300"), "{none}");
    log.close().await;
}

pub(crate) async fn an_empty_log_has_nothing_to_sign_and_is_whole(world: &World) {
    let log = world.open().await;
    assert_eq!(log.attest().await.unwrap(), None);
    let asked = Asked { keys: vec![log.public_key().await.unwrap()], outside: Vec::new() };
    let verdict = world.verify(&asked).await;
    assert_eq!((verdict.fault, verdict.events, verdict.signed), (None, 0, 0));
    log.close().await;
}

/// Enough events for a tile of tiles: the tree is gone on with from tiles alone.
pub(crate) async fn tiles_above_tiles(world: &World) {
    let log = world.open().await;
    for round in 0..4 {
        world.write(&log, &format!("s-{round}"), 0, 16_400).await;
    }
    let signed: Checkpoint = log.attest().await.unwrap().unwrap();
    world.write(&log, "after", 0, 300).await;
    log.close().await;
    let log = world.open().await;
    assert_eq!((signed.size, log.attest().await.unwrap().unwrap().size), (65_600, 65_900));
    let (evidence, key) = (Evidence::of(&log), log.public_key().await.unwrap());
    for position in [1, 65_536, 65_537, 65_600, 65_900] {
        let proof =
            evidence.prove_inclusion(position, Some(65_900).filter(|_| position < 65_600), &key).await;
        proof.unwrap().check(&key).unwrap();
    }
    evidence.prove_consistency(65_600, 65_900, &key).await.unwrap();
    let asked = Asked { keys: vec![key], outside: vec![signed] };
    assert_eq!(world.verify(&asked).await.fault, None);
    let row = evidence.row(65_537).await.unwrap().unwrap();
    log.close().await;

    world.tamper("UPDATE tiles SET hashes = (SELECT hashes FROM tiles WHERE level = 0 AND number = 7) WHERE level = 1").await;
    let fault = world.verify(&asked).await.fault.unwrap();
    assert_eq!((fault.kind, fault.first, fault.last), (Tampering::Tree, 1, 65_536));
    world.put_leaf(65_537, &leaf(&row)).await;
    world.tamper("UPDATE events SET actor = 'nobody' WHERE position = 65000").await;
    let fault = world.verify(&asked).await.fault.unwrap();
    assert_eq!((fault.kind, fault.first, fault.last), (Tampering::Changed, 65_000, 65_000));
}
