//! The effect of a clock comparison on the records, carried out in one transaction.

use proco_domain::time::UtcMillis;

use super::asking::{bounds, fit_asking};
use super::boots::{agreed_of_itself, date_boot, doubt_boot};
use super::stretch_records::{self, Part};
use super::{Session, StoreError, drafts, stretches, sync_state};
use crate::stretch::{
    self, Comparison, KnownStretch, Neighbours, OFF_MILLIS, Placement, Reading, SLACK_MILLIS,
    State, Stretch, StretchSpan,
};

/// The least time between two notes that the clock still agrees with central.
const NOTED_EVERY_MILLIS: i64 = 10 * 60 * 1000;

/// Carries out the result of a comparison. Gives the stretch that is under way after it.
pub(crate) fn date_records(
    session: &Session,
    before: &Stretch,
    mut after: Stretch,
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
            let known = stretches::known_before(session, after.number)?;
            let divided = match &known {
                Some(known) if is_doubtful(session, known, before, &after, at)? => {
                    ask_all(session, before, &after)?
                }
                Some(KnownStretch { stretch, last }) => {
                    let agreed = stretch.time(stretch.compared.unwrap_or(*last));
                    divide(session, stretch, before, &after, agreed, by, at)?
                }
                None => false,
            };
            stretch_records::move_records(session, after.number, by)?;
            if divided {
                after = begun_anew(session, after, now)?;
            }
        }
        Comparison::Stepped(_) => {
            stretches::begin(session, before)?;
            stretches::keep(session, &after)?;
            let agreed = before.time(before.compared.unwrap_or(before.began.clock));
            // All records since the last agreement are handed over; those that the step does not explain are
            // split off afterwards.
            let since = Part::After(agreed);
            stretch_records::hand_over(session, before.number, after.number, since)?;
            if by > OFF_MILLIS {
                put_back_unseen(session, before, &after, by, at)?;
            } else {
                divide(session, before, before, &after, agreed, by, at)?;
            }
            stretch_records::move_records(session, after.number, by)?;
        }
        Comparison::Redated(_) => {
            stretches::keep(session, &after)?;
            stretch_records::move_records(session, after.number, by)?;
            date_boot(session, &after)?;
        }
        Comparison::Disputed(_) => {
            stretches::keep(session, &after)?;
            if !agreed_of_itself(session, &after)? {
                date_boot(session, &after)?;
            }
        }
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

/// Whether two corrections fit a stretch: it began long after the clock was last seen, so the clock may still
/// have been off as it was known to be then, or already as it is found to be now.
fn is_doubtful(
    session: &Session,
    known: &KnownStretch,
    before: &Stretch,
    after: &Stretch,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let apart = (known.stretch.correction - after.correction).abs() > OFF_MILLIS;
    if !apart || !after.began_long_after(known.last) {
        return Ok(false);
    }
    let Some(span) = stretches::span_of(session, as_it_was(before, after))? else {
        return Ok(false);
    };
    let earliest = known.stretch.earliest_after(known.last);
    let fits = |correction: i64| {
        span.first.plus_millis(correction) >= earliest
            && span.last.plus_millis(correction) <= now.plus_millis(SLACK_MILLIS)
    };
    Ok(fits(known.stretch.correction) && fits(after.correction))
}

/// The stretch `after` with the correction that its records still have.
fn as_it_was(before: &Stretch, after: &Stretch) -> Stretch {
    Stretch {
        correction: before.correction,
        compared: None,
        ..*after
    }
}

/// Lets the officer be asked about all records of a stretch. Gives whether there are any.
fn ask_all(session: &Session, before: &Stretch, after: &Stretch) -> Result<bool, StoreError> {
    let all = Part::Before(UtcMillis(i64::MAX));
    split_off(session, before, after, all, State::Asks)
}

/// Splits a part of the records off as a stretch of its own before the rest, with the correction that they
/// have. Gives whether it holds any.
fn split_off(
    session: &Session,
    before: &Stretch,
    after: &Stretch,
    part: Part,
    state: State,
) -> Result<bool, StoreError> {
    let newest = stretches::newest_before(session, after.number)?;
    let as_it_was = as_it_was(before, after);
    let Some(own) = as_it_was.part(newest.as_ref().unwrap_or(before), after) else {
        return Ok(false);
    };
    take_out(session, after.number, &Stretch { state, ..own }, part)
}

