//! A request for a second view: an object of its own, which leads to no report, team, device or author, and the answers to
//! it.
//!
//! An officer asks colleagues with knowledge of cultures and backgrounds, the advisers, about what is told in one question.
//! The phone makes identifier and secret by chance, and whoever holds the secret reads the answers. Of the time a request
//! tells its week, which no adviser is told.

use std::collections::BTreeSet;

use proco_release::{MAX_ANSWER, ReleasedText};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Hour;
use crate::lesson::About;
use crate::list::codes;
use crate::owned::{SecretHash, bytes, readable, secret, week, words, written};
use crate::period::Week;

/// For how many days, counted from the Monday of its week, a request and its answers are kept, at central and on the
/// phone. Nobody but its phone knows the day of a request, so that it stands for 54 to 60 days.
pub const VIEW_DAYS: u32 = 60;

/// The most codes of a request. More of them would describe one stop.
pub const MAX_CODES: usize = 2;

bytes! {
    /// The identifier of a request: chance, made by its phone. It orders requests by chance wherever they are kept.
    ViewId, 16, 22
}

secret! {
    /// The secret with which a request can be taken back and its answers are read. It is on its phone, and travels when it
    /// is used.
    ViewSecret, b"proco-second-view-v1"
}

words! {
    /// A question, or an answer to it, as it came over the network. It does not print.
    ViewText
}

codes! {
    /// Where a request stands at central, as its author may know.
    pub enum ViewStanding {
        /// The advisers see it with the requests of its day.
        Waiting = "waiting",
        /// The advisers see it.
        Released = "released",
        /// Central has nothing of it: it never came, was taken back, or its days are over.
        Absent = "absent",
    }
}

/// What a request is about: one or two grounds and themes, in the order of their lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Vec<About>", into = "Vec<About>")]
#[schema(value_type = Vec<About>, min_items = 1, max_items = 2)]
pub struct ViewCodes(BTreeSet<About>);

/// A list that is no [`ViewCodes`]: it is empty, too long, or names a code twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request is about one or two different codes")]
pub struct NotSoMany;

impl ViewCodes {
    /// How a store writes them.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<_> = self.0.iter().map(|about| about.name()).collect();
        names.join(" ")
    }

    /// What a store wrote; `None` where this version does not know it.
    #[must_use]
    pub fn of_names(names: &str) -> Option<Self> {
        let codes = names
            .split(' ')
            .map(About::of_name)
            .collect::<Option<Vec<_>>>()?;
        codes.try_into().ok()
    }
}

impl TryFrom<Vec<About>> for ViewCodes {
    type Error = NotSoMany;

    fn try_from(list: Vec<About>) -> Result<Self, NotSoMany> {
        let many = list.len();
        let codes: BTreeSet<_> = list.into_iter().collect();
        let is_right = codes.len() == many && (1..=MAX_CODES).contains(&many);
        is_right.then_some(Self(codes)).ok_or(NotSoMany)
    }
}

impl From<ViewCodes> for Vec<About> {
    fn from(codes: ViewCodes) -> Self {
        codes.0.into_iter().collect()
    }
}

/// `POST /v1/second-views`, as a phone makes it: of a question that its officer released.
#[derive(Debug, Serialize)]
pub struct SecondView {
    /// Made by the phone at random, one for each request, so that a repeated request is known as the same.
    pub view: ViewId,
    /// The week in which it was asked.
    #[serde(with = "week")]
    pub week: Week,
    /// What it is about.
    pub about: ViewCodes,
    /// What the advisers are asked, as the scan of the phone released it.
    #[serde(serialize_with = "written")]
    pub question: ReleasedText,
    /// Whoever holds the secret of this hash reads the answers.
    pub secret: SecretHash,
}

/// A request as central reads it from a phone: its question was released there, and central refuses it only
/// where a scan of its own is sure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentSecondView {
    /// Random, made by the phone: a second request under it is a repetition, or is refused.
    pub view: ViewId,
    /// The week in which it was asked, such as `2026-W47`.
    #[serde(with = "week")]
    #[schema(value_type = String)]
    pub week: Week,
    /// What it is about.
    pub about: ViewCodes,
    /// Its question: at most 280 characters.
    pub question: ViewText,
    /// Whoever holds the secret of this hash reads the answers.
    pub secret: SecretHash,
}

/// `POST /v1/second-views/state` and `POST /v1/second-views/take-back`: who holds the secret asks for the answers, or takes
/// the request back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnSecondView {
    /// Which request, by the identifier under which the phone sent it.
    pub view: ViewId,
    /// Proves that the request is the phone's own: central keeps only the hash of it.
    pub secret: ViewSecret,
}

/// Where a request stands, with the answers to it in an order that says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SecondViewState {
    /// Whether the request waits, is shown to the advisers, or is not there.
    pub state: ViewStanding,
    /// The answers. Nothing says which adviser gave which.
    pub answers: Vec<ViewText>,
}

/// `POST /v1/second-views/answer`, as the phone of an adviser makes it. The same words to the same request are one answer,
/// however often they come.
#[derive(Debug, Serialize)]
pub struct Advice {
    /// The request that is answered, as the adviser got it from central.
    pub view: ViewId,
    /// What the adviser answers, as the scan of the phone released it.
    #[serde(serialize_with = "written")]
    pub text: ReleasedText<MAX_ANSWER>,
}

/// An answer as central reads it from the phone of an adviser: its text was released there, and central
/// refuses it only where a scan of its own is sure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentAdvice {
    /// The request that is answered; it has to be shown to the advisers still.
    pub view: ViewId,
    /// The answer: at most 1,000 characters.
    pub text: ViewText,
}

