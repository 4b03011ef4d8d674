//! Taking a batch of reports: unpack, read, gate, store, answer one receipt each.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read as _;

use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use flate2::bufread::MultiGzDecoder;
use proco_access::body::Object;
use proco_access::frame::LogField;
use proco_access::{Action, Caller, Code, Problem};
use proco_exchange::receipt::{Receipt, Receipts, RefusalCode};
use proco_exchange::report::{
    Batch, MAX_BATCH_BYTES, MAX_BATCH_ITEMS, MAX_UNPACKED_BYTES, PROTOCOL_VERSION, Report,
    UnreadBatch,
};
use serde_json::value::RawValue;

use crate::central::Central;
use crate::gate::Gate;
use crate::quota::Uploader;
use crate::record::Admitted;
use crate::store::Upload;

/// Uploads a batch of reports: JSON, packed with gzip or not.
///
/// Each report gets a receipt, in the same order. A report that is refused blocks no other.
#[utoipa::path(post, path = "/v1/reports", request_body = Batch, tag = "reports",
    security(("token" = [])),
    responses((status = 200, description = "A receipt for each report", body = Receipts),
        (status = 400, description = "Not a batch, or more than 256 reports",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 KiB packed, or 512 KiB unpacked",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON, or packed in another way",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Another version of the protocol, or more than the quota ever holds at once: \
                send it in smaller parts",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "The quota of the officer is exhausted, and nothing was taken; see Retry-After",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`busy`: the device has an upload under way, and one that waits",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Central takes no reports now: see the detail",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn upload(
    State(central): State<Central>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    caller.must_be_allowed(Action::Report)?;
    central.must_be_sound()?;
    central.must_not_be_behind()?;
    // Before the body is read, so that a request that waits for its turn costs no memory.
    let place = central.at_once.uploads.enter(caller.device).await?;
    let headers = request.headers().clone();
    let body = Bytes::from_request(request, &central).await;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::TooLarge),
        _ => Problem::new(Code::Malformed),
    })?;
    place.hold(taken(central, caller, headers, body)).await
}

async fn taken(
    central: Central,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let now = central.now();
    let gate = Gate::new(&central.key, &caller, now, central.live_epochs());
    // On a thread for blocking work: unpacked it may be 512 KiB of JSON.
    let look = move || Ok(gated(&gate, read(&text(&headers, &body)?)?));
    let (admitted, refusals) = central.at_once.readers.blocking(look).await?;
    let may_take_away = admitted.iter().any(Admitted::may_take_away);
    let upload = Upload {
        device: caller.device,
        uploader: Uploader::of(&central.key, &caller, central.config.upload_quota, now),
        team: caller.team,
        admitted,
        open: central.open_week_by_clock(),
        key: central.key.clone(),
    };
    let (taken, explained) = central.store.take(upload).await?.receipts()?;
    if may_take_away {
        central.store.signs().outdate();
    }
    central
        .asked
        .arrived(caller.device, explained, central.now());
    let receipts = together(refusals, taken);
    let remark = remark(&receipts).map(Extension);
    let restored = Some(central.restore_number());
    Ok((remark, Json(Receipts { receipts, restored })).into_response())
}

/// How many reports were refused, by code; nothing where none was.
fn remark(receipts: &[Receipt]) -> Option<LogField> {
    let mut refused = BTreeMap::<String, u32>::new();
    for receipt in receipts {
        if let Receipt::Refused { code } = receipt {
            *refused.entry(format!("{code:?}")).or_default() += 1;
        }
    }
    let counts: Vec<_> = refused
        .iter()
        .map(|(code, number)| format!("{code} {number}"))
        .collect();
    (!counts.is_empty()).then(|| LogField(format!("refused: {}", counts.join(", "))))
}

