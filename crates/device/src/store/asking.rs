//! What the officer is asked: when the records of a stretch were made, and between which moments that is.

use proco_domain::time::UtcMillis;

use super::dating::take_out;
use super::stretch_records::Part;
use super::{Session, StoreError, stretches};
use crate::stretch::{Lying, OFF_MILLIS, State, Stretch};

/// Makes each question one that has an answer. Records that span more time than there is room for
/// have a step among them that did not show: those before it and those after it are asked about
/// apart. To be called when something was dated, for that may have taken room.
pub(crate) fn fit_asking(session: &Session) -> Result<(), StoreError> {
    for mut lying in stretches::asking(session)? {
        while let (Some(from), Some(until)) = bounds(session, &lying)? {
            let latest = until.plus_millis(OFF_MILLIS);
            let correction = from.0 - lying.first.0;
            if lying.last.plus_millis(correction) <= latest {
                break;
            }
            match ask_apart(session, &lying, correction, latest)? {
                Some(rest) => lying = rest,
                None => break,
            }
        }
    }
    Ok(())
}

/// Asks about those records of a stretch apart that would be later than they can be if the others are
/// corrected so. Gives those, if that could be done.
pub(crate) fn ask_apart(
    session: &Session,
    lying: &Lying,
    correction: i64,
    latest: UtcMillis,
) -> Result<Option<Lying>, StoreError> {
    let next = stretches::oldest_after(session, lying.stretch.number)?;
    let Some(part) = next.and_then(|next| lying.stretch.part(&lying.stretch, &next)) else {
        return Ok(None);
    };
    let part = Stretch {
        state: State::Asks,
        ..part
    };
    let latest = lying.stretch.time(latest.plus_millis(-correction));
    take_out(session, lying.stretch.number, &part, Part::After(latest))?;
    stretches::lying(session, part)
}

/// Between which moments the records of a stretch were made.
pub(crate) fn bounds(
    session: &Session,
    lying: &Lying,
) -> Result<(Option<UtcMillis>, Option<UtcMillis>), StoreError> {
    let before = stretches::known_before(session, lying.stretch.number)?;
    let after = stretches::known_after(session, lying.stretch.number)?;
    let from = before.map(|before| before.stretch.time(before.last));
    let until = after.map(|after| after.time(after.began.clock));
    // The hour that is forgiven may make the one later than the other.
    Ok((from, until.max(from.filter(|_| until.is_some()))))
}
