//! The third part of the store's trait: the lessons that officers share with their team.

use proco_access::Team;
use proco_exchange::lesson::{
    About, AsideReason, LessonId, LessonStanding, LessonText, OwnLesson, TeamLesson,
};
use proco_exchange::owned::SecretHash;
use proco_exchange::period::Week;

use super::Answer;
use crate::asked::Day;

/// Lessons, of which nothing leads to a phone and nothing tells in which order they came.
pub trait Lessons: Send + Sync {
    /// Keeps a lesson until its batch, unless something stands under its identifier.
    fn keep_lesson(&self, lesson: Lesson) -> Answer<'_, KeptLesson>;

    /// What stands under an identifier.
    fn lesson(&self, lesson: LessonId) -> Answer<'_, Option<FoundLesson>>;

    /// Takes a lesson back, and keeps its identifier so that a late copy of it does not come again. False where the
    /// secret is another one; nothing changes then.
    fn take_back_lesson(&self, own: OwnLesson, now: Week) -> Answer<'_, bool>;

    /// Deletes the words of a lesson of this team and keeps why; false where there is no such lesson.
    fn set_lesson_aside(
        &self,
        team: Team,
        lesson: LessonId,
        reason: AsideReason,
    ) -> Answer<'_, bool>;

    /// What a team can read of this week and later ones: the last week first, and within a week by identifier.
    fn team_lessons(&self, team: Team, oldest: Week) -> Answer<'_, Vec<TeamLesson>>;

    /// Those that wait, by identifier.
    fn waiting_lessons(&self) -> Answer<'_, Vec<WaitingLesson>>;

    /// The day of the last batch.
    fn last_lesson_batch(&self) -> Answer<'_, Option<Day>>;

    /// Releases a batch, and keeps its day.
    fn release_lessons(&self, batch: LessonBatch) -> Answer<'_, ()>;

    /// Deletes all that is older than this week; says whether there was any.
    fn forget_lessons_before(&self, oldest: Week) -> Answer<'_, bool>;
}

/// A lesson as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Made by the phone at random; known to nobody else until the team reads the lesson.
    pub lesson: LessonId,
    /// The team that may read it.
    pub team: Team,
    /// The week in which the phone sent it first: by it the lesson is counted with others, and ends.
    pub week: Week,
    /// What it is about.
    pub about: About,
    /// The words as the phone released them, read by the team without change.
    pub text: LessonText,
    /// With the secret of this hash it is taken back.
    pub secret: SecretHash,
}

/// What became of a lesson that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptLesson {
    /// It waits for its batch.
    New,
    /// It was kept before.
    Same,
    /// Another one stands under its identifier, or one that is over.
    Other,
}

/// What stands under an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundLesson {
    /// It waits for its batch.
    Waiting(Lesson),
    /// The team can read it.
    Released(Lesson),
    /// The shift lead set it aside.
    Aside(AsideReason, SecretHash),
    /// Its author took it back.
    TakenBack,
}

impl FoundLesson {
    /// Where it stands, for who holds its secret; `None` for anybody else.
    #[must_use]
    pub fn standing(&self, secret: SecretHash) -> Option<LessonStanding> {
        let (of, standing) = match self {
            Self::Waiting(lesson) => (lesson.secret, LessonStanding::Waiting),
            Self::Released(lesson) => (lesson.secret, LessonStanding::Released),
            Self::Aside(reason, of) => (*of, (*reason).into()),
            Self::TakenBack => return Some(LessonStanding::Absent),
        };
        (of == secret).then_some(standing)
    }
}

/// A lesson that waits, without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingLesson {
    /// Names it in the batch that may release it.
    pub lesson: LessonId,
    /// The team whose phones have to be active enough in that week.
    pub team: Team,
    /// The week in which the phone sent it first.
    pub week: Week,
    /// Whether enough phones of the team were active in its week, as far as that was found before.
    pub enough: bool,
}

/// What a daily batch changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonBatch {
    /// The day of the batch.
    pub day: Day,
    /// Those in whose week enough phones were active.
    pub enough: Vec<LessonId>,
    /// Those that the team can read from now on.
    pub released: Vec<LessonId>,
}
