//! What a revoked device brought is taken back, in SQLite.

use std::collections::BTreeSet;

use proco_access::Team;
use proco_exchange::period::Week;
use proco_exchange::{Epoch, Hour};
use rusqlite::{Connection, Transaction, params};

use super::kept::{self, Counted, find, team_of};
use super::records::DROP_CONTENT;
use super::rollup::{RollupChanges, is_published, open_week};
use super::{SqliteStore, epoch_number, epoch_of, week_number, week_of};
use crate::keys::{OfficerTag, ReportKey};
use crate::measure::Measure;
use crate::store::plan::{Content, Kind};
use crate::store::{StoreError, TakenBack};

/// How many records go at once, so that uploads get their turn in between.
const PIECE: usize = 500;

/// The tags of an officer.
type Tags = BTreeSet<(Epoch, OfficerTag)>;

/// As [`Store::take_back`](crate::store::Store::take_back), in pieces.
pub(super) async fn take_back(
    store: &SqliteStore,
    tags: Vec<(Epoch, OfficerTag)>,
    since: Hour,
) -> Result<TakenBack, StoreError> {
    let tags: Tags = tags.into_iter().collect();
    let of = tags.clone();
    let found = store.read(move |c| reports(c, &of, since)).await?;
    let weeks = found.iter().map(|(_, week)| *week);
    let first = weeks
        .min()
        .map_or(Week::of(since), |week| week.min(Week::of(since)));
    let mut taken = TakenBack::default();
    for piece in found.chunks(PIECE).map(<[_]>::to_vec) {
        taken += store.write(move |t| drop_contents(t, &piece)).await?;
    }
    let of = tags.clone();
    store
        .write(move |t| forget_mistyped(t, &of, Week::of(since)))
        .await?;
    let counted = store.read(move |c| closed_weeks(c, &tags, first)).await?;
    if let Some(counted) = counted {
        store.write(move |t| counted.put_in_place(t)).await?;
    }
    Ok(taken)
}

