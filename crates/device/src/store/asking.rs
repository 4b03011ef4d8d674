//! The questions to the officer: when the records of a stretch were made, and between which two moments that
//! can have been.

use proco_domain::time::UtcMillis;

use super::dating::take_out;
use super::stretch_records::Part;
use super::{Session, StoreError, stretches};
use crate::stretch::{OFF_MILLIS, State, Stretch, StretchSpan};

/// Splits stretches until each question can be answered. If the records of a stretch span more time than there
/// is between its neighbours, the clock stepped unseen among them, so the records before and after that step
/// are asked about apart. To be called whenever something was dated, because that may leave less time in
/// between.
pub(crate) fn fit_asking(session: &Session) -> Result<(), StoreError> {
    for mut span in stretches::asking(session)? {
        while let (Some(from), Some(until)) = bounds(session, &span)? {
            let latest = until.plus_millis(OFF_MILLIS);
            let correction = from.0 - span.first.0;
            if span.last.plus_millis(correction) <= latest {
                break;
            }
            match ask_apart(session, &span, correction, latest)? {
                Some(rest) => span = rest,
                None => break,
            }
        }
    }
    Ok(())
}

/// Splits off the records of a stretch that would lie after `latest` with this correction, as a stretch of its
/// own that the officer is asked about. Gives the new stretch; `None` where there is no number left for one.
pub(crate) fn ask_apart(
    session: &Session,
    span: &StretchSpan,
    correction: i64,
    latest: UtcMillis,
) -> Result<Option<StretchSpan>, StoreError> {
    let next = stretches::oldest_after(session, span.stretch.number)?;
    let Some(part) = next.and_then(|next| span.stretch.part(&span.stretch, &next)) else {
        return Ok(None);
    };
    let part = Stretch {
        state: State::Asks,
        ..part
    };
    let latest = span.stretch.time(latest.plus_millis(-correction));
    take_out(session, span.stretch.number, &part, Part::After(latest))?;
    stretches::span_of(session, part)
}

/// The last known moment before the records of a stretch, and the first known one after them.
pub(crate) fn bounds(
    session: &Session,
    span: &StretchSpan,
) -> Result<(Option<UtcMillis>, Option<UtcMillis>), StoreError> {
    let before = stretches::known_before(session, span.stretch.number)?;
    let after = stretches::known_after(session, span.stretch.number)?;
    let from = before.map(|before| before.stretch.time(before.last));
    let until = after.map(|after| after.time(after.began.clock));
    // A difference of up to an hour is tolerated, so `until` may lie before `from`.
    Ok((from, until.max(from.filter(|_| until.is_some()))))
}
