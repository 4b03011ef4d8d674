//! ARCHITECTURE.md names, with each invariant, the test that holds it. Those tests are there.

use crate::tree;

/// How a line of the list of invariants names its test.
const HELD_BY: &str = "Held by `";

#[test]
fn every_invariant_names_a_test_that_exists() {
    let sources = tree::sources();
    let text = &sources
        .iter()
        .find(|source| source.path == "ARCHITECTURE.md")
        .expect("ARCHITECTURE.md is there")
        .text;
    let section = text
        .split("\n## ")
        .find(|section| section.starts_with("Invariants"))
        .expect("ARCHITECTURE.md has a section `Invariants`");
    let items = section.matches("\n- ").count();
    let named: Vec<&str> = section
        .split(HELD_BY)
        .skip(1)
        .filter_map(|rest| rest.split('`').next())
        .collect();
    assert!(items > 10, "only {items} invariants were found");
    assert!(
        named.len() >= items,
        "{items} invariants, but only {} tests are named: one that no test holds is a wish",
        named.len()
    );
    for name in named {
        let (path, test) = name
            .split_once("::")
            .unwrap_or_else(|| panic!("`{name}` is not `path/of/file.rs::name_of_test`"));
        let file = sources
            .iter()
            .find(|source| source.path == path)
            .unwrap_or_else(|| panic!("ARCHITECTURE.md names {path}, which is not there"));
        assert!(
            file.text.contains(test),
            "ARCHITECTURE.md says that {path} holds an invariant with `{test}`, which is not in it"
        );
    }
}

#[test]
fn every_file_that_the_map_names_is_there() {
    let sources = tree::sources();
    let map = &sources
        .iter()
        .find(|source| source.path == "ARCHITECTURE.md")
        .expect("ARCHITECTURE.md is there")
        .text;
    let mut seen = 0;
    for word in map.split('`').skip(1).step_by(2) {
        let is_path = word.contains('/')
            && word.rsplit('.').next().is_some_and(|end| {
                ["rs", "ts", "svelte", "sql", "mjs", "json", "md"].contains(&end)
            })
            && !word.contains(['*', '…', '{', ' ', ':']);
        if is_path {
            seen += 1;
            assert!(
                tree::root().join(word).exists(),
                "ARCHITECTURE.md names `{word}`, which is not there: a map that is wrong is worse \
                 than none"
            );
        }
    }
    assert!(seen > 20, "only {seen} files are named");
}
