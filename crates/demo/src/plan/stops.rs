//! Believable answers of a stop: most find nothing, grounds follow the initiative.

use std::collections::BTreeSet;

use proco_domain::draft::{Change, ResultChoice};
use proco_domain::explanation::{Answer, ReasonTold, Understood};
use proco_domain::ground::GroundCode;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::{Finding, Link};
use proco_domain::place::PlaceKind;
use proco_domain::query::Initiative;
use proco_domain::reflection::{DoAgain, Theme};
use proco_domain::stop::SpareDays;
use proco_domain::treatment::{Duration, Rating, Ratings};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha12Rng;

/// The answers of one stop.
pub fn answers(rng: &mut ChaCha12Rng, initiative: Initiative) -> Vec<Change> {
    let ground = ground(rng, initiative);
    let mut changes = vec![
        Change::Place(PlaceKind::ALL.choose(rng).copied()),
        Change::Grounds(BTreeSet::from([ground])),
        Change::LegalBasis(Some(basis(ground))),
        Change::ReasonTold(Some(match rng.gen_range(0..100) {
            0..78 => ReasonTold::Unasked,
            78..92 => ReasonTold::WhenAsked,
            _ => ReasonTold::NotTold,
        })),
    ];
    if rng.gen_bool(0.6) {
        changes.push(Change::Understood(Some(Understood::Yes)));
        changes.push(Change::Duration(Some(Duration::From5To10)));
    }
    if rng.gen_bool(0.5) {
        let barrier = if rng.gen_bool(0.1) {
            Answer::Yes
        } else {
            Answer::No
        };
        changes.push(Change::LanguageBarrier(Some(barrier)));
        let mut rating = || Rating::try_from(rng.gen_range(2..=5)).ok();
        changes.push(Change::Ratings(Ratings {
            voice: rating(),
            neutral: rating(),
            respect: rating(),
            trust: rating(),
        }));
    }
    changes.extend(outcome(rng, ground));
    if rng.gen_bool(0.7) {
        changes.push(Change::DoAgain(Some(match rng.gen_range(0..100) {
            0..60 => DoAgain::Yes,
            60..85 => DoAgain::Differently,
            _ => DoAgain::No,
        })));
        if let Some(theme) = Theme::ALL.choose(rng).filter(|_| rng.gen_bool(0.5)) {
            changes.push(Change::Themes(BTreeSet::from([*theme])));
        }
    }
    changes
}

/// A stop that found nothing and spares its subject.
#[must_use]
pub fn found_nothing_and_spare() -> Vec<Change> {
    vec![
        Change::Grounds(BTreeSet::from([GroundCode::RegisterSignal])),
        Change::LegalBasis(Some(LegalBasis::Wvw160)),
        Change::ReasonTold(Some(ReasonTold::Unasked)),
        Change::Result(Some(ResultChoice::Nothing)),
        Change::Spare(Some(SpareDays::OFFERED)),
    ]
}

fn ground(rng: &mut ChaCha12Rng, initiative: Initiative) -> GroundCode {
    let likely: &[GroundCode] = match initiative {
        Initiative::Proactive => &[
            GroundCode::TrafficOffence,
            GroundCode::TrafficOffence,
            GroundCode::UnsafeConduct,
            GroundCode::VehicleDefect,
            GroundCode::RegisterSignal,
            GroundCode::ScoutingProperty,
        ],
        Initiative::Call => &[
            GroundCode::Report,
            GroundCode::Report,
            GroundCode::Disturbance,
            GroundCode::HandlingGoods,
        ],
        Initiative::Briefing => &[
            GroundCode::BriefingItem,
            GroundCode::ColleagueInformation,
            GroundCode::RecentCrimeNearby,
        ],
        Initiative::Operation => &[GroundCode::FixedRule, GroundCode::DesignatedArea],
    };
    *likely
        .choose(rng)
        .expect("each initiative has likely grounds")
}

fn basis(ground: GroundCode) -> LegalBasis {
    match ground {
        GroundCode::TrafficOffence
        | GroundCode::UnsafeConduct
        | GroundCode::VehicleDefect
        | GroundCode::RegisterSignal
        | GroundCode::FixedRule => LegalBasis::Wvw160,
        GroundCode::DesignatedArea => LegalBasis::Gemeentewet151b,
        GroundCode::WantedDescription => LegalBasis::Sv2752,
        GroundCode::Evading
        | GroundCode::ScoutingProperty
        | GroundCode::HandlingGoods
        | GroundCode::Disturbance
        | GroundCode::RecentCrimeNearby
        | GroundCode::Report
        | GroundCode::BriefingItem
        | GroundCode::ColleagueInformation => LegalBasis::Politiewet8Wid2,
    }
}

fn outcome(rng: &mut ChaCha12Rng, ground: GroundCode) -> Vec<Change> {
    let found = match ground {
        GroundCode::TrafficOffence | GroundCode::VehicleDefect => 0.6,
        GroundCode::RegisterSignal | GroundCode::Report => 0.4,
        GroundCode::UnsafeConduct
        | GroundCode::Evading
        | GroundCode::ScoutingProperty
        | GroundCode::HandlingGoods
        | GroundCode::Disturbance
        | GroundCode::RecentCrimeNearby
        | GroundCode::FixedRule
        | GroundCode::DesignatedArea
        | GroundCode::BriefingItem
        | GroundCode::ColleagueInformation
        | GroundCode::WantedDescription => 0.2,
    };
    if !rng.gen_bool(found) {
        let mut changes = vec![Change::Result(Some(ResultChoice::Nothing))];
        if rng.gen_bool(0.15) {
            changes.push(Change::Spare(Some(SpareDays::OFFERED)));
        }
        return changes;
    }
    let finding = [
        Finding::Warning,
        Finding::Warning,
        Finding::Fine,
        Finding::Fine,
    ]
    .into_iter()
    .chain(Finding::ALL)
    .collect::<Vec<_>>()
    .choose(rng)
    .copied()
    .expect("there are findings");
    let link = if rng.gen_bool(0.8) {
        Link::Linked
    } else {
        Link::Unlinked
    };
    vec![
        Change::Result(Some(ResultChoice::Found)),
        Change::Findings(BTreeSet::from([finding])),
        Change::Link(Some(link)),
    ]
}
