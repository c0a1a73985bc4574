//! What the log promises, asked of both databases in the same words. The list at the end is the contract.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]
#![expect(clippy::disallowed_methods, reason = "here the test is the edge where ids are made")]

mod judging;
mod keeping;
mod world;

use std::collections::HashSet;

use judging::*;
use keeping::*;
use liangshi_eventstore::{Claim, Failure, Guard, Idempotency, Outcome};
use world::{World, append, write};

macro_rules! contract {
    ($($promise:ident)*) => {
        mod on_a_file {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(super::World::file()).await;
            })*
        }
        mod on_a_server {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                if let Some(world) = super::World::server().await {
                    let database = world.database.clone();
                    super::$promise(world).await;
                    super::world::drop_database(&database).await;
                }
            })*
        }
    };
}

contract! {
    positions_are_dense_and_in_order_across_streams
    everything_written_is_read_back
    of_parallel_appends_as_many_succeed_as_there_are_rows
    a_stale_version_is_a_conflict_and_changes_nothing
    a_guard_holds_a_stream_that_is_only_read
    a_name_has_one_holder_now_and_can_be_passed_on
    a_name_held_for_ever_was_never_and_will_never_be_anothers
    the_same_key_and_content_give_the_first_answer
    a_retry_beside_its_first_try_is_written_once
    a_change_back_is_not_taken_for_a_repetition
    a_refusal_in_a_group_leaves_its_neighbours_alone
    a_follower_sees_every_position_in_order_while_sixteen_write
    the_database_refuses_to_change_the_past
    recorded_time_never_runs_backwards
    a_personal_value_is_stored_sealed_and_read_plain
    a_destroyed_key_erases_one_person_and_nobody_else
    an_unknown_key_is_an_error_and_never_erased
    one_key_is_made_for_a_subject_however_many_write_at_once
    a_log_is_opened_only_with_its_own_master_key
    a_log_opened_again_goes_on_at_the_next_position
    several_processes_may_open_a_new_log_at_once
    closing_writes_what_was_already_waiting
    an_append_without_meaning_never_reaches_the_log
    an_old_shape_is_lifted_when_read_and_stays_when_stored
    a_large_import_is_one_append
    another_process_is_told_of_a_new_head
}

/// The writer's connection is cut while the server works on the group, which is the one moment nobody can know the end of.
#[tokio::test]
async fn a_connection_lost_while_committing_is_told_and_a_retry_resolves_it() {
    let Some(world) = World::server().await else { return };
    let log = world.open().await;
    log.append(append([write("before", 0, 1)])).await.unwrap();
    let held = world.hold_the_head().await;
    let waiting = tokio::spawn({
        let log = log.clone();
        async move { log.append(asked("k", "h", "s", 0)).await }
    });
    world.cut_who_waits().await;
    assert!(matches!(waiting.await.unwrap(), Err(Failure::OutcomeUnknown)));
    drop(held);
    assert_eq!(log.append(asked("k", "h", "s", 0)).await.unwrap(), Outcome::Appended { first: 2, last: 3 });
    world::drop_database(&world.database).await;
}

/// The two databases judge in two languages; this holds them to one meaning. Groups are of any size, because all requests of
/// a round are sent before the first is answered.
#[tokio::test]
async fn both_databases_judge_alike() {
    let Some(server) = World::server().await else { return };
    let database = server.database.clone();
    let logs = [World::file(), server];
    let opened = [logs[0].open().await, logs[1].open().await];
    let mut seed = 20_220_601_u64;
    let mut dice = move |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    let mut kinds = HashSet::new();
    for round in 0..60 {
        let requests: Vec<_> = (0..12).map(|_| any_request(&mut dice)).collect();
        let mut answers = Vec::new();
        for log in &opened {
            let tasks: Vec<_> = requests
                .iter()
                .cloned()
                .map(|request| {
                    let log = log.clone();
                    tokio::spawn(async move { log.append(request).await.unwrap() })
                })
                .collect();
            let mut outcomes = Vec::new();
            for task in tasks {
                outcomes.push(task.await.unwrap());
            }
            answers.push(outcomes);
        }
        kinds.extend(answers[0].iter().map(std::mem::discriminant));
        assert_eq!(answers[0], answers[1], "round {round}: {requests:#?}");
    }
    let events =
        [opened[0].after_sealed(0, 9_999).await.unwrap(), opened[1].after_sealed(0, 9_999).await.unwrap()];
    assert_eq!(events[0], events[1]);
    assert_eq!(kinds.len(), 5, "every kind of answer was given");
    assert!(events[0].len() > 100, "{} events are too few to mean much", events[0].len());
    world::drop_database(&database).await;
}

fn any_request(dice: &mut impl FnMut(u64) -> u64) -> liangshi_eventstore::Append {
    let streams: HashSet<u64> = (0..=dice(2)).map(|_| dice(6)).collect();
    let mut streams: Vec<u64> = streams.into_iter().collect();
    streams.sort_unstable();
    let writes = streams.iter().map(|stream| write(format!("s-{stream}"), dice(4) as i64, 1));
    let mut request = append(writes.collect::<Vec<_>>());
    if dice(3) == 0 {
        request.guards = vec![Guard { stream: format!("s-{}", dice(6)), version: dice(4) as i64 }];
    }
    // Fresh streams keep the log growing however often the others are refused.
    if dice(2) == 0 {
        request.writes =
            vec![write(format!("fresh-{}-{}", dice(1 << 30), dice(1 << 30)), 0, 1 + dice(3) as usize)];
    }
    for _ in 0..dice(4) {
        let (scope, key, holder) =
            (["A", "a"][dice(2) as usize].into(), dice(4).to_string(), dice(4).to_string());
        request.claims.push(match dice(5) {
            0 | 1 => Claim::Release { scope, key, holder },
            roll => Claim::Take { scope, key, holder, ever: roll == 2 && dice(3) == 0 },
        });
    }
    if dice(3) == 0 {
        let (key, hash) = (dice(20).to_string(), dice(2).to_string());
        request.idempotency = Some(Idempotency { key, hash, answer: r#"{"ids":["一"]}"#.into() });
    }
    request
}
