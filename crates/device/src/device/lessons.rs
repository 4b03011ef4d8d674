//! Lessons for the team: written from a reflection, scanned, shared, taken back, read and set aside.

use std::iter::successors;

use proco_domain::ids::StopId;
use proco_domain::subject::Subject;
use proco_domain::text::TypedText;
use proco_exchange::lesson::{AsideReason, LESSON_WEEKS, LessonId, LessonSecret, TeamLesson};
use proco_exchange::period::{Period, Week};
use proco_release::{Certainty, Finding, Unreadable, findings, scan};

use super::Device;
use crate::chance::{Chance as _, SystemChance};
use crate::error::DeviceError;
use crate::lesson::LessonPlace;
use crate::store::lessons::{self, Owned, Written};
use crate::store::{Session, stops};
use crate::sync::{CallFault, SyncError, Trigger};
use crate::view::{
    LessonDraft, LessonFinding, LessonInput, LessonUnreadable, OwnLesson, ReadLesson, ScannedLesson,
};

impl Device {
    /// The lesson that is being written from the reflection on a stop.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such stop, [`DeviceError::TooOld`] when its mark is gone;
    /// [`DeviceError::Store`].
    pub fn lesson_draft(&self, stop: StopId) -> Result<LessonDraft, DeviceError> {
        let until = until(Week::of(self.now().hour()));
        self.read(|c| {
            subjects_of(c, stop)?;
            let Written { about, text } = lessons::written(c, stop)?;
            Ok(LessonDraft { about, text, until })
        })
    }

    /// Keeps a lesson that is being written. It is on disk when this returns, and never sent.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such stop, [`DeviceError::TooOld`] when its mark is gone;
    /// [`DeviceError::Store`].
    pub fn keep_lesson(&self, stop: StopId, lesson: LessonInput) -> Result<(), DeviceError> {
        let LessonInput { about, text, .. } = lesson;
        self.write(|t| {
            subjects_of(t, stop)?;
            Ok(lessons::write(t, stop, &Written { about, text })?)
        })
    }

    /// What the scan finds in a text that is typed, with the subjects of the stop's check in mind. Nothing of it is kept.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such stop, [`DeviceError::TooOld`] when its mark is gone;
    /// [`DeviceError::Store`].
    pub fn scan_lesson(&self, stop: StopId, text: &str) -> Result<ScannedLesson, DeviceError> {
        let subjects = self.read(|c| subjects_of(c, stop))?;
        // As it would be kept. What would not be kept is scanned as it stands, to say which words are in the way.
        let kept = TypedText::new(text).checked(true).ok().flatten();
        let text = kept.as_ref().map_or(text, |kept| kept.expose());
        Ok(scanned(findings(text, &subjects), text))
    }

    /// Shares a lesson with the team: it is scanned once more, waits on this phone for the network, and leads to no stop.
    ///
    /// # Errors
    /// [`DeviceError::Lesson`] when the scan blocks it or the officer has not decided on a word in doubt, or it says
    /// not what it is about; [`DeviceError::Gone`] when there is no such stop, [`DeviceError::TooOld`] when its mark is gone;
    /// [`DeviceError::Store`].
    pub fn share_lesson(&self, stop: StopId, lesson: LessonInput) -> Result<(), DeviceError> {
        let LessonInput {
            about,
            text,
            harmless,
        } = lesson;
        let (Some(about), Some(text)) = (about, text) else {
            return Err(DeviceError::Lesson);
        };
        let subjects = self.read(|c| subjects_of(c, stop))?;
        let scanned = scan(text, &subjects).map_err(|_| DeviceError::Lesson)?;
        let released = scanned
            .release(&harmless)
            .map_err(|_| DeviceError::Lesson)?;
        let owned = made();
        self.write(|t| {
            lessons::share(t, &owned, about, &released)?;
            Ok(lessons::forget_written(t, stop)?)
        })?;
        // Nothing of a lesson waits in the outbox, so that nothing recorded would begin a pass.
        self.trigger(Trigger::Resume);
        Ok(())
    }

