//! Checks: from a look-up to a draft, and from the draft to a stop.

use std::collections::HashSet;
use std::sync::{MutexGuard, PoisonError};

use proco_domain::draft::{Answers, Change, Step, StopDraft};
use proco_domain::ids::{DraftId, QueryId, StopId};
use proco_domain::query::LedTo;
use proco_domain::reflection::LookingBack;
use proco_domain::time::UtcMillis;
use uuid::Uuid;

use super::open_drafts::{ShownDraft, bring_to_screen, checks_of_now, the_open, view};
use super::stops::card;
use super::{Device, to_view};
use crate::beyond::Beyond;
use crate::dating::Moment;
use crate::error::DeviceError;
use crate::store::outbox::{self, Kind};
use crate::store::stretches::Begun;
use crate::store::{
    Session, StoreError, counts, drafts, own_words, put_back, queries, reflections, stops,
    sync_state,
};
use crate::undo::Decided;
use crate::view::{DraftView, StopCard};

impl<B: Beyond> Device<B> {
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
            let open = checks_of_now(t, now)?;
            if let Some(open) = open.iter().find(|open| open.draft.query == query) {
                return bring_to_screen(t, open, now);
            }
            let kept = queries::get(t, query)?.ok_or(DeviceError::Gone)?;
            let subject = kept.subject.ok_or(DeviceError::Gone)?;
            let mark = subject.mark();
            if let Some(open) = open.iter().find(|open| open.draft.subject.mark() == mark) {
                // The later look-up led to nothing of its own.
                self.led_to_nothing(t, query)?;
                return bring_to_screen(t, open, now);
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
                despite_advisory: own.advisory.is_some(),
                amends: None,
                step: Step::Select,
                answers: Answers::default(),
            };
            drafts::begin(t, &draft, Begun::in_stretch(moment.stretch()), now)?;
            sync_state::set_draft_closed(t, false)?;
            Ok(DraftView::new(&draft))
        })?;
        if draft.id == id {
            self.begun_here().insert(id);
        } else {
            self.recorded()?;
        }
        Ok(draft)
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

    /// Saves one answer. It is on disk when this returns. An answer that stands already changes nothing.
    ///
    /// # Errors
    /// [`DeviceError::DraftChanged`] when it is another answer and the draft is another than is shown;
    /// [`DeviceError::Gone`] when the draft is no longer open; [`DeviceError::Store`].
    pub fn save_field(
        &self,
        draft: impl Into<ShownDraft>,
        change: Change,
    ) -> Result<DraftView, DeviceError> {
        self.change_draft(draft.into(), |open| open.apply(change))
    }

    /// Goes to another step of the draft, to which the officer also comes back. That changes no answer.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when the draft is no longer open; [`DeviceError::Store`].
    pub fn go_to_step(&self, draft: DraftId, step: Step) -> Result<DraftView, DeviceError> {
        self.change_draft(draft.into(), |open| open.step = step)
    }

    fn change_draft(
        &self,
        shown: ShownDraft,
        change: impl FnOnce(&mut StopDraft),
    ) -> Result<DraftView, DeviceError> {
        self.record_waiting_if_room()?;
        let now = self.now();
        self.write(|t| {
            let mut open = the_open(drafts::get(t, shown.id, now)?)?;
            let is_old = shown.is_old(&open);
            if open.changed(change) && is_old {
                return Err(DeviceError::DraftChanged);
            }
            drafts::save(t, &open, now)?;
            view(t, &open, now)
        })
    }

    /// Makes the stop in one transaction: saves one last answer if there is one, decides the look-up and queues
    /// both. A check of several subjects makes a stop of each, with the same answers. An incomplete reflection stays
    /// with the stop, until the officer looks back. If the draft is not complete, the last answer is saved all the same.
    ///
    /// # Errors
    /// [`DeviceError::Incomplete`] with what is missing; [`DeviceError::DraftChanged`] when the draft is another than is
    /// shown, and then nothing is saved; [`DeviceError::Gone`] when the draft is no longer open;
    /// [`DeviceError::Withdrawn`] when the stop that it amends was withdrawn; [`DeviceError::Store`].
    pub fn finish(
        &self,
        draft: impl Into<ShownDraft>,
        last: Option<Change>,
    ) -> Result<StopCard, DeviceError> {
        let shown = draft.into();
        let draft = shown.id;
        let moment = self.records().moment();
        let made = self.write_decision(|t| {
            let moment = moment.kept(t)?;
            let kept = the_open(drafts::get(t, draft, moment.at())?)?;
            if shown.is_old(&kept) {
                return Err(DeviceError::DraftChanged);
            }
            let mut all = vec![kept];
            all.extend(drafts::joined::of(t, draft, moment.at())?);
            let decided: Option<Vec<Decided>> = all
                .iter()
                .map(|kept| self.undoable(t, kept))
                .collect::<Result<_, _>>()?;
            let answered = last.is_some();
            if let Some(last) = last {
                all[0].changed(|open| open.apply(last));
            }
            let repeated = note_repeated(t, &all, moment.at())?;
            all[0].draft.answers.selection.note_repeated = repeated;
            let answers = all[0].draft.answers.clone();
            for other in &mut all[1..] {
                other.draft.answers = answers.clone();
            }
            let made = self.make_stops(t, &all, moment);
            if made.is_ok() {
                self.can_be_undone(moment, decided);
            }
            if answered && made.as_ref().is_err_and(is_refusal) {
                drafts::save(t, &all[0], moment.at())?;
                return Ok(made);
            }
            made.map(Ok)
        })?;
        let (card, ids) = made?;
        self.records().decided_here().extend(ids);
        self.recorded()?;
        Ok(card)
    }

    /// The state before a draft becomes a stop, or amends one; `None` when that cannot be undone.
    fn undoable(
        &self,
        session: &Session,
        kept: &drafts::Kept,
    ) -> Result<Option<Decided>, DeviceError> {
        let open = &kept.draft;
        if let Some(amends) = open.amends {
            return self.undoable_amendment(session, kept, amends.stop);
        }
        let decided = match open.afterwards {
            true => Some(None),
            false => Self::before(session, open.query)?.map(|led_to| Some((open.query, led_to))),
        };
        let unknown = !self.may_be_known(session, open.id)?;
        let before = drafts::before_removal(session, kept)?;
        Ok(decided.filter(|_| unknown).map(|query| Decided {
            query,
            stop: Some(StopId(open.id.0)),
            draft: Some(before),
            ..Decided::default()
        }))
    }

    /// Makes the stops of a check, the first draft being that of the check. Gives the card of its stop and the
    /// identifiers of all. If it refuses, nothing is written.
    fn make_stops(
        &self,
        session: &Session,
        all: &[drafts::Kept],
        moment: Moment,
    ) -> Result<(StopCard, Vec<Uuid>), DeviceError> {
        for kept in all {
            let missing = kept.draft.missing();
            if !missing.is_empty() {
                return Err(DeviceError::Incomplete(missing));
            }
        }
        let mut cards = Vec::new();
        for kept in all {
            cards.push(self.make_stop(session, &kept.draft, kept.begun, moment)?);
        }
        let ids: Vec<Uuid> = cards.iter().map(|card| card.id.0).collect();
        let first = cards.swap_remove(0);
        if ids.len() == 1 {
            return Ok((first, ids));
        }
        for id in &ids {
            stops::link(session, StopId(*id), first.id)?;
        }
        Ok((card(session, first.id)?, ids))
    }

    /// Makes the stop of a draft. If it refuses, nothing is written.
    fn make_stop(
        &self,
        session: &Session,
        open: &StopDraft,
        begun: Begun,
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
            stops::insert(session, &stop, &own_key, begun, moment.stretch())?;
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
        self.write_decision(|t| {
            let kept = the_open(drafts::get(t, draft, moment.at())?)?;
            let before = drafts::before_removal(t, &kept)?;
            for other in drafts::joined::of(t, draft, moment.at())? {
                drafts::remove(t, other.draft.id)?;
                self.led_to_nothing(t, other.draft.query)?;
            }
            let open = kept.draft;
            drafts::remove(t, draft)?;
            self.can_be_undone(
                moment,
                (open.amends.is_some() || open.afterwards).then(|| {
                    vec![Decided {
                        draft: Some(before),
                        ..Decided::default()
                    }]
                }),
            );
            self.led_to_nothing(t, open.query)
        })?;
        self.recorded()
    }

    /// Decides that a look-up led to nothing, unless something was decided about it before.
    pub(super) fn led_to_nothing(
        &self,
        session: &Session,
        query: QueryId,
    ) -> Result<(), DeviceError> {
        match queries::led_to(session, query)? {
            Some(None) => self.records().decide(session, query, LedTo::Nothing)?,
            Some(Some(LedTo::Stop | LedTo::LeftIt | LedTo::Nothing)) | None => {}
        }
        Ok(())
    }
}

