//! A lesson for the team: an object of its own, which leads to no report, device or author.
//!
//! The phone makes the identifier and the secret by chance. The team is that of the token. Of the time a lesson tells its
//! week, and nothing finer.

use proco_release::ReleasedText;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::codes::{GroundCode, Theme};
use crate::list::codes;
use crate::owned::{SecretHash, bytes, readable, secret, week, words, written};
use crate::period::Week;

/// For how many weeks after its own a lesson is read. After that it is deleted for good.
pub const LESSON_WEEKS: u32 = 8;

/// The fewest phones of a team that were active in the week of a lesson that is released. A force may ask for more.
pub const MIN_PHONES: u32 = 5;

/// The fewest lessons that are released together: one alone would tell whose it is to whoever knows who wrote lately.
pub const MIN_TOGETHER: usize = 2;

bytes! {
    /// The identifier of a lesson: chance, made by its phone. It orders lessons by chance wherever they are kept.
    LessonId, 16, 22
}

secret! {
    /// The secret with which a lesson can be taken back. It is on its phone, and travels when it is used.
    LessonSecret, b"proco-lesson-v1"
}

/// What a lesson is about: one ground of a check, or one thing that may have played along.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A ground of a check.
    Ground(GroundCode),
    /// What may have played along.
    Theme(Theme),
}

impl About {
    /// How a store writes it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Ground(code) => format!("ground:{}", code.name()),
            Self::Theme(code) => format!("theme:{}", code.name()),
        }
    }

    /// What a store wrote; `None` where this version does not know it.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (kind, code) = name.split_once(':')?;
        match kind {
            "ground" => GroundCode::of_name(code).map(Self::Ground),
            "theme" => Theme::of_name(code).map(Self::Theme),
            _ => None,
        }
    }
}

codes! {
    /// Why a shift lead sets a lesson aside.
    pub enum AsideReason {
        /// It names somebody, or says who is meant.
        NamesSomebody = "names_somebody",
        /// It is no lesson: a complaint, a joke, an order.
        NoLesson = "no_lesson",
    }
}

codes! {
    /// Where a lesson stands at central, as its author may know.
    pub enum LessonStanding {
        /// It waits for its batch.
        Waiting = "waiting",
        /// The team can read it.
        Released = "released",
        /// The shift lead set it aside: it names somebody, or says who is meant.
        AsideNamesSomebody = "aside_names_somebody",
        /// The shift lead set it aside: it is no lesson.
        AsideNoLesson = "aside_no_lesson",
        /// Central has nothing of it: it never came, was taken back, or its weeks are over.
        Absent = "absent",
    }
}

impl From<AsideReason> for LessonStanding {
    fn from(reason: AsideReason) -> Self {
        match reason {
            AsideReason::NamesSomebody => Self::AsideNamesSomebody,
            AsideReason::NoLesson => Self::AsideNoLesson,
        }
    }
}

words! {
    /// The words of a lesson as they came over the network. They do not print.
    LessonText
}

/// `POST /v1/lessons`, as a phone makes it: of a text that its officer released.
#[derive(Debug, Serialize)]
pub struct Lesson {
    /// Made by the phone at random, one for each lesson, so that a repeated one is known as the same.
    pub lesson: LessonId,
    /// The week in which it was sent first.
    #[serde(with = "week")]
    pub week: Week,
    /// What it is about.
    pub about: About,
    /// What the officer learned, as the scan of the phone released it.
    #[serde(serialize_with = "written")]
    pub text: ReleasedText,
    /// The hash of a secret of this phone: whoever shows the secret takes the lesson back.
    pub secret: SecretHash,
}

/// A lesson as central reads it from the request of a phone: its text was released there, and central
/// refuses it only where a scan of its own is sure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentLesson {
    /// Random, made by the phone: a second lesson under it is a repetition, or is refused.
    pub lesson: LessonId,
    /// The week in which it was sent first, such as `2026-W47`.
    #[serde(with = "week")]
    #[schema(value_type = String)]
    pub week: Week,
    /// What it is about.
    pub about: About,
    /// Its words: at most 280 characters.
    pub text: LessonText,
    /// The hash of a secret of the phone: whoever shows the secret takes the lesson back.
    pub secret: SecretHash,
}

/// `POST /v1/lessons/state` and `POST /v1/lessons/take-back`: who holds the secret asks after a lesson, or takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnLesson {
    /// Which lesson, by the identifier under which the phone sent it.
    pub lesson: LessonId,
    /// Proves that the lesson is the phone's own: central keeps only the hash of it.
    pub secret: LessonSecret,
}

