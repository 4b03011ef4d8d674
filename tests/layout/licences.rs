//! What we ship leans only on software whose licence goes with the EUPL-1.2.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use cargo_metadata::MetadataCommand;

use crate::tree;

/// The list stands in deny.toml, for `cargo deny` and for this test alike.
fn allowed() -> BTreeSet<String> {
    let text = fs::read_to_string(tree::root().join("deny.toml")).unwrap();
    let list = text
        .split("allow = [")
        .nth(1)
        .and_then(|rest| rest.split(']').next())
        .expect("deny.toml has a list `allow`");
    list.split(',')
        .map(|name| name.trim().trim_matches('"').to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Whether an SPDX expression can be met with `allowed`. Its words are names, `AND`, `OR`, `WITH`
/// and parentheses; `/` is how older crates write `OR`.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (met, rest) = either(&words, allowed);
    met && rest.is_empty()
}

fn either<'a>(words: &'a [&'a str], allowed: &BTreeSet<String>) -> (bool, &'a [&'a str]) {
    let (mut met, mut rest) = both(words, allowed);
    while let Some(("OR", after)) = rest.split_first().map(|(word, after)| (*word, after)) {
        let (other, left) = both(after, allowed);
        met |= other;
        rest = left;
    }
    (met, rest)
}

fn both<'a>(words: &'a [&'a str], allowed: &BTreeSet<String>) -> (bool, &'a [&'a str]) {
    let (mut met, mut rest) = one(words, allowed);
    while let Some(("AND", after)) = rest.split_first().map(|(word, after)| (*word, after)) {
        let (other, left) = one(after, allowed);
        met &= other;
        rest = left;
    }
    (met, rest)
}

fn one<'a>(words: &'a [&'a str], allowed: &BTreeSet<String>) -> (bool, &'a [&'a str]) {
    match words {
        ["(", inside @ ..] => {
            let (met, rest) = either(inside, allowed);
            (met, rest.get(1..).unwrap_or_default())
        }
        [name, "WITH", exception, rest @ ..] => (
            allowed.contains(&format!("{name} WITH {exception}")) || allowed.contains(*name),
            rest,
        ),
        [name, rest @ ..] => (allowed.contains(*name), rest),
        [] => (false, words),
    }
}

#[test]
fn every_dependency_has_a_licence_that_goes_with_ours() {
    let allowed = allowed();
    // Only for this machine's kind: cargo would otherwise fetch what Windows and macOS need.
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    let metadata = MetadataCommand::new()
        .current_dir(tree::root())
        .other_options(vec![
            "--filter-platform".to_owned(),
            host.to_owned(),
            "--locked".to_owned(),
        ])
        .exec()
        .unwrap();
    let used: BTreeSet<_> = metadata
        .resolve
        .as_ref()
        .unwrap()
        .nodes
        .iter()
        .map(|node| &node.id)
        .collect();
    assert!(used.len() > 200, "only {} crates were found", used.len());
    let found: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| used.contains(&package.id))
        .map(|package| (package, package.license.as_deref().unwrap_or("none given")))
        .filter(|(_, licence)| !is_met(licence, &allowed))
        .map(|(package, licence)| format!("{} {}: {licence}", package.name, package.version))
        .collect();
    tree::none(
        &found,
        "each licence must be in deny.toml: ProCo is given to others under the EUPL-1.2, with all \
         that it leans on",
    );
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let allowed: BTreeSet<String> = ["MIT", "Unicode-3.0"].map(str::to_owned).into();
    assert!(is_met("MIT OR GPL-3.0", &allowed));
    assert!(is_met("GPL-3.0/MIT", &allowed));
    assert!(!is_met("MIT AND GPL-3.0", &allowed));
    assert!(is_met("(MIT OR GPL-3.0) AND Unicode-3.0", &allowed));
    assert!(!is_met("(MIT OR GPL-3.0) AND BSL-1.0", &allowed));
    assert!(!is_met("none given", &allowed));
}
