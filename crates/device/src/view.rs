//! What the screens see: plain types that are made for showing and never parsed back into a record.
//!
//! They hold marks, because the officer must see whom he looks up. So they have no `Debug`, and are serialised
//! only into the answer to the officer's own screen.

use proco_credential::Role;
use proco_domain::draft::{Answers, Missing, Step, Unfit};
use proco_domain::ids::{DraftId, QueryId, StopId};
use proco_domain::outcome::Outcome;
use proco_domain::query::Initiative;
use proco_domain::stop::WithdrawReason;
use proco_domain::text::FreeText;
use proco_domain::time::UtcMillis;
use proco_exchange::receipt::RefusalCode;
use serde::{Deserialize, Serialize};

pub use crate::answer::{AdvisoryView, CentralAnswer, Counts, Seen, Since};
pub use crate::problem::SyncProblem;
pub use crate::review::{PeriodReview, Review};
pub use crate::sync::SyncStatus;
pub use proco_domain::mirror::Mirror;
pub use proco_domain::reflection::ReflectionDraft;
pub use proco_domain::reminder::Language;
pub use proco_practice::talk::choice::Turn;

mod force_figures;
mod lesson;
mod look_up;
mod pair;
mod practice;
mod refusal;
mod reminder;
mod second_view;
mod shift;
mod shift_question;
mod subject;
mod team_talk;
mod undated;
mod unsent;
mod weak_words;

pub use crate::lesson::LessonPlace;
pub use crate::second_view::ViewPlace;
pub use force_figures::ForceView;
pub use lesson::{
    LessonDraft, LessonFinding, LessonInput, LessonUnreadable, OwnLesson, ReadLesson, ScannedLesson,
};
pub use look_up::{LookUpView, NameView};
pub use pair::PairView;
pub use practice::{PracticeEnd, PracticeReview, PracticeRule};
pub use refusal::{CommandError, ErrorCode};
pub use reminder::{Reminder, Reminders};
pub use second_view::{AnswerInput, AskedView, OwnSecondView, SecondViewDraft, SecondViewInput};
pub use shift::{ShiftRecord, ShiftView};
pub use shift_question::{QuestionAnswer, ShiftQuestion, ShiftThought};
pub use subject::{SubjectInput, SubjectView};
pub use team_talk::{
    EarlierTalk, KeptTalk, QuarterWhen, TalkBecause, TalkFigure, TalkQuarter, TeamTalk,
};
pub use undated::{UndatedRecord, UndatedView};
pub(crate) use unsent::{Export, Exported, ExportedRecord};
pub use unsent::{ExportView, UnsentView};
pub use weak_words::WeakWords;

/// The state of the app as a whole.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Status {
    /// Whether this phone is known to central.
    pub enrolled: bool,
    /// The role of its officer.
    pub role: Option<Role>,
    /// The code of the officer's team, once the phone is enrolled.
    pub team: Option<String>,
    /// What waits to be sent, and what is in the way.
    pub sync: SyncStatus,
    /// What the officer must know.
    pub notices: Vec<Notice>,
    /// How many saves were found gone from the store.
    pub lost_saves: u32,
}

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// Something that the officer must know and that will not go away by itself.
    pub enum Notice {
        /// The store could not be read; it was moved aside whole and a new one begun.
        StoreMovedAside = "store_moved_aside",
        /// The store was set aside by the officer, as its key is gone: what was not sent is in there.
        StoreSetAside = "store_set_aside",
        /// The store was gone, or empty, beside its keys; a new one was begun.
        StoreVanished = "store_vanished",
        /// The newest saves are gone: the log was cut, or an older copy was put back. How many stands in
        /// [`Status::lost_saves`].
        SavesLost = "saves_lost",
        /// The newest saves may be gone: the file that counts them is.
        SavesUncertain = "saves_uncertain",
        /// A draft could not be read; it is kept, set aside, and another check can begin.
        DraftSetAside = "draft_set_aside",
        /// A draft that nobody touched for a week was closed, and none was begun since.
        DraftClosed = "draft_closed",
        /// This device was revoked.
        Revoked = "revoked",
        /// The clock of the phone and that of central differ by more than an hour.
        ClockOff = "clock_off",
    }
}

/// One look-up to be made.
#[derive(Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LookUpRequest {
    /// The subject as it was typed.
    pub subject: SubjectInput,
    /// Why the subject is looked up.
    pub initiative: Initiative,
    /// Whether the officer said yes to the question about what was typed.
    pub confirmed: bool,
}

/// The answer to a look-up.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "answer")]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made per look-up and written out at once"
)]
pub enum LookUpAnswer {
    /// The look-up was made and recorded.
    Known {
        /// What this phone knows.
        look_up: LookUpView,
    },
    /// Something about it is odd: ask, and send again with `confirmed`. Nothing was recorded.
    Question {
        /// What the officer is asked to confirm.
        about: Doubt,
        /// The plate or the name as it would be looked up.
        spelled: String,
        /// Plates that can be meant. One of them is looked up as it stands here, with `confirmed`.
        choices: Vec<PlateChoice>,
    },
}

