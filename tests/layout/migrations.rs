//! The folders of numbered SQL.

use std::collections::BTreeSet;
use std::fs;

use crate::tree;

const FOLDERS: &[&str] = &["device", "central-sqlite", "central-postgres", "keyservice"];

fn names(folder: &str) -> BTreeSet<String> {
    let path = tree::root().join("migrations").join(folder);
    fs::read_dir(&path)
        .unwrap_or_else(|_| panic!("{} is missing", path.display()))
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn both_stores_of_central_have_the_same_steps() {
    assert_eq!(
        names("central-sqlite"),
        names("central-postgres"),
        "a step that exists for one database alone means that the two have parted"
    );
}

#[test]
fn migrations_are_numbered_without_a_gap() {
    for folder in FOLDERS {
        let mut numbers: Vec<u32> = names(folder)
            .iter()
            .map(|name| {
                let number = name
                    .strip_prefix('V')
                    .and_then(|rest| rest.split_once("__"))
                    .filter(|_| name.ends_with(".sql"))
                    .and_then(|(number, _)| number.parse().ok());
                number.unwrap_or_else(|| {
                    panic!("{folder}/{name} is not V<number>__<what>.sql, so it would never run")
                })
            })
            .collect();
        numbers.sort_unstable();
        let wanted: Vec<u32> = (1..).take(numbers.len()).collect();
        assert!(!numbers.is_empty(), "{folder} has no migration");
        assert_eq!(
            numbers, wanted,
            "{folder}: a number that is missing or there twice leaves some phones with another \
             table than others"
        );
    }
}
