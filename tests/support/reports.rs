//! Reports and receipts in the form of the wire, written out by hand.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proco_exchange::Hour;
use serde_json::{Value, json};
use uuid::Uuid;

pub fn pseudonym(subject: u8) -> String {
    URL_SAFE_NO_PAD.encode([subject; 16])
}

pub fn stored() -> Value {
    json!({ "result": "stored" })
}

pub fn other_stored(revision: u32) -> Value {
    json!({ "result": "other_stored", "revision": revision })
}

pub fn already_stored() -> Value {
    json!({ "result": "already_stored" })
}

pub fn refused(code: &str) -> Value {
    json!({ "result": "refused", "code": code })
}

fn head(subject: u8, hour: Hour) -> Value {
    json!({
        "id": Uuid::now_v7(), "revision": 1, "epoch": hour.epoch(),
        "pseudonym": pseudonym(subject), "subject": "plate", "hour": hour,
        "initiative": "proactive",
    })
}

/// A look-up that was left, of this subject in this hour.
pub fn query(subject: u8, hour: Hour) -> Value {
    json!({ "query": { "head": head(subject, hour), "led_to": "left_it" } })
}

/// A look-up after which nothing was decided.
pub fn undecided(subject: u8, hour: Hour) -> Value {
    json!({ "query": { "head": head(subject, hour), "led_to": "nothing" } })
}

/// The look-up of a stop.
pub fn led_to_a_stop(subject: u8, hour: Hour) -> Value {
    json!({ "query": { "head": head(subject, hour), "led_to": "stop" } })
}

/// A stop for a vehicle defect that found nothing.
pub fn stop(subject: u8, hour: Hour) -> Value {
    json!({ "stop": {
        "head": head(subject, hour), "grounds": ["vehicle_defect"],
        "basis": "wvw_160", "reason_told": "unasked",
    } })
}

/// The same report in a later revision.
pub fn revised(report: &Value, revision: u32) -> Value {
    let mut report = report.clone();
    let kinds = report.as_object_mut().unwrap();
    kinds.values_mut().next().unwrap()["head"]["revision"] = json!(revision);
    report
}

pub fn withdrawal(report: &Value, revision: u32) -> Value {
    let head = &report.as_object().unwrap().values().next().unwrap()["head"];
    json!({ "withdrawal": { "id": head["id"], "revision": revision, "epoch": head["epoch"] } })
}
