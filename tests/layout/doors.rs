//! Doors that all code has to go through.

use crate::tree;

const DOOR: &str = "crates/database/src/open.rs";

#[test]
fn every_database_is_opened_by_the_crate_that_initialises_sqlcipher() {
    let (mut within, mut beside) = (0, Vec::new());
    for source in tree::product() {
        for line in source.shipped().lines() {
            if !line.contains("Connection::open") {
                continue;
            }
            if source.path == DOOR {
                within += 1;
            } else {
                beside.push(format!("{}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(
        within >= 4,
        "{DOOR} opens databases, or this test reads nothing"
    );
    tree::none(
        &beside,
        "a connection that another thread opens while SQLCipher is initialised takes no key: \
         use `proco_database::open`",
    );
}

/// Where a text of the officer is read from the store, and nowhere else.
const KEPT: &str = "crates/device/src/store/rows/text.rs";

#[test]
fn a_text_skips_its_gate_only_where_the_store_reads_it() {
    let holds = |source: &tree::Source| source.shipped().contains("FreeText::kept");
    let product = tree::product();
    assert!(
        product
            .iter()
            .any(|source| source.path == KEPT && holds(source)),
        "{KEPT} reads texts, or this test reads nothing"
    );
    let beside: Vec<String> = product
        .iter()
        .filter(|source| source.path != KEPT && holds(source))
        .map(|source| source.path.clone())
        .collect();
    tree::none(
        &beside,
        "a text that an officer types is a `TypedText`, which is checked: `FreeText::kept` is for rows of the store",
    );
}

#[test]
fn a_released_text_is_read_again_only_where_the_store_reads_it() {
    let holds = |source: &tree::Source| source.shipped().contains("ReleasedText::kept");
    let outside = tree::product().into_iter().filter(holds);
    let outside = outside.filter(|source| source.path != KEPT);
    let beside: Vec<String> = outside.map(|source| source.path).collect();
    tree::none(
        &beside,
        "a text is released by its officer, after the scan: `ReleasedText::kept` is for rows of the store",
    );
}
