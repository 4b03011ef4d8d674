//! Checks: from a look-up to a draft, and from the draft to a stop.

use std::collections::HashSet;
use std::sync::{MutexGuard, PoisonError};

use proco_domain::draft::{Answers, Change, Step, StopDraft};
use proco_domain::ids::{DraftId, QueryId, StopId};
use proco_domain::query::LedTo;

use super::stops::card;
use super::{Device, to_view};
use crate::dating::Moment;
use crate::error::DeviceError;
use crate::store::outbox::{self, Kind};
use crate::store::{
    Session, StoreError, counts, drafts, put_back, queries, reflections, stops, sync_state,
};
use crate::undo::Decision;
use crate::view::{DraftView, StopCard};

impl Device {
    /// Begins a check, and parks the draft that was on the screen. Called again for the same look-up, or for a
    /// later one of the same subject, it gives the draft that is open; one that is entered afterwards is another check.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such look-up or a stop came from it already;
    /// [`DeviceError::Store`].
    pub fn start_check(&self, query: QueryId) -> Result<DraftView, DeviceError> {
        self.record_waiting()?;
        self.records().undo.end();
        let moment = self.records().moment();
        let id = DraftId(self.records().new_id());
        let draft = self.write(|t| {
            let moment = moment.kept(t)?;
            let now = moment.at();
            let open = drafts::all(t, now)?.into_iter().map(|kept| kept.draft);
            let of_now = |draft: &StopDraft| draft.amends.is_none() && !draft.afterwards;
            let checks: Vec<StopDraft> = open.filter(of_now).collect();
            if let Some(open) = checks.iter().find(|open| open.query == query) {
                drafts::show(t, open.id)?;
                return Ok(open.clone());
            }
            let kept = queries::get(t, query)?.ok_or(DeviceError::Gone)?;
            let subject = kept.subject.ok_or(DeviceError::Gone)?;
            let mark = subject.mark();
            if let Some(open) = checks.iter().find(|open| open.subject.mark() == mark) {
                // The later look-up led to nothing of its own.
                if kept.led_to.is_none() {
                    self.records().decide(t, query, LedTo::Nothing)?;
                }
                drafts::show(t, open.id)?;
                return Ok(open.clone());
            }
            if kept.led_to == Some(LedTo::Stop) {
                return Err(DeviceError::Gone);
            }
            let own = counts::local(t, &self.records().own_keys(&subject), now, i64::MAX)?;
            let draft = StopDraft {
                id,
                query,
                subject,
                initiative: kept.initiative,
                started_at: now,
                afterwards: false,
                despite_advisory: own.advisory_until.is_some(),
                amends: None,
                step: Step::Select,
                answers: Answers::default(),
            };
            drafts::begin(t, &draft, moment.stretch(), now)?;
            sync_state::set_draft_closed(t, false)?;
            Ok(draft)
        })?;
        if draft.id == id {
            self.begun_here().insert(id);
        } else {
            self.recorded()?;
        }
        Ok(DraftView::of(&draft))
    }

    /// The checks that were begun since the app was started. The stop of any other check may have been sent
    /// before a copy was written over this store, which the store cannot tell.
    pub(super) fn begun_here(&self) -> MutexGuard<'_, HashSet<DraftId>> {
        let begun = self.inner.begun.lock();
        begun.unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the stop of a draft may have been sent before this store was put back.
    fn may_be_known(&self, session: &Session, draft: DraftId) -> Result<bool, StoreError> {
        Ok(!self.begun_here().contains(&draft) && sync_state::was_put_back(session)?)
    }

