//! The state of synchronisation, kept over restarts.

use proco_domain::time::UtcMillis;
use proco_exchange::belief::{Belief, Claim, Doubt, Side};
use rusqlite::Connection;

use super::row::{At, from_code, moment, to_code};
use super::{StoreError, drafts};
use crate::problem::SyncProblem;

/// The most days between two readings of the clock on a phone that is seldom used.
const SELDOM_DAYS: u16 = 14;

/// More revisions than one record can get while it can be amended.
const REVISIONS: u32 = 256;
/// Up to here the revisions of a record cannot overflow.
const LAST: u32 = u32::MAX - REVISIONS;
const START_OF_2026: i64 = 1_767_225_600_000;

/// The one row about synchronisation: clock, restores, and what is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SyncState {
    /// When a pass last succeeded.
    pub(crate) last_success: Option<UtcMillis>,
    /// When a pass last began.
    pub(crate) last_attempt: Option<UtcMillis>,
    /// What stopped the last pass.
    pub(crate) problem: Option<SyncProblem>,
    /// Whether central refused a record as in the future that lies in the past by this phone, and has not told
    /// its time since.
    pub(crate) clock_off: bool,
    /// Whether a draft was closed because it was not changed for too long, and none was begun since.
    pub(crate) draft_closed: bool,
}

pub(crate) fn get(connection: &Connection) -> Result<SyncState, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT last_success, last_attempt, problem, clock_off, draft_closed FROM sync_state",
    )?;
    Ok(statement.query_row([], |row| {
        let problem: Option<String> = row.get(2)?;
        Ok(SyncState {
            last_success: moment(row.get(0)?),
            last_attempt: moment(row.get(1)?),
            // A code that cannot be read is dropped, because the next pass sets it anew.
            problem: problem.and_then(|code| from_code(&code, "a problem").ok()),
            clock_off: row.get(3)?,
            draft_closed: row.get(4)?,
        })
    })?)
}

/// Notes that a pass ended, with success or on a problem.
pub(crate) fn ended(
    connection: &Connection,
    begun: UtcMillis,
    now: UtcMillis,
    problem: Option<SyncProblem>,
) -> Result<(), StoreError> {
    let success = problem.is_none().then_some(At(now));
    connection
        .prepare_cached(
            "UPDATE sync_state
             SET last_attempt = ?1, last_success = coalesce(?2, last_success), problem = ?3",
        )?
        .execute((At(begun), success, problem.map(|problem| to_code(&problem))))?;
    Ok(())
}

/// Keeps whether the clocks disagree.
pub(crate) fn set_clock_off(connection: &Connection, off: bool) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE sync_state SET clock_off = ?1 WHERE clock_off <> ?1")?
        .execute([off])?;
    Ok(())
}

/// Notes that the clock of this phone was compared with that of central, and agrees with it now.
pub(crate) fn agreed(connection: &Connection, now: UtcMillis) -> Result<(), StoreError> {
    set_clock_off(connection, false)?;
    believe(connection, Belief::agreed(now))?;
    drafts::date_future_changes_now(connection, now)
}

/// Looks at the clock, and gives the moment by which old records may be removed: the present one where it is
/// known or believed. A clock that jumped far gives none until it was observed for a while. To be called in a
/// transaction.
pub(crate) fn believed_now(
    connection: &Connection,
    now: UtcMillis,
    known: bool,
) -> Result<Option<UtcMillis>, StoreError> {
    if known {
        believe(connection, Belief::agreed(now))?;
        return Ok(Some(now));
    }
    let mut statement =
        connection.prepare_cached("SELECT believed_at, doubt, ahead_since FROM sync_state")?;
    let before = statement.query_row([], |row| {
        let side: Option<String> = row.get(1)?;
        let since = moment(row.get(2)?);
        let side = side.as_deref().and_then(Side::of_name);
        Ok(Belief {
            until: moment(row.get(0)?),
            doubt: side.zip(since).map(|(side, since)| Doubt {
                side,
                claim: Claim(since),
            }),
        })
    })?;
    let belief = before.observe(now);
    believe(connection, belief)?;
    // A phone that is used every few days has no two readings within two days. There the second one confirms the
    // first, and no more than that: the clock may have jumped since.
    let goes_on = |doubt: Doubt| {
        doubt.side == Side::Ahead
            && doubt.claim.has_stood(now)
            && now <= doubt.claim.0.plus_days(SELDOM_DAYS)
    };
    Ok(if belief.is_believed() {
        Some(now)
    } else {
        belief.until.filter(|_| before.doubt.is_some_and(goes_on))
    })
}

