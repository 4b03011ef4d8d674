//! Checks: the draft, the finished stop, its revisions, its withdrawal.

use std::collections::HashSet;
use std::sync::{MutexGuard, PoisonError};

use proco_domain::draft::{Answers, Change, Step, StopDraft};
use proco_domain::ids::{DraftId, QueryId, StopId};
use proco_domain::query::LedTo;
use proco_domain::reflection::Reflection;
use proco_domain::stop::{Stop, WithdrawReason};
use proco_domain::time::UtcMillis;

use super::Device;
use crate::error::DeviceError;
use crate::show;
use crate::store::outbox::{self, Kind};
use crate::store::queries::By;
use crate::store::{
    Session, StoreError, cards, counts, drafts, put_back, queries, reflections, stops, sync_state,
};
use crate::view::{DraftView, ReflectionDraft, RevisionView, StopCard, StopView};

impl Device {
    /// Begins a check. Asked again for the same look-up, it gives the draft that is open.
    ///
    /// # Errors
    /// [`DeviceError::DraftOpen`] when another draft is open, [`DeviceError::Gone`] when there is
    /// no such look-up or a stop came from it already; [`DeviceError::Store`].
    pub fn start_check(&self, query: QueryId) -> Result<DraftView, DeviceError> {
        self.record_waiting()?;
        let moment = self.records().moment();
        let id = DraftId(self.records().new_id());
        let draft = self.write(|t| {
            let moment = moment.kept(t)?;
            let now = moment.at();
            if let Some(open) = drafts::open(t, now)? {
                let same = open.query == query && open.amends.is_none();
                return same.then_some(open).ok_or(DeviceError::DraftOpen);
            }
            let kept = queries::get(t, query)?.ok_or(DeviceError::Gone)?;
            if kept.led_to == Some(LedTo::Stop) {
                return Err(DeviceError::Gone);
            }
            let subject = kept.subject.ok_or(DeviceError::Gone)?;
            let own = counts::local(t, &self.records().own_keys(&subject), now, i64::MAX)?;
            let draft = StopDraft {
                id,
                query,
                subject,
                initiative: kept.initiative,
                started_at: now,
                despite_advisory: own.advisory_until.is_some(),
                amends: None,
                step: Step::Select,
                answers: Answers::default(),
            };
            drafts::begin(t, &draft, &moment)?;
            sync_state::set_draft_closed(t, false)?;
            Ok(draft)
        })?;
        if draft.id == id {
            self.begun_here().insert(id);
        }
        Ok(DraftView::of(&draft))
    }

