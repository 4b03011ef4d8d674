//! Publishing: from the roll-up of closed weeks to figures that may be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proco_access::Team;
use proco_exchange::Epoch;
use proco_exchange::period::{Period, Week};

use super::key::Key;
use super::suppress::{Quarter, Weeks};
use super::table::{Counts, tables};
use super::threshold::Thresholds;
use crate::keys::{CentralKey, OfficerTag};
use crate::store::{Decided, Figures, RollupRow, Store, StoreError};

/// The names under which the thresholds of a publication stand among its figures.
pub const OFFICERS: &str = "min_officers";
/// Under which name the fewest records of a cell are kept; see [`OFFICERS`].
pub const RECORDS: &str = "min_records";

/// The thresholds and the readers by which figures are decided on.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// From how many officers and records on a figure is shown.
    pub thresholds: Thresholds,
    /// The tags of those who read the figures: they are none of the officers on whom one stands.
    pub readers: BTreeSet<(Epoch, OfficerTag)>,
}

/// A quarter with closed periods of which some are not published yet.
pub struct Due {
    quarter: Period,
    /// All its closed periods.
    closed: Vec<(Period, Weeks)>,
}

/// What there is to publish of a team, quarter by quarter. That changes nothing, and waits for no decision.
///
/// # Errors
/// [`StoreError`] when the store cannot be read.
pub async fn due(store: &dyn Store, team: &Team, open: Week) -> Result<Vec<Due>, StoreError> {
    let weeks = store.weeks(team.clone()).await?.into_iter();
    let recorded: BTreeSet<Week> = weeks.filter(|week| *week < open).collect();
    let quarters: BTreeSet<Period> = recorded.iter().map(|week| week.quarter()).collect();
    let published = store.published_periods(team.clone()).await?.into_iter();
    let published: BTreeSet<Period> = published.collect();
    let mut due: Vec<Due> = Vec::new();
    for quarter in quarters {
        let closed = closed_periods(quarter, &recorded, open);
        if !closed.iter().all(|(period, _)| published.contains(period)) {
            due.push(Due { quarter, closed });
        }
    }
    Ok(due)
}

/// Publishes every closed period of a team that has records and is not published yet. One at a
/// time: see [`crate::Central`].
///
/// # Errors
/// [`StoreError`] when the store cannot be read or written.
pub async fn publish_due(
    store: &dyn Store,
    key: &CentralKey,
    thresholds: Thresholds,
    team: &Team,
    open: Week,
) -> Result<(), StoreError> {
    for Due { quarter, closed } in due(store, team, open).await? {
        let all = quarter.weeks();
        let (Some(first), Some(last)) = (all.first(), all.last()) else {
            continue;
        };
        let weeks = *first..last.next().min(open);
        // `revoke --withdraw-since` may change the roll-up meanwhile; then it is decided once more.
        while !publish(store, key, thresholds, team, weeks.clone(), closed.clone()).await? {}
    }
    Ok(())
}

/// Decides what is not published yet of these periods of a quarter, and publishes it; false where the roll-up of
/// its weeks changed meanwhile.
async fn publish(
    store: &dyn Store,
    key: &CentralKey,
    thresholds: Thresholds,
    team: &Team,
    weeks: Range<Week>,
    closed: Vec<(Period, Weeks)>,
) -> Result<bool, StoreError> {
    let rollup = store.rollup(team.clone(), weeks.start, weeks.end).await?;
    let mut before = BTreeMap::new();
    for (period, _) in &closed {
        if let Some(figures) = store.published(team.clone(), *period).await? {
            before.insert(*period, figures);
        }
    }
    let rules = Rules {
        thresholds,
        readers: readers(store, key, &rollup).await?,
    };
    let decide = move || (decide(&rollup, &closed, &before, &rules), rollup);
    let decided = tokio::task::spawn_blocking(decide).await;
    let (figures, rollup) = decided.map_err(|_| StoreError::Gone)?;
    let team = team.clone();
    let decided = Decided {
        team,
        weeks,
        rollup,
        figures,
    };
    store.publish(decided).await
}

/// The tags of all who may read summaries, or could, in the epochs of these rows.
pub(crate) async fn readers(
    store: &dyn Store,
    key: &CentralKey,
    rows: &[RollupRow],
) -> Result<BTreeSet<(Epoch, OfficerTag)>, StoreError> {
    let epochs: BTreeSet<Epoch> = rows.iter().map(|row| row.epoch).collect();
    let readers = store.readers().await?.into_iter();
    Ok(readers
        .flat_map(|counts_as| {
            let tag = |epoch: &Epoch| (*epoch, key.officer(*epoch, counts_as));
            epochs.iter().map(tag).collect::<Vec<_>>()
        })
        .collect())
}

/// The closed periods of a quarter with a record, in the order in which they close and of those that
/// close together the longest first, each with its weeks by their place among the closed weeks with
/// a record.
#[must_use]
pub fn closed_periods(
    quarter: Period,
    recorded: &BTreeSet<Week>,
    open: Week,
) -> Vec<(Period, Weeks)> {
    let all = quarter.weeks();
    let mut periods = Vec::new();
    let (mut in_month, mut in_quarter) = (0, 0);
    for (place, week) in all.iter().enumerate() {
        if *week >= open {
            break;
        }
        let is_recorded = recorded.contains(week);
        in_month += usize::from(is_recorded);
        in_quarter += usize::from(is_recorded);
        let next = all.get(place + 1);
        if next.is_none() && in_quarter > 0 {
            periods.push((quarter, 0..in_quarter));
        }
        if next.is_none_or(|next| next.month() != week.month()) {
            if in_month > 0 {
                periods.push((week.month(), in_quarter - in_month..in_quarter));
            }
            in_month = 0;
        }
        if is_recorded {
            periods.push((Period::Week(*week), in_quarter - 1..in_quarter));
        }
    }
    periods
}

/// The figures of the periods that are not published yet.
#[must_use]
pub fn decide(
    rows: &[RollupRow],
    closed: &[(Period, Weeks)],
    before: &BTreeMap<Period, Figures>,
    rules: &Rules,
) -> Vec<(Period, Figures)> {
    let mut counts: BTreeMap<Week, Counts> = BTreeMap::new();
    for row in rows {
        let tag = row.officer;
        let officer = tag.filter(|tag| !rules.readers.contains(&(row.epoch, *tag)));
        let of_week = counts.entry(row.week).or_default();
        let of_officer = of_week.entry((row.epoch, officer)).or_default();
        *of_officer.entry(row.measure).or_default() += row.number;
    }
    let thresholds = rules.thresholds;
    let mut quarter = Quarter::new(tables(), thresholds, counts.into_iter().collect());
    let mut decided = Vec::new();
    for (period, span) in closed {
        if let Some(figures) = before.get(period) {
            let keys = figures.keys().filter_map(|name| Key::of_name(name));
            quarter.is_published(period.kind(), span.clone(), keys.collect());
            continue;
        }
        let mut figures = Figures::from([
            (OFFICERS.to_owned(), thresholds.officers()),
            (RECORDS.to_owned(), thresholds.records()),
        ]);
        for key in quarter.decide(period.kind(), span) {
            figures.insert(key.name(), quarter.contributors(key, span).records());
        }
        decided.push((*period, figures));
    }
    decided
}
