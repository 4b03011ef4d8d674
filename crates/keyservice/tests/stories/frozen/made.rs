//! A key service in its second quarter, left as a store of the newest schema, and beside it what the
//! program that made it answered.

use std::fs;
use std::path::Path;

use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{DeviceId, Issuer};
use proco_exchange::evaluation::EvaluationRequest;
use proco_keyservice::Clock as _;
use proco_keyservice::store::Store;
use proco_oprf::Blinding;
use rand::rngs::OsRng;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{BAKKER, DAY, JANSEN, Station, blind, epoch, mark};

/// A phone that was lost.
pub const LOST: DeviceId = DeviceId(Uuid::from_u128(0xc3));

/// Who signs the tokens of its phones, in each of these stores.
pub fn issuer() -> Issuer {
    Issuer::from_seed(EMBEDDED_ISSUER, &[7; 32])
}

/// Makes it, with its key beside it.
pub async fn store(folder: &Path) {
    let mut station = Station::open_by(issuer()).await;
    station.admit(&[LOST]);
    let out = json!({ "statement": station.issuer.revoke(LOST, station.seconds()) });
    let answer = station.post("/v1/standings", None, &out).await;
    assert!(answer.status < 300, "{}", answer.text);
    let store = Store::open_existing(&station.config.data_dir).unwrap();
    let q2 = epoch("2026Q2");
    assert!(store.expire_epoch(q2, station.clock.now()).unwrap());
    drop(store);
    // The last quarter of 2025 ends its time on the first of January, and its key is destroyed.
    for _ in 0..45 {
        station.clock.advance_millis(DAY);
        station.live().await;
        station.service().rotate_epochs().unwrap();
    }
    let said = said(&station).await;
    station.stop().await;
    fs::create_dir_all(folder).unwrap();
    copy(&station.config.data_dir, folder);
    fs::write(folder.join("said.json"), said).unwrap();
}

/// What it answers to the phones of Jansen, who has asked all that may be asked, and of Bakker.
async fn said(station: &Station) -> String {
    let live = station.live().await;
    let epochs: Vec<_> = live.epochs.iter().map(|live| live.epoch).collect();
    let blinding = blind(&["BB-00-DD", "00-GHJ-0"]);
    let request = EvaluationRequest::new(epochs.clone(), blinding.blinded().to_vec()).unwrap();
    let token = station.token(BAKKER);
    let answer = station.evaluate(&token, &epochs, &blinding).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let many = vec![mark("BB-00-DD"); 60];
    let many = Blinding::of(&many, &mut OsRng).unwrap();
    let token = station.token(JANSEN);
    let all = station.evaluate(&token, &epochs[..1], &many).await;
    assert_eq!(all.status, 200, "{}", all.text);
    let rows = Store::open_existing(&station.config.data_dir).unwrap();
    let rows = rows.epochs().unwrap().into_iter().map(|row| {
        json!({ "epoch": row.epoch, "state": row.state.name(), "public_key": row.public_key })
    });
    let said = json!({
        "now": station.clock.now(),
        "epochs": rows.collect::<Vec<_>>(),
        "live": live,
        "request": request,
        "answer": answer.body,
    });
    lines(&said)
}

/// A field in each line, so that a difference can be seen.
fn lines(said: &Value) -> String {
    let fields = said.as_object().unwrap().iter();
    let fields: Vec<_> = fields
        .map(|(name, value)| format!("  {}: {value}", json!(name)))
        .collect();
    format!("{{\n{}\n}}\n", fields.join(",\n"))
}

/// All files but those that tell of a program that runs.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(&name));
        } else {
            fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}
