//! What a comparison of the clocks means for the records: carried out in one transaction.

use proco_domain::time::UtcMillis;

use super::stretch_records::{self, Part};
use super::{Session, StoreError, drafts, stretches, sync_state};
use crate::stretch::{
    self, Around, Before, Comparison, Lying, OFF_MILLIS, Place, Reading, SLACK_MILLIS, State,
    Stretch,
};

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
    match comparison {
        Comparison::Same => {
            let noted = stretches::compared(session, after.number)?;
            if noted.is_none_or(|noted| (now.clock.0 - noted.0).abs() > NOTED_EVERY_MILLIS) {
                stretches::keep(session, &after)?;
            }
            sync_state::agreed(session, at)?;
            return Ok(after);
        }
        Comparison::Dated(_) => {
            stretches::keep(session, &after)?;
            if let Some(Before { stretch, last }) = stretches::known_before(session, after.number)?
            {
                let agreed = stretch.time(stretch.compared.unwrap_or(last));
                divide(session, &stretch, before, &after, agreed, by, at)?;
            }
            stretch_records::move_records(session, after.number, by)?;
        }
        Comparison::Stepped(_) => {
            stretches::begin(session, before)?;
            stretches::keep(session, &after)?;
            let agreed = before.time(before.compared.unwrap_or(before.began.clock));
            // All that was recorded since is taken over; then what the step does not explain is not.
            let since = Part::After(agreed);
            stretch_records::hand_over(session, before.number, after.number, since)?;
            divide(session, before, before, &after, agreed, by, at)?;
            stretch_records::move_records(session, after.number, by)?;
        }
        Comparison::Redated(_) => {
            stretches::keep(session, &after)?;
            stretch_records::move_records(session, after.number, by)?;
            // Those of the same boot follow from it.
            for known in stretches::of_boot(session, &after)? {
                let correction = known.correction + by;
                stretch_records::move_records(session, known.number, by)?;
                stretches::keep(
                    session,
                    &Stretch {
                        correction,
                        ..known
                    },
                )?;
            }
        }
        // Of its records nothing is known but what was known before.
        Comparison::Disputed(_) => stretches::keep(session, &after)?,
    }
    let after = split(session, after, now)?;
    let moved = place_earlier(session, &after)? || by.abs() > OFF_MILLIS;
    fit_asking(session)?;
    if moved {
        drafts::touch(session, at)?;
    }
    sync_state::agreed(session, at)?;
    Ok(after)
}

/// A clock without a witness that is found to be ahead may have been set so at any moment since it
/// last agreed. What would then lie before that agreement was recorded before the step, and stays as
/// it was; what lies ahead of now was recorded after it. Of the rest the officer is asked. What lies
/// before that agreement already as it was, the step does not explain at all: it is placed anew.
fn divide(
    session: &Session,
    known: &Stretch,
    before: &Stretch,
    after: &Stretch,
    agreed: UtcMillis,
    by: i64,
    now: UtcMillis,
) -> Result<(), StoreError> {
    if by >= -OFF_MILLIS || after.began.boot.is_some() {
        return Ok(());
    }
    let as_it_was = Stretch {
        correction: before.correction,
        compared: None,
        ..*after
    };
    let contradicted = agreed.plus_millis(-OFF_MILLIS);
    let ahead = now.plus_millis(SLACK_MILLIS);
    let explained = agreed.plus_millis(-by).min(ahead);
    for (part, state) in [
        (Part::Before(contradicted), State::Open),
        (Part::Before(explained), State::Dated),
        (Part::Before(ahead), State::Asks),
    ] {
        let newest = stretches::newest_before(session, after.number)?;
        let Some(own) = as_it_was.part(newest.as_ref().unwrap_or(known), after) else {
            return Ok(());
        };
        let own = Stretch { state, ..own };
        stretches::keep(session, &own)?;
        stretch_records::hand_over(session, after.number, own.number, part)?;
        forget_empty(session, own.number)?;
    }
    Ok(())
}

/// Forgets a part to which nothing came.
fn forget_empty(session: &Session, number: i64) -> Result<(), StoreError> {
    match stretches::first_time(session, number)? {
        Some(_) => Ok(()),
        None => stretches::forget(session, number),
    }
}

