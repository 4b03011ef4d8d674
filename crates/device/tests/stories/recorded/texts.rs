//! What the core keeps of a text that an officer typed, or why it refuses it.

use proco_device::input;
use proco_device::view::CommandError;
use proco_domain::draft::Change;
use serde_json::{Value, json};

/// Each text as typed, with its verdict before and after the officer said that a number in it is no BSN.
pub fn judged(typed: impl Iterator<Item = Value>) -> Vec<Value> {
    typed
        .map(|typed| {
            json!({
                "first": verdict(&typed, false),
                "no_bsn": verdict(&typed, true),
                "typed": typed,
            })
        })
        .collect()
}

fn verdict(typed: &Value, no_bsn: bool) -> Value {
    let change = json!({ "field": "ground_note", "value": typed, "no_bsn": no_bsn });
    match input::change(change) {
        Ok(Change::GroundNote(kept)) => json!({ "kept": kept }),
        Ok(other) => panic!("a note was typed, and became {other:?}"),
        Err(error) => json!({ "refused": CommandError::from(error).code }),
    }
}
