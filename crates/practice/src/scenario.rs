//! Scenarios to practise with: invented situations, with a choice at each of the four steps.
//!
//! They are shown by the screens from `data/scenarios.json`, apart from any record: nothing is looked up, recorded or sent.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
struct Scenario {
    id: String,
}

#[derive(Deserialize)]
struct File {
    scenarios: Vec<Scenario>,
}

static ALL: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../data/scenarios.json"))
        .expect("the list is read by a test");
    file.scenarios
});

/// The name under which is kept that the practice stop was done.
pub const PRACTICE_STOP: &str = "practice-stop";

/// The name of a scenario as the list has it, or that of the practice stop; `None` of any other.
#[must_use]
pub fn named(id: &str) -> Option<&'static str> {
    if id == PRACTICE_STOP {
        return Some(PRACTICE_STOP);
    }
    let found = ALL.iter().find(|scenario| scenario.id == id);
    found.map(|scenario| scenario.id.as_str())
}

#[cfg(test)]
mod tests;