    /// The checks that were begun since the app was started. Any other may have been sent from what
    /// this store was before a copy was written over it, whatever the store says.
    fn begun_here(&self) -> MutexGuard<'_, HashSet<DraftId>> {
        let begun = self.inner.begun.lock();
        begun.unwrap_or_else(PoisonError::into_inner)
    }

    /// The officer decides what a look-up led to.
    pub(crate) fn decide(
        &self,
        session: &Session,
        query: QueryId,
        led_to: LedTo,
    ) -> Result<(), StoreError> {
        self.records().decided_here().insert(query.0);
        queries::decide(session, query, led_to, By::Officer)
    }

    /// Whether the stop of a draft may have been sent before this store was put back.
    fn may_be_known(&self, session: &Session, draft: DraftId) -> Result<bool, StoreError> {
        Ok(!self.begun_here().contains(&draft) && sync_state::was_put_back(session)?)
    }

    /// The draft to come back to, if there is one. One that cannot be read is kept, set aside.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn open_draft(&self) -> Result<Option<DraftView>, DeviceError> {
        let records = self.records();
        records.time.keep_step(&records.store)?;
        let now = self.now();
        let draft = self.write(|t| Ok(drafts::open(t, now)?))?;
        Ok(draft.as_ref().map(DraftView::of))
    }

    /// Puts one answer in. It is on disk when this returns.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when the draft is no longer open; [`DeviceError::Store`].
    pub fn save_field(&self, draft: DraftId, change: Change) -> Result<DraftView, DeviceError> {
        self.change_draft(draft, |open| open.apply(change))
    }

    /// Goes to another step of the draft, which is where it comes back to.
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
            let mut open = the_open(drafts::open(t, now)?, draft)?;
            change(&mut open);
            drafts::save(t, &open, now)?;
            Ok(open)
        })?;
        Ok(DraftView::of(&open))
    }

    /// Makes the stop, settles its look-up and queues both: all in one transaction. Half a
    /// reflection stays with the stop, until the officer looks back.
    ///
    /// # Errors
    /// [`DeviceError::Incomplete`] with what is missing; [`DeviceError::Gone`] when the draft is
    /// no longer open; [`DeviceError::Withdrawn`] when the stop that it amends was withdrawn;
    /// [`DeviceError::Store`].
    pub fn finish(&self, draft: DraftId) -> Result<StopCard, DeviceError> {
        let moment = self.records().moment();
        // The same draft makes the same stop, also on a copy of this phone that was put back.
        let new_id = StopId(draft.0);
        let card = self.write(|t| {
            let moment = moment.kept(t)?;
            let now = moment.at();
            let open = the_open(drafts::open(t, now)?, draft)?;
            let stop = open.finish(new_id, now).map_err(DeviceError::Incomplete)?;
            if open.amends.is_none() {
                let own_key = self
                    .records()
                    .secrets
                    .own_counts()
                    .of(&stop.subject().mark());
                stops::insert(t, &stop, &own_key, drafts::stretch(t)?, moment.stretch())?;
                if self.may_be_known(t, draft)? {
                    put_back::name_stop(t, stop.id(), &|record, number| {
                        self.records().report_id(record, number)
                    })?;
                }
                self.decide(t, stop.query(), LedTo::Stop)?;
            } else {
                let standing = stops::standing(t, stop.id())?.ok_or(DeviceError::Gone)?;
                if standing.withdrawn {
                    return Err(DeviceError::Withdrawn);
                }
                self.forget_own_advisory(t, stop.id(), &standing)?;
                stops::add_revision(t, &stop, moment.stretch())?;
            }
            if stop.details().reflection.is_none() && reflection_begun(&open) {
                reflections::keep_begun(t, stop.id(), &open.answers)?;
            }
            outbox::enqueue(t, stop.id().0, Kind::Stop, stop.revision().0)?;
            drafts::remove(t)?;
            if open.amends.is_none() {
                return Ok(show::new_card(&stop));
            }
            card(t, stop.id())
        })?;
        self.records().decided_here().insert(card.id.0);
        self.recorded()?;
        Ok(card)
    }

    /// Throws the draft away. Its look-up led to nothing, unless something was decided before.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when the draft is no longer open; [`DeviceError::Store`].
    pub fn discard_draft(&self, draft: DraftId) -> Result<(), DeviceError> {
        let now = self.now();
        self.write(|t| {
            let open = the_open(drafts::open(t, now)?, draft)?;
            drafts::remove(t)?;
            match queries::led_to(t, open.query)? {
                Some(None) => self.decide(t, open.query, LedTo::Nothing)?,
                Some(Some(LedTo::Stop | LedTo::LeftIt | LedTo::Nothing)) | None => {}
            }
            Ok(())
        })?;
        self.recorded()
    }

    /// Own stops: those waiting for reflection first, then newest first.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn my_stops(&self) -> Result<Vec<StopCard>, DeviceError> {
        let cards = self.read(|c| Ok(cards::all(c)?))?;
        Ok(cards.into_iter().map(StopCard::of).collect())
    }

    /// One stop with all its revisions.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such stop; [`DeviceError::Store`].
    pub fn stop(&self, stop: StopId) -> Result<StopView, DeviceError> {
        self.read(|c| {
            let card = card(c, stop)?;
            let revisions = stops::revisions(c, stop)?;
            Ok(StopView {
                card,
                revisions: revisions.iter().map(RevisionView::of).collect(),
                reflection_draft: reflections::get(c, stop)?,
            })
        })
    }

    /// Begins an amendment: a draft with all answers of the stop, and the reflection as far as it
    /// was written. Asked again, it gives the one that is open.
    ///
    /// # Errors
    /// [`DeviceError::DraftOpen`] when another draft is open, [`DeviceError::Withdrawn`],
    /// [`DeviceError::TooOld`] once the readable mark is gone, [`DeviceError::Gone`];
    /// [`DeviceError::Store`].
    pub fn amend(&self, stop: StopId) -> Result<DraftView, DeviceError> {
        let now = self.now();
        let id = DraftId(self.records().new_id());
        let draft = self.write(|t| {
            if let Some(open) = drafts::open(t, now)? {
                let same = open.amends.is_some_and(|amends| amends.stop == stop);
                return same.then_some(open).ok_or(DeviceError::DraftOpen);
            }
            let standing = stops::standing(t, stop)?.ok_or(DeviceError::Gone)?;
            let mut draft = changeable(stops::get(t, stop)?, &standing)?.amendment(id);
            if draft.answers.do_again.is_none()
                && let Some(begun) = reflections::get(t, stop)?
            {
                draft.answers.themes = begun.themes;
                draft.answers.reflection_note = begun.note;
            }
            drafts::save(t, &draft, now)?;
            sync_state::set_draft_closed(t, false)?;
            Ok(draft)
        })?;
        Ok(DraftView::of(&draft))
    }

    /// Keeps a reflection that is being written. It is on disk when this returns, and never sent.
    ///
    /// # Errors
    /// As [`Self::reflect`].
    pub fn save_reflection(
        &self,
        stop: StopId,
        draft: ReflectionDraft,
    ) -> Result<StopCard, DeviceError> {
        let now = self.now();
        self.write(|t| {
            let standing = stops::standing(t, stop)?.ok_or(DeviceError::Gone)?;
            // An open amendment holds it too, and would write over it.
            if amended_by_draft(t, stop, now)? {
                return Err(DeviceError::DraftOpen);
            }
            changeable(stops::get(t, stop)?, &standing)?;
            reflections::save(t, stop, &draft)?;
            card(t, stop)
        })
    }

    /// Adds the reflection, as a new revision.
    ///
    /// # Errors
    /// As [`Self::amend`].
    pub fn reflect(&self, stop: StopId, reflection: Reflection) -> Result<StopCard, DeviceError> {
        let moment = self.records().moment();
        let card = self.write(|t| {
            let moment = moment.kept(t)?;
            let now = moment.at();
            let standing = stops::standing(t, stop)?.ok_or(DeviceError::Gone)?;
            // An open amendment starts from the revision before; it would undo the reflection.
            if amended_by_draft(t, stop, now)? {
                return Err(DeviceError::DraftOpen);
            }
            let next = changeable(stops::get(t, stop)?, &standing)?.reflected(reflection, now);
            stops::add_revision(t, &next, moment.stretch())?;
            outbox::enqueue(t, stop.0, Kind::Stop, next.revision().0)?;
            card(t, stop)
        })?;
        self.records().decided_here().insert(stop.0);
        self.recorded()?;
        Ok(card)
    }

    /// Withdraws a stop that was recorded by mistake. One that was begun since the app was started and
    /// never entered a batch is taken back and leaves no trace outside; for any other the withdrawal
    /// travels before all reports.
    ///
    /// # Errors
    /// [`DeviceError::Gone`], [`DeviceError::Withdrawn`] when it was withdrawn before;
    /// [`DeviceError::Store`].
    pub fn withdraw(&self, stop: StopId, reason: WithdrawReason) -> Result<StopCard, DeviceError> {
        let now = self.now();
        // A stop has the name of the draft that it came from.
        let begun_here = self.begun_here().contains(&DraftId(stop.0));
        let card = self.write(|t| {
            let standing = stops::standing(t, stop)?.ok_or(DeviceError::Gone)?;
            if standing.withdrawn {
                return Err(DeviceError::Withdrawn);
            }
            if amended_by_draft(t, stop, now)? {
                drafts::remove(t)?;
            }
            self.forget_own_advisory(t, stop, &standing)?;
            stops::withdraw(t, stop, reason)?;
            if standing.named || !begun_here {
                outbox::enqueue(t, stop.0, Kind::Withdrawal, standing.revision + 1)?;
            } else {
                outbox::take_back(t, stop)?;
            }
            // Without a stop the look-up led to nothing.
            self.decide(t, standing.query, LedTo::Nothing)?;
            card(t, stop)
        })?;
        self.recorded()?;
        Ok(card)
    }
}

