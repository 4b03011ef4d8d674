//! What an independent tester found about clocks and copies: each failed on the program as it was then.
#![allow(
    unused_imports,
    reason = "each finding uses a part of what stands here"
)]

mod absurd_moment;
mod absurd_revision;
mod begun_anew;
mod boot_as_one;
mod central_ahead;
mod copy_amended;
mod copy_corrected;
mod copy_counted;
mod copy_draft;
mod copy_over;
mod copy_redated;
mod copy_twice;
mod copy_waited;
mod copy_withdrawn;
mod drifting;
mod epoch_over;
mod forgiven_clocks;
mod hidden_step;
mod known_off;
mod look_up_closed;
mod mid_pass;
mod only_draft;
mod only_revision;
mod put_right_short;
mod refused_hour;
mod replaced_key;
mod rescued;
mod restored_too_late;
mod restored_twice;
mod room_left;
mod small_steps;
mod third_day;
mod unanswered;
mod undecided_ahead;
mod unkept_stretch;
mod waits_for_room;
mod withdrawn_undated;

pub use std::collections::BTreeSet;
pub use std::sync::Arc;
pub use std::sync::atomic::AtomicI64;
pub use std::sync::atomic::Ordering::SeqCst;

pub use proco_access::Role;
pub use proco_device::SinceBoot;
pub use proco_device::view::{CentralAnswer, Notice, SyncProblem, SyncState};
pub use proco_domain::draft::{Change, ResultChoice};
pub use proco_domain::ids::StopId;
pub use proco_domain::outcome::{Finding, Link};
pub use proco_domain::reflection::{DoAgain, Reflection};
pub use proco_domain::stop::WithdrawReason;
pub use proco_domain::text::FreeText;
pub use proco_exchange::{Clock, UtcMillis};
pub use proco_testbed::officer::{EVENING, Officer, smallest, town, year};
pub use proco_testbed::road::Weather;
pub use proco_testbed::town::Town;
pub use proco_testbed::witnessed::Witnessed;
pub use tempfile::TempDir;

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;
pub const PLATE: &str = "00-BDF-0";
pub const OTHER: &str = "BF-000-G";

pub fn off(hours: &BTreeSet<u32>) -> Vec<i64> {
    hours
        .iter()
        .map(|h| i64::from(*h) - i64::from(EVENING.hour().0))
        .collect()
}

/// Amends a stop with these answers.
pub fn amends(noor: &Officer, stop: StopId, more: impl IntoIterator<Item = Change>) {
    let draft = noor.phone().amend(stop).unwrap();
    let words = FreeText::new("een verbetering").unwrap();
    noor.answers(draft.id, [Change::AmendReason(words)]);
    noor.answers(draft.id, more);
    noor.phone().finish(draft.id, None).unwrap();
}

pub fn found_something() -> [Change; 3] {
    [
        Change::Result(Some(ResultChoice::Found)),
        Change::Findings(BTreeSet::from([Finding::Fine])),
        Change::Link(Some(Link::Linked)),
    ]
}

/// How the stories begin: a town and its folder, and an officer who has just joined a team of it.
pub async fn begins() -> (TempDir, Town, Officer) {
    let (data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    (data, town, noor)
}

/// The same, with a phone of which the platform tells how long it has run by this clock, or does not.
pub async fn begins_with(witness: bool) -> (TempDir, Town, Officer, Arc<Witnessed>) {
    let (data, town) = town().await;
    let clock = Witnessed::new();
    let noor = joins_with(&town, &clock, witness).await;
    (data, town, noor, clock)
}

pub async fn joins_with(town: &Town, clock: &Arc<Witnessed>, witness: bool) -> Officer {
    if witness {
        joins_witnessed(town, clock).await
    } else {
        Officer::joins(town, "duinwijk", Role::Officer).await
    }
}

pub async fn joins_witnessed(town: &Town, clock: &Arc<Witnessed>) -> Officer {
    let mut noor = Officer::unpacks(town).await;
    noor.witnessed = Some(clock.clone());
    noor.wake();
    let code = town.code("duinwijk", Role::Officer).await.unwrap();
    noor.phone().enrol(&code).await.unwrap();
    noor
}

/// Sets the clocks of a phone, witnessed or not, and of the town: so long after [`EVENING`], that of the
/// phone so far off.
pub fn it_is(noor: &Officer, clock: &Witnessed, town: &Town, ran: i64, off: i64) {
    noor.clock.set(EVENING.plus_millis(ran + off));
    clock.ran.store(ran, SeqCst);
    clock.off.store(off, SeqCst);
    town.clock().set(EVENING.plus_millis(ran));
}

pub async fn counted(town: &Town, plate: &str) -> (u32, u32, u32) {
    let bram = Officer::joins(town, "havenstad", Role::Officer).await;
    let asked = bram.looks_up(plate);
    let answer = bram.phone().central_counts(asked.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers");
    };
    year(&counts)
}

pub async fn days_go_by(town: &Town, colleague: &Officer, days: i64) {
    for day in 0..days {
        town.clock().advance_millis(DAY);
        colleague.clock.set(town.clock().now());
        if day % 10 == 0 {
            colleague.leaves(OTHER);
            colleague.syncs().await;
        }
        town.central().tidy().await.unwrap();
        town.keyservice().rotate_epochs().unwrap();
    }
}
