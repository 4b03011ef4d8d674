//! `cargo xtask bench`: what ProCo adds to the bare thing under it, as ratios.
//!
//! Each figure is a ratio of two medians-to-be: our call and the bare call are run in turn, A B A B,
//! and each pair gives one ratio, so that a machine that grows slower grows slower for both. The
//! table gives the median of the ratios, their spread, and what is wanted.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, and may stop at the first surprise"
)]

mod batches;
mod connections;
mod counting;
mod crowd;
mod lessons;
mod lookup;
mod mirror;
mod pairs;
mod phone;
mod pseudonyms;
mod reading;
mod saving;
mod upload;
mod wire;

use pairs::Row;

/// One part of the table.
type Part = fn() -> Vec<Row>;

fn main() {
    // `cargo bench` hands over `--bench`; the one word that counts is which part to run alone.
    let only = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    if only.as_deref() == Some("save-only") {
        return saving::under_strace();
    }
    if only.as_deref().is_some_and(connections::measured) {
        return;
    }
    if only.as_deref() == Some("crowd-server") {
        return crowd::serve();
    }
    let parts: [(&str, Part); 11] = [
        ("pseudonyms", pseudonyms::rows),
        ("saving", saving::rows),
        ("reading", reading::rows),
        ("lessons", lessons::rows),
        ("lookup", lookup::rows),
        ("mirror", mirror::rows),
        ("counting", counting::rows),
        ("upload", upload::rows),
        ("wire", wire::rows),
        ("connections", connections::rows),
        ("crowd", crowd::rows),
    ];
    let mut rows = Vec::new();
    for (name, part) in parts {
        if only.as_deref().is_none_or(|only| only == name) {
            eprintln!("measuring {name} …");
            rows.extend(part());
        }
    }
    println!("{}", pairs::table(&rows));
}
