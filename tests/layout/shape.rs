//! How files look: one job each, said in the first line, and short.

use crate::tree::{self, Source};

const CEILING: usize = 400;
const MEDIAN: usize = 150;

/// Written by a program, or data: nobody reads these from top to bottom.
fn is_written_by_hand(source: &Source) -> bool {
    let generated = source.path.starts_with("ui/src/backend/types/");
    let sentences = source.path.starts_with("ui/src/messages/");
    !generated && !sentences
}

fn code_files() -> Vec<Source> {
    tree::sources()
        .into_iter()
        .filter(|source| {
            [".rs", ".ts", ".svelte", ".mjs"]
                .iter()
                .any(|end| source.is(end))
        })
        .filter(is_written_by_hand)
        // Tests do not count towards the length of a file, whether they stand at its end or in a `tests.rs` beside it.
        .filter(|source| !source.is("/tests.rs"))
        .collect()
}

#[test]
fn files_stay_short() {
    let mut lengths: Vec<(usize, String)> = code_files()
        .iter()
        .map(|source| (source.length(), source.path.clone()))
        .collect();
    lengths.sort();
    let median = lengths[lengths.len() / 2].0;
    println!(
        "{} files, median {median} lines; the longest:",
        lengths.len()
    );
    for (length, path) in lengths.iter().rev().take(8) {
        println!("  {length:>4} {path}");
    }
    assert!(
        median < MEDIAN,
        "the median file has {median} lines: a file that does one job fits on a few screens"
    );
    let long: Vec<_> = lengths
        .iter()
        .filter(|(length, _)| *length > CEILING)
        .collect();
    assert!(
        long.is_empty(),
        "over {CEILING} lines without tests: {long:?}. Such a file does more than one job; split \
         it by those"
    );
}

#[test]
fn every_file_says_its_job_in_the_first_line() {
    let sources = tree::sources();
    let rust = sources
        .iter()
        .filter(|source| source.is(".rs") && !source.text.starts_with("//! "));
    let screens = tree::screens();
    let screens = screens.iter().filter(|source| {
        let says = source.text.starts_with("// ") || source.text.starts_with("<!-- ");
        is_written_by_hand(source) && !source.is(".d.ts") && !says
    });
    tree::none(
        &paths(rust.chain(screens)),
        "the first line says what the file is (`//! …` in Rust): it is the map for whoever comes \
         next",
    );
}

#[test]
fn a_module_lies_beside_its_folder() {
    let sources = tree::sources();
    let found = sources.iter().filter(|source| source.is("/mod.rs"));
    tree::none(
        &paths(found),
        "write `name.rs` beside `name/`; ten tabs called mod.rs tell nothing",
    );
}

fn paths<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<String> {
    sources.map(|source| source.path.clone()).collect()
}

#[test]
fn no_file_is_named_after_nothing() {
    const EMPTY: &[&str] = &[
        "util", "utils", "helper", "helpers", "common", "misc", "manager",
    ];
    for source in tree::sources() {
        let stem = source.path.rsplit('/').next().unwrap_or_default();
        let stem = stem.split('.').next().unwrap_or_default().to_lowercase();
        assert!(
            !EMPTY.contains(&stem.as_str()),
            "{}: a file is named after a noun of the field; `{stem}` attracts everything",
            source.path
        );
    }
}
