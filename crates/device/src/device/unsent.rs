//! Records that central did not accept: kept, shown with their cause, and exported for their officer.

use std::path::{Path, PathBuf};

use proco_domain::ids::{QueryId, StopId};
use proco_host::files::write_whole;
use proco_host::private;

use super::Device;
use crate::error::DeviceError;
use crate::store::outbox::Kind;
use crate::store::{Session, StoreError, cards, if_readable, reflections, stops, unsent};
use crate::view::{
    Export, ExportView, Exported, ExportedRecord, OtherStop, RevisionView, StopCard, StopView,
    SubjectView, UnsentView,
};

const WHAT: &str = "ProCo: records of this phone that central has not taken. They hold readable \
                    marks and the officer's own words.";

impl Device {
    /// What central refused, oldest first. None of it is ever deleted.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn unsent(&self) -> Result<Vec<UnsentView>, DeviceError> {
        self.read(|c| {
            let mut views = Vec::new();
            for row in unsent::all(c)? {
                let Some(cause) = row.refusal else { continue };
                let (stop, subject) = match row.kind {
                    Kind::Query | Kind::Mistyped => {
                        let kept = unsent::look_up(c, QueryId(row.record))?;
                        (None, kept.and_then(|(kept, _)| kept.subject))
                    }
                    Kind::Stop | Kind::Withdrawal => {
                        let id = StopId(row.record);
                        let kept = unsent::stop(c, id)?;
                        (Some(id), kept.and_then(|kept| kept.subject().cloned()))
                    }
                };
                views.push(UnsentView {
                    stop,
                    subject: subject.as_ref().map(SubjectView::of),
                    at: unsent::at(c, row.record)?,
                    cause,
                    refused_at: row.refused_at,
                });
            }
            Ok(views)
        })
    }

    /// Writes all that has no receipt into a file beside the store that only this user may read, with marks and
    /// the officer's own words: what was refused, what waits for central, and what waits for room on the disk.
    /// Nothing is removed.
    ///
    /// # Errors
    /// [`DeviceError::Store`] also when the file cannot be written.
    pub fn export_unsent(&self) -> Result<ExportView, DeviceError> {
        self.record_waiting_if_room()?;
        let made_at = self.now();
        // Held together, so that no look-up gets written meanwhile and appears twice.
        let unrecorded = self.records().unrecorded.held();
        let mut records = self.read(|c| {
            let mut records = Vec::new();
            for row in unsent::all(c)? {
                let record = match row.kind {
                    Kind::Query | Kind::Mistyped => look_up(c, QueryId(row.record))?,
                    Kind::Stop | Kind::Withdrawal => stop(c, StopId(row.record))?,
                };
                let record = match record {
                    Some(record) => record,
                    None => Exported::Unreadable {
                        at: unsent::at(c, row.record)?,
                    },
                };
                records.push(ExportedRecord {
                    refused: row.refusal,
                    refused_at: row.refused_at,
                    record,
                });
            }
            Ok(records)
        })?;
        records.extend(unrecorded.iter().map(|one| ExportedRecord {
            refused: None,
            refused_at: None,
            record: Exported::LookUp {
                at: one.moment.at(),
                subject: Some(SubjectView::of(&one.query.subject)),
                initiative: one.query.initiative,
                led_to: one.query.led_to,
                leave_reason: None,
            },
        }));
        drop(unrecorded);
        let number = u32::try_from(records.len()).unwrap_or(u32::MAX);
        let export = Export {
            what: WHAT,
            made_at,
            records,
        };
        let json = serde_json::to_vec_pretty(&export).expect("an export has text keys only");
        let folder = self.inner.beyond.path().with_file_name("export");
        let name = format!("proco-niet-verzonden-{}.json", made_at.0);
        let path = write(&folder, &name, &json).map_err(StoreError::from)?;
        Ok(ExportView {
            path: path.display().to_string(),
            records: number,
        })
    }
}

fn look_up(session: &Session, id: QueryId) -> Result<Option<Exported>, StoreError> {
    let kept = unsent::look_up(session, id)?;
    Ok(kept.map(|(kept, leave_reason)| Exported::LookUp {
        at: kept.at,
        subject: kept.subject.as_ref().map(SubjectView::of),
        initiative: kept.initiative,
        led_to: kept.led_to,
        leave_reason,
    }))
}

fn stop(session: &Session, id: StopId) -> Result<Option<Exported>, StoreError> {
    let read = || -> Result<Option<Exported>, StoreError> {
        let Some(card) = cards::one(session, id)? else {
            return Ok(None);
        };
        let revisions = stops::revisions(session, id)?;
        Ok(Some(Exported::Stop(Box::new(StopView {
            card: StopCard::of(card),
            revisions: revisions.iter().map(RevisionView::of).collect(),
            reflection_draft: reflections::get(session, id)?,
            initiative: revisions.first().map(|newest| newest.body().initiative()),
            withdrawn_because: stops::withdrawn_because(session, id)?,
            others: stops::others(session, id)?
                .iter()
                .map(OtherStop::of)
                .collect(),
            // The file holds what was not sent, and no counts.
            since: None,
            // Nor does it hold what a colleague answered.
            pair: None,
        }))))
    };
    if_readable(read())
}

/// Writes a file whole or not at all, for its owner alone.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    private::folder(folder)?;
    let path = folder.join(name);
    write_whole(&path, bytes)?;
    Ok(path)
}
