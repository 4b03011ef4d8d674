//! Which epoch keys to create, expire, revive and destroy: a plan, and carrying it out.
//!
//! A key is made a quarter ahead of its epoch, so that each backup of the quarter before holds it.
//! Once an epoch has begun, phones may have pinned its key; if that is gone, another one in its place
//! would be refused by every phone. So only an administrator can have one made.

use proco_exchange::belief::{Belief, Side};
use proco_exchange::claim::{Claim, STANDS_MILLIS};
use proco_exchange::{Epoch, UtcMillis};
use proco_oprf::EpochKey;
use rand::rngs::OsRng;

use crate::error::Error;
use crate::store::{BeliefRow, EpochRow, State, Store};

/// How long a key is kept after it expired, in milliseconds: one day.
///
/// Destroying cannot be undone. When the machine's clock jumps ahead, this is the time in which
/// somebody can set it right; then the keys answer again.
pub const GRACE: i64 = STANDS_MILLIS;

/// For how long no key is destroyed after the clock went far ahead, in milliseconds: a week.
///
/// Central agreed with it; but central may be wrong about the time as well.
pub const AFTER_A_JUMP: i64 = 7 * GRACE;

/// The first moment of 2026, before this program was written: no clock that stands before it is
/// right.
const BEFORE_ALL: UtcMillis = UtcMillis(1_767_225_600_000);

/// What is to be done with the keys at some moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Epochs that are to have a key: the next one, and at the very first start the live ones too.
    pub create: Vec<Epoch>,
    /// Live epochs without a key. They began without one, or lost it: an administrator has to say
    /// what is to be done.
    pub missing: Vec<Epoch>,
    /// Epochs that are over: they stop answering.
    pub expire: Vec<Epoch>,
    /// Live epochs that expired at a moment that is still to come: the clock had run ahead.
    pub revive: Vec<Epoch>,
    /// Epochs that are over by now and expired at a moment that is still to come: as of now, or their
    /// keys would be kept until that moment.
    pub expire_now: Vec<Epoch>,
    /// Epochs that have been over for longer than the grace.
    pub destroy: Vec<Epoch>,
    /// The clock is too far from the last believed moment, on this side; nothing at all is done.
    pub held: Option<Side>,
}

/// Plans from what there is and what time it is.
///
/// An epoch that has a row is never created anew, whatever became of its key: its old pseudonyms
/// and the new ones would not fit together. Epochs that lie ahead are left alone: the clock may
/// have gone back. An epoch that was expired by hand while it could be live is left alone too; its
/// moment has passed, unless the clock was wrong then.
#[must_use]
pub fn plan(rows: &[EpochRow], now: UtcMillis) -> Plan {
    let live = Epoch::live_at(now);
    let oldest = live[live.len() - 1];
    let absent = |epoch: &Epoch| rows.iter().all(|row| row.epoch != *epoch);
    let next = [live[0].next()].into_iter().filter(absent);
    let without = live.into_iter().filter(absent);
    let mut plan = Plan::default();
    if rows.is_empty() {
        plan.create = next.chain(without).collect();
    } else {
        plan.create = next.collect();
        plan.missing = without.collect();
    }
    let claim = |row: &EpochRow| row.expired_at.map(Claim);
    let expired_ahead = |row: &&EpochRow| {
        row.state == State::Expired && claim(row).is_some_and(|claim| claim.is_to_come(now))
    };
    let of_live = rows.iter().filter(|row| live.contains(&row.epoch));
    plan.revive = of_live.filter(expired_ahead).map(|row| row.epoch).collect();
    for row in rows.iter().filter(|row| row.epoch < oldest) {
        match (row.state, claim(row)) {
            (State::Live, _) => plan.expire.push(row.epoch),
            (State::Expired, Some(claim)) if claim.is_to_come(now) => {
                plan.expire_now.push(row.epoch);
            }
            (State::Expired, Some(claim)) if claim.has_stood_for(GRACE, now) => {
                plan.destroy.push(row.epoch);
            }
            (State::Expired | State::Destroyed, _) => {}
        }
    }
    plan
}

