//! The rule that picks the topic of a team talk from the published figures of the team.
//!
//! Only a quarter shows per ground how often nothing was found, and the themes of reflections: a month has the grounds without
//! what they yielded, a week the headline alone. So the newest closed quarter decides. A figure has enough behind it where its
//! whole is no smaller than what the mirror calls an impression ([`Certainty::Impression`]: 20 stops).
//!
//! 1. The ground of which the largest share found nothing, of those with enough behind them.
//! 2. The theme named most often at the reflection.
//! 3. Telling the reason, where it is told unasked less often than in the whole force in the same quarter, and by more than
//!    chance explains: the share of the force lies above the interval around that of the team ([`Share::spread`]).
//! 4. The other grounds with enough behind them, the largest share first.
//!
//! Of equals the larger whole goes first, then the order of the list. What was talked about in the last
//! [`APART_WEEKS`] weeks is passed over. Where none is left the topics of the list take turns, and the choice says so.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use proco_domain::mirror::{Certainty, Share};
use proco_exchange::code_list;
use proco_exchange::codes::{GroundCode, ReasonTold, Theme};
use proco_exchange::force::{CodedOfForce, ForceSummary};
use proco_exchange::period::{PeriodKind, Week};
use proco_exchange::summary::{Figure, TeamSummary};

use super::Topic;

/// For how many weeks after a talk its topic is passed over.
pub const APART_WEEKS: u8 = 6;

/// The topic of a week, and why it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is talked about.
    pub topic: Topic,
    /// Why this and no other.
    pub because: Because,
}

/// Why a topic was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// By the figures of this closed quarter.
    Figures {
        /// The quarter whose figures chose it: `2026-Q3`.
        quarter: String,
    },
    /// It was its turn: no figures chose it.
    Turn(Turn),
}

code_list! {
    [
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
    ]
    /// Why no figures chose the topic.
    pub enum Turn {
        /// No quarter in which the team has records is closed.
        NoQuarter = "no_quarter",
        /// The quarter shows no ground and no theme with enough behind it.
        TooSmall = "too_small",
        /// All that it shows was talked about in the last weeks.
        AllTalked = "all_talked",
    }
}

/// The figure of a topic in one quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicFigure {
    /// Of the stops on the ground, those that found nothing; or of all stops, those at which the theme was named, or
    /// the reason told unasked.
    pub share: Share,
    /// Whether the quarter hides a figure of the same kind, so that another topic may be larger.
    pub others_hidden: bool,
}

/// Picks the topic of a week. `closed` are closed periods in any order, `force` what is known of the whole force, and
/// `lately` what was talked about in the last [`APART_WEEKS`] weeks.
#[must_use]
pub fn choose(
    closed: &[TeamSummary],
    force: Option<&ForceSummary>,
    lately: &BTreeSet<Topic>,
    week: Week,
) -> Choice {
    let newest = closed
        .iter()
        .filter(|summary| summary.period.kind == PeriodKind::Quarter)
        .max_by_key(|summary| summary.period.from.0);
    let Some(quarter) = newest else {
        return by_turn(Turn::NoQuarter, lately, week);
    };
    let candidates = candidates(quarter, force);
    if candidates.is_empty() {
        return by_turn(Turn::TooSmall, lately, week);
    }
    match candidates.into_iter().find(|one| !lately.contains(one)) {
        Some(topic) => Choice {
            topic,
            because: Because::Figures {
                quarter: quarter.period.code.clone(),
            },
        },
        None => by_turn(Turn::AllTalked, lately, week),
    }
}

/// The figure of a topic, where a summary shows it.
#[must_use]
pub fn figure(topic: Topic, summary: &TeamSummary) -> Option<TopicFigure> {
    let (share, others_hidden) = match topic {
        Topic::Ground(code) => {
            let is_hidden = |one| share_of_ground(summary, one).is_none();
            let hidden = GroundCode::ALL.into_iter().any(is_hidden);
            (share_of_ground(summary, code), hidden)
        }
        Topic::Named(code) => {
            let is_hidden = |one| share_of_theme(summary, one).is_none();
            let hidden = Theme::ALL.into_iter().any(is_hidden);
            (share_of_theme(summary, code), hidden)
        }
        Topic::ToldLess => {
            let is_hidden = |one| share_told(summary, one).is_none();
            let hidden = ReasonTold::ALL.into_iter().any(is_hidden);
            (share_told(summary, ReasonTold::Unasked), hidden)
        }
    };
    share.map(|share| TopicFigure {
        share,
        others_hidden,
    })
}

