//! Publishing: from the roll-up of closed weeks to figures that may be shown.

use std::collections::{BTreeMap, BTreeSet};

use proco_access::Team;
use proco_exchange::period::{Period, Week};
use proco_exchange::summary::Aspect;

use super::key::{Key, mean_name};
use super::suppress::{Quarter, Weeks};
use super::table::{Counts, tables};
use crate::measure::{ASPECTS, Measure};
use crate::store::{Figures, RollupRow, Store, StoreError};

/// Publishes every closed period of a team that has records and is not published yet. One at a
/// time: see [`crate::Central`].
///
/// # Errors
/// [`StoreError`] when the store cannot be read or written.
pub async fn publish_due(store: &dyn Store, team: &Team, open: Week) -> Result<(), StoreError> {
    let recorded: BTreeSet<Week> = store
        .weeks(team.clone())
        .await?
        .into_iter()
        .filter(|week| *week < open)
        .collect();
    let quarters: BTreeSet<Period> = recorded.iter().map(|week| week.quarter()).collect();
    let published: BTreeSet<Period> = store
        .published_periods(team.clone())
        .await?
        .into_iter()
        .collect();
    for quarter in quarters {
        let closed = closed_periods(quarter, &recorded, open);
        if closed.iter().all(|(period, _)| published.contains(period)) {
            continue;
        }
        let all = quarter.weeks();
        let (Some(first), Some(last)) = (all.first(), all.last()) else {
            continue;
        };
        let to = last.next().min(open);
        let rows = store.rollup(team.clone(), *first, to).await?;
        let mut before = BTreeMap::new();
        for (period, _) in &closed {
            if let Some(figures) = store.published(team.clone(), *period).await? {
                before.insert(*period, figures);
            }
        }
        let decided = tokio::task::spawn_blocking(move || decide(&rows, &closed, &before));
        let decided = decided.await.map_err(|_| StoreError::Gone)?;
        store.publish(team.clone(), decided).await?;
    }
    Ok(())
}

/// The closed periods of a quarter with a record, in the order in which they close, each with its
/// weeks by their place among the closed weeks with a record.
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
        if recorded.contains(week) {
            periods.push((Period::Week(*week), in_quarter..in_quarter + 1));
            in_month += 1;
            in_quarter += 1;
        }
        let next = all.get(place + 1);
        if next.is_none_or(|next| next.month() != week.month()) {
            if in_month > 0 {
                periods.push((week.month(), in_quarter - in_month..in_quarter));
            }
            in_month = 0;
        }
        if next.is_none() && in_quarter > 0 {
            periods.push((quarter, 0..in_quarter));
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
) -> Vec<(Period, Figures)> {
    let mut counts: BTreeMap<Week, Counts> = BTreeMap::new();
    let mut totals: BTreeMap<Week, BTreeMap<Aspect, u32>> = BTreeMap::new();
    for row in rows {
        let of_officer = counts.entry(row.week).or_default();
        let of_officer = of_officer.entry((row.epoch, row.officer)).or_default();
        *of_officer.entry(row.measure).or_default() += row.number;
        if let Some(aspect) = rated(row.measure) {
            let of_week = totals.entry(row.week).or_default();
            *of_week.entry(aspect).or_default() += row.total;
        }
    }
    let weeks: Vec<Week> = counts.keys().copied().collect();
    let counts: Vec<Counts> = counts.into_values().collect();
    let total = |aspect, span: &Weeks| -> u32 {
        let of_weeks = weeks[span.clone()].iter();
        of_weeks
            .filter_map(|week| totals.get(week)?.get(&aspect))
            .sum()
    };
    let mut quarter = Quarter::new(tables(), &counts);
    let mut decided = Vec::new();
    for (period, span) in closed {
        if let Some(figures) = before.get(period) {
            let keys = figures.keys().filter_map(|name| Key::of_name(name));
            quarter.is_published(span.clone(), keys.collect());
            continue;
        }
        let mut figures = Figures::new();
        for key in quarter.decide(span) {
            let records = quarter.crowd(key, span).records();
            figures.insert(key.name(), records);
            if let Some(aspect) = ASPECTS.into_iter().find(|a| key == Key::Rated(*a)) {
                // In tenths, rounded to the nearest.
                let mean = (total(aspect, span) * 20 + records) / (2 * records);
                // At the end of the scale everybody gave the same answer, and it would be known.
                if (11..=49).contains(&mean) {
                    figures.insert(mean_name(aspect), mean);
                }
            }
        }
        decided.push((*period, figures));
    }
    decided
}

fn rated(measure: Measure) -> Option<Aspect> {
    ASPECTS
        .into_iter()
        .find(|aspect| measure == Measure::Rated(*aspect))
}
