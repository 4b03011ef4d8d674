//! The list of topics as it is written, and the questions that are drawn from it.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use proco_exchange::codes::LegalBasis;

use crate::written::Words;

use super::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    dated: String,
    version: u32,
    for_a_lawyer: Vec<String>,
    topics: Vec<WrittenTopic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTopic {
    id: String,
    title: Words,
    why: Words,
    questions: Vec<WrittenQuestion>,
    r#try: Words,
    legal: Option<LegalBasis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenQuestion {
    id: String,
    text: Words,
    source: String,
}

fn written() -> Written {
    serde_json::from_str(include_str!("../../data/talk.json")).unwrap()
}

#[test]
fn each_ground_and_each_theme_has_its_topic_with_words_in_both_languages() {
    let list = written();
    assert!(list.version > 0 && !list.dated.is_empty());
    let ids: Vec<&str> = list.topics.iter().map(|topic| topic.id.as_str()).collect();
    let topics: Vec<String> = Topic::all().map(Topic::id).collect();
    assert_eq!(ids, topics, "one for each code, in their order");
    let mut questions = BTreeSet::new();
    for topic in &list.topics {
        let id = &topic.id;
        assert!(topic.title.fits(60) && topic.why.fits(180), "{id}");
        assert!(topic.r#try.fits(140), "{id}: what to try");
        for question in &topic.questions {
            assert!(questions.insert(&question.id), "{} twice", question.id);
            assert!(question.text.fits(140), "{id}: {}", question.id);
            let source = question.source.trim();
            assert!(source.starts_with("own wording"), "{}", question.id);
        }
    }
    for ground in GroundCode::ALL {
        let id = Topic::Ground(ground).id();
        let about = list.topics.iter().find(|topic| topic.id == id).unwrap();
        let usual = ground.usual_bases().first().copied();
        assert_eq!(
            about.legal, usual,
            "{id}: the basis that usually goes with it"
        );
    }
    for id in &list.for_a_lawyer {
        assert!(questions.contains(id), "{id} is no question of the list");
    }
}

#[test]
fn a_topic_that_returns_brings_three_other_questions() {
    for topic in Topic::all() {
        assert_eq!(Topic::of_id(&topic.id()), Some(topic));
        let entry = LIST.iter().find(|entry| entry.id == topic.id()).unwrap();
        let all: Vec<&str> = entry.questions.iter().map(|one| one.id.as_str()).collect();
        let mut asked = BTreeSet::new();
        for round in 0..50 {
            let drawn = topic.questions(round);
            assert_eq!(drawn.len(), QUESTIONS, "{topic:?}");
            let places = drawn.iter().map(|id| all.iter().position(|one| one == id));
            assert!(places.is_sorted(), "{topic:?}: in the order of the list");
            let next = topic.questions(round + 1);
            assert!(drawn.iter().all(|id| !next.contains(id)), "{topic:?}");
            asked.extend(drawn);
        }
        assert_eq!(asked.len(), all.len(), "{topic:?}: each has its turn");
    }
    assert_eq!(Topic::of_id("of another list"), None);
}
