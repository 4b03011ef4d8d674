//! The arguments of the commands, as the screens send them.

use std::marker::PhantomData;

use proco_device::view::{
    AnswerInput, KeptTalk, LessonInput, LookUpRequest, QuestionAnswer, ReflectionDraft, Review,
    SecondViewInput,
};
use proco_device::{
    AsideReason, Change, DraftId, LeaveReason, LessonId, Partner, QueryId, Reflection, Step,
    StopId, UtcMillis, ViewId, WithdrawReason,
};
use serde::Deserialize;
use serde_json::Value;

/// JSON of a `T` that the core parses: an error of the shell's parser would have no sentence, and might repeat
/// what was typed.
#[derive(Deserialize)]
#[serde(transparent, bound = "")]
pub(crate) struct Unread<T>(pub(crate) Value, PhantomData<T>);

/// The same, if the officer may have said that the number in a text is no BSN.
#[derive(Deserialize)]
#[serde(transparent, bound = "")]
pub(crate) struct UnreadText<T>(pub(crate) Value, PhantomData<T>);

#[derive(Deserialize)]
pub(crate) struct Enrol {
    pub(crate) code: String,
}

#[derive(Deserialize)]
pub(crate) struct OfQuery {
    pub(crate) query: QueryId,
}

#[derive(Deserialize)]
pub(crate) struct Leave {
    pub(crate) query: QueryId,
    pub(crate) reason: Option<LeaveReason>,
}

#[derive(Deserialize)]
pub(crate) struct EnterCheck {
    pub(crate) request: Unread<LookUpRequest>,
    pub(crate) at: UtcMillis,
}

#[derive(Deserialize)]
pub(crate) struct OfDraft {
    pub(crate) draft: DraftId,
}

#[derive(Deserialize)]
pub(crate) struct Joined {
    pub(crate) draft: DraftId,
    pub(crate) query: QueryId,
}

#[derive(Deserialize)]
pub(crate) struct SaveField {
    pub(crate) draft: DraftId,
    pub(crate) revision: u32,
    pub(crate) change: UnreadText<Change>,
}

#[derive(Deserialize)]
pub(crate) struct Finish {
    pub(crate) draft: DraftId,
    pub(crate) revision: u32,
    pub(crate) last: Option<UnreadText<Change>>,
}

#[derive(Deserialize)]
pub(crate) struct GoToStep {
    pub(crate) draft: DraftId,
    pub(crate) step: Step,
}

#[derive(Deserialize)]
pub(crate) struct OfStop {
    pub(crate) stop: StopId,
}

#[derive(Deserialize)]
pub(crate) struct Reflect {
    pub(crate) stop: StopId,
    pub(crate) reflection: UnreadText<Reflection>,
}

#[derive(Deserialize)]
pub(crate) struct SaveReflection {
    pub(crate) stop: StopId,
    pub(crate) reflection: UnreadText<ReflectionDraft>,
}

#[derive(Deserialize)]
pub(crate) struct KeepPair {
    pub(crate) stop: StopId,
    pub(crate) who: Partner,
}

#[derive(Deserialize)]
pub(crate) struct AnswerQuestion {
    pub(crate) day: String,
    pub(crate) question: String,
    pub(crate) answer: UnreadText<QuestionAnswer>,
}

#[derive(Deserialize)]
pub(crate) struct OfScenario {
    pub(crate) scenario: String,
}

#[derive(Deserialize)]
pub(crate) struct OfText {
    pub(crate) text: String,
}

#[derive(Deserialize)]
pub(crate) struct OfLessonInput {
    pub(crate) stop: StopId,
    pub(crate) input: Unread<LessonInput>,
}

#[derive(Deserialize)]
pub(crate) struct ScanLesson {
    pub(crate) stop: StopId,
    pub(crate) text: String,
}

#[derive(Deserialize)]
pub(crate) struct OfLesson {
    pub(crate) lesson: LessonId,
}

#[derive(Deserialize)]
pub(crate) struct OfSecondViewInput {
    pub(crate) stop: StopId,
    pub(crate) input: Unread<SecondViewInput>,
}

#[derive(Deserialize)]
pub(crate) struct OfView {
    pub(crate) view: ViewId,
}

#[derive(Deserialize)]
pub(crate) struct OfAnswer {
    pub(crate) view: ViewId,
    pub(crate) input: Unread<AnswerInput>,
}

#[derive(Deserialize)]
pub(crate) struct SetLessonAside {
    pub(crate) lesson: LessonId,
    pub(crate) reason: AsideReason,
}

#[derive(Deserialize)]
pub(crate) struct Withdraw {
    pub(crate) stop: StopId,
    pub(crate) reason: WithdrawReason,
}

#[derive(Deserialize)]
pub(crate) struct Correct {
    pub(crate) stop: StopId,
    pub(crate) query: QueryId,
}

#[derive(Deserialize)]
pub(crate) struct Date {
    pub(crate) number: u32,
    pub(crate) first: UtcMillis,
}

#[derive(Deserialize)]
pub(crate) struct OfPeriod {
    pub(crate) period: String,
}

#[derive(Deserialize)]
pub(crate) struct KeepTalk {
    pub(crate) week: String,
    pub(crate) talk: UnreadText<KeptTalk>,
}

#[derive(Deserialize)]
pub(crate) struct ReviewPeriod {
    pub(crate) period: String,
    pub(crate) state: Review,
    pub(crate) done: bool,
}
