//! Records of a clock whose error is unknown: the officer says when they were made.

use proco_domain::time::{Hour, UtcMillis};

use super::Device;
use crate::beyond::Beyond;
use crate::error::DeviceError;
use crate::store::asking::{ask_apart, bounds, fit_asking};
use crate::store::dating::place_at;
use crate::store::{Session, drafts, if_readable, queries, stops, stretch_records, stretches};
use crate::stretch::{OFF_MILLIS, StretchSpan};
use crate::view::{SubjectView, UndatedRecord, UndatedView};

impl<B: Beyond> Device<B> {
    /// The records whose times are unknown, because nobody can tell how wrong the clock was, with the moments
    /// between which they were made.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn undated(&self) -> Result<Vec<UndatedView>, DeviceError> {
        let now = self.known_now();
        self.read(|c| {
            let mut views = Vec::new();
            for span in stretches::asking(c)? {
                let view = view(c, &span, now)?;
                // A draft that is still open is asked about once it is a stop.
                if !view.records.is_empty() {
                    views.push(view);
                }
            }
            Ok(views)
        })
    }

    /// Dates the records of a stretch by the moment that the officer gives for the first of them.
    ///
    /// # Errors
    /// [`DeviceError::Moment`] when that cannot have been; [`DeviceError::Gone`] when nothing is
    /// asked of that number; [`DeviceError::Store`].
    pub fn date(&self, number: u32, first: UtcMillis) -> Result<(), DeviceError> {
        let (now, known_now) = (self.now(), self.known_now());
        if !(0..=Hour::LAST.start().0).contains(&first.0) {
            return Err(DeviceError::Moment);
        }
        self.write(|t| {
            let asking = stretches::asking(t)?;
            let span = asking
                .into_iter()
                .find(|span| span.stretch.number == i64::from(number))
                .ok_or(DeviceError::Gone)?;
            let (from, until) = offered(t, &span, known_now)?;
            let correction = first.0 - span.first.0;
            // A difference of up to an hour is tolerated, as everywhere.
            let forgiven = |at: UtcMillis| at.plus_millis(OFF_MILLIS);
            let latest = forgiven(until.unwrap_or(from.map_or(now, |from| from.max(now))));
            if from.is_some_and(|from| forgiven(first) < from) || first > latest {
                return Err(DeviceError::Moment);
            }
            // Records that would lie too late were made after a step of the clock that did not show.
            if span.last.plus_millis(correction) > latest
                && ask_apart(t, &span, correction, latest)?.is_none()
            {
                return Err(DeviceError::Moment);
            }
            place_at(t, &span, correction)?;
            fit_asking(t)?;
            drafts::touch(t, now)?;
            Ok(())
        })?;
        self.recorded()
    }

    /// The present time, if it is known from a comparison with central.
    fn known_now(&self) -> Option<UtcMillis> {
        self.records().time.is_known().then(|| self.now())
    }
}

/// The moments between which the officer may choose. None lies in the future, if the present time is known; a
/// clock that was set since gives no bound.
fn offered(
    session: &Session,
    span: &StretchSpan,
    now: Option<UtcMillis>,
) -> Result<(Option<UtcMillis>, Option<UtcMillis>), DeviceError> {
    let (from, until) = bounds(session, span)?;
    let by_now = |at: UtcMillis| now.map_or(at, |now| at.min(now));
    Ok((from.map(by_now), until.map(by_now)))
}

fn view(
    session: &Session,
    span: &StretchSpan,
    now: Option<UtcMillis>,
) -> Result<UndatedView, DeviceError> {
    let (from, until) = offered(session, span, now)?;
    let (look_ups, checks) = stretch_records::records(session, span.stretch.number)?;
    let mut records = Vec::new();
    for id in look_ups {
        if let Some(kept) = if_readable(queries::get(session, id))? {
            records.push(UndatedRecord {
                subject: kept.subject.as_ref().map(SubjectView::of),
                clock_said: kept.at.plus_millis(-span.stretch.correction),
                is_stop: false,
                afterwards: false,
            });
        }
    }
    for id in checks {
        if let Some(kept) = if_readable(stops::get(session, id))? {
            let entered = stops::begun(session, id)?.entered;
            records.push(UndatedRecord {
                subject: kept.subject().map(SubjectView::of),
                clock_said: entered
                    .map_or(kept.body().at(), |entered| entered.at)
                    .plus_millis(-span.stretch.correction),
                is_stop: true,
                afterwards: entered.is_some(),
            });
        }
    }
    Ok(UndatedView {
        number: u32::try_from(span.stretch.number).unwrap_or(u32::MAX),
        from,
        until,
        clock_said: span.first,
        records,
    })
}