/// A request as an adviser sees it: without week, team, place, hour or officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedView {
    /// Under this the adviser answers it.
    pub view: ViewId,
    /// What it is about.
    pub about: ViewCodes,
    /// What the officer asks, in the words that the phone released.
    pub question: ViewText,
    /// How many answers it has.
    pub answers: u32,
}

/// `GET /v1/second-views`: the requests that stand, by identifier, which is chance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedViews {
    /// One entry for each request; one whose codes this version does not know is left out by the phone.
    #[serde(deserialize_with = "readable::<_, _, ViewCodes>")]
    pub views: Vec<AskedView>,
}

/// The first week of which requests still stand in this hour.
#[must_use]
pub fn oldest_view_week(now: Hour) -> Week {
    let mut oldest = Week::of(now);
    while now.0.saturating_sub(oldest.previous().from().0) < VIEW_DAYS * 24 {
        oldest = oldest.previous();
    }
    oldest
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::codes::{GroundCode, Theme};
    use crate::period::Period;

    fn november() -> Week {
        match "2026-W47".parse() {
            Ok(Period::Week(week)) => week,
            _ => panic!("a week"),
        }
    }

    fn request() -> SecondView {
        SecondView {
            view: ViewId([7; 16]),
            week: november(),
            about: vec![About::Theme(Theme::Workload)].try_into().unwrap(),
            question: ReleasedText::kept("Hoe leg ik dit beter uit?".to_owned()).unwrap(),
            secret: ViewSecret::from_bytes([9; 32]).hash(),
        }
    }

    #[test]
    fn a_request_has_these_fields_and_no_others() {
        let sent = serde_json::to_value(request()).unwrap();
        let fields: Vec<_> = sent.as_object().unwrap().keys().cloned().collect();
        assert_eq!(fields, ["about", "question", "secret", "view", "week"]);
        assert_eq!(sent["week"], "2026-W47", "no day and no hour");
        let read: SentSecondView = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(read.question.0, "Hoe leg ik dit beter uit?");
        for field in ["device", "team", "hour", "subject", "stop"] {
            let mut more = sent.clone();
            more[field] = Value::from("x");
            assert!(serde_json::from_value::<SentSecondView>(more).is_err());
        }
    }

    #[test]
    fn an_adviser_is_told_these_fields_and_no_others() {
        let asked = AskedView {
            view: ViewId([7; 16]),
            about: request().about,
            question: ViewText("Hoe leg ik dit beter uit?".to_owned()),
            answers: 1,
        };
        let told = serde_json::to_value(asked).unwrap();
        let fields: Vec<_> = told.as_object().unwrap().keys().cloned().collect();
        assert_eq!(fields, ["about", "answers", "question", "view"]);
    }

    #[test]
    fn nothing_of_a_request_or_an_answer_prints() {
        let secret = ViewSecret::from_bytes([9; 32]);
        let own = OwnSecondView {
            view: ViewId([7; 16]),
            secret: secret.clone(),
        };
        let sent: SentSecondView =
            serde_json::from_value(serde_json::to_value(request()).unwrap()).unwrap();
        let answer = SentAdvice {
            view: ViewId([7; 16]),
            text: ViewText("Vraag het.".to_owned()),
        };
        let printed = format!("{:?} {sent:?} {own:?} {secret:?} {answer:?}", request());
        for hidden in ["uit?", "Vraag", "[7", "[9", &String::from(ViewId([7; 16]))] {
            assert!(!printed.contains(hidden), "{printed}");
        }
    }

    #[test]
    fn the_secret_of_a_request_is_hashed_apart_from_that_of_a_lesson() {
        let lesson = crate::lesson::LessonSecret::from_bytes([9; 32]);
        assert_ne!(lesson.hash(), ViewSecret::from_bytes([9; 32]).hash());
    }

    #[test]
    fn a_request_is_about_one_or_two_codes_in_an_order_that_says_nothing() {
        let (ground, theme) = (
            About::Ground(GroundCode::ALL[0]),
            About::Theme(Theme::Workload),
        );
        let codes = |list: &[About]| ViewCodes::try_from(list.to_vec());
        assert_eq!(codes(&[ground, theme]), codes(&[theme, ground]));
        for list in [
            &[][..],
            &[ground, ground],
            &[ground, theme, About::Theme(Theme::ALL[0])],
        ] {
            assert_eq!(codes(list), Err(NotSoMany), "{list:?}");
        }
        let both = codes(&[theme, ground]).unwrap();
        assert_eq!(ViewCodes::of_names(&both.names()), Some(both));
        assert_eq!(ViewCodes::of_names("theme:tomorrow"), None);
    }

    #[test]
    fn a_request_about_what_is_not_known_hides_no_other() {
        let one = |about: Value| json!({ "view": String::from(ViewId([7; 16])), "about": about, "question": "a", "answers": 0 });
        let told = json!({ "views": [one(json!([{ "season": "x" }])), one(json!([{ "theme": "workload" }]))] });
        let told: AskedViews = serde_json::from_value(told).unwrap();
        assert_eq!(told.views.len(), 1);
    }

    #[test]
    fn a_request_stands_until_sixty_days_after_its_monday() {
        let monday = november().from();
        let last = Hour(monday.0 + VIEW_DAYS * 24 - 1);
        assert!(oldest_view_week(last) <= november());
        assert!(oldest_view_week(Hour(last.0 + 1)) > november());
    }
}
