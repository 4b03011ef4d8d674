//! ARCHITECTURE.md names, with each invariant, the test that holds it. Those tests are there.

use crate::tree;

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
    let items: Vec<&str> = section.split("\n- ").skip(1).collect();
    assert!(
        items.len() > 20,
        "only {} invariants were found",
        items.len()
    );
    for item in items {
        let tests = tests_of(item);
        assert!(
            !tests.is_empty(),
            "no test holds this, so it is a wish: {item}"
        );
        for (path, test) in tests {
            let file = sources
                .iter()
                .find(|source| source.path == path)
                .unwrap_or_else(|| panic!("ARCHITECTURE.md names {path}, which is not there"));
            // A Rust test, one of the screens, or a road in the browser.
            let defined = [
                format!("fn {test}("),
                format!("it('{test}'"),
                format!("export async function {test}("),
            ];
            assert!(
                defined.iter().any(|line| file.text.contains(line)),
                "ARCHITECTURE.md says that {path} holds an invariant with `{test}`, which it does \
                 not define"
            );
        }
    }
}

/// The tests that an item names after its words `Held by`, as file and name.
fn tests_of(item: &str) -> Vec<(&str, &str)> {
    let Some((_, rest)) = item.split_once("Held by") else {
        return Vec::new();
    };
    rest.split('`')
        .skip(1)
        .step_by(2)
        .map(|name| {
            name.split_once("::")
                .unwrap_or_else(|| panic!("`{name}` is not `path/of/file.rs::name_of_test`"))
        })
        .collect()
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