/// Dates what lies before a stretch and was never compared; whether any time changed.
fn place_earlier(session: &Session, after: &Stretch) -> Result<bool, StoreError> {
    let mut moved = false;
    for lying in stretches::lying_open(session, after.number)? {
        let number = lying.stretch.number;
        let before = stretches::known_before(session, number)?;
        let next = stretches::known_after(session, number)?;
        let next = next.as_ref().unwrap_or(after);
        let around = Around {
            before: before.as_ref(),
            right_before: stretches::newest_before(session, number)?.map(|one| one.number)
                == before.map(|before| before.stretch.number),
            after: next,
            right_after: stretches::oldest_after(session, number)?.map(|one| one.number)
                == Some(next.number),
        };
        match stretch::place(&lying, &around) {
            Place::Correct(correction) => {
                place_at(session, &lying, correction)?;
                moved |= (correction - lying.stretch.correction).abs() > OFF_MILLIS;
            }
            // Nothing was recorded in it: there is nothing to ask.
            Place::Ask if lying.is_empty => stretches::forget(session, number)?,
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
    let compared = known.compared.unwrap_or(last);
    let began = after.time(after.began.clock);
    let first = stretches::first_time(session, after.number)?;
    if first.unwrap_or(began).min(began) < known.earliest_after(compared) {
        // The clock stood behind and was put right: the second step did not show.
        let early = Part::Before(known.earliest_after(last));
        let before = stretches::newest_before(session, after.number)?;
        let Some(part) = after.part(&before.unwrap_or(known), &after) else {
            return Ok(after);
        };
        stretches::keep(session, &part)?;
        stretch_records::hand_over(session, after.number, part.number, early)?;
        forget_empty(session, part.number)?;
        let first = stretches::first_time(session, after.number)?;
        let first = first.map(|first| first.plus_millis(-after.correction));
        after.began.clock = first.unwrap_or(now.clock);
        stretches::set_began(session, after.number, after.began.clock)?;
    }
    if known.time(last) > after.begins_by() {
        // It stood ahead and was put back: the first one did not.
        let late = Part::After(after.begins_by());
        let next = stretches::oldest_after(session, known.number)?;
        let Some(part) = known.part(&known, &next.unwrap_or(after)) else {
            return Ok(after);
        };
        stretches::keep(session, &part)?;
        stretch_records::hand_over(session, known.number, part.number, late)?;
        forget_empty(session, part.number)?;
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
    // A step between its beginning and its first record did not show.
    if let Some(Before { stretch, last }) = stretches::known_before(session, placed.number)?
        && placed.began.boot.is_none()
        && placed.time(placed.began.clock) < stretch.earliest_after(last)
    {
        stretches::set_began(session, placed.number, lying.first)?;
    }
    let by = correction - lying.stretch.correction;
    stretch_records::move_records(session, placed.number, by)
}

/// Makes each question one that has an answer. Records that span more time than there is room for
/// have a step among them that did not show: those before it and those after it are asked about
/// apart. To be called when something was dated, for that may have taken room.
pub(crate) fn fit_asking(session: &Session) -> Result<(), StoreError> {
    for mut lying in stretches::asking(session)? {
        while let (Some(from), Some(until)) = bounds(session, &lying)? {
            let room = until.0 - from.0 + OFF_MILLIS;
            let Some(part) = stretches::oldest_after(session, lying.stretch.number)?
                .filter(|_| lying.last.0 - lying.first.0 > room)
                .and_then(|next| lying.stretch.part(&lying.stretch, &next))
            else {
                break;
            };
            let part = Stretch {
                state: State::Asks,
                ..part
            };
            let fits = lying.stretch.time(lying.first.plus_millis(room));
            stretches::keep(session, &part)?;
            stretch_records::hand_over(
                session,
                lying.stretch.number,
                part.number,
                Part::After(fits),
            )?;
            forget_empty(session, part.number)?;
            match stretches::lying(session, part)? {
                Some(rest) => lying = rest,
                None => break,
            }
        }
    }
    Ok(())
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