/// The step of a clock without a witness that was known to be ahead and was put back while nobody looked. If
/// the last record would now lie in the future, all records were made before the step; otherwise the officer is
/// asked.
fn put_back_unseen(
    session: &Session,
    before: &Stretch,
    after: &Stretch,
    by: i64,
    now: UtcMillis,
) -> Result<(), StoreError> {
    if after.began.boot.is_some() {
        return Ok(());
    }
    let as_it_was = as_it_was(before, after);
    let Some(span) = stretches::span_of(session, as_it_was)? else {
        return Ok(());
    };
    let last = as_it_was.time(span.last).plus_millis(by);
    let state = if last > now.plus_millis(SLACK_MILLIS) {
        State::Dated
    } else {
        State::Asks
    };
    let all = Part::Before(UtcMillis(i64::MAX));
    split_off(session, before, after, all, state)?;
    Ok(())
}

/// Lets a stretch whose first records were handed over begin with the first one that is left, or now.
fn begun_anew(session: &Session, mut after: Stretch, now: Reading) -> Result<Stretch, StoreError> {
    let first = stretches::first_time(session, after.number)?;
    let first = first.map(|first| first.plus_millis(-after.correction));
    after.began.clock = first.unwrap_or(now.clock);
    stretches::set_began(session, after.number, after.began.clock)?;
    Ok(after)
}

/// Divides the records of a clock without a witness that is found to be ahead: it may have been set at any
/// moment since it last agreed. Records that the new correction would put before that agreement were made
/// before the step, and keep their dates; records in the future were made after it. About those in between the
/// officer is asked. Records that lay before the agreement already are not explained by the step, and are
/// placed anew. Gives whether anything was split off.
fn divide(
    session: &Session,
    known: &Stretch,
    before: &Stretch,
    after: &Stretch,
    agreed: UtcMillis,
    by: i64,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    if by >= -OFF_MILLIS || after.began.boot.is_some() {
        return Ok(false);
    }
    let before = Stretch {
        number: known.number,
        ..*before
    };
    let contradicted = agreed.plus_millis(-OFF_MILLIS);
    let ahead = now.plus_millis(SLACK_MILLIS);
    let explained = agreed.plus_millis(-by).min(ahead);
    let mut divided = false;
    for (part, state) in [
        (Part::Before(contradicted), State::Open),
        (Part::Before(explained), State::Dated),
        (Part::Before(ahead), State::Asks),
    ] {
        divided |= split_off(session, &before, after, part, state)?;
    }
    Ok(divided)
}

/// Hands a part of the records of a stretch over to a stretch of its own, which begins with the first of them
/// and is forgotten when it gets none. Gives whether it got any.
pub(super) fn take_out(
    session: &Session,
    from: i64,
    own: &Stretch,
    part: Part,
) -> Result<bool, StoreError> {
    stretches::keep(session, own)?;
    stretch_records::hand_over(session, from, own.number, part)?;
    let first = stretches::first_time(session, own.number)?;
    match first.map(|first| first.plus_millis(-own.correction)) {
        // The reading that began the whole stretch may belong to another part, even to a later one.
        Some(first) if own.began.boot.is_none() => {
            stretches::set_began(session, own.number, first)?;
        }
        Some(_) => {}
        None => stretches::forget(session, own.number)?,
    }
    Ok(first.is_some())
}

/// Dates the stretches before this one that were never compared. Gives whether any time changed.
fn place_earlier(session: &Session, after: &Stretch) -> Result<bool, StoreError> {
    let mut moved = false;
    let open = stretches::uncompared_before(session, after.number)?;
    let mut asked = None;
    let mut asks = Vec::new();
    for (nth, span) in open.iter().enumerate() {
        let number = span.stretch.number;
        let boot = span.stretch.began.boot.map(|since| since.boot);
        let place = if boot.is_some() && boot == asked {
            Placement::Ask
        } else {
            place_one(session, span, &open[nth + 1..], after)?
        };
        match place {
            Placement::Correct(correction) => {
                place_at(session, span, correction)?;
                moved |= (correction - span.stretch.correction).abs() > OFF_MILLIS;
                continue;
            }
            // A stretch without records needs no question.
            Placement::Ask if span.is_empty => stretches::forget(session, number)?,
            Placement::Ask => {
                stretches::keep(
                    session,
                    &Stretch {
                        state: State::Asks,
                        ..span.stretch
                    },
                )?;
                asks.push(*span);
            }
        }
        // If one stretch of a boot cannot be dated, neither can the earlier ones of that boot.
        asked = boot;
    }
    // Dating the others may have left less than an hour for one of these.
    for span in asks.iter().rev() {
        if let (Some(from), Some(until)) = bounds(session, span)?
            && let Some(correction) = span.between(from, until)
        {
            place_at(session, span, correction)?;
            moved |= (correction - span.stretch.correction).abs() > OFF_MILLIS;
        }
    }
    Ok(moved)
}

