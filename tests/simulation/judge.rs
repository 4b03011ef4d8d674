//! The verdict on one phone once all is quiet: where each of its records is.

use std::collections::{BTreeSet, HashMap};

use proco_central::keys::CentralKey;
use proco_domain::time::UtcMillis;
use proco_exchange::report::AMENDABLE_DAYS;
use uuid::Uuid;

use crate::gaps::{Gap, is_open};
use crate::ledger::{CentralRow, PhoneLedger};
use crate::model::{FORGIVEN, Led};
use crate::phone::{Phone, Wrong};
use crate::verdict::{HOUR, hour, number_of};

/// Where a phone was put back, or took central to know more than it does, its revisions count from anew, above all before.
const REVISIONS: u32 = 256;

/// One phone and what of it is at central.
pub struct Judge<'a> {
    pub key: &'a CentralKey,
    pub now: i64,
    pub phone: &'a Phone,
    pub ledger: &'a PhoneLedger,
    pub at_central: &'a HashMap<Uuid, Vec<&'a CentralRow>>,
    pub live: &'a BTreeSet<i64>,
    pub revoked: bool,
    pub beyond: &'a BTreeSet<Uuid>,
}

/// What was acknowledged of a record last.
struct Wanted<'a> {
    kind: &'a str,
    revision: u32,
    at: i64,
    truth: i64,
    withdrawn: bool,
    found_nothing: Option<bool>,
    led_to: Option<&'a str>,
}

impl Judge<'_> {
    /// Each record is where it has to be.
    pub fn records(&self) -> Result<(), Wrong> {
        for (id, query) in &self.phone.model.queries {
            let Some(row) = self.ledger.queries.get(id) else {
                continue;
            };
            let led_to = row.led_to.as_deref();
            if led_to.is_none() && query.led == Led::Open {
                continue;
            }
            self.record(
                *id,
                &Wanted {
                    kind: "query",
                    revision: row.revision,
                    at: query.at,
                    truth: query.truth,
                    withdrawn: query.led == Led::Mistyped,
                    found_nothing: None,
                    led_to,
                },
            )?;
        }
        for (id, stop) in &self.phone.model.stops {
            if !self.ledger.stops.contains_key(id) {
                continue;
            }
            self.record(
                *id,
                &Wanted {
                    kind: "stop",
                    revision: stop.revision,
                    at: stop.at,
                    truth: stop.truth,
                    withdrawn: stop.withdrawn,
                    found_nothing: Some(!stop.found),
                    led_to: None,
                },
            )?;
        }
        Ok(())
    }

    fn record(&self, id: Uuid, wanted: &Wanted<'_>) -> Result<(), Wrong> {
        let row = self.at_central.get(&id).map(|rows| rows[0]);
        // A change that was acknowledged before a copy was put back stays at central, under the same
        // revision as well where nothing was decided on the copy.
        if let Some(on_copy) = self.phone.forked.get(&id) {
            let yields = self.phone.model.decided(id) == Some(*on_copy);
            let stays = row.is_some_and(|row| {
                row.is_reduced()
                    || row.revision.is_none_or(|revision| {
                        revision > wanted.revision || yields && revision == wanted.revision
                    })
            });
            if stays && !wanted.withdrawn {
                return Ok(());
            }
        }
        let shown = || format!("{} of {}, at central {row:?}", wanted.kind, wanted.at);
        if self.beyond.contains(&id) && is_open(Gap::WithoutMark) {
            return Ok(());
        }
        if let Some(waits) = self.ledger.outbox.get(&id) {
            return match (&waits.refusal, self.revoked) {
                (_, true) => Ok(()),
                (None, false) => Err(format!("waits in fair weather: {}", shown())),
                (Some(code), false) => self
                    .refused(code, wanted, row)
                    .map_err(|why| format!("{why}: {}", shown())),
            };
        }
        let epoch = number_of(UtcMillis(wanted.at).epoch());
        if !self.live.contains(&epoch) {
            return Ok(());
        }
        match row {
            None if wanted.withdrawn => Ok(()),
            None => Err(format!(
                "neither at central nor shown as not sent: {}",
                shown()
            )),
            Some(row) if wanted.withdrawn => {
                let gone = row.kind == "withdrawn" && row.facts.is_none() && row.subject.is_none();
                gone.then_some(())
                    .ok_or_else(|| format!("withdrawn and still there: {}", shown()))
            }
            Some(row) => {
                let same = row.kind == wanted.kind
                    && row.found_nothing == wanted.found_nothing
                    && self.is_as_sent_last(row, wanted);
                if !same {
                    return Err(format!(
                        "not as acknowledged last (revision {}): {}",
                        wanted.revision,
                        shown()
                    ));
                }
                let guessed = self.phone.model.clock_was_wrong && !self.phone.model.witnessed;
                let at = hour(wanted.at);
                let known = if row.is_reduced() { at - at % 24 } else { at };
                let right = (wanted.at - wanted.truth).abs() <= FORGIVEN && row.hour == Some(known);
                let right = right || guessed && is_open(Gap::Guesses);
                right
                    .then_some(())
                    .ok_or_else(|| format!("another hour than {}: {}", hour(wanted.truth), shown()))
            }
        }
    }

    /// Whether this row came from what was acknowledged last.
    fn is_as_sent_last(&self, row: &CentralRow, wanted: &Wanted<'_>) -> bool {
        let revision = row.revision.unwrap_or_default();
        let Some(facts) = &row.facts else {
            // From where a phone counts its revisions anew, the seal hides.
            let seal = self.key.revision(row.report, wanted.revision);
            return seal.0 == revision || self.ledger.counts_anew;
        };
        let led_to = |led_to: &str| facts.contains(&format!("\"led_to\":\"{led_to}\""));
        revision % REVISIONS == wanted.revision && wanted.led_to.is_none_or(led_to)
    }

    /// A refusal has to have a reason in what happened.
    fn refused(
        &self,
        code: &str,
        wanted: &Wanted<'_>,
        row: Option<&CentralRow>,
    ) -> Result<(), Wrong> {
        // What cannot be sent with its hour is at central with no other hour either.
        let is_there = row.is_some_and(|row| row.kind == wanted.kind);
        if ["epoch_closed", "misdated"].contains(&code) && is_there {
            return Err("not sent, and there with another hour".to_owned());
        }
        let was_wrong = (wanted.at - wanted.truth).abs() > HOUR;
        let is_old = !self
            .live
            .contains(&number_of(UtcMillis(wanted.truth).epoch()));
        match code {
            "epoch_closed" if is_old => Ok(()),
            "too_late" if self.now - wanted.truth > i64::from(AMENDABLE_DAYS) * 24 * HOUR => Ok(()),
            "in_future" | "epoch_closed" | "before_enrolment" if was_wrong => Ok(()),
            "misdated" if self.phone.clock_was_set => Ok(()),
            // What the phone was before its copy was put back withdrew it.
            "withdrawn" if self.ledger.counts_anew => Ok(()),
            other => Err(format!("refused as {other}")),
        }
    }
}
