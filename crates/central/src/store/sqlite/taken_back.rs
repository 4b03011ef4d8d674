//! What a revoked device brought is taken back, in SQLite.

use proco_access::Team;
use proco_exchange::period::{Period, Week};
use proco_exchange::{Epoch, Hour};
use rusqlite::{Connection, Transaction};

use super::kept::{Counted, find};
use super::records::BURY;
use super::rollup::Ledger;
use super::{SqliteStore, epoch_number, rollup};
use crate::keys::{OfficerTag, ReportKey};
use crate::record::Name;
use crate::store::plan::{Content, Kind};
use crate::store::{StoreError, TakenBack};

/// How many records go at once, so that uploads get their turn in between.
const PIECE: usize = 500;

/// As [`Store::take_back`](crate::store::Store::take_back), in pieces.
pub(super) async fn take_back(
    store: &SqliteStore,
    tags: Vec<(Epoch, OfficerTag)>,
    since: Hour,
) -> Result<TakenBack, StoreError> {
    let reports = move |c: &Connection| reports(c, &tags, since);
    let reports = store.read(reports).await?;
    let mut taken = TakenBack::default();
    for piece in reports.chunks(PIECE).map(<[_]>::to_vec) {
        taken += store
            .write(move |transaction| bury_all(transaction, &piece))
            .await?;
    }
    Ok(taken)
}

/// The reports under these tags whose event lies in this hour or later. What can no longer be amended stands
/// under no tag any more.
fn reports(
    connection: &Connection,
    tags: &[(Epoch, OfficerTag)],
    since: Hour,
) -> Result<Vec<ReportKey>, StoreError> {
    // Nobody else asks by the tag, so no index is kept for it: one walk through all records.
    let mut statement = connection.prepare(
        "SELECT report, epoch, officer FROM records NOT INDEXED
         WHERE hour >= ?1 AND officer IS NOT NULL",
    )?;
    let mut rows = statement.query([since.0])?;
    let tags: Vec<_> = tags
        .iter()
        .map(|(epoch, tag)| (epoch_number(*epoch), *tag))
        .collect();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if tags.contains(&(row.get(1)?, OfficerTag(row.get(2)?))) {
            found.push(ReportKey(row.get(0)?));
        }
    }
    Ok(found)
}

/// Buries these. In a week whose figures are published the roll-up stays as it is, as the figures do.
fn bury_all(transaction: &Transaction<'_>, reports: &[ReportKey]) -> Result<TakenBack, StoreError> {
    let mut ledger = Ledger::default();
    let mut taken = TakenBack::default();
    let mut bury = transaction.prepare_cached(BURY)?;
    for report in reports {
        let Some((kept, Some(before))) = find(transaction, *report)? else {
            continue;
        };
        let Content::Whole {
            kind,
            revision,
            officer,
        } = kept.content
        else {
            continue;
        };
        bury.execute([report.0.as_slice()])?;
        let Counted { team, week, .. } = &before;
        if is_published(transaction, team, *week)? {
            taken.published += 1;
        } else {
            let name = Name {
                report: *report,
                revision,
                epoch: kept.epoch,
                officer,
            };
            let page = ledger.page(team, *week, &name);
            page.add(&before.measures(), -1);
        }
        taken.look_ups += u64::from(kind == Kind::Query);
        taken.stops += u64::from(kind == Kind::Stop);
        taken.advisories += u64::from(before.spare_until().is_some());
    }
    ledger.write(transaction)?;
    Ok(taken)
}

fn is_published(connection: &Connection, team: &Team, week: Week) -> Result<bool, StoreError> {
    Ok(rollup::published(connection, team, Period::Week(week))?.is_some())
}
