//! Second views: asked from a reflection, scanned, taken back and read; and, by an adviser, answered.

use proco_domain::ids::StopId;
use proco_domain::text::TypedText;
use proco_domain::time::Hour;
use proco_exchange::period::Week;
use proco_exchange::second_view::{Advice, VIEW_DAYS, ViewCodes, ViewId, ViewSecret};
use proco_release::{MAX_ANSWER, findings_in_answer, scan, scan_answer};

use super::Device;
use super::lessons::{scanned, subjects_of};
use crate::chance::{Chance as _, SystemChance};
use crate::error::DeviceError;
use crate::second_view::ViewPlace;
use crate::store::second_views::{self, Owned, Written};
use crate::sync::{CallFault, SharedFault, SyncError, Trigger};
use crate::view::{
    AnswerInput, AskedView, OwnSecondView, ScannedLesson, SecondViewDraft, SecondViewInput,
};

impl Device {
    /// The request that is being written from the reflection on a stop. Its question is scanned as a lesson is.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such stop, [`DeviceError::TooOld`] when its mark is gone;
    /// [`DeviceError::Store`].
    pub fn second_view_draft(&self, stop: StopId) -> Result<SecondViewDraft, DeviceError> {
        let until = until(self.this_week());
        self.read(|c| {
            subjects_of(c, stop)?;
            let Written { about, text } = second_views::written(c, stop)?;
            Ok(SecondViewDraft { about, text, until })
        })
    }

    /// Keeps a request that is being written. It is on disk when this returns, and never sent.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such stop, [`DeviceError::TooOld`] when its mark is gone;
    /// [`DeviceError::Store`].
    pub fn keep_second_view(
        &self,
        stop: StopId,
        request: SecondViewInput,
    ) -> Result<(), DeviceError> {
        let SecondViewInput { about, text, .. } = request;
        self.write(|t| {
            subjects_of(t, stop)?;
            Ok(second_views::write(t, stop, &Written { about, text })?)
        })
    }

    /// Asks the advisers: the question is scanned once more, waits on this phone for the network, and leads to no stop.
    ///
    /// # Errors
    /// [`DeviceError::SecondView`] when the scan blocks it or the officer has not decided on a word in doubt, or it is about
    /// no code or too many; [`DeviceError::Gone`] when there is no such stop, [`DeviceError::TooOld`] when its mark is gone;
    /// [`DeviceError::Store`].
    pub fn ask_second_view(
        &self,
        stop: StopId,
        request: SecondViewInput,
    ) -> Result<(), DeviceError> {
        let SecondViewInput {
            about,
            text,
            harmless,
        } = request;
        let about = ViewCodes::try_from(about).map_err(|_| DeviceError::SecondView)?;
        let text = text.ok_or(DeviceError::SecondView)?;
        let subjects = self.read(|c| subjects_of(c, stop))?;
        let scanned = scan(text, &subjects).map_err(|_| DeviceError::SecondView)?;
        let released = scanned
            .release(&harmless)
            .map_err(|_| DeviceError::SecondView)?;
        let (owned, week) = (made(), self.this_week());
        self.write(|t| {
            second_views::ask(t, &owned, &about, &released, week)?;
            Ok(second_views::forget_written(t, stop)?)
        })?;
        // Nothing of a request waits in the outbox, so that nothing recorded would begin a pass.
        self.trigger(Trigger::Resume);
        Ok(())
    }