    /// The lessons that this officer shared, the last one first.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn own_lessons(&self) -> Result<Vec<OwnLesson>, DeviceError> {
        let shared = self.read(|c| Ok(lessons::shared(c)?))?;
        let stand = shared
            .into_iter()
            .filter(|lesson| lesson.place != LessonPlace::TakenBack);
        Ok(stand
            .map(|lesson| OwnLesson {
                lesson: lesson.lesson,
                about: lesson.about,
                text: lesson.text,
                place: lesson.place,
                until: lesson.week.map(until),
            })
            .collect())
    }

    /// Takes an own lesson back. Its words are gone from this phone at once, and from central when that is reached.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such lesson; [`DeviceError::Store`].
    pub fn take_lesson_back(&self, lesson: LessonId) -> Result<(), DeviceError> {
        let found = self.write(|t| Ok(lessons::take_back(t, lesson)?))?;
        self.trigger(Trigger::Resume);
        found.then_some(()).ok_or(DeviceError::Gone)
    }

    /// The lessons of the own team. They are not kept on this phone.
    ///
    /// # Errors
    /// [`DeviceError::Call`] when central cannot be reached or refuses; [`DeviceError::Store`].
    pub async fn team_lessons(&self) -> Result<Vec<ReadLesson>, DeviceError> {
        let read = |lesson: TeamLesson| ReadLesson {
            lesson: lesson.lesson,
            week: Period::Week(lesson.week).to_string(),
            about: lesson.about,
            text: lesson.text,
            until: until(lesson.week),
        };
        let told = self.courier().team_lessons().await?;
        Ok(told.lessons.into_iter().map(read).collect())
    }

    /// Sets a lesson of the own team aside, as its shift lead.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when the team has no such lesson; else as [`Self::team_lessons`].
    pub async fn set_lesson_aside(
        &self,
        lesson: LessonId,
        reason: AsideReason,
    ) -> Result<(), DeviceError> {
        match self.courier().set_lesson_aside(lesson, reason).await {
            Err(SyncError::Call(CallFault::NotThere)) => Err(DeviceError::Gone),
            told => Ok(told?),
        }
    }
}

/// The subjects of a check, that of this stop first. Without the mark of the stop the scan could not look for it, so that
/// no lesson comes from it any more.
pub(super) fn subjects_of(session: &Session, stop: StopId) -> Result<Vec<Subject>, DeviceError> {
    let kept = stops::get(session, stop)?.ok_or(DeviceError::Gone)?;
    let own = kept.subject().cloned().ok_or(DeviceError::TooOld)?;
    let others = stops::others(session, stop)?.into_iter();
    let others = others.filter_map(|other| other.subject);
    Ok(std::iter::once(own).chain(others).collect())
}

/// The identifier and the secret of a lesson, of chance that nobody can foresee.
fn made() -> Owned {
    let (mut lesson, mut secret) = ([0; 16], [0; 32]);
    SystemChance.fill(&mut lesson);
    SystemChance.fill(&mut secret);
    Owned {
        lesson: LessonId(lesson),
        secret: LessonSecret::from_bytes(secret),
    }
}

/// What the scan found in a text, as the screens show it.
pub(super) fn scanned(found: Result<Vec<Finding>, Unreadable>, text: &str) -> ScannedLesson {
    match found {
        Ok(found) => ScannedLesson {
            unreadable: None,
            findings: found.iter().map(|one| shown(one, text)).collect(),
        },
        Err(why) => ScannedLesson {
            unreadable: Some(LessonUnreadable::from(why)),
            findings: Vec::new(),
        },
    }
}

fn shown(finding: &Finding, text: &str) -> LessonFinding {
    LessonFinding {
        kind: finding.kind,
        sure: finding.certainty == Certainty::Sure,
        words: text[finding.start..finding.end].to_owned(),
        place: finding.place(),
    }
}

/// The last day on which a lesson of this week can be read.
fn until(week: Week) -> String {
    let weeks = usize::try_from(LESSON_WEEKS).unwrap_or(usize::MAX);
    let last = successors(Some(week), |week| Some(week.next())).nth(weeks);
    let last = last.unwrap_or(week).to().start().minus_hours(1);
    last.hour().date().to_string()
}
