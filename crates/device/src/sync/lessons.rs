//! Lessons on their way to the team: taken back, asked after, sent. In requests of their own, which name no report.
//!
//! A fault of central ends this and not the pass: reports wait for no lesson, and a lesson is tried again by the next pass.

use proco_exchange::lesson::{
    AsideReason, Lesson, LessonId, LessonStanding, OwnLesson, SetAside, TeamLessons,
};
use proco_exchange::period::Week;

use super::Courier;
use super::error::SyncError;
use super::fault::{CallFault, SharedFault};
use crate::lesson::LessonPlace;
use crate::store::lessons::{self, Owned};

impl Courier {
    /// Does all about lessons that is to be done now. Gives why something was left, if so.
    pub(super) async fn pass_lessons(&self) -> Result<Option<CallFault>, SyncError> {
        match self.pass_lessons_once().await {
            Ok(()) => Ok(None),
            Err(SyncError::Call(fault)) => Ok(Some(fault)),
            Err(other) => Err(other),
        }
    }

    async fn pass_lessons_once(&self) -> Result<(), SyncError> {
        self.take_lessons_back().await?;
        self.ask_after_lessons().await?;
        // A lesson that central lost is sent again in the same pass, and the next one after another pass.
        self.send_lesson().await
    }

    async fn lessons_in(&self, place: LessonPlace) -> Result<Vec<Owned>, SyncError> {
        let today = self.today();
        self.blocking(move |courier| courier.read(|c| Ok(lessons::standing_in(c, place, today)?)))
            .await
    }

    /// The day of today, in days since 1970.
    fn today(&self) -> u32 {
        self.now().hour().0 / 24
    }

    async fn take_lessons_back(&self) -> Result<(), SyncError> {
        for Owned { lesson, secret } in self.lessons_in(LessonPlace::TakingBack).await? {
            let own = OwnLesson { lesson, secret };
            let told = self
                .with_token(async |token| {
                    self.network().central.take_lesson_back(&token, &own).await
                })
                .await;
            match told {
                // Under another secret nothing of this phone stands there.
                Ok(()) | Err(SyncError::Call(CallFault::Shared(SharedFault::Secret))) => {
                    self.blocking(move |courier| {
                        courier.write(|t| Ok(lessons::is_back(t, lesson)?))
                    })
                    .await?;
                }
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Asks once a day where each lesson stands.
    async fn ask_after_lessons(&self) -> Result<(), SyncError> {
        for place in [LessonPlace::Sent, LessonPlace::Released] {
            for Owned { lesson, secret } in self.lessons_in(place).await? {
                let own = OwnLesson { lesson, secret };
                let told = self
                    .with_token(async |token| {
                        self.network().central.lesson_state(&token, &own).await
                    })
                    .await;
                let standing = match told {
                    Ok(told) => told.state,
                    Err(SyncError::Call(CallFault::Shared(SharedFault::Secret))) => {
                        LessonStanding::Absent
                    }
                    Err(other) => return Err(other),
                };
                // Central lost it, or a copy of this phone took it back: sending it again tells which.
                let place = LessonPlace::told(standing).unwrap_or(LessonPlace::Waiting);
                self.lesson_moved(lesson, place).await?;
            }
        }
        Ok(())
    }

    async fn lesson_moved(&self, lesson: LessonId, place: LessonPlace) -> Result<(), SyncError> {
        let today = self.today();
        self.blocking(move |courier| {
            courier.write(|t| Ok(lessons::moved(t, lesson, place, today)?))
        })
        .await
    }

    /// Sends the next lesson. Its week is on disk before, so that a lost answer changes nothing of it.
    async fn send_lesson(&self) -> Result<(), SyncError> {
        let now = Week::of(self.now().hour());
        let next = self
            .blocking(move |courier| {
                courier.write(|t| {
                    let Some(next) = lessons::next(t)? else {
                        return Ok(None);
                    };
                    let week = next.week.unwrap_or(now);
                    lessons::set_week(t, next.owned.lesson, Some(week))?;
                    Ok(Some((next, week)))
                })
            })
            .await?;
        let Some((next, week)) = next else {
            return Ok(());
        };
        let Owned { lesson, secret } = next.owned;
        let Some(text) = next.text else {
            return self.lesson_moved(lesson, LessonPlace::Refused).await;
        };
        let sent = Lesson {
            lesson,
            week,
            about: next.about,
            text,
            secret: secret.hash(),
        };
        let told = self
            .with_token(async |token| self.network().central.send_lesson(&token, &sent).await)
            .await;
        match told {
            Ok(()) => self.lesson_moved(lesson, LessonPlace::Sent).await,
            Err(SyncError::Call(CallFault::Shared(fault))) => match fault {
                SharedFault::Refused => self.lesson_moved(lesson, LessonPlace::Refused).await,
                // It was taken back, by this phone or by a copy of it.
                SharedFault::Taken | SharedFault::Secret => {
                    self.blocking(move |courier| {
                        courier.write(|t| Ok(lessons::is_back(t, lesson)?))
                    })
                    .await
                }
                // The clock of this phone, or that of central, was wrong: it goes in the week of the next pass.
                SharedFault::Week => {
                    self.blocking(move |courier| {
                        courier.write(|t| Ok(lessons::set_week(t, lesson, None)?))
                    })
                    .await
                }
            },
            Err(other) => Err(other),
        }
    }

    /// The lessons of the own team.
    pub(crate) async fn team_lessons(&self) -> Result<TeamLessons, SyncError> {
        self.with_token(async |token| self.network().central.team_lessons(&token).await)
            .await
    }

    /// Sets a lesson of the own team aside.
    pub(crate) async fn set_lesson_aside(
        &self,
        lesson: LessonId,
        reason: AsideReason,
    ) -> Result<(), SyncError> {
        let aside = SetAside { lesson, reason };
        self.with_token(async |token| {
            self.network()
                .central
                .set_lesson_aside(&token, &aside)
                .await
        })
        .await
    }
}
