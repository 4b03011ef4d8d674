//! The scenarios as they are written.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use crate::written::{Weighing, Words, WrittenOption};

use super::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    dated: String,
    version: u32,
    scenarios: Vec<WrittenScenario>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenScenario {
    id: String,
    title: Words,
    scene: Words,
    steps: Vec<Step>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    step: String,
    before: Words,
    ask: Words,
    options: Vec<WrittenOption>,
}

#[test]
fn each_scenario_goes_through_the_four_steps_with_something_to_weigh_at_each() {
    let list: Written = serde_json::from_str(include_str!("../../data/scenarios.json")).unwrap();
    assert!(list.version > 0 && !list.dated.is_empty());
    assert!(list.scenarios.len() >= 12);
    let mut ids = BTreeSet::new();
    let mut place_of_sound = [0; 3];
    for scenario in &list.scenarios {
        let id = &scenario.id;
        assert!(ids.insert(id), "{id} stands twice");
        assert_eq!(named(id), Some(id.as_str()));
        assert!(scenario.title.fits(50) && scenario.scene.fits(420), "{id}");
        assert!(!scenario.source.trim().is_empty(), "{id}: its source");
        let steps: Vec<&str> = scenario.steps.iter().map(|one| one.step.as_str()).collect();
        assert_eq!(steps, ["select", "explain", "treat", "reflect"], "{id}");
        for step in &scenario.steps {
            let first = step.step == "select" && step.before.are_absent();
            assert!(first || step.before.fits(220), "{id}: before {}", step.step);
            assert!(step.ask.fits(120), "{id}: {}", step.step);
            assert_eq!(step.options.len(), 3, "{id}: {}", step.step);
            for option in &step.options {
                assert!(option.fits(110, 220), "{id}: {}", step.step);
            }
            let weighings = step.options.iter().map(|option| option.weighing);
            let weighings: Vec<Weighing> = weighings.collect();
            let sound = weighings.iter().position(|it| *it == Weighing::Sound);
            place_of_sound[sound.unwrap_or_else(|| panic!("{id}: none is sound"))] += 1;
            assert!(weighings.iter().any(|it| *it != Weighing::Sound), "{id}");
        }
    }
    assert!(
        place_of_sound.into_iter().all(|count| count >= 12),
        "the place tells nothing: {place_of_sound:?}"
    );
    assert_eq!(named("of another list"), None);
}