    /// The draft on the screen, to come back to. A draft that cannot be read is kept, and set aside.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn open_draft(&self) -> Result<Option<DraftView>, DeviceError> {
        let records = self.records();
        records.time.keep_step(&records.store)?;
        let now = self.now();
        let kept = self.write(|t| Ok(drafts::on_screen(t, now)?))?;
        Ok(kept.map(|kept| DraftView::of(&kept.draft)))
    }

    /// All open drafts, parked or on the screen, the one begun first before the others.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn open_drafts(&self) -> Result<Vec<DraftView>, DeviceError> {
        let now = self.now();
        let open = self.write(|t| Ok(drafts::all(t, now)?))?;
        Ok(open.iter().map(|kept| DraftView::of(&kept.draft)).collect())
    }

    /// Parks a draft: it waits with its answers, and the screen is free.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when the draft is no longer open; [`DeviceError::Store`].
    pub fn park(&self, draft: DraftId) -> Result<(), DeviceError> {
        let now = self.now();
        self.write(|t| {
            if !the_open(drafts::get(t, draft, now)?)?.parked {
                drafts::park(t)?;
            }
            Ok(())
        })
    }

    /// Brings a parked draft back to the screen; one that was there is parked.
    ///
    /// # Errors
    /// As [`Self::park`].
    pub fn go_on(&self, draft: DraftId) -> Result<DraftView, DeviceError> {
        self.records().undo.end();
        let now = self.now();
        let kept = self.write(|t| {
            let kept = the_open(drafts::get(t, draft, now)?)?;
            drafts::show(t, draft)?;
            Ok(kept)
        })?;
        Ok(DraftView::of(&kept.draft))
    }

    /// Saves one answer. It is on disk when this returns.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when the draft is no longer open; [`DeviceError::Store`].
    pub fn save_field(&self, draft: DraftId, change: Change) -> Result<DraftView, DeviceError> {
        self.change_draft(draft, |open| open.apply(change))
    }

    /// Goes to another step of the draft, to which the officer also comes back.
    ///
    /// # Errors
    /// As [`Self::save_field`].
    pub fn go_to_step(&self, draft: DraftId, step: Step) -> Result<DraftView, DeviceError> {
        self.change_draft(draft, |open| open.step = step)
    }

    fn change_draft(
        &self,
        draft: DraftId,
        change: impl FnOnce(&mut StopDraft),
    ) -> Result<DraftView, DeviceError> {
        self.record_waiting_if_room()?;
        let now = self.now();
        let open = self.write(|t| {
            let mut open = the_open(drafts::get(t, draft, now)?)?.draft;
            change(&mut open);
            drafts::save(t, &open, now)?;
            Ok(open)
        })?;
        Ok(DraftView::of(&open))
    }

    /// Makes the stop in one transaction: saves one last answer if there is one, decides the look-up and queues
    /// both. An incomplete reflection stays with the stop, until the officer looks back. If the draft is not
    /// complete, the last answer is saved all the same.
    ///
    /// # Errors
    /// [`DeviceError::Incomplete`] with what is missing; [`DeviceError::Gone`] when the draft is
    /// no longer open; [`DeviceError::Withdrawn`] when the stop that it amends was withdrawn;
    /// [`DeviceError::Store`].
    pub fn finish(&self, draft: DraftId, last: Option<Change>) -> Result<StopCard, DeviceError> {
        let moment = self.records().moment();
        let made = self.write(|t| {
            let moment = moment.kept(t)?;
            let kept = the_open(drafts::get(t, draft, moment.at())?)?;
            let before = drafts::before_removal(t, &kept)?;
            let drafts::Kept {
                draft: mut open,
                stretch,
                ..
            } = kept;
            let decided = match open.afterwards {
                true => Some(None),
                false => Self::before(t, open.query)?.map(|led_to| Some((open.query, led_to))),
            };
            let answered = last.is_some();
            if let Some(last) = last {
                open.apply(last);
            }
            let made = self.make_stop(t, &open, stretch, moment);
            if made.is_ok() {
                // An amendment can be amended again, and the revision before it stays readable, so it needs no
                // undo.
                let first = open.amends.is_none() && !self.may_be_known(t, open.id)?;
                self.can_be_undone(
                    moment,
                    decided.filter(|_| first).map(|query| Decision {
                        query,
                        mistyped: None,
                        stop: Some(StopId(open.id.0)),
                        draft: Some(before),
                    }),
                );
            }
            if answered && made.as_ref().is_err_and(is_refusal) {
                drafts::save(t, &open, moment.at())?;
                return Ok(made);
            }
            made.map(Ok)
        })?;
        let card = made?;
        self.records().decided_here().insert(card.id.0);
        self.recorded()?;
        Ok(card)
    }

    /// Makes the stop of a draft, which was begun in this stretch of the clock. If it refuses, nothing is written.
    fn make_stop(
        &self,
        session: &Session,
        open: &StopDraft,
        begun_in: i64,
        moment: Moment,
    ) -> Result<StopCard, DeviceError> {
        // The same draft always makes the same stop, even on a copy of this phone that was put back.
        let id = StopId(open.id.0);
        let stop = open
            .finish(id, moment.at())
            .map_err(DeviceError::Incomplete)?;
        if open.amends.is_none() {
            let own_counts = self.records().secrets.own_counts();
            let own_key = own_counts.of(&stop.subject().mark());
            stops::insert(session, &stop, &own_key, begun_in, moment.stretch())?;
            if self.may_be_known(session, open.id)? {
                put_back::name_stop(session, stop.id(), &|record, number| {
                    self.records().report_id(record, number)
                })?;
            }
            if !stop.afterwards() {
                self.records().decide(session, stop.query(), LedTo::Stop)?;
            }
        } else {
            let outline = stops::outline(session, stop.id())?.ok_or(DeviceError::Gone)?;
            if outline.withdrawn {
                return Err(DeviceError::Withdrawn);
            }
            self.forget_own_advisory(session, stop.id(), &outline)?;
            stops::add_revision(session, &stop, moment.stretch())?;
        }
        if stop.details().reflection.is_none() && reflection_begun(open) {
            reflections::keep_begun(session, stop.id(), &open.answers)?;
        }
        outbox::enqueue(session, stop.id().0, Kind::Stop, stop.revision().0)?;
        drafts::remove(session, open.id)?;
        if open.amends.is_none() {
            return Ok(to_view::new_card(&stop));
        }
        card(session, stop.id())
    }

    /// Deletes the draft. Its look-up led to nothing, unless something was decided before.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when the draft is no longer open; [`DeviceError::Store`].
    pub fn discard_draft(&self, draft: DraftId) -> Result<(), DeviceError> {
        let moment = self.records().moment();
        self.write(|t| {
            let kept = the_open(drafts::get(t, draft, moment.at())?)?;
            let before = drafts::before_removal(t, &kept)?;
            let open = kept.draft;
            drafts::remove(t, draft)?;
            self.can_be_undone(
                moment,
                (open.amends.is_some() || open.afterwards).then(|| Decision {
                    query: None,
                    mistyped: None,
                    stop: None,
                    draft: Some(before),
                }),
            );
            match queries::led_to(t, open.query)? {
                Some(None) => self.records().decide(t, open.query, LedTo::Nothing)?,
                Some(Some(LedTo::Stop | LedTo::LeftIt | LedTo::Nothing)) | None => {}
            }
            Ok(())
        })?;
        self.recorded()
    }
}

/// Whether a draft holds part of a reflection, begun in it or before it.
fn reflection_begun(draft: &StopDraft) -> bool {
    let answers = &draft.answers;
    draft.amends.is_some() || !answers.themes.is_empty() || answers.reflection_note.is_some()
}

/// Whether the draft is merely refused as it is, without a failure.
fn is_refusal(error: &DeviceError) -> bool {
    matches!(error, DeviceError::Incomplete(_) | DeviceError::Withdrawn)
}

fn the_open(kept: Option<drafts::Kept>) -> Result<drafts::Kept, DeviceError> {
    kept.ok_or(DeviceError::Gone)
}