/// Carries out the plan of a moment, if the clock can be believed. Returns what was done.
///
/// `agreed` says that central agrees with the clock: a token of its issuer was valid by it. A clock that is far from
/// the last believed moment needs that agreement. Elsewhere such a clock is believed after a day, but not for keys:
/// under a wrong clock no token is valid, so nobody can ask anything, and under a right one the token of the first
/// phone proves the time.
///
/// # Errors
/// [`Error::ClockBeforeAll`] at a first start; [`Error`] of the store. What was done until then stays
/// done.
pub fn look_after(store: &Store, now: UtcMillis, agreed: bool) -> Result<Plan, Error> {
    // A key written to a file that was deleted meanwhile would be lost at the next start.
    store.is_in_place()?;
    let rows = store.epochs()?;
    if rows.is_empty() && now < BEFORE_ALL {
        return Err(Error::ClockBeforeAll);
    }
    let before = store.believed()?;
    let far = before.observe(now);
    let side = far.doubt.map(|doubt| doubt.side);
    if let (Some(side), false) = (side, agreed) {
        tracing::warn!(
            side = side.name(),
            "the clock of this machine is far from the last moment that was believed: no key is \
             made, expired or destroyed before a phone with a good token has asked"
        );
        return Ok(Plan {
            held: Some(side),
            ..Plan::default()
        });
    }
    let jumped_at = match side {
        Some(Side::Ahead) => Some(now),
        Some(Side::Behind) => None,
        None => before
            .jumped_at
            .filter(|at| !Claim(*at).has_stood_for(AFTER_A_JUMP, now)),
    };
    let mut plan = plan(&rows, now);
    if jumped_at.is_some() {
        plan.destroy.clear();
    }
    carry_out(store, &plan, now)?;
    let until = if agreed {
        Belief::agreed(now).until
    } else {
        far.until
    };
    if let Some(until) = until.filter(|_| before != BeliefRow { until, jumped_at }) {
        store.believe(until, jumped_at)?;
    }
    Ok(plan)
}

/// The command by which central accepts a key.
#[must_use]
pub fn accept_command(epoch: Epoch, key: &str) -> String {
    format!("`proco-central epoch-keys accept --data CENTRAL --epoch {epoch} --key {key}`")
}

