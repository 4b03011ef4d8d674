//! A lesson for the team: an object of its own, which leads to no report, device or author.
//!
//! The phone makes the identifier and the secret by chance. The team is that of the token. Of the time a lesson tells its
//! week, and nothing finer.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proco_release::ReleasedText;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use zeroize::Zeroize;

use crate::codes::{GroundCode, Theme};
use crate::list::codes;
use crate::period::{Period, Week};

/// For how many weeks after its own a lesson is read. After that it is deleted for good.
pub const LESSON_WEEKS: u32 = 8;

/// The fewest phones of a team that were active in the week of a lesson that is released. A force may ask for more.
pub const MIN_PHONES: u32 = 5;

/// The fewest lessons that are released together: one alone would tell whose it is to whoever knows who wrote lately.
pub const MIN_TOGETHER: usize = 2;

/// A value of so many bytes, written as base64url without padding.
macro_rules! bytes {
    ($(#[$meta:meta])* $name:ident, $length:tt, $characters:tt) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, min_length = $characters, max_length = $characters)]
        pub struct $name(pub [u8; $length]);

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                URL_SAFE_NO_PAD.encode(value.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotOfThisLength;

            fn try_from(text: String) -> Result<Self, NotOfThisLength> {
                let mut bytes = [0; $length];
                match URL_SAFE_NO_PAD.decode_slice(&text, &mut bytes) {
                    Ok($length) => Ok(Self(bytes)),
                    Ok(_) | Err(_) => Err(NotOfThisLength),
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

bytes! {
    /// The identifier of a lesson: chance, made by its phone. It orders lessons by chance wherever they are kept.
    LessonId, 16, 22
}

bytes! {
    /// The SHA-256 of the secret with which a lesson can be taken back. Central keeps this and never the secret.
    SecretHash, 32, 43
}

/// A text that is no value of the right length in base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not base64url of the right length")]
pub struct NotOfThisLength;

/// The secret with which a lesson can be taken back. It is on its phone, and travels when it is used.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, min_length = 43, max_length = 43)]
pub struct LessonSecret([u8; 32]);

impl LessonSecret {
    /// A secret of these bytes, which are chance.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the store of the phone.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// What central is told when the lesson is sent.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        let mut hash = Sha256::new();
        hash.update(b"proco-lesson-v1");
        hash.update(self.0);
        SecretHash(hash.finalize().into())
    }
}

impl From<LessonSecret> for String {
    fn from(secret: LessonSecret) -> Self {
        URL_SAFE_NO_PAD.encode(secret.0)
    }
}

impl TryFrom<String> for LessonSecret {
    type Error = NotOfThisLength;

    fn try_from(mut text: String) -> Result<Self, NotOfThisLength> {
        let mut bytes = [0; 32];
        let decoded = URL_SAFE_NO_PAD.decode_slice(&text, &mut bytes);
        text.zeroize();
        match decoded {
            Ok(32) => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(NotOfThisLength),
        }
    }
}

impl fmt::Debug for LessonSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LessonSecret(…)")
    }
}

impl Drop for LessonSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
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

/// The words of a lesson as they came over the network. They do not print.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct LessonText(pub String);

impl fmt::Debug for LessonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LessonText(…)")
    }
}

/// `POST /v1/lessons`, as a phone makes it: of a text that its officer released.
#[derive(Debug, Serialize)]
pub struct Lesson {
    /// Its identifier.
    pub lesson: LessonId,
    /// The week in which it was sent first.
    #[serde(with = "week")]
    pub week: Week,
    /// What it is about.
    pub about: About,
    /// Its words.
    #[serde(serialize_with = "words")]
    pub text: ReleasedText,
    /// With the secret of this hash it can be taken back.
    pub secret: SecretHash,
}

/// The same, as central reads it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentLesson {
    /// Its identifier.
    pub lesson: LessonId,
    /// The week in which it was sent first, such as `2026-W47`.
    #[serde(with = "week")]
    #[schema(value_type = String)]
    pub week: Week,
    /// What it is about.
    pub about: About,
    /// Its words: at most 280 characters.
    pub text: LessonText,
    /// With the secret of this hash it can be taken back.
    pub secret: SecretHash,
}

/// `POST /v1/lessons/state` and `POST /v1/lessons/take-back`: who holds the secret asks after a lesson, or takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnLesson {
    /// Its identifier.
    pub lesson: LessonId,
    /// Its secret.
    pub secret: LessonSecret,
}

/// Where a lesson stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LessonState {
    /// Where it stands.
    pub state: LessonStanding,
}

/// `POST /v1/lessons/aside`: the shift lead sets a lesson of the own team aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// Which lesson.
    pub lesson: LessonId,
    /// Why.
    pub reason: AsideReason,
}

/// A lesson that the team can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamLesson {
    /// Its identifier.
    pub lesson: LessonId,
    /// Its week, such as `2026-W47`.
    #[serde(with = "week")]
    #[schema(value_type = String)]
    pub week: Week,
    /// What it is about.
    pub about: About,
    /// Its words.
    pub text: LessonText,
}

/// `GET /v1/lessons`: what the own team can read, the last week first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamLessons {
    /// The lessons.
    #[serde(deserialize_with = "readable")]
    pub lessons: Vec<TeamLesson>,
}

/// Leaves out a lesson about what this version does not know.
fn readable<'de, D: Deserializer<'de>>(list: D) -> Result<Vec<TeamLesson>, D::Error> {
    let mut entries = Vec::<serde_json::Value>::deserialize(list)?;
    let is_known =
        |about: &serde_json::Value| serde_json::from_value::<About>(about.clone()).is_ok();
    entries.retain(|entry| entry.get("about").is_none_or(is_known));
    let read = |entry| serde_json::from_value(entry).map_err(serde::de::Error::custom);
    entries.into_iter().map(read).collect()
}

fn words<S: Serializer>(text: &ReleasedText, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(text.expose())
}

/// A week as it is written: `2026-W47`.
mod week {
    use super::{Deserialize as _, Deserializer, Period, Serializer, Week};

    pub(super) fn serialize<S: Serializer>(week: &Week, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&Period::Week(*week))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(text: D) -> Result<Week, D::Error> {
        match String::deserialize(text)?.parse() {
            Ok(Period::Week(week)) => Ok(week),
            Ok(Period::Month { .. } | Period::Quarter { .. }) | Err(_) => {
                Err(serde::de::Error::custom("a week is written 2026-W47"))
            }
        }
    }
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