/// The answer to a check that is entered afterwards.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "answer")]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made per check and written out at once"
)]
pub enum EnterAnswer {
    /// The check was begun.
    Begun {
        /// The open draft of the check, with the answers so far.
        draft: DraftView,
    },
    /// Something about the subject is odd, as in [`LookUpAnswer::Question`].
    Question {
        /// What the officer is asked to confirm.
        about: Doubt,
        /// The plate or the name as it would be recorded.
        spelled: String,
        /// Plates that can be meant.
        choices: Vec<PlateChoice>,
    },
}

/// A plate that can be meant.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PlateChoice {
    /// As it is printed.
    pub spelled: String,
    /// The two letters of the country, as ISO 3166 has them.
    pub country: String,
}

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// What is odd about a subject as typed. It may be right all the same.
    pub enum Doubt {
        /// A plate that fits no Dutch series.
        UnknownSeries = "unknown_series",
        /// A plate with letters that no Dutch series has had for decades.
        NotIssued = "not_issued",
        /// A plate that was typed without the gap that tells the cars of its country apart.
        SeveralPlates = "several_plates",
        /// A person without a first name: another person than the one with it.
        NoFirstName = "no_first_name",
        /// A birth date of which not all is known: what is known with all of it is not found.
        PartialBirth = "partial_birth",
        /// There is no first name, and the birth date is not whole.
        NoFirstNamePartialBirth = "no_first_name_partial_birth",
    }
}

/// A further subject of an open check.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OtherSubject {
    /// The look-up from which it came.
    pub query: QueryId,
    /// Who or what is checked too.
    pub subject: SubjectView,
    /// Whether an advisory stands.
    pub despite_advisory: bool,
}

/// A draft on the screen.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DraftView {
    /// Identifies the draft on this phone.
    pub id: DraftId,
    /// Raised with each other answer or subject. A save says on which one it builds.
    pub revision: u32,
    /// The look-up from which it came.
    pub query: QueryId,
    /// Who or what is checked.
    pub subject: SubjectView,
    /// The further subjects of the same check.
    pub others: Vec<OtherSubject>,
    /// Why the subject is looked up.
    pub initiative: Initiative,
    /// When it was begun.
    pub started_at: UtcMillis,
    /// Whether it is entered afterwards, with the time that its officer gave and without a look-up.
    pub afterwards: bool,
    /// Whether an advisory stands.
    pub despite_advisory: bool,
    /// The stop that it amends.
    pub amends: Option<StopId>,
    /// Where the officer is.
    pub step: Step,
    /// What has been answered.
    pub answers: Answers,
    /// What is still missing.
    pub missing: Vec<Missing>,
    /// What does not fit its legal basis, and is asked about.
    pub misfits: Vec<Unfit>,
}

/// A stop in the list.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StopCard {
    /// Identifies the stop on this phone.
    pub id: StopId,
    /// Who or what; absent once the readable mark is gone.
    pub subject: Option<SubjectView>,
    /// When the stop was made.
    pub at: UtcMillis,
    /// Whether it was entered afterwards.
    pub afterwards: bool,
    /// The number of the newest revision, counted from 1.
    pub revision: u32,
    /// Whether it was sent.
    pub sync: SyncState,
    /// Whether the reflection is still to come.
    pub awaits_reflection: bool,
    /// What the stop found, or that it found nothing.
    pub outcome: Outcome,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// Until when the subject is spared because of it.
    pub spared_until: Option<UtcMillis>,
    /// What central knew of the subject after the sync.
    pub central: Option<CentralAnswer>,
    /// How many other subjects the same check had.
    pub others: u32,
}

/// Whether a stop was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum SyncState {
    /// It still has to be sent.
    Waiting,
    /// Central has its newest revision.
    Sent,
    /// Central refused it. It is kept.
    Refused {
        /// Why central refused the report.
        code: RefusalCode,
    },
    /// It was withdrawn before it was ever sent.
    NeverSent,
}

/// The stop of another subject of the same check.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OtherStop {
    /// Identifies that stop on this phone.
    pub id: StopId,
    /// Who or what; absent once the readable mark is gone.
    pub subject: Option<SubjectView>,
}

/// A stop with all its revisions.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StopView {
    /// The stop as the list of own stops shows it.
    pub card: StopCard,
    /// Newest first; the first one is never lost.
    pub revisions: Vec<RevisionView>,
    /// The reflection that is being written, if one is; nothing while a colleague answers on this phone.
    pub reflection_draft: Option<ReflectionDraft>,
    /// Why the check was begun.
    pub initiative: Option<Initiative>,
    /// Why it was withdrawn, if it was.
    pub withdrawn_because: Option<WithdrawReason>,
    /// The stops of the other subjects of the same check.
    pub others: Vec<OtherStop>,
    /// What this phone recorded of the subject since; nothing of a vehicle that cannot be found again.
    pub since: Option<Since>,
    /// Looking back together, where two officers do or did.
    pub pair: Option<PairView>,
}

/// One revision of a stop, as the screen of the stop shows it.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RevisionView {
    /// 1 for the first.
    pub revision: u32,
    /// When it was finished.
    pub finished_at: UtcMillis,
    /// Why it amends the one before it.
    pub amend_reason: Option<FreeText>,
    /// The answers of this revision.
    pub answers: Answers,
}