/// Whether a draft holds part of a reflection, begun in it or before it.
fn reflection_begun(draft: &StopDraft) -> bool {
    let answers = &draft.answers;
    draft.amends.is_some()
        || !answers.themes.is_empty()
        || answers.reflection_note.is_some()
        || answers.looking_back != LookingBack::default()
}

/// Whether the reason in own words is that of another check. The stops of one check have the same reason, and so has
/// the stop that is amended.
fn note_repeated(
    session: &Session,
    all: &[drafts::Kept],
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let Some(words) = &all[0].draft.answers.selection.ground_note else {
        return Ok(false);
    };
    let mut own: Vec<StopId> = Vec::new();
    for kept in all {
        own.push(StopId(kept.draft.id.0));
        if let Some(amended) = kept.draft.amends {
            own.push(amended.stop);
            let others = stops::others(session, amended.stop)?;
            own.extend(others.iter().map(|other| other.id));
        }
    }
    let days = i64::from(own_words::REPEATED_WITHIN_DAYS);
    let since = UtcMillis(now.0 - days * 24 * 60 * 60 * 1000);
    own_words::stand_in_another(session, words, since, &own)
}

/// Whether the draft is merely refused as it is, without a failure.
fn is_refusal(error: &DeviceError) -> bool {
    matches!(error, DeviceError::Incomplete(_) | DeviceError::Withdrawn)
}