/// The reports under these tags whose event lies in this hour or later, each with the week in which it counts.
/// What can no longer be amended stands under no tag any more.
fn reports(
    connection: &Connection,
    tags: &Tags,
    since: Hour,
) -> Result<Vec<(ReportKey, Week)>, StoreError> {
    // Nobody else asks by the tag, so no index is kept for it: one walk through all records.
    let mut statement = connection.prepare(
        "SELECT report, epoch, officer, week FROM records NOT INDEXED
         WHERE hour >= ?1 AND officer IS NOT NULL",
    )?;
    let mut rows = statement.query([since.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if tags.contains(&(epoch_of(row.get(1)?)?, OfficerTag(row.get(2)?))) {
            found.push((ReportKey(row.get(0)?), week_of(row.get(3)?)));
        }
    }
    Ok(found)
}

/// Replaces these reports by tombstones. Their measures are subtracted from the open weeks of the roll-up alone:
/// closed weeks are counted again by [`closed_weeks`].
fn drop_contents(
    transaction: &Transaction<'_>,
    reports: &[(ReportKey, Week)],
) -> Result<TakenBack, StoreError> {
    let open = open_week(transaction)?;
    let mut rollup = RollupChanges::default();
    let mut taken = TakenBack::default();
    let mut drop_content = transaction.prepare_cached(DROP_CONTENT)?;
    for (report, _) in reports {
        let Some((kept, Some(before))) = find(transaction, *report)? else {
            continue;
        };
        let Content::Full { kind, officer, .. } = kept.content else {
            continue;
        };
        drop_content.execute((report.0.as_slice(), false))?;
        let Counted { team, week, .. } = &before;
        if open.is_none_or(|open| *week >= open) {
            let changes = rollup.of(team, *week, (kept.epoch, officer));
            changes.add(&before.measures(), -1);
        } else if is_published(transaction, team, *week)? {
            taken.published += 1;
        }
        taken.look_ups += u64::from(kind == Kind::Query);
        taken.stops += u64::from(kind == Kind::Stop);
        taken.advisories += u64::from(before.spare_until().is_some());
    }
    rollup.write(transaction)?;
    Ok(taken)
}

/// Removes the `mistyped` counts of these officers from all unpublished weeks from `first` on. Of a mistyped look-up
/// central keeps only the name, so the count of a whole week is removed or nothing.
fn forget_mistyped(
    transaction: &Transaction<'_>,
    tags: &Tags,
    first: Week,
) -> Result<(), StoreError> {
    let mut statement = transaction.prepare(
        "SELECT team, week, epoch, officer FROM rollup WHERE week >= ?1 AND measure = ?2",
    )?;
    let mut delete = transaction.prepare(
        "DELETE FROM rollup
         WHERE team = ?1 AND week = ?2 AND epoch = ?3 AND officer = ?4 AND measure = ?5",
    )?;
    let name = Measure::Mistyped.name();
    let mut found = Vec::new();
    let mut rows = statement.query(params![week_number(first), name])?;
    while let Some(row) = rows.next()? {
        let tag: Option<[u8; 8]> = row
            .get_ref(3)?
            .as_blob()
            .ok()
            .and_then(|tag| tag.try_into().ok());
        let epoch = epoch_of(row.get(2)?)?;
        if let Some(tag) = tag
            && tags.contains(&(epoch, OfficerTag(tag)))
        {
            found.push((team_of(row.get(0)?)?, week_of(row.get(1)?), epoch, tag));
        }
    }
    for (team, week, epoch, tag) in found {
        if !is_published(transaction, &team, week)? {
            let (week, epoch) = (week_number(week), epoch_number(epoch));
            delete.execute(params![team.as_str(), week, epoch, tag.as_slice(), name])?;
        }
    }
    Ok(())
}

/// The recomputed roll-up of these officer tags for every closed, unpublished week from `first` on; `None` where the
/// roll-up has no entry of theirs.
///
/// Amendments and withdrawals leave the roll-up of a closed week as it is, so the record no longer tells what was
/// counted for it. The part of the officer is therefore counted again, from the records that are kept and readable.
fn closed_weeks(
    connection: &Connection,
    tags: &Tags,
    first: Week,
) -> Result<Option<RollupChanges>, StoreError> {
    let Some(open) = open_week(connection)? else {
        return Ok(None);
    };
    let span = (week_number(first), week_number(open));
    let mut rollup = RollupChanges::default();
    let mut due: BTreeSet<(Team, Week)> = BTreeSet::new();
    let mut statement = connection.prepare(
        "SELECT DISTINCT team, week, epoch, officer FROM rollup
         WHERE week >= ?1 AND week < ?2 AND officer <> x''",
    )?;
    let mut rows = statement.query(span)?;
    while let Some(row) = rows.next()? {
        let (team, week) = (team_of(row.get(0)?)?, week_of(row.get(1)?));
        let author = (epoch_of(row.get(2)?)?, OfficerTag(row.get(3)?));
        if tags.contains(&author) && !is_published(connection, &team, week)? {
            rollup.of(&team, week, author);
            due.insert((team, week));
        }
    }
    if due.is_empty() {
        return Ok(None);
    }
    let mut statement = connection.prepare(
        "SELECT revision, epoch, officer, kind, team, week, repeated, facts, subject, hour, renamed
         FROM records NOT INDEXED WHERE week >= ?1 AND week < ?2 AND officer IS NOT NULL",
    )?;
    let mut rows = statement.query(span)?;
    while let Some(row) = rows.next()? {
        let (kept, Some(counted)) = kept::kept(row)? else {
            continue;
        };
        let Content::Full { officer, .. } = kept.content else {
            continue;
        };
        let author = (kept.epoch, officer);
        let place = (counted.team.clone(), counted.week);
        if tags.contains(&author) && due.contains(&place) {
            rollup
                .of(&place.0, place.1, author)
                .add(&counted.measures(), 1);
        }
    }
    Ok(Some(rollup))
}
