//! Undo of the last decision.

use proco_domain::ids::QueryId;
use proco_domain::query::LedTo;

use super::Device;
use crate::beyond::Beyond;
use crate::dating::Moment;
use crate::error::DeviceError;
use crate::store::{Session, amended, drafts, outbox, queries, stops};
use crate::undo::{Decided, Decision};

impl<B: Beyond> Device<B> {
    /// For how many milliseconds the last decision can still be taken back.
    #[must_use]
    pub fn can_take_back(&self) -> Option<u32> {
        let records = self.records();
        let left = records.undo.left(&records.moment())?;
        Some(u32::try_from(left.as_millis()).unwrap_or(u32::MAX))
    }

    /// Takes the last decision back, as if it had never been made: a subject that was left alone, a check
    /// that was let go or finished, an amendment that was finished or thrown away.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when its time is over, or something came after it; [`DeviceError::Store`].
    pub fn take_back(&self) -> Result<(), DeviceError> {
        let records = self.records();
        let mut taken = None;
        let undone = self.write(|t| {
            // Taken in the transaction, so that a pass that may send it from now on finds its row changed.
            let last = records.undo.take(&records.moment());
            let (_, decision) = taken.insert(last.ok_or(DeviceError::Gone)?);
            decision
                .iter()
                .try_for_each(|decided| self.undo(t, decided))
        });
        match (&undone, taken) {
            (Err(_), Some((at, decision))) => records.undo.note(at, decision),
            (Ok(()), Some((_, decision))) => self.decided_no_more(&decision),
            (_, None) => {}
        }
        undone?;
        self.recorded()
    }

    /// Undoes what was decided about one subject. A record that entered a batch meanwhile stays, because a pass may
    /// have read the clock a moment later.
    fn undo(&self, session: &Session, decided: &Decided) -> Result<(), DeviceError> {
        if let Some(amended) = &decided.amended {
            if !amended::undo(session, &amended.former)? {
                return Err(DeviceError::Gone);
            }
        } else if let Some(stop) = decided.stop {
            let outline = stops::outline(session, stop)?.ok_or(DeviceError::Gone)?;
            if outline.named || outline.withdrawn || outline.revision > 1 {
                return Err(DeviceError::Gone);
            }
            outbox::take_back(session, stop.0, outbox::Kind::Stop)?;
            stops::remove(session, stop)?;
        }
        let undone = match (decided.query, &decided.mistyped) {
            (Some((query, led_to)), Some(subject)) => {
                queries::type_right(session, query, subject, led_to)?
            }
            (Some((query, None)), None) => queries::undecide(session, query)?,
            (Some((query, Some(led_to))), None) => {
                self.records().decide(session, query, led_to)?;
                true
            }
            (None, _) => true,
        };
        if !undone {
            return Err(DeviceError::Gone);
        }
        if let Some(draft) = &decided.draft {
            drafts::restore(session, draft, self.now())?;
        }
        Ok(())
    }

    /// An amendment that was undone is no decision of this run of the app.
    fn decided_no_more(&self, decision: &Decision) {
        for decided in decision {
            if let (Some(stop), Some(amended)) = (decided.stop, &decided.amended)
                && !amended.was_decided_here
            {
                self.records().decided_here().remove(&stop.0);
            }
        }
    }

    /// Writes a decision in one transaction. Where that fails, on a full disk above all, the decision before it can still
    /// be taken back, and this one cannot, because it was never made.
    pub(super) fn write_decision<T>(
        &self,
        decide: impl FnOnce(&Session) -> Result<T, DeviceError>,
    ) -> Result<T, DeviceError> {
        let undo = &self.records().undo;
        let before = undo.noted();
        let written = self.write(decide);
        if written.is_err() {
            undo.put_back(before);
        }
        written
    }

    /// Notes a decision for undo, inside [`Self::write_decision`]; `None` for one that cannot be undone.
    pub(super) fn can_be_undone(&self, at: Moment, decision: Option<Decision>) {
        let undo = &self.records().undo;
        match decision {
            Some(decision) => undo.note(at, decision),
            None => undo.end(),
        }
    }

    /// What a look-up had led to, if a decision about it can be undone. A look-up that central may have from
    /// before this store was put back cannot become undecided again.
    pub(super) fn before(
        session: &Session,
        query: QueryId,
    ) -> Result<Option<Option<LedTo>>, DeviceError> {
        let before = queries::led_to(session, query)?.ok_or(DeviceError::Gone)?;
        let can = before.is_some() || !queries::is_named(session, query)?;
        Ok(can.then_some(before))
    }
}
