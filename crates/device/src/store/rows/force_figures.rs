//! The figures of the whole force as central told them last: what stands in the column `summary`.

use proco_exchange::Hour;
use proco_exchange::codes::{GroundCode, ReasonTold, Theme};
use proco_exchange::force::{CodedOfForce, ForceSummary, OfForce};
use proco_exchange::period::PeriodKind;
use proco_exchange::summary::PeriodName;
use serde::{Deserialize, Serialize};

use crate::store::StoreError;

#[derive(Serialize, Deserialize)]
pub(super) struct ForceFiguresRow {
    period: PeriodRow,
    min_teams: u32,
    left_it: Option<ShareRow>,
    found: Option<ShareRow>,
    repeat_stops: Option<ShareRow>,
    reason_told: Vec<CodedRow<ReasonTold>>,
    grounds: Vec<CodedRow<GroundCode>>,
    themes: Vec<CodedRow<Theme>>,
}

#[derive(Serialize, Deserialize)]
struct PeriodRow {
    kind: PeriodKind,
    code: String,
    from: Hour,
    to: Hour,
}

#[derive(Serialize, Deserialize)]
struct ShareRow {
    part: u32,
    whole: u32,
}

#[derive(Serialize, Deserialize)]
struct CodedRow<Code> {
    code: Code,
    share: ShareRow,
}

impl From<OfForce> for ShareRow {
    fn from(OfForce { part, whole }: OfForce) -> Self {
        Self { part, whole }
    }
}

impl From<ShareRow> for OfForce {
    fn from(ShareRow { part, whole }: ShareRow) -> Self {
        Self { part, whole }
    }
}

fn rows_of<Code: Copy>(figures: &[CodedOfForce<Code>]) -> Vec<CodedRow<Code>> {
    let row = |figure: &CodedOfForce<Code>| CodedRow {
        code: figure.code,
        share: figure.share.into(),
    };
    figures.iter().map(row).collect()
}

fn figures_of<Code>(rows: Vec<CodedRow<Code>>) -> Vec<CodedOfForce<Code>> {
    let figure = |row: CodedRow<Code>| CodedOfForce {
        code: row.code,
        share: row.share.into(),
    };
    rows.into_iter().map(figure).collect()
}

/// The figures as the column keeps them.
pub(in crate::store) fn write_force_figures(figures: &ForceSummary) -> String {
    let ForceSummary {
        period:
            PeriodName {
                kind,
                code,
                from,
                to,
            },
        min_teams,
        left_it,
        found,
        repeat_stops,
        reason_told,
        grounds,
        themes,
    } = figures;
    super::write(ForceFiguresRow {
        period: PeriodRow {
            kind: *kind,
            code: code.clone(),
            from: *from,
            to: *to,
        },
        min_teams: *min_teams,
        left_it: left_it.map(Into::into),
        found: found.map(Into::into),
        repeat_stops: repeat_stops.map(Into::into),
        reason_told: rows_of(reason_told),
        grounds: rows_of(grounds),
        themes: rows_of(themes),
    })
}

/// Reads the figures from that column.
pub(in crate::store) fn read_force_figures(json: &str) -> Result<ForceSummary, StoreError> {
    let row: ForceFiguresRow = super::read(json)?;
    Ok(ForceSummary {
        period: PeriodName {
            kind: row.period.kind,
            code: row.period.code,
            from: row.period.from,
            to: row.period.to,
        },
        min_teams: row.min_teams,
        left_it: row.left_it.map(Into::into),
        found: row.found.map(Into::into),
        repeat_stops: row.repeat_stops.map(Into::into),
        reason_told: figures_of(row.reason_told),
        grounds: figures_of(row.grounds),
        themes: figures_of(row.themes),
    })
}