fn carry_out(store: &Store, plan: &Plan, now: UtcMillis) -> Result<(), Error> {
    let keys: Vec<_> = plan
        .create
        .iter()
        .map(|epoch| (*epoch, EpochKey::generate(&mut OsRng)))
        .collect();
    if !keys.is_empty() && store.add_epochs(&keys, now)? {
        for epoch in &plan.create {
            tracing::info!(%epoch, "epoch key created: copy it out before its quarter begins");
        }
    }
    for epoch in &plan.missing {
        let place = store.place().arguments();
        tracing::error!(
            %epoch,
            "a live epoch has no key: put it back with `proco-keyservice epochs import {place} \
             --from EXPORT`. Only when it is gone for good: `proco-keyservice epochs create \
             {place} {epoch}`; see `proco-keyservice epochs create --help`"
        );
    }
    for &epoch in &plan.expire {
        store.expire_epoch(epoch, now)?;
        tracing::info!(%epoch, "epoch key expired");
    }
    for &epoch in &plan.revive {
        store.revive_epoch(epoch)?;
        tracing::warn!(%epoch, "epoch key revived: it expired under a clock that ran ahead");
    }
    for &epoch in &plan.expire_now {
        store.expire_epoch(epoch, now)?;
        tracing::warn!(%epoch, "epoch key expired as of now, not under a clock that ran ahead");
    }
    for &epoch in &plan.destroy {
        store.destroy_epoch(epoch, now)?;
        tracing::info!(%epoch, "epoch key destroyed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proco_exchange::evaluation::EpochPublicKey;

    use super::*;

    /// Noon of 22 November 2026.
    const NOW: UtcMillis = UtcMillis(1_795_348_800_000);

    fn row(epoch: &str, state: State, expired_at: Option<UtcMillis>) -> EpochRow {
        let public_key = EpochPublicKey::from_bytes([0; 32]);
        EpochRow {
            epoch: epoch.parse().unwrap(),
            state,
            public_key,
            expired_at,
            answered_at: None,
            copied_at: None,
        }
    }

    fn names(epochs: &[Epoch]) -> Vec<String> {
        epochs.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_new_service_makes_the_five_live_keys_and_the_next_one() {
        let plan = plan(&[], NOW);
        assert_eq!(
            names(&plan.create),
            ["2027Q1", "2026Q4", "2026Q3", "2026Q2", "2026Q1", "2025Q4"]
        );
        assert_eq!((plan.missing, plan.expire), (vec![], vec![]));
        assert_eq!(plan.destroy, []);
    }

    #[test]
    fn a_key_is_made_before_its_epoch_begins_and_never_after_that() {
        let rows = [row("2026Q2", State::Live, None)];
        let plan = plan(&rows, NOW);
        assert_eq!(names(&plan.create), ["2027Q1"]);
        assert_eq!(
            names(&plan.missing),
            ["2026Q4", "2026Q3", "2026Q1", "2025Q4"]
        );
    }

    #[test]
    fn when_the_quarter_turns_one_key_comes_and_one_goes() {
        let rows: Vec<_> = ["2026Q4", "2026Q3", "2026Q2", "2026Q1", "2025Q4", "2025Q3"]
            .map(|epoch| row(epoch, State::Live, None))
            .into();
        let plan = plan(&rows, NOW);
        assert_eq!(names(&plan.create), ["2027Q1"]);
        assert_eq!(names(&plan.expire), ["2025Q3"]);
        assert_eq!(plan.destroy, [], "not before the grace is over");
    }

    #[test]
    fn an_expired_key_is_destroyed_after_the_grace() {
        let just = UtcMillis(NOW.0 - GRACE + 1);
        let long = UtcMillis(NOW.0 - GRACE);
        let rows = [
            row("2025Q3", State::Expired, Some(just)),
            row("2025Q2", State::Expired, Some(long)),
            row("2025Q1", State::Destroyed, Some(long)),
        ];
        assert_eq!(names(&plan(&rows, NOW).destroy), ["2025Q2"]);
    }

    #[test]
    fn a_destroyed_key_is_never_made_anew() {
        let rows = [row("2026Q4", State::Destroyed, None)];
        let plan = plan(&rows, NOW);
        assert!(!names(&plan.create).contains(&"2026Q4".to_owned()));
        assert!(
            !names(&plan.missing).contains(&"2026Q4".to_owned()),
            "nor is it missed: somebody wanted that"
        );
    }

    #[test]
    fn what_expired_under_a_clock_that_ran_ahead_answers_again() {
        let ahead = Some(NOW.plus_millis(1));
        let rows = [
            row("2026Q4", State::Expired, ahead),
            row("2026Q3", State::Expired, Some(NOW)),
            row("2026Q2", State::Destroyed, ahead),
            row("2025Q3", State::Expired, ahead),
        ];
        let plan = plan(&rows, NOW);
        assert_eq!(names(&plan.revive), ["2026Q4"]);
        assert_eq!(
            names(&plan.expire_now),
            ["2025Q3"],
            "it is over, and the grace is a day from now"
        );
    }

    #[test]
    fn a_clock_that_went_back_costs_no_key() {
        let rows = [
            row("2027Q1", State::Live, None),
            row("2027Q2", State::Expired, Some(NOW)),
        ];
        let later = NOW.plus_millis(10 * GRACE);
        let plan = plan(&rows, later);
        assert_eq!((plan.expire, plan.destroy), (vec![], vec![]));
    }
}