/// The topics that a quarter has enough figures for, in the order of the rule.
fn candidates(quarter: &TeamSummary, force: Option<&ForceSummary>) -> Vec<Topic> {
    let shown = |topic| figure(topic, quarter).map(|figure| (topic, figure.share));
    let enough = |(_, share): &(Topic, Share)| share.part > 0 && says_something(*share);
    let with_enough = |topics: &mut dyn Iterator<Item = Topic>| -> Vec<(Topic, Share)> {
        topics.filter_map(shown).filter(enough).collect()
    };
    let mut grounds = with_enough(&mut GroundCode::ALL.into_iter().map(Topic::Ground));
    let mut named = with_enough(&mut Theme::ALL.into_iter().map(Topic::Named));
    grounds.sort_by(|one, next| largest_first(one.1, next.1));
    named.sort_by_key(|(_, share)| Reverse(share.part));
    let mut order: Vec<Topic> = grounds.into_iter().map(|(topic, _)| topic).collect();
    let most = named.first().map(|(topic, _)| *topic);
    let told = is_told_less(quarter, force).then_some(Topic::ToldLess);
    let second = order.len().min(1);
    order.splice(second..second, most.into_iter().chain(told));
    order
}

/// How often the reason is told unasked in the whole force, in the quarter of a summary.
#[must_use]
pub fn told_in_force(quarter: &TeamSummary, force: &ForceSummary) -> Option<Share> {
    if force.period.code != quarter.period.code {
        return None;
    }
    let unasked = |one: &&CodedOfForce<ReasonTold>| one.code == ReasonTold::Unasked;
    let found = force.reason_told.iter().find(unasked)?;
    Some(Share::of(found.share.part, found.share.whole))
}

/// Whether the reason is told unasked less often than in the force, by more than chance explains.
fn is_told_less(quarter: &TeamSummary, force: Option<&ForceSummary>) -> bool {
    let in_force = force.and_then(|force| told_in_force(quarter, force));
    let spread = share_told(quarter, ReasonTold::Unasked).and_then(|share| share.spread);
    let (Some(force), Some(spread)) = (in_force, spread) else {
        return false;
    };
    u64::from(force.part) * u64::from(spread.of) > u64::from(spread.high) * u64::from(force.whole)
}

fn says_something(share: Share) -> bool {
    match share.certainty {
        Certainty::Little => false,
        Certainty::Impression | Certainty::Picture => true,
    }
}

/// Compares two shares without fractions: a/b is larger than c/d exactly when a·d is larger than c·b.
fn largest_first(one: Share, next: Share) -> std::cmp::Ordering {
    let crosswise = |share: Share, other: Share| u64::from(share.part) * u64::from(other.whole);
    crosswise(next, one)
        .cmp(&crosswise(one, next))
        .then(next.whole.cmp(&one.whole))
}

fn share_of_ground(summary: &TeamSummary, code: GroundCode) -> Option<Share> {
    let figures = summary.grounds.iter().find(|one| one.code == code)?;
    share(figures.found_nothing, figures.stops)
}

fn share_of_theme(summary: &TeamSummary, code: Theme) -> Option<Share> {
    let named = summary.themes.iter().find(|one| one.code == code)?;
    share(named.figure, summary.stops)
}

fn share_told(summary: &TeamSummary, code: ReasonTold) -> Option<Share> {
    let told = summary.reason_told.iter().find(|one| one.code == code)?;
    share(told.figure, summary.stops)
}

fn share(part: Figure, whole: Figure) -> Option<Share> {
    Some(Share::of(part.0?, whole.0?))
}

/// The next topic of the list for each week, whatever the figures say.
fn by_turn(because: Turn, lately: &BTreeSet<Topic>, week: Week) -> Choice {
    let mut order: Vec<Topic> = Topic::all().collect();
    let weeks = usize::try_from(week.from().0 / (7 * 24)).unwrap_or(0);
    let first = weeks % order.len();
    order.rotate_left(first);
    let topic = order.iter().find(|topic| !lately.contains(topic));
    Choice {
        topic: *topic.unwrap_or(&order[0]),
        because: Because::Turn(because),
    }
}

#[cfg(test)]
mod tests;
