//! A raw stop cannot be named by central.

use std::collections::BTreeSet;

use crate::tree;

/// What `exchange` hands on from the domain beside the closed lists of codes. None of these holds a plate, a
/// name, a birth date or a text.
const BESIDE_CODES: &[&str] = &[
    "Clock",
    "Epoch",
    "Hour",
    "ENTERED_WITHIN_HOURS",
    "LIVE_EPOCHS",
    "ManualClock",
    "Rating",
    "Ratings",
    "UtcMillis",
    // The macro that makes a list.
    "code_list",
];

/// The crates that central leans on and that lean on the domain.
const SEEN_BY_CENTRAL: &[&str] = &[
    "crates/exchange/",
    "crates/credential/",
    "crates/host/",
    "crates/release/",
];

/// The closed lists of the domain: the enums in `codes! { … }`. A code holds nothing but its name.
fn closed_lists() -> BTreeSet<String> {
    let mut lists = BTreeSet::new();
    for source in tree::product() {
        if !source.path.starts_with("crates/domain/src/") {
            continue;
        }
        for item in syn::parse_file(&source.text).unwrap().items {
            let syn::Item::Macro(list) = item else {
                continue;
            };
            if !list.mac.path.is_ident("codes") {
                continue;
            }
            let words: Vec<String> = list.mac.tokens.into_iter().map(|t| t.to_string()).collect();
            let name = words.iter().skip_while(|word| *word != "enum").nth(1);
            lists.extend(name.cloned());
        }
    }
    assert!(
        lists.len() > 15,
        "the lists of the domain were read: {lists:?}"
    );
    lists
}

#[test]
fn exchange_hands_on_codes_and_no_raw_stop() {
    let codes = closed_lists();
    let mut seen = BTreeSet::new();
    for source in tree::product() {
        if !SEEN_BY_CENTRAL
            .iter()
            .any(|folder| source.path.starts_with(folder))
        {
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
                    codes.contains(&name) || BESIDE_CODES.contains(&name.as_str()),
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
    let unseen: Vec<_> = BESIDE_CODES
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
