//! Two calls in turn, and the table of what came out.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// One line of the table.
pub struct Row {
    /// What was measured.
    pub what: String,
    /// Ours, the median.
    pub ours: String,
    /// The bare thing, the median.
    pub bare: String,
    /// The ratio, or the figure itself.
    pub figure: f64,
    /// The middle half of the ratios, when there were several.
    pub spread: Option<(f64, f64)>,
    /// What is wanted.
    pub wanted: Wanted,
}

/// What is wanted of a figure.
#[derive(Clone, Copy)]
pub enum Wanted {
    /// At most so much.
    AtMost(f64),
    /// At least so much.
    AtLeast(f64),
    /// Exactly so much.
    Exactly(f64),
}

impl Wanted {
    fn holds(self, figure: f64) -> bool {
        match self {
            Self::AtMost(limit) => figure <= limit,
            Self::AtLeast(limit) => figure >= limit,
            Self::Exactly(limit) => (figure - limit).abs() < f64::EPSILON,
        }
    }
}

/// Runs both in turn, `rounds` times after one round that does not count.
pub fn in_turn(
    rounds: usize,
    mut ours: impl FnMut() -> Duration,
    mut bare: impl FnMut() -> Duration,
) -> Vec<(Duration, Duration)> {
    ours();
    bare();
    (0..rounds)
        .map(|round| {
            // Who goes first changes, so that neither always finds the caches warm.
            if round % 2 == 0 {
                let ours = ours();
                (ours, bare())
            } else {
                let bare = bare();
                (ours(), bare)
            }
        })
        .collect()
}

/// The time that a call takes.
pub fn timed<T>(call: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(call());
    start.elapsed()
}

/// A row of ratios: ours over bare.
pub fn ratio(what: &str, pairs: &[(Duration, Duration)], wanted: Wanted) -> Row {
    let ratios = sorted(
        pairs
            .iter()
            .map(|(ours, bare)| ours.as_secs_f64() / bare.as_secs_f64()),
    );
    let micros = |pick: fn(&(Duration, Duration)) -> Duration| {
        let all = sorted(pairs.iter().map(|pair| pick(pair).as_secs_f64() * 1e6));
        format!("{:.1} µs", at(&all, 0.5))
    };
    Row {
        what: what.to_owned(),
        ours: micros(|pair| pair.0),
        bare: micros(|pair| pair.1),
        figure: at(&ratios, 0.5),
        spread: Some((at(&ratios, 0.25), at(&ratios, 0.75))),
        wanted,
    }
}

/// A row of speeds: how much of the bare speed is left.
pub fn share_of_speed(what: &str, pairs: &[(Duration, Duration)], wanted: Wanted) -> Row {
    let turned: Vec<_> = pairs.iter().map(|(ours, bare)| (*bare, *ours)).collect();
    let row = ratio(what, &turned, wanted);
    Row {
        ours: row.bare,
        bare: row.ours,
        ..row
    }
}

fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<_> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "an index made from a share of a short list"
)]
fn at(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

/// The table as Markdown.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "| what | ours | bare | figure | middle half | wanted | |\n|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let spread = row
            .spread
            .map_or_else(String::new, |(low, high)| format!("{low:.2}–{high:.2}"));
        let wanted = match row.wanted {
            Wanted::AtMost(limit) => format!("≤ {limit}"),
            Wanted::AtLeast(limit) => format!("≥ {limit}"),
            Wanted::Exactly(limit) => format!("= {limit}"),
        };
        let verdict = if row.wanted.holds(row.figure) {
            "met"
        } else {
            "NOT met"
        };
        writeln!(
            out,
            "| {} | {} | {} | {:.2} | {spread} | {wanted} | {verdict} |",
            row.what, row.ours, row.bare, row.figure
        )
        .expect("writing to a string does not fail");
    }
    out
}