/// Where a lesson stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LessonState {
    /// Whether the lesson waits, is read by the team, was set aside, or is not there.
    pub state: LessonStanding,
}

/// `POST /v1/lessons/aside`: the shift lead sets a lesson of the own team aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// A lesson that the own team can read.
    pub lesson: LessonId,
    /// What its author is told of the reason.
    pub reason: AsideReason,
}

/// A lesson that the team can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamLesson {
    /// Under this a shift lead sets it aside.
    pub lesson: LessonId,
    /// Its week, such as `2026-W47`.
    #[serde(with = "week")]
    #[schema(value_type = String)]
    pub week: Week,
    /// What it is about.
    pub about: About,
    /// What the author learned, in the words that the phone released.
    pub text: LessonText,
}

/// `GET /v1/lessons`: what the own team can read, the last week first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamLessons {
    /// One entry for each lesson; one whose code this version does not know is left out by the phone.
    #[serde(deserialize_with = "readable::<_, _, About>")]
    pub lessons: Vec<TeamLesson>,
}

/// The first week of which lessons are still read in this one.
#[must_use]
pub fn oldest_lesson_week(now: Week) -> Week {
    (0..LESSON_WEEKS).fold(now, |week, _| week.previous())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::period::Period;

    fn november() -> Week {
        match "2026-W47".parse() {
            Ok(Period::Week(week)) => week,
            _ => panic!("a week"),
        }
    }

    fn lesson() -> Lesson {
        Lesson {
            lesson: LessonId([7; 16]),
            week: november(),
            about: About::Theme(Theme::Workload),
            text: ReleasedText::kept("Zeg eerst waarom.".to_owned()).unwrap(),
            secret: LessonSecret::from_bytes([9; 32]).hash(),
        }
    }

    #[test]
    fn a_lesson_has_these_fields_and_no_others() {
        let sent = serde_json::to_value(lesson()).unwrap();
        let fields: Vec<_> = sent.as_object().unwrap().keys().cloned().collect();
        assert_eq!(fields, ["about", "lesson", "secret", "text", "week"]);
        assert_eq!(sent["week"], "2026-W47", "no day and no hour");
        assert_eq!(sent["about"], json!({ "theme": "workload" }));
        let read: SentLesson = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(read.text.0, "Zeg eerst waarom.");
        let mut more = sent;
        more["device"] = Value::from("x");
        assert!(serde_json::from_value::<SentLesson>(more).is_err());
    }

    #[test]
    fn nothing_of_a_lesson_prints() {
        let secret = LessonSecret::from_bytes([9; 32]);
        let own = OwnLesson {
            lesson: LessonId([7; 16]),
            secret: secret.clone(),
        };
        let sent: SentLesson =
            serde_json::from_value(serde_json::to_value(lesson()).unwrap()).unwrap();
        let printed = format!("{:?} {:?} {own:?} {secret:?}", lesson(), sent);
        for hidden in ["waarom", "[7", "[9", &String::from(LessonId([7; 16]))] {
            assert!(!printed.contains(hidden), "{printed}");
        }
    }

    #[test]
    fn a_lesson_about_what_is_not_known_hides_no_other() {
        let one = |about: Value| json!({ "lesson": String::from(LessonId([7; 16])), "week": "2026-W47", "about": about, "text": "a" });
        let told = json!({ "lessons": [one(json!({ "season": "x" })), one(json!({ "theme": "workload" }))] });
        let lessons: TeamLessons = serde_json::from_value(told).unwrap();
        assert_eq!(lessons.lessons.len(), 1);
        assert_eq!(lessons.lessons[0].about, About::Theme(Theme::Workload));
    }

    #[test]
    fn what_it_is_about_is_read_as_it_was_written() {
        let grounds = GroundCode::ALL.into_iter().map(About::Ground);
        for about in grounds.chain(Theme::ALL.into_iter().map(About::Theme)) {
            assert_eq!(About::of_name(&about.name()), Some(about));
        }
        assert_eq!(About::of_name("theme:tomorrow"), None);
    }

    #[test]
    fn a_lesson_is_read_for_eight_weeks_after_its_own() {
        let mut week = oldest_lesson_week(november());
        for _ in 0..LESSON_WEEKS {
            week = week.next();
        }
        assert_eq!(week, november());
    }
}
