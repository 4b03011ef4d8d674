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
