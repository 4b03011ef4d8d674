//! Bytes per report on the wire: full batches of the demo force's look-ups and stops, as phones
//! send them. And what the browser test counted: taps and screens of a check that found nothing.

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::batches::full_batches;
use crate::pairs::{Row, Wanted};

/// The rows of this part.
pub fn rows() -> Vec<Row> {
    let mut rows = vec![bytes_per_report()];
    rows.extend(taps_and_screens());
    rows
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand bytes")]
fn bytes_per_report() -> Row {
    let batches = full_batches(8);
    let (mut packed, mut plain, mut reports) = (0, 0, 0);
    for batch in &batches {
        let json = serde_json::to_vec(batch).unwrap();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&json).unwrap();
        packed += gzip.finish().unwrap().len();
        plain += json.len();
        reports += batch.reports.len();
    }
    Row {
        what: format!("bytes per report in {} full batches", batches.len()),
        ours: format!("{packed} B gzip"),
        bare: format!("{plain} B JSON"),
        figure: packed as f64 / reports as f64,
        spread: None,
        wanted: Wanted::AtMost(80.0),
    }
}

/// What `ui/e2e` wrote down when it last walked the road; absent when it was never run.
fn taps_and_screens() -> Vec<Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/e2e/taps.json");
    let Ok(text) = std::fs::read_to_string(file) else {
        eprintln!("no taps.json: run `cargo xtask test --only browser` first");
        return Vec::new();
    };
    let counted: serde_json::Value = serde_json::from_str(&text).unwrap();
    [("taps", 8.0), ("screens", 4.0)]
        .into_iter()
        .map(|(what, most)| Row {
            what: format!("{what} of a check that found nothing, beyond the plate"),
            ours: String::new(),
            bare: String::new(),
            figure: counted[what].as_f64().unwrap(),
            spread: None,
            wanted: Wanted::AtMost(most),
        })
        .collect()
}
