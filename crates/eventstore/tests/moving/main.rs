//! A log moved from one place to another is the same log: copied, exported, backed up, restored, and gone on with.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]
#![expect(clippy::disallowed_methods, reason = "here the test is the edge where ids are made")]

#[path = "../fresh/mod.rs"]
mod fresh;

mod backing;
mod copying;
mod exporting;
mod keys;
mod world;

use world::Place;

/// Each promise is asked of every pair of databases that a log can be moved between.
macro_rules! moving {
    ($($promise:path as $name:ident)*) => {
        mod from_a_file_to_a_file {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $promise(Place::file(), Place::file()).await;
            })*
        }
        mod from_a_file_to_a_server {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(server) = Place::server().await {
                    $promise(Place::file(), server).await;
                }
            })*
        }
        mod from_a_server_to_a_file {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(server) = Place::server().await {
                    $promise(server, Place::file()).await;
                }
            })*
        }
    };
}

moving! {
    copying::there_and_back as a_log_copied_there_and_back_is_equal_row_for_row
    copying::goes_on as a_copy_is_brought_up_to_date_when_its_source_went_on
    copying::interrupted as a_copy_interrupted_at_many_moments_goes_on_and_ends_equal
    copying::unfinished as an_unfinished_copy_takes_no_append_and_is_no_source
    copying::refused as a_log_is_never_copied_onto_another_a_longer_or_a_parted_one
    exporting::there_and_back as an_export_taken_in_elsewhere_is_exported_as_the_same_bytes
    exporting::interrupted as an_import_interrupted_at_many_moments_goes_on_and_ends_equal
    exporting::damaged as a_damaged_file_is_refused_with_its_line_and_nothing_is_written
    backing::hot as a_backup_made_while_eight_write_is_one_moment_of_the_log
    backing::continued as a_restored_log_goes_on_at_the_next_position_with_its_keys_and_claims
    backing::interrupted as a_backup_interrupted_is_not_trusted_and_goes_on
    backing::damaged as a_backup_that_was_touched_is_not_restored
    keys::older as an_older_backup_of_the_keys_does_not_bring_back_who_was_erased
    keys::merged as keys_that_were_lost_come_back_and_others_stay
    keys::refused as keys_of_another_log_or_master_or_a_damaged_file_change_nothing
}