/// Finds the place of a stretch, together with the stretches before it that are of the same boot.
fn place_one(
    session: &Session,
    span: &StretchSpan,
    earlier: &[StretchSpan],
    after: &Stretch,
) -> Result<Placement, StoreError> {
    let of_boot = earlier
        .iter()
        .take_while(|one| one.stretch.is_witnessed_by(span.stretch.began));
    let (whole, first) = of_boot.fold((*span, span.stretch), |(whole, _), one| {
        (whole.joined(one), one.stretch)
    });
    let before = stretches::known_before(session, first.number)?;
    let next = stretches::known_after(session, span.stretch.number)?;
    let next = next.as_ref().unwrap_or(after);
    let neighbours = Neighbours {
        began: first.began,
        before: before.as_ref(),
        right_before: stretches::newest_before(session, first.number)?.map(|one| one.number)
            == before.map(|before| before.stretch.number),
        after: next,
        right_after: stretches::oldest_after(session, span.stretch.number)?.map(|one| one.number)
            == Some(next.number),
    };
    Ok(stretch::place(&whole, &neighbours))
}

/// Splits off records that contradict the order of the records. A clock without a witness may step twice, while
/// only one of the steps shows.
fn split(session: &Session, mut after: Stretch, now: Reading) -> Result<Stretch, StoreError> {
    let Some(KnownStretch {
        stretch: known,
        last,
    }) = stretches::known_before(session, after.number)?
    else {
        return Ok(after);
    };
    if let (Some(one), Some(other)) = (known.began.boot, after.began.boot) {
        // A difference of up to an hour is tolerated for both clocks.
        let latest = after.begins_by().plus_millis(OFF_MILLIS);
        if one.boot != other.boot && known.time(last) > latest {
            doubt_boot(session, &known)?;
        }
        return Ok(after);
    }
    let compared = known.compared.unwrap_or(last);
    let began = after.time(after.began.clock);
    let first = stretches::first_time(session, after.number)?;
    let first = first.unwrap_or(began).min(began);
    let begins_by = after.begins_by();
    // The clock was behind and was put right, and the second step did not show.
    let stood_behind = first < known.earliest_after(compared);
    // Or the clock was ahead, and the first step did not show. Without further evidence either may be true.
    let stood_ahead = known.time(last) > begins_by;
    // Between two moments less than an hour apart, their place is known well enough.
    let is_told = stood_behind || after.time(now.clock).0 - known.time(compared).0 <= OFF_MILLIS;
    let state = if is_told { State::Open } else { State::Asks };
    if stood_behind || stood_ahead {
        let early = Part::Before(known.earliest_after(last));
        let before = stretches::newest_before(session, after.number)?;
        let Some(part) = after.part(&before.unwrap_or(known), &after) else {
            return Ok(after);
        };
        take_out(session, after.number, &Stretch { state, ..part }, early)?;
        after = begun_anew(session, after, now)?;
    }
    let begins_by = if stood_behind {
        after.begins_by()
    } else {
        begins_by
    };
    if known.time(last) > begins_by {
        let late = Part::After(begins_by);
        let next = stretches::oldest_after(session, known.number)?;
        let Some(part) = known.part(&known, &next.unwrap_or(after)) else {
            return Ok(after);
        };
        take_out(session, known.number, &Stretch { state, ..part }, late)?;
    }
    Ok(after)
}

/// Gives the records of a stretch this correction.
pub(crate) fn place_at(
    session: &Session,
    span: &StretchSpan,
    correction: i64,
) -> Result<(), StoreError> {
    let placed = Stretch {
        correction,
        state: State::Dated,
        ..span.stretch
    };
    stretches::keep(session, &placed)?;
    // A step between the beginning of the stretch and its first record did not show.
    if let Some(KnownStretch { stretch, last }) = stretches::known_before(session, placed.number)?
        && placed.began.boot.is_none()
        && placed.time(placed.began.clock) < stretch.earliest_after(last)
    {
        stretches::set_began(session, placed.number, span.first)?;
    }
    let by = correction - span.stretch.correction;
    stretch_records::move_records(session, placed.number, by)
}
