//! Bytes per report on the wire: full batches of the demo force's look-ups and stops, as phones
//! send them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::batches::full_batches;
use crate::pairs::{Row, Wanted};

/// The rows of this part.
pub fn rows() -> Vec<Row> {
    vec![bytes_per_report()]
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
