//! What the log promises, asked in the same words of a log on a file, of one on a server, and of a model in memory that is the
//! oracle of both. The lists below are the contract.
#![expect(clippy::wildcard_enum_match_arm, reason = "a test names the one answer it expects")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]
#![expect(clippy::disallowed_methods, reason = "here the test is the edge where ids are made")]

#[path = "../fresh/mod.rs"]
mod fresh;

mod alike;
mod deciding;
mod following;
mod judging;
mod keeping;
mod model;
mod older;
mod racing;
mod world;

use deciding::*;
use following::*;
use judging::*;
use keeping::*;
use liangshi_eventstore::{Failure, Outcome};
use older::*;
use racing::*;
use world::{World, append, write};

/// `everywhere` is what a log answers; `kept` is about what only a database has: files, keys, other processes, reopening.
macro_rules! contract {
    (everywhere { $($judged:ident)* } kept { $($kept:ident)* } on_a_file_only { $($alone:ident)* } on_a_server_only { $($served:ident)* }) => {
        mod on_the_model {
            contract!(@each super::World::model(); $($judged)*);
        }
        mod on_a_file {
            contract!(@each super::World::file(); $($judged)* $($kept)* $($alone)*);
        }
        mod on_a_server {
            contract!(@served $($judged)* $($kept)* $($served)*);
        }
    };
    (@each $world:expr; $($promise:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $promise() {
            super::$promise($world).await;
        })*
    };
    (@served $($promise:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $promise() {
            if let Some(world) = super::World::server().await {
                let database = world.database.clone();
                super::$promise(world).await;
                super::world::drop_database(&database).await;
            }
        })*
    };
}

contract! {
    everywhere {
        positions_are_dense_and_in_order_across_streams
        everything_written_is_read_back
        of_parallel_appends_as_many_succeed_as_there_are_rows
        a_stale_version_is_a_conflict_and_changes_nothing
        a_version_no_stream_can_reach_is_a_conflict_like_any_other
        a_guard_holds_a_stream_that_is_only_read
        a_name_has_one_holder_now_and_can_be_passed_on
        a_name_held_for_ever_was_never_and_will_never_be_anothers
        the_same_key_and_content_give_the_first_answer
        a_retry_beside_its_first_try_is_written_once
        a_change_back_is_not_taken_for_a_repetition
        a_refusal_in_a_group_leaves_its_neighbours_alone
        recorded_time_never_runs_backwards
        a_follower_sees_every_position_in_order_while_sixteen_write
        a_reader_who_goes_on_from_the_last_event_seen_loses_nothing
        a_head_is_not_announced_before_it_can_be_read
        a_success_is_never_told_without_its_row
        of_two_who_each_guard_what_the_other_writes_one_wins
        an_event_id_that_is_there_already_fails_alone
    }
    kept {
        a_reader_never_passes_a_slower_committer
        a_reader_that_was_called_off_leaves_nothing_for_the_next
        a_read_does_not_wait_behind_a_write
        another_process_is_told_of_a_new_head
        what_waits_is_written_together_and_each_is_answered_apart
        a_decision_is_taken_anew_on_what_another_has_written
        what_a_decision_looked_at_is_looked_at_anew
        who_names_a_version_is_told_of_the_conflict
        who_is_always_outrun_is_told_in_the_end
        a_name_taken_meanwhile_is_not_taken_twice
        a_retry_that_overtakes_its_first_try_is_what_both_are_told
        what_follows_for_another_stream_happens_with_it_or_nothing_does
        what_follows_is_decided_anew_when_another_was_faster_there
        the_database_refuses_to_change_the_past
        a_row_that_cannot_be_read_is_named_and_never_left_out
        a_position_is_not_given_again_after_a_deletion
        a_personal_value_is_stored_sealed_and_read_plain
        a_destroyed_key_erases_one_person_and_nobody_else
        an_unknown_key_is_an_error_and_never_erased
        one_key_is_made_for_a_subject_however_many_write_at_once
        a_log_is_opened_only_with_its_own_master_key
        another_master_key_opens_everything_and_the_old_one_nothing
        a_log_opened_again_goes_on_at_the_next_position
        several_processes_may_open_a_new_log_at_once
        closing_writes_what_was_already_waiting
        an_append_without_meaning_never_reaches_the_log
        an_old_shape_is_lifted_when_read_and_stays_when_stored
        a_large_import_is_one_append
    }
    on_a_file_only {
        a_log_from_before_the_tables_were_laid_out_anew_is_whole
        a_row_with_values_of_another_type_is_named_and_never_left_out
    }
    on_a_server_only {
        nothing_is_written_that_no_key_can_open
        a_head_becomes_known_although_no_bell_rings
        a_head_becomes_known_although_the_bell_was_cut
        a_connection_lost_while_committing_is_told_and_a_retry_resolves_it
    }
}

/// The writer's connection is cut while the server works on the group, which is the one moment nobody can know the end of.
async fn a_connection_lost_while_committing_is_told_and_a_retry_resolves_it(world: World) {
    let log = world.open().await;
    log.append(append([write("before", 0, 1)])).await.unwrap();
    let held = world.hold_the_writers().await;
    let waiting = tokio::spawn({
        let log = log.clone();
        async move { log.append(asked("k", "h", "s", 0)).await }
    });
    world.cut_who_waits().await;
    assert!(matches!(waiting.await.unwrap(), Err(Failure::OutcomeUnknown)));
    drop(held);
    assert_eq!(log.append(asked("k", "h", "s", 0)).await.unwrap(), Outcome::Appended { first: 2, last: 3 });
}
