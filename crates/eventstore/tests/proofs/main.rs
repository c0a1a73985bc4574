//! What an attacker with the database does to the log, and how it is found out: on both databases in the same words.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]
#![expect(clippy::disallowed_methods, reason = "here the test is the edge where ids are made")]

#[path = "../fresh/mod.rs"]
mod fresh;

mod honest;
mod tampered;
mod world;

use honest::*;
use tampered::*;
use world::World;

macro_rules! on_both {
    ($($test:ident)*) => {
        mod on_a_file {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(&super::World::file()).await;
            })*
        }
        mod on_a_server {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                if let Some(world) = super::World::server().await {
                    super::$test(&world).await;
                    world.gone().await;
                }
            })*
        }
    };
}

on_both! {
    a_log_that_was_left_alone_is_whole
    the_database_refuses_to_change_what_was_signed
    the_same_log_signs_the_same_bytes_however_many_sign_at_once
    a_server_signs_as_the_log_grows
    an_erased_person_leaves_the_log_as_it_was_signed
    every_event_can_be_proven_without_the_log
    what_was_signed_later_is_proven_to_go_on_from_what_was_signed_before
    an_empty_log_has_nothing_to_sign_and_is_whole
    a_changed_body_is_found
    a_changed_time_is_found
    a_removed_row_is_found_with_and_without_renumbering
    an_inserted_row_is_found
    two_rows_that_changed_places_are_found
    a_tail_that_was_cut_off_is_found
    a_falsified_hash_is_told_from_a_falsified_row
    a_row_and_its_hash_falsified_together_are_found_by_what_was_signed
    a_checkpoint_nobody_signed_is_found
    a_log_rewritten_and_signed_anew_is_found_by_a_checkpoint_kept_outside
    the_order_is_judged_where_nothing_was_signed
    what_does_not_go_on_from_the_last_checkpoint_is_not_signed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_with_tiles_of_tiles_is_proven_and_a_falsified_one_is_found() {
    tiles_above_tiles(&World::file()).await;
}
