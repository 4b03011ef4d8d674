//! How often a subject was queried and stopped.

use axum::Json;
use axum::extract::State;
use proco_access::body::Body;
use proco_access::limit::{Decision, Millis};
use proco_access::{Action, Caller, Code, DeviceId, Problem};
use proco_exchange::frequency::{FrequencyAnswer, FrequencyQuestion, Window, WindowCount};
use proco_exchange::{Epoch, LIVE_EPOCHS, UtcMillis};

use crate::central::Central;
use crate::store::Sighting;

/// Counts a subject over fixed windows back from now.
#[utoipa::path(post, path = "/v1/frequencies", request_body = FrequencyQuestion, tag = "look-up",
    security(("token" = [])),
    responses((status = 200, body = FrequencyAnswer),
        (status = 400, description = "Not one to five different epochs",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "An epoch is not live",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The device has asked enough for now; see Retry-After",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn ask(
    State(central): State<Central>,
    caller: Caller,
    Body(question): Body<FrequencyQuestion>,
) -> Result<Json<FrequencyAnswer>, Problem> {
    caller.must_be_allowed(Action::LookUp)?;
    central.must_be_sound()?;
    let now = central.now_or_later();
    check(&question, now)?;
    charge(&central, caller.device, now)?;
    let subject: Vec<_> = question
        .subject
        .iter()
        .map(|one| (one.epoch, central.key.subject(one.epoch, &one.pseudonym)))
        .collect();
    for (_, key) in &subject {
        central.asked.may_ask(caller.device, key, now)?;
    }
    let sightings = central.store.sightings(subject).await?;
    central.asked.answered(caller.device, now);
    Ok(Json(count(&sightings, now)))
}

/// A subject costs one, in however many epochs. Whoever has pseudonyms, from years of asking or from
/// a key service that helps him, is held to what an officer needs.
fn charge(central: &Central, device: DeviceId, now: UtcMillis) -> Result<(), Problem> {
    match central.frequencies.take(device, 1, Millis(now.0)) {
        Decision::Allowed(_) => Ok(()),
        Decision::Wait { seconds, .. } => {
            Err(Problem::new(Code::QuotaExhausted).retry_after(seconds))
        }
        Decision::TooMuch => Err(Problem::new(Code::QuotaExhausted)),
    }
}

fn check(question: &FrequencyQuestion, now: UtcMillis) -> Result<(), Problem> {
    let mut epochs: Vec<_> = question.subject.iter().map(|one| one.epoch).collect();
    let asked = epochs.len();
    epochs.sort_unstable();
    epochs.dedup();
    if asked == 0 || asked > LIVE_EPOCHS || epochs.len() != asked {
        return Err(Problem::new(Code::Malformed).detail("one to five different epochs"));
    }
    let live = Epoch::live_at(now);
    if !epochs.iter().all(|epoch| live.contains(epoch)) {
        return Err(Problem::new(Code::EpochNotLive));
    }
    Ok(())
}

/// Counts by the hour: what happened in the hour in which a window begins lies in the window.
fn count(sightings: &[Sighting], now: UtcMillis) -> FrequencyAnswer {
    let windows = Window::ALL.map(|window| {
        let from = now.minus_hours(window.hours()).hour();
        let mut count = WindowCount {
            window,
            queries: 0,
            stops: 0,
            found_nothing: 0,
        };
        for sighting in sightings.iter().filter(|sighting| sighting.hour >= from) {
            match sighting.stop {
                None => count.queries += 1,
                Some(stop) => {
                    count.stops += 1;
                    count.found_nothing += u32::from(stop.found_nothing);
                }
            }
        }
        count
    });
    // A record outlives the longest window by up to a quarter; it is in no count any more.
    let oldest = now.minus_hours(Window::Year.hours()).hour();
    let last = |stop: bool| {
        let counted = sightings.iter().filter(|one| one.hour >= oldest);
        let of_kind = counted.filter(|one| one.stop.is_some() == stop);
        of_kind.map(|one| one.hour).max()
    };
    let spare_until = sightings
        .iter()
        .filter_map(|sighting| sighting.stop?.spare_until)
        .filter(|until| *until >= now.hour())
        .max();
    FrequencyAnswer {
        windows: windows.to_vec(),
        last_query: last(false),
        last_stop: last(true),
        spare_until,
        as_of: now,
    }
}

#[cfg(test)]
mod tests {
    use proco_exchange::Hour;

    use super::*;
    use crate::store::StopSighting;

    #[test]
    fn queries_and_stops_are_counted_apart_and_by_window() {
        let now = Hour(500_000).start();
        let stop = |hours: u32, found_nothing, spare: Option<u32>| Sighting {
            hour: Hour(500_000 - hours),
            stop: Some(StopSighting {
                found_nothing,
                spare_until: spare.map(Hour),
            }),
        };
        let query = |hours: u32| Sighting {
            hour: Hour(500_000 - hours),
            stop: None,
        };
        let answer = count(
            &[
                query(0),
                query(24),
                query(25),
                stop(2, true, Some(500_100)),
                stop(200, false, None),
                stop(300, true, Some(499_999)),
                stop(365 * 24 + 1, true, None),
            ],
            now,
        );
        let counts: Vec<_> = answer
            .windows
            .iter()
            .map(|count| (count.queries, count.stops, count.found_nothing))
            .collect();
        assert_eq!(counts, [(2, 1, 1), (3, 1, 1), (3, 3, 2), (3, 3, 2)]);
        assert_eq!(answer.last_query, Some(Hour(500_000)));
        assert_eq!(answer.last_stop, Some(Hour(499_998)));
        assert_eq!(
            answer.spare_until,
            Some(Hour(500_100)),
            "the one that still stands"
        );
    }

    #[test]
    fn the_last_one_lies_in_the_longest_window_as_the_counts_do() {
        let now = Hour(500_000).start();
        let seen = |hours: u32, stop| Sighting {
            hour: Hour(500_000 - hours),
            stop,
        };
        let stop = StopSighting {
            found_nothing: true,
            spare_until: None,
        };
        let year = 365 * 24;
        let answer = count(&[seen(year, None), seen(year + 1, Some(stop))], now);
        assert_eq!(answer.last_query, Some(Hour(500_000 - year)));
        assert_eq!(answer.last_stop, None);
    }
}