/// Whether a draft holds anything of a reflection, or of one that was begun before it.
fn reflection_begun(draft: &StopDraft) -> bool {
    let answers = &draft.answers;
    draft.amends.is_some() || !answers.themes.is_empty() || answers.reflection_note.is_some()
}

fn the_open(open: Option<StopDraft>, wanted: DraftId) -> Result<StopDraft, DeviceError> {
    open.filter(|open| open.id == wanted)
        .ok_or(DeviceError::Gone)
}

fn amended_by_draft(session: &Session, stop: StopId, now: UtcMillis) -> Result<bool, DeviceError> {
    let open = drafts::open(session, now)?;
    Ok(open.is_some_and(|open| open.amends.is_some_and(|amends| amends.stop == stop)))
}

impl Device {
    /// Central may have told this phone of the advisory that this very stop gave, also to a look-up
    /// of its subject in another spelling.
    fn forget_own_advisory(
        &self,
        session: &Session,
        stop: StopId,
        standing: &stops::Standing,
    ) -> Result<(), DeviceError> {
        if !standing.spared {
            return Ok(());
        }
        let mut own_keys = vec![standing.own_key];
        // One that cannot be read has its own key all the same.
        if let Ok(Some(kept)) = stops::get(session, stop)
            && let Some(stop) = kept.stop()
        {
            own_keys.extend(self.records().own_keys(stop.subject()));
        }
        queries::forget_advisory(session, &own_keys)?;
        Ok(())
    }
}

fn card(session: &Session, stop: StopId) -> Result<StopCard, DeviceError> {
    let card = cards::one(session, stop)?;
    card.map(StopCard::of).ok_or(DeviceError::Gone)
}

/// The newest revision, if it may still be changed.
fn changeable(
    kept: Option<stops::KeptStop>,
    standing: &stops::Standing,
) -> Result<Stop, DeviceError> {
    if standing.withdrawn {
        return Err(DeviceError::Withdrawn);
    }
    let kept = kept.ok_or(DeviceError::Gone)?;
    kept.stop().ok_or(DeviceError::TooOld)
}
