//! Reports made of rows, and packed into batches.

use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use proco_domain::time::Epoch;
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::receipt::RefusalCode;
use proco_exchange::report::{
    Batch, MAX_BATCH_BYTES, MAX_BATCH_ITEMS, MAX_UNPACKED_BYTES, PROTOCOL_VERSION, QueryReport,
    Report, StopReport, Withdrawal,
};

use super::settle::{Part, Sent};
use crate::store::claim::{Claimed, Content, Outgoing};
use crate::store::outbox::{Kind, SentAs};

/// A row that can be sent, with its pseudonym.
pub(super) struct Ready {
    pub(super) outgoing: Outgoing,
    /// The pseudonym in the epoch of the event; `None` for a withdrawal.
    pseudonym: Option<Pseudonym>,
    /// Why it is not sent with the hour that it has: then only what was sent with another one is withdrawn.
    pub(super) taken_back: Option<RefusalCode>,
}

impl Ready {
    pub(super) fn of(outgoing: Outgoing, pseudonym: Option<Pseudonym>) -> Self {
        Self {
            outgoing,
            pseudonym,
            taken_back: None,
        }
    }

    /// A row whose record was sent with another hour, and cannot be sent with its present one.
    pub(super) fn taken_back(outgoing: Outgoing, code: RefusalCode) -> Self {
        Self {
            outgoing,
            pseudonym: None,
            taken_back: Some(code),
        }
    }
}

/// Reports of one batch, each with the part of its row that it reports.
pub(super) struct UploadBatch {
    pub(super) sent: Vec<Sent>,
    pub(super) batch: Batch,
}

impl UploadBatch {
    fn of(loaded: Vec<Loaded>) -> Self {
        let (sent, reports) = loaded.into_iter().unzip();
        let version = PROTOCOL_VERSION;
        Self {
            sent,
            batch: Batch { version, reports },
        }
    }

    /// Splits off the second half.
    pub(super) fn split(&mut self) -> Self {
        let half = self.sent.len() / 2;
        Self {
            sent: self.sent.split_off(half),
            batch: Batch {
                version: self.batch.version,
                reports: self.batch.reports.split_off(half),
            },
        }
    }
}

/// A report, and the part of its row that it reports.
pub(super) type Loaded = (Sent, Report);

/// Makes the report, and before it the withdrawals of the names that the record had with other hours.
/// Here a stop becomes what may leave the phone, and nowhere else.
///
/// The revision of what its officer decided since this store was last put back counts from above all
/// that was sent before: it would else have the number of something that central has already. Withdrawals
/// go under each of these epochs too: in a store that was put back nobody can tell under which it was sent.
/// A former name is withdrawn alone where the record goes on, and with the record where its officer withdrew it:
/// then central takes the record under no later name either.
pub(super) fn reports(ready: &Ready, claimed: &Claimed, live: &[Epoch]) -> Vec<Loaded> {
    let row = ready.outgoing.row;
    let revision = claimed.above.saturating_add(row.revision);
    // That a look-up was typed wrong is told once, and not of each name and each epoch.
    let withdrawn = |id, revision, known: Epoch, mistyped, part: Part, other: Part| {
        let withdrawal = move |epoch, mistyped, part| {
            let withdrawal = Withdrawal {
                id,
                revision,
                epoch,
                mistyped,
            };
            (
                Sent {
                    row,
                    part,
                    revision,
                },
                Report::Withdrawal(withdrawal),
            )
        };
        let elsewhere = live.iter().filter(move |live| **live != known);
        let elsewhere = elsewhere.map(move |epoch| withdrawal(*epoch, None, other));
        [withdrawal(known, mistyped, part)]
            .into_iter()
            .chain(elsewhere)
    };
    let of_name = match row.kind {
        Kind::Withdrawal | Kind::Mistyped => revision,
        Kind::Query | Kind::Stop => Withdrawal::RENAMED,
    };
    let former = claimed.former.iter().flat_map(|former| {
        let part = Part::FormerName;
        withdrawn(former.report, of_name, former.epoch, None, part, part)
    });
    let mut loaded: Vec<Loaded> = former.collect();
    if let Some(code) = ready.taken_back {
        if let Some((sent, _)) = loaded.last_mut() {
            sent.part = Part::TakenBack { code };
        }
        return loaded;
    }
    let Some(id) = claimed.report else {
        return Vec::new();
    };
    let event = ready.outgoing.content.event();
    let sent_as = SentAs {
        name: id,
        hour: event.map(|(_, at)| at.hour()),
    };
    let whole = Part::Report(sent_as);
    let report = match (&ready.outgoing.content, ready.pseudonym) {
        (Content::Query { query, led_to }, Some(pseudonym)) => {
            let mut report = QueryReport::of(query, *led_to, id, pseudonym);
            report.head.revision = revision;
            Report::Query(report)
        }
        (Content::Stop(stop), Some(pseudonym)) => {
            Report::Stop(StopReport::of(stop, id, pseudonym).in_revision(revision))
        }
        (Content::Withdrawal { epoch, mistyped }, _) => {
            let other = Part::Elsewhere(sent_as);
            loaded.extend(withdrawn(id, revision, *epoch, *mistyped, whole, other));
            return loaded;
        }
        (Content::Query { .. } | Content::Stop(_), None) | (Content::WithoutMark, _) => {
            return Vec::new();
        }
    };
    let sent = Sent {
        row,
        part: whole,
        revision,
    };
    loaded.push((sent, report));
    loaded
}

/// Reports in batches of as many as central takes at once.
pub(super) fn uploads(mut loaded: Vec<Loaded>) -> Vec<UploadBatch> {
    let mut uploads = Vec::new();
    while !loaded.is_empty() {
        let rest = loaded.split_off(loaded.len().min(MAX_BATCH_ITEMS));
        uploads.push(UploadBatch::of(loaded));
        loaded = rest;
    }
    uploads
}

/// JSON, packed; `None` when it is more than central takes at once.
pub(super) fn pack(batch: &Batch) -> Option<Arc<Vec<u8>>> {
    let json = serde_json::to_vec(batch).expect("a report has text keys only");
    if json.len() > MAX_UNPACKED_BYTES {
        return None;
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer
        .write_all(&json)
        .expect("memory takes what is written to it");
    let packed = packer.finish().expect("memory takes what is written to it");
    (packed.len() <= MAX_BATCH_BYTES).then(|| Arc::new(packed))
}
