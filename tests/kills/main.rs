//! A start of phone, central or key service that is killed at any write, or finds the disk full at
//! any level: the next one, in peace, opens and has everything there. On a full disk an app that is
//! open goes on asking central.
//!
//! Each first start, and the upgrade from each schema that ever landed; that from the schema before the newest at each write,
//! from older ones at some.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(clippy::print_stdout, reason = "what was tried is told")]

mod disk;
mod earlier;
mod key_files;
mod older;
mod program;
mod renewal;
mod rescue;
mod restore;
mod writes;

use program::Program;

#[test]
fn a_phone_that_is_killed_at_any_write_of_its_start_opens_with_everything_there() {
    writes::kill_at_each(Program::Phone);
}

#[test]
fn a_start_that_finds_its_store_older_than_it_was_and_is_killed_at_any_write_forgets_it_never() {
    older::kill_at_each_write();
}

#[test]
fn central_killed_at_any_write_of_its_start_opens_with_everything_there() {
    writes::kill_at_each(Program::Central);
}

#[test]
fn a_key_service_that_is_killed_at_any_write_of_its_start_opens_with_everything_there() {
    writes::kill_at_each(Program::KeyService);
}

#[test]
fn a_restore_of_central_that_is_killed_at_any_write_loses_nothing_in_silence() {
    restore::kill_at_each_write();
}

#[test]
fn a_rescue_of_a_phone_that_is_killed_at_any_write_leaves_no_store_that_forgets_what_was_not_sent()
{
    rescue::kill_at_each_write();
}

#[test]
fn a_renewal_of_the_issuers_key_that_is_killed_at_any_write_goes_on_at_the_next_start() {
    renewal::kill_at_each_write();
}

#[test]
fn a_first_start_that_was_killed_while_a_key_file_was_made_goes_on() {
    key_files::begin_where_a_key_was_being_made();
}

#[test]
fn an_empty_key_file_is_not_written_over_where_something_is_kept_under_the_key() {
    key_files::keep_what_is_kept_under_a_lost_key();
}

#[test]
fn a_key_file_that_others_may_read_is_refused_by_each_program_alike() {
    key_files::refuse_what_others_may_read();
}

#[test]
fn a_start_on_a_disk_that_is_full_at_any_level_locks_nothing() {
    disk::in_a_world_of_its_own(disk::EVERY_LEVEL);
}

#[test]
fn a_phone_on_a_full_disk_goes_on_asking_central() {
    disk::in_a_world_of_its_own(disk::LOOK_UPS);
}

/// What the tests above start as a process of its own.
#[test]
#[ignore = "is started by the other tests, with what to do in its environment"]
fn in_a_process_of_its_own() {
    if let Some(what) = std::env::var_os(disk::WHAT) {
        disk::as_told(&what);
    } else if let Some(folder) = std::env::var_os(restore::FOLDER) {
        restore::as_told(folder.as_ref());
    } else if let Some(folder) = std::env::var_os(rescue::FOLDER) {
        rescue::as_told(folder.as_ref());
    } else if let Some(folder) = std::env::var_os(renewal::FOLDER) {
        renewal::as_told(folder.as_ref());
    } else {
        program::start_as_told();
    }
}
