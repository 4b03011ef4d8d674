//! Believable answers of a stop: most find nothing, and what led to it fits the subject.

use std::collections::BTreeSet;

use proco_domain::draft::{Change, ResultChoice};
use proco_domain::explanation::{Answer, ReasonTold, Understood};
use proco_domain::ground::{DescriptionSource, GroundCode};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::Link;
use proco_domain::place::PlaceKind;
use proco_domain::query::Initiative;
use proco_domain::reflection::{DoAgain, Theme};
use proco_domain::stop::SpareDays;
use proco_domain::subject::SubjectKind;
use proco_domain::time::UtcMillis;
use proco_domain::treatment::{Duration, Rating, Ratings};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha12Rng;

use super::reasons::{self, Reason};

/// The answers of one stop of such a subject at this moment.
pub fn answers(
    rng: &mut ChaCha12Rng,
    kind: SubjectKind,
    initiative: Initiative,
    at: UtcMillis,
) -> Vec<Change> {
    let reason = reasons::likely(kind, initiative)
        .choose(rng)
        .expect("there are reasons for each");
    let mut changes = vec![
        Change::Place(place(rng, kind)),
        Change::Grounds(BTreeSet::from([reason.ground])),
        Change::LegalBasis(Some(reason.basis)),
        Change::ReasonTold(Some(match rng.gen_range(0..100) {
            0..78 => ReasonTold::Unasked,
            78..92 => ReasonTold::WhenAsked,
            _ => ReasonTold::NotTold,
        })),
    ];
    if reason.ground == GroundCode::WantedDescription {
        let given_at = at.minus_hours(rng.gen_range(1..24));
        changes.push(Change::DescriptionSource(Some(
            DescriptionSource::ControlRoom,
        )));
        changes.push(Change::DescriptionGivenAt(Some(given_at)));
    }
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
    changes.extend(outcome(rng, kind, reason));
    if rng.gen_bool(0.7) {
        changes.push(Change::DoAgain(Some(match rng.gen_range(0..100) {
            0..60 => DoAgain::Yes,
            60..85 => DoAgain::Differently,
            _ => DoAgain::No,
        })));
        if rng.gen_bool(0.5) {
            changes.push(Change::Themes(theme(rng, kind).into_iter().collect()));
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

/// Where such a subject is met: nobody walks on a motorway.
fn place(rng: &mut ChaCha12Rng, kind: SubjectKind) -> Option<PlaceKind> {
    let met = |place: &PlaceKind| match kind {
        SubjectKind::Plate => true,
        SubjectKind::Person => *place != PlaceKind::MainRoad,
    };
    any_of(rng, PlaceKind::ALL.into_iter().filter(met))
}

/// What may have played along with such a subject.
fn theme(rng: &mut ChaCha12Rng, kind: SubjectKind) -> Option<Theme> {
    let plays = |theme: &Theme| match kind {
        SubjectKind::Plate => true,
        SubjectKind::Person => *theme != Theme::VehicleType,
    };
    any_of(rng, Theme::ALL.into_iter().filter(plays))
}

fn any_of<T: Copy>(rng: &mut ChaCha12Rng, some: impl Iterator<Item = T>) -> Option<T> {
    some.collect::<Vec<_>>().choose(rng).copied()
}

fn outcome(rng: &mut ChaCha12Rng, kind: SubjectKind, reason: &Reason) -> Vec<Change> {
    if !rng.gen_ratio(reason.finds, 100) {
        let mut changes = vec![Change::Result(Some(ResultChoice::Nothing))];
        if rng.gen_bool(0.15) {
            changes.push(Change::Spare(Some(SpareDays::OFFERED)));
        }
        return changes;
    }
    let (link, findings) = if rng.gen_bool(0.8) {
        (Link::Linked, reason.points_to)
    } else {
        (Link::Unlinked, reasons::by_chance(kind))
    };
    let finding = findings.choose(rng).expect("there are findings");
    vec![
        Change::Result(Some(ResultChoice::Found)),
        Change::Findings(BTreeSet::from([*finding])),
        Change::Link(Some(link)),
    ]
}
