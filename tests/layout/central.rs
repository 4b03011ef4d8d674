//! A raw stop cannot be named by the centre.

use std::collections::BTreeSet;

use crate::tree;

/// All that `exchange` hands on from the domain, by name. None of these holds a plate, a name, a
/// birth date or a text; `Mark` is what a phone blinds, and can be made from a subject only.
const HANDED_ON: &[&str] = &[
    // What was answered, as codes.
    "Answer",
    "DoAgain",
    "Duration",
    "Escalation",
    "Finding",
    "Force",
    "GroundCode",
    "GroundKind",
    "Initiative",
    "LedTo",
    "LegalBasis",
    "Link",
    "PlaceKind",
    "Rating",
    "Ratings",
    "ReasonTold",
    "Search",
    "SubjectKind",
    "Theme",
    "Understood",
    // When, and for the phone's side of the pseudonyms.
    "Clock",
    "Epoch",
    "Hour",
    "LIVE_EPOCHS",
    "ManualClock",
    "Mark",
    "UtcMillis",
];

#[test]
fn exchange_hands_on_codes_and_no_raw_stop() {
    let mut seen = BTreeSet::new();
    for source in tree::product() {
        if !source.path.starts_with("crates/exchange/") {
            continue;
        }
        let code = source.shipped();
        for statement in public_uses(&code) {
            let Some(rest) = statement.strip_prefix("proco_domain::") else {
                assert!(
                    !statement.starts_with("proco_domain"),
                    "{} hands on the whole domain: central could then name a raw stop",
                    source.path
                );
                continue;
            };
            for name in leaves(rest) {
                assert!(
                    HANDED_ON.contains(&name.as_str()),
                    "{} hands on `{name}` of the domain. Central sees what exchange hands on; \
                     only codes may pass, so that a raw stop has no name there",
                    source.path
                );
                seen.insert(name);
            }
        }
        for line in code.lines() {
            let renames = ["pub type ", "pub extern crate ", "pub mod proco_domain"]
                .iter()
                .any(|start| line.trim_start().starts_with(start));
            assert!(
                !renames,
                "{}: `{line}` gives a type another name, which this test cannot follow to the \
                 domain. Write a type of exchange's own",
                source.path
            );
        }
    }
    let unseen: Vec<_> = HANDED_ON
        .iter()
        .filter(|name| !seen.contains(**name))
        .collect();
    assert!(
        unseen.is_empty(),
        "{unseen:?} may be handed on and are not: take them off the list, or this test no longer \
         reads the re-exports right"
    );
}

/// What stands between `pub use` and `;`, without white space.
fn public_uses(code: &str) -> Vec<String> {
    code.split("pub use ")
        .skip(1)
        .filter_map(|rest| rest.split(';').next())
        .map(|statement| statement.split_whitespace().collect())
        .collect()
}

/// The names at the end of `module::{One,Two}`; the original name where it is given another.
fn leaves(path: &str) -> Vec<String> {
    let tail = match path.split_once('{') {
        Some((_, inside)) => inside.trim_end_matches('}'),
        None => path.rsplit("::").next().unwrap_or(path),
    };
    tail.split(',')
        .filter(|name| !name.is_empty())
        .map(|name| name.rsplit("::").next().unwrap_or(name).to_owned())
        .collect()
}

#[test]
fn leaves_are_read_as_written() {
    assert_eq!(leaves("stop::Stop"), ["Stop"]);
    assert_eq!(leaves("time::{Epoch,Hour}"), ["Epoch", "Hour"]);
    assert_eq!(leaves("stop"), ["stop"]);
    assert_eq!(leaves("stop::*"), ["*"]);
    assert_eq!(
        public_uses("pub use a::b;\nuse c;\npub use d::{\n  e,\n};"),
        ["a::b", "d::{e,}"]
    );
}
