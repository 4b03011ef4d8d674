//! What a comparison of the clocks means for the records: carried out in one transaction.

use proco_domain::time::UtcMillis;

use super::stretches::{self, Part};
use super::{Session, StoreError, drafts, sync_state};
use crate::stretch::{self, Before, Comparison, Lying, Place, Reading, State, Stretch};

/// How often it is written down that the clock still agrees, at most.
const NOTED_EVERY_MILLIS: i64 = 10 * 60 * 1000;

/// Carries out what a comparison says; the stretch that is under way after it.
pub(crate) fn date_records(
    session: &Session,
    before: &Stretch,
    after: Stretch,
    comparison: Comparison,
    now: Reading,
) -> Result<Stretch, StoreError> {
    let at = after.time(now.clock);
    let by = after.correction - before.correction;
    let mut moved = false;
    match comparison {
        Comparison::Same => {
            let noted = stretches::compared(session, after.number)?;
            if noted.is_none_or(|noted| (now.clock.0 - noted.0).abs() > NOTED_EVERY_MILLIS) {
                stretches::keep(session, &after)?;
            }
        }
        Comparison::Dated(_) => {
            stretches::keep(session, &after)?;
            stretches::move_records(session, after.number, by)?;
            moved = by != 0;
        }
        Comparison::Stepped(_) => {
            stretches::begin(session, before)?;
            stretches::keep(session, &after)?;
            let agreed = before.compared.unwrap_or(before.began.clock);
            // What would then lie before the comparison was recorded before the step.
            let since = before.time(agreed);
            let since = since.plus_millis(-by).max(since);
            stretches::hand_over(session, before.number, after.number, Part::After(since))?;
            stretches::move_records(session, after.number, by)?;
            moved = true;
        }
        // Of its records nothing is known but what was known before.
        Comparison::Disputed(_) => stretches::keep(session, &after)?,
    }
    let after = if comparison == Comparison::Same {
        after
    } else {
        let after = split(session, after, now)?;
        moved |= place_earlier(session, &after)?;
        after
    };
    if moved {
        drafts::touch(session, at)?;
    }
    sync_state::agreed(session, at)?;
    Ok(after)
}

/// Dates what lies before a stretch and was never compared; whether any time changed.
fn place_earlier(session: &Session, after: &Stretch) -> Result<bool, StoreError> {
    let mut moved = false;
    for lying in stretches::lying_open(session, after.number)? {
        let known = stretches::known_before(session, lying.stretch.number)?;
        let next = stretches::known_after(session, lying.stretch.number)?;
        match stretch::place(&lying, known.as_ref(), &next.unwrap_or(*after)) {
            Place::Correct(correction) => {
                place_at(session, &lying, correction)?;
                moved |= correction != lying.stretch.correction;
            }
            Place::Ask => stretches::keep(
                session,
                &Stretch {
                    state: State::Asks,
                    ..lying.stretch
                },
            )?,
        }
    }
    Ok(moved)
}

/// A clock without a witness may step twice, and only one of the steps show. What contradicts the
/// order of the records then becomes a stretch of its own.
fn split(session: &Session, mut after: Stretch, now: Reading) -> Result<Stretch, StoreError> {
    let Some(Before {
        stretch: known,
        last,
    }) = stretches::known_before(session, after.number)?
    else {
        return Ok(after);
    };
    if known.began.boot.is_some() && after.began.boot.is_some() {
        return Ok(after);
    }
    let Some(part) = known.part(&known, &after) else {
        return Ok(after);
    };
    let compared = known.compared.unwrap_or(last);
    if after.time(after.began.clock) < known.earliest_after(compared) {
        // The clock stood behind and was put right: the second step did not show.
        let early = Part::Before(known.earliest_after(last));
        let part = Stretch {
            began: after.began,
            correction: after.correction,
            ..part
        };
        stretches::keep(session, &part)?;
        stretches::hand_over(session, after.number, part.number, early)?;
        let first = stretches::first_time(session, after.number)?;
        let first = first.map(|first| first.plus_millis(-after.correction));
        after.began.clock = first.unwrap_or(now.clock);
        stretches::set_began(session, after.number, after.began.clock)?;
    } else if known.time(last) > after.begins_by() {
        // It stood ahead and was put back: the first one did not.
        let late = Part::After(after.begins_by());
        stretches::keep(session, &part)?;
        stretches::hand_over(session, known.number, part.number, late)?;
    }
    Ok(after)
}

/// Dates the records of a stretch.
pub(crate) fn place_at(
    session: &Session,
    lying: &Lying,
    correction: i64,
) -> Result<(), StoreError> {
    let placed = Stretch {
        correction,
        state: State::Dated,
        ..lying.stretch
    };
    stretches::keep(session, &placed)?;
    let by = correction - lying.stretch.correction;
    stretches::move_records(session, placed.number, by)
}

/// Between which moments the records of a stretch were made.
pub(crate) fn bounds(
    session: &Session,
    lying: &Lying,
) -> Result<(Option<UtcMillis>, Option<UtcMillis>), StoreError> {
    let before = stretches::known_before(session, lying.stretch.number)?;
    let after = stretches::known_after(session, lying.stretch.number)?;
    Ok((
        before.map(|before| before.stretch.time(before.last)),
        after.map(|after| after.time(after.began.clock)),
    ))
}
