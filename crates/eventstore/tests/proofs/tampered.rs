//! What is found of each way to falsify a log, down to the position.

use crate::world::World;
use liangshi_eventstore::{Asked, Failure, Tampering};
use std::ops::RangeInclusive;

/// Moves what stands behind a position, with a step far away because every position is unique at every moment.
const CLOSE_250: &str = "
    UPDATE events SET position = position + 1000000 WHERE position > 250;
    UPDATE events SET position = position - 1000001 WHERE position > 1000000;
    UPDATE head SET position = position - 1;";
const OPEN_250: &str = "
    UPDATE events SET position = position + 1000000 WHERE position >= 250;
    UPDATE events SET position = position - 999999 WHERE position > 1000000;
    UPDATE head SET position = position + 1;";

#[track_caller]
fn is(verdict: liangshi_eventstore::Verdict, kind: Tampering, range: RangeInclusive<i64>) {
    let fault = verdict.fault.unwrap();
    assert_eq!(
        (fault.kind, fault.first, fault.last),
        (kind, *range.start(), *range.end()),
        "{}",
        fault.words
    );
}

/// Restores nothing: each tampering is on top of those before it, and the first position is what counts.
async fn again(world: &World, asked: &Asked, sql: &str, kind: Tampering, range: RangeInclusive<i64>) {
    world.tamper(sql).await;
    is(world.verify(asked).await, kind, range);
}

pub(crate) async fn a_changed_body_is_found(world: &World) {
    let (log, asked) = world.signed().await;
    log.close().await;
    let sql = |position| format!("UPDATE events SET body = '{{\"n\":999}}' WHERE position = {position}");
    // Behind the last tile, at its edge, at the first one's edge, and at the very beginning.
    for position in [600, 513, 512, 301, 300, 257, 256, 2, 1] {
        again(world, &asked, &sql(position), Tampering::Changed, position..=position).await;
    }
}

pub(crate) async fn a_changed_time_is_found(world: &World) {
    let verdict = world
        .judged("UPDATE events SET recorded_at = '2025-09-01T00:00:02.500000Z' WHERE position = 200")
        .await;
    is(verdict, Tampering::Changed, 200..=200);
}

pub(crate) async fn a_removed_row_is_found_with_and_without_renumbering(world: &World) {
    let (log, asked) = world.signed().await;
    log.close().await;
    again(world, &asked, "DELETE FROM events WHERE position = 580", Tampering::Removed, 580..=580).await;
    again(world, &asked, "DELETE FROM events WHERE position = 400", Tampering::Removed, 400..=400).await;
    let sql = format!("DELETE FROM events WHERE position = 250; {CLOSE_250}");
    again(world, &asked, &sql, Tampering::Removed, 250..=250).await;
    let gap = "DELETE FROM events WHERE position IN (10, 11, 12)";
    again(world, &asked, gap, Tampering::Removed, 10..=12).await;
    again(world, &asked, "DELETE FROM events", Tampering::Removed, 1..=1).await;
}

pub(crate) async fn an_inserted_row_is_found(world: &World) {
    let sql = format!(
        "{OPEN_250}
         INSERT INTO events (position, id, stream, version, kind, schema_version, recorded_at, actor, correlation, body)
         SELECT 250, 'intruder', 'intruder', 1, kind, schema_version, recorded_at, actor, correlation, body
           FROM events WHERE position = 249"
    );
    is(world.judged(&sql).await, Tampering::Inserted, 250..=250);
}

pub(crate) async fn two_rows_that_changed_places_are_found(world: &World) {
    let swap = "
        UPDATE events SET position = 1000000 WHERE position = 120;
        UPDATE events SET position = 120 WHERE position = 430;
        UPDATE events SET position = 430 WHERE position = 1000000;";
    is(world.judged(swap).await, Tampering::Reordered, 120..=430);
}

pub(crate) async fn a_tail_that_was_cut_off_is_found(world: &World) {
    let (log, asked) = world.signed().await;
    log.close().await;
    let sql = "DELETE FROM events WHERE position > 603";
    again(world, &asked, sql, Tampering::Removed, 604..=604).await;
    let sql = "DELETE FROM events WHERE position > 580; UPDATE head SET position = 580";
    again(world, &asked, sql, Tampering::Removed, 581..=600).await;
    // What was signed of it is cut off as well, and the tiles are forgotten.
    let sql = "DELETE FROM events WHERE position > 400; UPDATE head SET position = 400;
               DELETE FROM checkpoints WHERE size > 300";
    again(world, &asked, sql, Tampering::Removed, 401..=512).await;
    // Nothing is forgotten; only who kept a checkpoint elsewhere can tell.
    let outside = vec![world.checkpoint(300).await];
    world
        .tamper("DELETE FROM events WHERE position > 200; UPDATE head SET position = 200; DELETE FROM checkpoints WHERE size > 100; DELETE FROM tiles")
        .await;
    assert_eq!(world.verify(&asked).await.fault, None);
    is(world.verify(&Asked { outside, ..asked }).await, Tampering::Removed, 201..=300);
}