/// The JSON of the body, unpacked where it was packed.
fn text<'a>(headers: &HeaderMap, body: &'a [u8]) -> Result<Cow<'a, [u8]>, Problem> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let json = header(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json")
    });
    if !json {
        return Err(Problem::new(Code::UnsupportedMedia));
    }
    if body.len() > MAX_BATCH_BYTES {
        return Err(Problem::new(Code::TooLarge));
    }
    match header(CONTENT_ENCODING) {
        None => Ok(Cow::Borrowed(body)),
        // The names of codings have no case (RFC 9110).
        Some(coding) if coding.eq_ignore_ascii_case("identity") => Ok(Cow::Borrowed(body)),
        Some(coding) if coding.eq_ignore_ascii_case("gzip") => unpack(body).map(Cow::Owned),
        Some(_) => Err(Problem::new(Code::UnsupportedMedia)),
    }
}

/// A report, or why there is none to be read.
type Read = Result<Report, RefusalCode>;

/// Reads a batch. Where it cannot be read whole, each report is read by itself, so that one that is malformed blocks no
/// other.
fn read(text: &[u8]) -> Result<Vec<Read>, Problem> {
    let reports: Vec<Read> = match serde_json::from_slice::<Object<Batch>>(text) {
        Ok(Object(batch)) if batch.version == PROTOCOL_VERSION => {
            batch.reports.into_iter().map(Ok).collect()
        }
        Ok(_) | Err(_) => {
            let reports = unread(text)?.reports.into_iter();
            let read = |raw: &RawValue| serde_json::from_str(raw.get());
            reports
                .map(|raw| read(raw).map_err(|_| RefusalCode::Unreadable))
                .collect()
        }
    };
    if reports.len() > MAX_BATCH_ITEMS {
        return Err(Problem::new(Code::Malformed).detail("a batch holds at most 256 reports"));
    }
    Ok(reports)
}

/// A batch of this version whose reports are still to be read.
fn unread(text: &[u8]) -> Result<UnreadBatch<'_>, Problem> {
    // A later version may have other fields, so the number is looked for also where the rest
    // cannot be read.
    match serde_json::from_slice::<Object<UnreadBatch<'_>>>(text) {
        Ok(Object(batch)) if batch.version == PROTOCOL_VERSION => Ok(batch),
        Ok(_) => Err(Problem::new(Code::UpdateNeeded)),
        Err(_) => {
            let other = serde_json::from_slice::<Object<Version>>(text)
                .is_ok_and(|Object(other)| other.version != PROTOCOL_VERSION);
            let code = if other {
                Code::UpdateNeeded
            } else {
                Code::Malformed
            };
            Err(Problem::new(code))
        }
    }
}

/// The one field that every version has.
#[derive(serde::Deserialize)]
struct Version {
    version: u16,
}

/// Unpacks no more than a batch may hold, whatever the sender claims.
fn unpack(body: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut unpacked = Vec::with_capacity(body.len() * 12);
    let most = u64::try_from(MAX_UNPACKED_BYTES).unwrap_or(u64::MAX) + 1;
    MultiGzDecoder::new(body)
        .take(most)
        .read_to_end(&mut unpacked)
        .map_err(|_| Problem::new(Code::Malformed))?;
    if unpacked.len() > MAX_UNPACKED_BYTES {
        return Err(Problem::new(Code::TooLarge));
    }
    Ok(unpacked)
}

/// What the gate admitted, and for each report of the batch whether it is refused.
fn gated(gate: &Gate, reports: Vec<Read>) -> (Vec<Admitted>, Vec<Option<RefusalCode>>) {
    let mut admitted = Vec::with_capacity(reports.len());
    let refusals = reports
        .into_iter()
        .map(|read| match read.and_then(|report| gate.admit(&report)) {
            Ok(one) => {
                admitted.push(one);
                None
            }
            Err(code) => Some(code),
        })
        .collect();
    (admitted, refusals)
}

/// The receipts of the whole batch, in its order.
fn together(refusals: Vec<Option<RefusalCode>>, taken: Vec<Receipt>) -> Vec<Receipt> {
    let mut taken = taken.into_iter();
    refusals
        .into_iter()
        .filter_map(|refusal| match refusal {
            Some(code) => Some(Receipt::Refused { code }),
            None => taken.next(),
        })
        .collect()
}
