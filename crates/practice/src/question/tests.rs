//! The list as it is written, and the days on which its questions are asked.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeMap, VecDeque};

use chrono::Days;
use proptest::prelude::*;

use crate::written::{Weighing, Words, WrittenOption};

use super::*;

/// The list as it is written, with all its words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    dated: String,
    version: u32,
    questions: Vec<WrittenQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenQuestion {
    id: String,
    step: String,
    text: Words,
    options: Vec<WrittenOption>,
    source: String,
}

fn written() -> Written {
    serde_json::from_str(include_str!("../../data/questions.json")).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn each_question_has_its_words_in_both_languages_a_source_and_a_sound_answer() {
    let list = written();
    assert!(list.version > 0 && day(&list.dated) >= day("2026-11-27"));
    let mut of_step: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let mut place_of_sound = [0; 4];
    for question in &list.questions {
        let id = &question.id;
        assert!(ids.insert(id), "{id} stands twice");
        assert!(id.starts_with(&format!("{}-", question.step)), "{id}");
        *of_step.entry(&question.step).or_default() += 1;
        assert!(question.text.fits(160), "{id}: the question");
        assert!(!question.source.trim().is_empty(), "{id}: its source");
        let weighings: Vec<Weighing> = question.options.iter().map(|one| one.weighing).collect();
        assert!(matches!(weighings.len(), 0 | 3 | 4), "{id}: its answers");
        for option in &question.options {
            assert!(option.fits(90, 200), "{id}: {}", option.text.en);
        }
        if weighings.is_empty() {
            continue;
        }
        let sound = weighings.iter().position(|it| *it == Weighing::Sound);
        place_of_sound[sound.unwrap_or_else(|| panic!("{id} has no sound answer"))] += 1;
        let other = weighings.iter().any(|it| *it != Weighing::Sound);
        assert!(other, "{id} has nothing to weigh");
    }
    assert!(list.questions.len() >= 60 && list.questions.len() > usize::from(APART));
    assert_eq!(
        of_step.keys().collect::<Vec<_>>(),
        [&"explain", &"reflect", &"select", &"treat"]
    );
    assert!(of_step.values().all(|count| *count >= 12), "{of_step:?}");
    let [first, second, third, _] = place_of_sound;
    assert!(
        first.min(second).min(third) >= 8,
        "the place tells nothing: {place_of_sound:?}"
    );
}

#[test]
fn a_team_is_asked_one_question_a_day_and_each_before_any_comes_again() {
    let first = day("2026-11-27");
    for team in [None, Some("venlo-2"), Some("zwolle-1")] {
        let asked: Vec<&str> = (0..ALL.len() as u64)
            .map(|days| of_day(first + Days::new(days), team, &BTreeSet::new()).unwrap())
            .map(|question| question.id.as_str())
            .collect();
        let different: BTreeSet<_> = asked.iter().collect();
        assert_eq!(different.len(), ALL.len(), "{team:?}");
    }
    let of = |team| of_day(first, team, &BTreeSet::new());
    assert_eq!(of(Some("venlo-2")), of(Some("venlo-2")), "whoever asks");
    let teams = ["venlo-1", "venlo-2", "zwolle-1", "delft-1"].map(|team| of(Some(team)));
    assert!(
        teams.iter().any(|it| *it != teams[0]),
        "each in its own order"
    );
}

#[test]
fn the_question_stays_until_the_night_shift_is_over() {
    // In winter the clock is one hour ahead of UTC, in summer two.
    let at = |text: &str| {
        day_of(UtcMillis(
            text.parse::<chrono::DateTime<chrono::Utc>>()
                .unwrap()
                .timestamp_millis(),
        ))
    };
    assert_eq!(at("2026-11-28T04:59:59Z"), day("2026-11-27"));
    assert_eq!(at("2026-11-28T05:00:00Z"), day("2026-11-28"));
    assert_eq!(at("2026-07-28T03:59:59Z"), day("2026-07-27"));
    assert_eq!(at("2026-07-28T04:00:00Z"), day("2026-07-28"));
}

proptest! {
    /// Also where an officer changes teams, or the list is another one: what this phone asked lately is passed over.
    #[test]
    fn no_phone_asks_a_question_twice_in_sixty_days(teams in prop::collection::vec(0..4_u8, 200), start in 0..4_000_u64) {
        let names = [None, Some("venlo-2"), Some("zwolle-1"), Some("delft-1")];
        let mut asked: VecDeque<String> = VecDeque::new();
        for (days, team) in (0..).zip(teams) {
            let lately: BTreeSet<String> = asked.iter().cloned().collect();
            let today = day("2026-01-01") + Days::new(start + days);
            let question = of_day(today, names[usize::from(team)], &lately).unwrap();
            prop_assert!(!lately.contains(&question.id));
            asked.push_back(question.id.clone());
            if asked.len() > usize::from(APART) {
                asked.pop_front();
            }
        }
    }
}