pub(crate) async fn a_falsified_hash_is_told_from_a_falsified_row(world: &World) {
    let (log, asked) = world.signed().await;
    log.close().await;
    world.put_leaf(400, &[9; 32]).await;
    is(world.verify(&asked).await, Tampering::Tree, 400..=400);
    // The checkpoint of 300 events kept the hashes up to there as well.
    again(world, &asked, "DELETE FROM tiles WHERE number = 1", Tampering::Tree, 301..=301).await;
}

pub(crate) async fn a_row_and_its_hash_falsified_together_are_found_by_what_was_signed(world: &World) {
    let (log, asked) = world.signed().await;
    log.close().await;
    world.tamper("UPDATE events SET body = '{\"n\":999}' WHERE position = 150").await;
    world.falsify_leaf(150).await;
    is(world.verify(&asked).await, Tampering::Rewritten, 101..=300);
    // Both falsified, but not to the same.
    world.tamper("UPDATE events SET body = '{\"n\":9999}' WHERE position = 150").await;
    is(world.verify(&asked).await, Tampering::Rewritten, 101..=300);
}

pub(crate) async fn a_checkpoint_nobody_signed_is_found(world: &World) {
    let (log, asked) = world.signed().await;
    log.close().await;
    let forged =
        "INSERT INTO checkpoints SELECT 603, text, tail, signed_at FROM checkpoints WHERE size = 600";
    again(world, &asked, forged, Tampering::Unsigned, 603..=603).await;
    let forged = "INSERT INTO checkpoints SELECT 500, replace(text, '300', '500'), tail, signed_at
                    FROM checkpoints WHERE size = 300";
    again(world, &asked, forged, Tampering::Unsigned, 500..=500).await;
    let note = world.checkpoint(300).await;
    let at = note.text().rfind(' ').unwrap() + 20;
    let letter = if note.text().as_bytes()[at] == b'A' { 'B' } else { 'A' };
    let text = format!("{}{letter}{}", &note.text()[..at], &note.text()[at + 1..]);
    let forged = format!("UPDATE checkpoints SET text = '{text}' WHERE size = 300");
    again(world, &asked, &forged, Tampering::Unsigned, 300..=300).await;
    // A row is named although the checkpoint right after it is worth nothing: the next one is not.
    let sql = "UPDATE events SET actor = 'nobody' WHERE position = 250";
    again(world, &asked, sql, Tampering::Changed, 250..=250).await;
    let strangers = Asked { keys: Vec::new(), ..asked };
    is(world.verify(&strangers).await, Tampering::Unsigned, 100..=100);
}

pub(crate) async fn a_log_rewritten_and_signed_anew_is_found_by_a_checkpoint_kept_outside(world: &World) {
    let (log, asked) = world.signed().await;
    log.close().await;
    let outside = vec![world.checkpoint(100).await, world.checkpoint(300).await];
    world
        .tamper("UPDATE events SET body = '{\"n\":999}' WHERE position = 150; DELETE FROM tiles; DELETE FROM checkpoints")
        .await;
    let log = world.open().await;
    log.attest().await.unwrap();
    log.close().await;
    assert_eq!(world.verify(&asked).await.fault, None);
    is(world.verify(&Asked { outside, ..asked.clone() }).await, Tampering::Rewritten, 101..=300);

    let another = World::file();
    let (log, _) = another.signed().await;
    log.close().await;
    let outside = vec![another.checkpoint(300).await];
    is(world.verify(&Asked { outside, ..asked }).await, Tampering::Foreign, 300..=300);
}

pub(crate) async fn the_order_is_judged_where_nothing_was_signed(world: &World) {
    let (log, asked) = world.signed().await;
    log.close().await;
    let sql = "UPDATE events SET version = 9 WHERE position = 604";
    again(world, &asked, sql, Tampering::OutOfOrder, 604..=604).await;
    let sql = "UPDATE events SET recorded_at = '2025-08-01T00:00:00.000000Z' WHERE position = 603";
    again(world, &asked, sql, Tampering::OutOfOrder, 603..=603).await;
    again(world, &asked, "DELETE FROM events WHERE position = 602", Tampering::Removed, 602..=602).await;
    let sql = "UPDATE head SET position = 601";
    again(world, &asked, sql, Tampering::Inserted, 602..=605).await;
}

pub(crate) async fn what_does_not_go_on_from_the_last_checkpoint_is_not_signed(world: &World) {
    let (log, _) = world.signed().await;
    world.tamper("UPDATE events SET body = '{\"n\":999}' WHERE position = 590").await;
    let refused = log.attest().await.unwrap_err();
    assert!(matches!(&refused, Failure::Evidence(words) if words.contains("600")), "{refused}");
    world.tamper("DELETE FROM events WHERE position > 560; UPDATE head SET position = 560").await;
    assert!(matches!(log.attest().await.unwrap_err(), Failure::Evidence(_)));
    log.close().await;
}