    /// The requests of this officer with their answers, the last one first.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn own_second_views(&self) -> Result<Vec<OwnSecondView>, DeviceError> {
        let asked = self.read(|c| Ok(second_views::asked(c)?))?;
        let stand = asked
            .into_iter()
            .filter(|request| request.place != ViewPlace::TakenBack);
        Ok(stand
            .map(|request| OwnSecondView {
                view: request.view,
                about: request.about.into(),
                text: request.text,
                place: request.place,
                answers: request.answers,
                until: until(request.week),
            })
            .collect())
    }

    /// Takes an own request back. Question and answers are gone from this phone at once, and from central when that is
    /// reached.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such request; [`DeviceError::Store`].
    pub fn take_second_view_back(&self, view: ViewId) -> Result<(), DeviceError> {
        let found = self.write(|t| Ok(second_views::take_back(t, view)?))?;
        self.trigger(Trigger::Resume);
        found.then_some(()).ok_or(DeviceError::Gone)
    }

    /// What officers ask, for an adviser, with what is being written as an answer. The questions are not kept on this phone.
    ///
    /// # Errors
    /// [`DeviceError::Call`] when central cannot be reached or refuses; [`DeviceError::Store`].
    pub async fn asked_second_views(&self) -> Result<Vec<AskedView>, DeviceError> {
        let told = self.courier().asked_views().await?;
        self.read(|c| {
            let shown = told.views.into_iter().map(|asked| {
                Ok(AskedView {
                    draft: second_views::written_answer(c, asked.view)?,
                    view: asked.view,
                    about: asked.about.into(),
                    question: asked.question,
                    answers: asked.answers,
                })
            });
            shown.collect()
        })
    }

    /// What the scan finds in an answer that is typed. Nothing of it is kept.
    #[must_use]
    pub fn scan_answer(&self, text: &str) -> ScannedLesson {
        let kept = TypedText::<MAX_ANSWER>::judged(text);
        let kept = kept.checked(true).ok().flatten();
        let text = kept.as_ref().map_or(text, |kept| kept.expose());
        scanned(findings_in_answer(text), text)
    }

    /// Keeps an answer that an adviser is writing. It is on disk when this returns, and never sent.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn keep_answer(&self, view: ViewId, answer: AnswerInput) -> Result<(), DeviceError> {
        let week = self.this_week();
        self.write(|t| {
            let text = answer.text.as_ref();
            Ok(second_views::write_answer(t, view, text, week)?)
        })
    }

    /// Answers a request, as an adviser: the answer is scanned once more and sent at once. What was written stays on this
    /// phone until central has it; the same words sent again are the same answer.
    ///
    /// # Errors
    /// [`DeviceError::SecondView`] when the scan blocks it or the adviser has not decided on a word in doubt;
    /// [`DeviceError::Gone`] when the request is not there any more; [`DeviceError::Call`] when central cannot be reached or
    /// refuses; [`DeviceError::Store`].
    pub async fn give_answer(&self, view: ViewId, answer: AnswerInput) -> Result<(), DeviceError> {
        let AnswerInput { text, harmless } = answer;
        let scanned = scan_answer(text.ok_or(DeviceError::SecondView)?);
        let released = scanned
            .map_err(|_| DeviceError::SecondView)?
            .release(&harmless)
            .map_err(|_| DeviceError::SecondView)?;
        let advice = Advice {
            view,
            text: released,
        };
        match self.courier().answer_view(&advice).await {
            Ok(()) => {}
            Err(SyncError::Call(CallFault::NotThere)) => return Err(DeviceError::Gone),
            Err(SyncError::Call(CallFault::Shared(SharedFault::Refused))) => {
                return Err(DeviceError::SecondView);
            }
            Err(other) => return Err(other.into()),
        }
        let week = self.this_week();
        self.write(|t| Ok(second_views::write_answer(t, view, None, week)?))
    }

    fn this_week(&self) -> Week {
        Week::of(self.now().hour())
    }
}

/// The identifier and the secret of a request, of chance that nobody can foresee.
fn made() -> Owned {
    let (mut view, mut secret) = ([0; 16], [0; 32]);
    SystemChance.fill(&mut view);
    SystemChance.fill(&mut secret);
    Owned {
        view: ViewId(view),
        secret: ViewSecret::from_bytes(secret),
    }
}

/// The last day on which a request of this week stands.
fn until(week: Week) -> String {
    let over = Hour(week.from().0 + VIEW_DAYS * 24);
    let last = over.start().minus_hours(1);
    last.hour().date().to_string()
}