fn believe(connection: &Connection, belief: Belief) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE sync_state SET believed_at = ?1, doubt = ?2, ahead_since = ?3
             WHERE believed_at IS NOT ?1 OR doubt IS NOT ?2 OR ahead_since IS NOT ?3",
        )?
        .execute((
            belief.until.map(At),
            belief.doubt.map(|doubt| doubt.side.name()),
            belief.doubt.map(|doubt| At(doubt.claim.0)),
        ))?;
    Ok(())
}

/// The revision above which all that is decided now is sent.
pub(crate) fn revisions_from(connection: &Connection) -> Result<u32, StoreError> {
    let mut statement = connection.prepare_cached("SELECT revisions_from FROM sync_state")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Whether this store was ever found older than it was.
pub(crate) fn was_put_back(connection: &Connection) -> Result<bool, StoreError> {
    Ok(revisions_from(connection)? > 0)
}

/// Raises the revisions of what is decided from now on above all that was sent before, because this store was
/// found older than it was. Another restore of the same copy may have done so too, so the block also depends on
/// the time.
pub(crate) fn raise_revisions(connection: &Connection, now: UtcMillis) -> Result<(), StoreError> {
    let before = revisions_from(connection)?;
    connection
        .prepare_cached("UPDATE sync_state SET revisions_from = ?1")?
        .execute([revisions_after(before, now)])?;
    Ok(())
}

/// The next block of revisions above one that central has; `None` if no phone can have sent such a revision.
pub(crate) fn block_above(revision: u32) -> Option<u32> {
    // Blocks of revisions begin at multiples of their length.
    let next = (revision - revision % REVISIONS).checked_add(REVISIONS)?;
    (next <= LAST).then_some(next)
}

/// A block of revisions for each minute since 2026: enough until 2057. A clock beyond that is ignored.
fn revisions_after(before: u32, now: UtcMillis) -> u32 {
    let minute = (now.0 - START_OF_2026) / 60_000;
    let by_time = u32::try_from(minute)
        .ok()
        .and_then(|minute| minute.checked_mul(REVISIONS));
    let next = before.saturating_add(REVISIONS);
    next.max(by_time.unwrap_or(0)).min(LAST)
}

/// The number of times that central was put back from a copy, as it last reported.
pub(crate) fn central_restored(connection: &Connection) -> Result<u32, StoreError> {
    let mut statement = connection.prepare_cached("SELECT central_restored FROM sync_state")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Keeps the number of central's last restore.
pub(crate) fn set_central_restored(connection: &Connection, times: u32) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE sync_state SET central_restored = ?1")?
        .execute([times])?;
    Ok(())
}

/// Keeps whether the officer must still be told that a draft was closed.
pub(crate) fn set_draft_closed(connection: &Connection, closed: bool) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE sync_state SET draft_closed = ?1 WHERE draft_closed <> ?1")?
        .execute([closed])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_grow_with_each_copy_and_by_the_minute_whatever_the_clock_says() {
        let evening = UtcMillis(1_795_032_000_000);
        let first = revisions_after(0, evening);
        assert_eq!(first, 463_440 * REVISIONS);
        let later = revisions_after(0, evening.plus_millis(60_000));
        assert_eq!(later, first + REVISIONS, "another life of the same copy");
        assert_eq!(revisions_after(first, evening), first + REVISIONS);
        for wrong in [0, i64::MIN / 2, 4_000_000_000_000, i64::MAX / 2] {
            assert_eq!(revisions_after(first, UtcMillis(wrong)), first + REVISIONS);
        }
        assert_eq!(
            revisions_after(LAST, evening),
            LAST,
            "and no report overflows"
        );
        assert_eq!(block_above(1), Some(REVISIONS));
        assert_eq!(block_above(first + 3), Some(first + REVISIONS));
        for absurd in [LAST, u32::MAX] {
            assert_eq!(block_above(absurd), None);
        }
    }
}
