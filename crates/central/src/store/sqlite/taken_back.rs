//! What a revoked device brought is taken back, in SQLite.

use proco_access::Team;
use proco_exchange::period::{Period, Week};
use proco_exchange::report::ReportId;
use proco_exchange::{Epoch, Hour};
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

use super::records::{BURY, Counted, find};
use super::rollup::Ledger;
use super::{epoch_number, rollup};
use crate::keys::OfficerTag;
use crate::measure::counted;
use crate::record::Name;
use crate::store::plan::Kind;
use crate::store::{StoreError, TakenBack};

/// How many records go at once, so that uploads get their turn in between.
pub(super) const PIECE: usize = 500;

/// The reports under these tags whose event lies in this hour or later.
pub(super) fn reports(
    connection: &Connection,
    tags: &[(Epoch, OfficerTag)],
    since: Hour,
) -> Result<Vec<ReportId>, StoreError> {
    // Nobody else asks by the tag, so no index is kept for it: one walk through all records.
    let mut statement = connection
        .prepare("SELECT report, epoch, officer FROM records NOT INDEXED WHERE hour >= ?1")?;
    let mut rows = statement.query([since.0])?;
    let tags: Vec<_> = tags
        .iter()
        .map(|(epoch, tag)| (epoch_number(*epoch), *tag))
        .collect();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if tags.contains(&(row.get(1)?, OfficerTag(row.get(2)?))) {
            found.push(ReportId(Uuid::from_bytes(row.get(0)?)));
        }
    }
    Ok(found)
}

/// Buries these. In a week whose figures are published the roll-up stays as it is, as the figures do.
pub(super) fn take_back(
    transaction: &Transaction<'_>,
    reports: &[ReportId],
) -> Result<TakenBack, StoreError> {
    let mut ledger = Ledger::default();
    let mut taken = TakenBack::default();
    let mut bury = transaction.prepare_cached(BURY)?;
    for report in reports {
        let Some((kept, Some(before))) = find(transaction, *report)? else {
            continue;
        };
        bury.execute(params![report.0.as_bytes().as_slice(), kept.revision])?;
        let Counted { team, week, .. } = &before;
        if is_published(transaction, team, *week)? {
            taken.published += 1;
        } else {
            let name = Name {
                report: *report,
                revision: kept.revision,
                epoch: kept.epoch,
                officer: kept.officer,
            };
            let page = ledger.page(team, *week, &name);
            page.add(&counted(&before.facts, before.repeated), -1);
        }
        taken.look_ups += u64::from(kept.kind == Kind::Query);
        taken.stops += u64::from(kept.kind == Kind::Stop);
        taken.advisories += u64::from(before.facts.spare_until().is_some());
    }
    ledger.write(transaction)?;
    Ok(taken)
}

fn is_published(connection: &Connection, team: &Team, week: Week) -> Result<bool, StoreError> {
    Ok(rollup::published(connection, team, Period::Week(week))?.is_some())
}
