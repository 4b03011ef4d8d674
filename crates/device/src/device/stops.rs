//! Finished stops: shown, amended, reflected on, withdrawn.

use proco_domain::ids::{DraftId, StopId};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::pair::{Pair, PairStage};
use proco_domain::query::LedTo;
use proco_domain::reflection::Reflection;
use proco_domain::stop::{Stop, WithdrawReason};
use uuid::Uuid;

use super::Device;
use super::open_drafts::bring_to_screen;
use crate::beyond::Beyond;
use crate::dating::Moment;
use crate::error::DeviceError;
use crate::keys::OwnKey;
use crate::store::outbox::{self, Kind};
use crate::store::stretches::Begun;
use crate::store::{
    Session, amended, cards, counts, drafts, pairs, queries, reflections, stops, sync_state,
};
use crate::undo::{Amended, Decided};
use crate::view::{
    DraftView, OtherStop, PairView, ReflectionDraft, RevisionView, Since, StopCard, StopView,
    SubjectView,
};

/// How many of the bases that were used of late stand first.
pub const RECENT_BASES: usize = 3;

impl<B: Beyond> Device<B> {
    /// Own stops: those waiting for reflection first, then newest first.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn my_stops(&self) -> Result<Vec<StopCard>, DeviceError> {
        let cards = self.read(|c| Ok(cards::all(c)?))?;
        Ok(cards.into_iter().map(StopCard::of).collect())
    }

    /// The legal bases of the officer's last checks, the newest first: at most three. They are of this
    /// phone alone, and decide only in which order the screens show the bases.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn recent_bases(&self) -> Result<Vec<LegalBasis>, DeviceError> {
        let mut bases = self.read(|c| Ok(stops::recent_bases(c)?))?;
        bases.truncate(RECENT_BASES);
        Ok(bases)
    }

    /// One stop with all its revisions.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such stop; [`DeviceError::Store`].
    pub fn stop(&self, stop: StopId) -> Result<StopView, DeviceError> {
        self.read(|c| {
            let card = card(c, stop)?;
            let revisions = stops::revisions(c, stop)?;
            let since = self.recorded_since(c, stop, &card)?;
            let pair = pairs::get(c, stop)?;
            let is_hidden = pair.as_ref().map(Pair::stage) == Some(PairStage::Colleague);
            let begun = reflections::get(c, stop)?;
            Ok(StopView {
                card,
                revisions: revisions.iter().map(RevisionView::of).collect(),
                reflection_draft: begun.filter(|_| !is_hidden),
                initiative: revisions.first().map(|newest| newest.body().initiative()),
                withdrawn_because: stops::withdrawn_because(c, stop)?,
                others: stops::others(c, stop)?.iter().map(OtherStop::of).collect(),
                since,
                pair: pair.as_ref().map(PairView::of),
            })
        })
    }

    /// What this phone recorded of the subject of a stop since; nothing where the subject cannot be told.
    fn recorded_since(
        &self,
        session: &Session,
        stop: StopId,
        card: &StopCard,
    ) -> Result<Option<Since>, DeviceError> {
        let found_again = card.subject.as_ref().is_some_and(SubjectView::can_be_found);
        let Some(outline) = stops::outline(session, stop)?.filter(|_| found_again) else {
            return Ok(None);
        };
        let keys = self.keys_of(session, stop, &outline);
        Ok(Some(counts::since(session, &keys, card.at)?))
    }

    /// Begins an amendment: a draft with all answers of the stop, and the reflection as far as it was written.
    /// The draft that was on the screen is parked. Called again, it gives the amendment that is open.
    ///
    /// # Errors
    /// [`DeviceError::Withdrawn`], [`DeviceError::TooOld`] once the readable mark is gone, [`DeviceError::Gone`];
    /// [`DeviceError::Store`].
    pub fn amend(&self, stop: StopId) -> Result<DraftView, DeviceError> {
        self.records().undo.end();
        let now = self.now();
        let id = DraftId(self.records().new_id());
        self.write(|t| {
            if let Some(open) = drafts::of_stop(t, stop, now)? {
                return bring_to_screen(t, &open, now);
            }
            let outline = stops::outline(t, stop)?.ok_or(DeviceError::Gone)?;
            not_with_two(t, stop)?;
            let mut draft = changeable(stops::get(t, stop)?, &outline)?.amendment(id);
            if draft.answers.do_again.is_none()
                && let Some(begun) = reflections::get(t, stop)?
            {
                if let Some(ratings) = begun.ratings {
                    draft.answers.treatment.ratings = ratings;
                }
                draft.answers.themes = begun.themes;
                draft.answers.reflection_note = begun.note;
                draft.answers.looking_back = begun.looking_back;
            }
            drafts::begin(t, &draft, Begun::AS_ITS_STOP, now)?;
            sync_state::set_draft_closed(t, false)?;
            Ok(DraftView::new(&draft))
        })
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
        self.records().undo.end();
        let now = self.now();
        self.write(|t| {
            let outline = stops::outline(t, stop)?.ok_or(DeviceError::Gone)?;
            // An open amendment holds this reflection too, and would overwrite it.
            if drafts::of_stop(t, stop, now)?.is_some() {
                return Err(DeviceError::DraftOpen);
            }
            changeable(stops::get(t, stop)?, &outline)?;
            not_with_two(t, stop)?;
            reflections::save(t, stop, &draft)?;
            card(t, stop)
        })
    }

    /// Adds the reflection as a new revision, with the ratings of the treatment that were kept with it. It is that of
    /// the whole check: the stops of its other subjects that wait for one get it too.
    ///
    /// # Errors
    /// As [`Self::amend`].
    pub fn reflect(&self, stop: StopId, reflection: Reflection) -> Result<StopCard, DeviceError> {
        self.records().undo.end();
        let moment = self.records().moment();
        let (card, reflected) = self.write(|t| {
            not_with_two(t, stop)?;
            self.reflect_in(t, stop, &reflection, moment.kept(t)?)
        })?;
        self.records().decided_here().extend(reflected);
        self.recorded()?;
        Ok(card)
    }

    /// Adds the reflection within a transaction. Returns the card of the stop, and which stops got it.
    pub(super) fn reflect_in(
        &self,
        session: &Session,
        stop: StopId,
        reflection: &Reflection,
        moment: Moment,
    ) -> Result<(StopCard, Vec<Uuid>), DeviceError> {
        let now = moment.at();
        let outline = stops::outline(session, stop)?.ok_or(DeviceError::Gone)?;
        // An open amendment starts from the former revision, so it would undo the reflection.
        if drafts::of_stop(session, stop, now)?.is_some() {
            return Err(DeviceError::DraftOpen);
        }
        let ratings = reflections::get(session, stop)?.and_then(|begun| begun.ratings);
        let reflect = |stop: Stop, reflection: Reflection| -> Result<Uuid, DeviceError> {
            let next = stop.reflected(reflection, ratings, now);
            stops::add_revision(session, &next, moment.stretch())?;
            outbox::enqueue(session, next.id().0, Kind::Stop, next.revision().0)?;
            Ok(next.id().0)
        };
        let first = changeable(stops::get(session, stop)?, &outline)?;
        let mut reflected = vec![reflect(first, reflection.clone())?];
        for other in stops::others(session, stop)? {
            if other.reflected || drafts::of_stop(session, other.id, now)?.is_some() {
                continue;
            }
            if let Some(other) = stops::get(session, other.id)?.and_then(|kept| kept.stop()) {
                // Two officers looked back once, however many subjects the check had.
                let mut alone = reflection.clone();
                alone.looking_back.together = false;
                reflected.push(reflect(other, alone)?);
            }
        }
        Ok((card(session, stop)?, reflected))
    }

    /// Withdraws a stop that was recorded by mistake. A stop that was begun since the app was started and never
    /// entered a batch is deleted, and nothing of it leaves the phone; for any other a withdrawal is sent,
    /// before all reports.
    ///
    /// # Errors
    /// [`DeviceError::Gone`], [`DeviceError::Withdrawn`] when it was withdrawn before;
    /// [`DeviceError::Store`].
    pub fn withdraw(&self, stop: StopId, reason: WithdrawReason) -> Result<StopCard, DeviceError> {
        let now = self.now();
        self.records().undo.end();
        // A stop has the identifier of the draft that it came from.
        let begun_here = self.begun_here().contains(&DraftId(stop.0));
        let card = self.write(|t| {
            let outline = stops::outline(t, stop)?.ok_or(DeviceError::Gone)?;
            if outline.withdrawn {
                return Err(DeviceError::Withdrawn);
            }
            if let Some(open) = drafts::of_stop(t, stop, now)? {
                drafts::remove(t, open.draft.id)?;
            }
            self.withdraw_standing(t, stop, &outline, reason, begun_here)?;
            card(t, stop)
        })?;
        self.recorded()?;
        Ok(card)
    }

    /// Withdraws a stop that stands; `begun_here` says whether it was begun since the app was started.
    pub(super) fn withdraw_standing(
        &self,
        session: &Session,
        stop: StopId,
        outline: &stops::Outline,
        reason: WithdrawReason,
        begun_here: bool,
    ) -> Result<(), DeviceError> {
        self.forget_own_advisory(session, stop, outline)?;
        stops::withdraw(session, stop, reason)?;
        if outline.named || !begun_here {
            outbox::enqueue(session, stop.0, Kind::Withdrawal, outline.revision + 1)?;
        } else {
            outbox::take_back(session, stop.0, Kind::Stop)?;
        }
        // Without a stop the look-up led to nothing. One that was entered afterwards had none.
        self.records()
            .decide(session, outline.query, LedTo::Nothing)?;
        Ok(())
    }

    /// Removes the advisory of this stop as central may have reported it, also for its subject in another
    /// spelling.
    pub(super) fn forget_own_advisory(
        &self,
        session: &Session,
        stop: StopId,
        outline: &stops::Outline,
    ) -> Result<(), DeviceError> {
        if !outline.spared {
            return Ok(());
        }
        queries::forget_advisory(session, &self.keys_of(session, stop, outline))?;
        Ok(())
    }

    /// The keys under which the subject of a stop may be recorded.
    fn keys_of(&self, session: &Session, stop: StopId, outline: &stops::Outline) -> Vec<OwnKey> {
        let mut own_keys = vec![outline.own_key];
        // A stop that cannot be read still has its own key.
        if let Ok(Some(kept)) = stops::get(session, stop)
            && let Some(stop) = kept.stop()
        {
            let others = self.records().own_keys(stop.subject());
            own_keys.extend(others.into_iter().filter(|key| *key != outline.own_key));
        }
        own_keys
    }

    /// The state before a stop is amended; `None` when there is no such stop.
    pub(super) fn undoable_amendment(
        &self,
        session: &Session,
        kept: &drafts::Kept,
        stop: StopId,
    ) -> Result<Option<Decided>, DeviceError> {
        let Some(outline) = stops::outline(session, stop)? else {
            return Ok(None);
        };
        let own_keys = self.keys_of(session, stop, &outline);
        let was_decided_here = self.records().decided_here().contains(&stop.0);
        let draft = Some(drafts::before_removal(session, kept)?);
        let former = amended::before(session, stop, &own_keys)?;
        Ok(former.map(|former| Decided {
            stop: Some(stop),
            amended: Some(Amended {
                former,
                was_decided_here,
            }),
            draft,
            ..Decided::default()
        }))
    }
}

/// Refuses what would change the officer's own reflection while two look back.
fn not_with_two(session: &Session, stop: StopId) -> Result<(), DeviceError> {
    match pairs::get(session, stop)?.map(|pair| pair.stage()) {
        Some(PairStage::Colleague | PairStage::SideBySide) => Err(DeviceError::DraftOpen),
        Some(PairStage::Kept) | None => Ok(()),
    }
}

/// The card of a stop, as it stands.
pub(super) fn card(session: &Session, stop: StopId) -> Result<StopCard, DeviceError> {
    let card = cards::one(session, stop)?;
    card.map(StopCard::of).ok_or(DeviceError::Gone)
}

/// The newest revision, if it may still be changed.
pub(super) fn changeable(
    kept: Option<stops::KeptStop>,
    outline: &stops::Outline,
) -> Result<Stop, DeviceError> {
    if outline.withdrawn {
        return Err(DeviceError::Withdrawn);
    }
    let kept = kept.ok_or(DeviceError::Gone)?;
    kept.stop().ok_or(DeviceError::TooOld)
}
