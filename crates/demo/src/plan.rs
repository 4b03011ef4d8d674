//! What the invented force does in its 90 days: a plan made from a seed, and nothing else.
//!
//! Making the plan touches no clock, no disk and no network; carrying it out is `play`.

use proco_domain::draft::Change;
use proco_domain::query::{Initiative, LeaveReason};
use proco_domain::time::UtcMillis;
use rand::Rng;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha12Rng;

pub mod force;
pub mod reasons;
pub mod stops;
pub mod subjects;

use force::Force;
use subjects::{Subjects, Typed};

/// The number of days that the demo force has behind it.
pub const DAYS: u16 = 90;

const HOUR: i64 = 3_600_000;

/// One look-up of one officer, and what came of it.
#[derive(PartialEq, Eq)]
pub struct Event {
    /// Which officer, by place in [`Force::officers`].
    pub officer: usize,
    /// The moment of the look-up, by the invented calendar.
    pub at: UtcMillis,
    /// Who or what is looked up, as typed.
    pub subject: Typed,
    /// Why the subject is looked up.
    pub initiative: Initiative,
    /// What came of it.
    pub then: FollowUp,
}

/// What came of a look-up.
#[derive(PartialEq, Eq)]
pub enum FollowUp {
    /// The officer decides nothing, so the look-up stays undecided.
    Nothing,
    /// The officer left it.
    LeaveIt(Option<LeaveReason>),
    /// A stop, with the answers given.
    Stop(Vec<Change>),
}

/// The whole plan, in order of time.
pub struct Plan {
    /// The invented teams and officers.
    pub force: Force,
    /// Subjects that a newcomer can try.
    pub subjects: Subjects,
    /// Everything that happens in the 90 days, in order of time.
    pub events: Vec<Event>,
}

impl Plan {
    /// The plan of a seed for the [`DAYS`] days that end at `until`.
    #[must_use]
    pub fn of(seed: u64, until: UtcMillis) -> Self {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        let force = Force::invented();
        let subjects = Subjects::invented(&mut rng);
        // The last shift ends two hours before "now", so that nothing lies in the future.
        let first_day = UtcMillis(until.0 - i64::from(DAYS) * 24 * HOUR);
        let mut events = Vec::new();
        for day in 0..i64::from(DAYS) {
            for (officer, team) in force.officers.iter().enumerate() {
                if !rng.gen_ratio(team.out, 100) {
                    continue;
                }
                let shift_start = *[7, 15, 21].choose(&mut rng).expect("three shifts");
                let start = first_day.plus_millis((day * 24 + shift_start) * HOUR);
                for _ in 0..rng.gen_range(2..=5) {
                    let at = start.plus_millis(rng.gen_range(0..8 * HOUR));
                    if at.0 < until.0 - 2 * HOUR {
                        events.push(look_up(&mut rng, &subjects, officer, at));
                    }
                }
            }
        }
        events.push(spare(&subjects, UtcMillis(until.0 - 20 * 24 * HOUR)));
        events.sort_by_key(|event| (event.at, event.officer));
        Self {
            force,
            subjects,
            events,
        }
    }
}

fn look_up(rng: &mut ChaCha12Rng, subjects: &Subjects, officer: usize, at: UtcMillis) -> Event {
    let initiative = match rng.gen_range(0..100) {
        0..55 => Initiative::Proactive,
        55..80 => Initiative::Call,
        80..92 => Initiative::Briefing,
        _ => Initiative::Operation,
    };
    let subject = subjects.pick(rng);
    let then = match rng.gen_range(0..100) {
        0..40 => FollowUp::Nothing,
        40..72 => FollowUp::LeaveIt(leave_reason(rng)),
        _ => FollowUp::Stop(stops::answers(rng, subject.kind(), initiative, at)),
    };
    Event {
        officer,
        at,
        subject,
        initiative,
        then,
    }
}

fn leave_reason(rng: &mut ChaCha12Rng) -> Option<LeaveReason> {
    [
        None,
        None,
        Some(LeaveReason::NoGround),
        Some(LeaveReason::RecentlyChecked),
        Some(LeaveReason::Spared),
        Some(LeaveReason::Explained),
        Some(LeaveReason::SomethingUrgent),
    ]
    .choose(rng)
    .copied()
    .flatten()
}

/// The one stop that everybody can find: it found nothing, and its subject is to be spared.
fn spare(subjects: &Subjects, at: UtcMillis) -> Event {
    Event {
        officer: 0,
        at,
        subject: subjects.spared.clone(),
        initiative: Initiative::Proactive,
        then: FollowUp::Stop(stops::found_nothing_and_spare()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proco_domain::ground::GroundCode;
    use proco_domain::legal_basis::LegalBasis;
    use proco_domain::outcome::Finding;
    use proco_domain::place::PlaceKind;
    use proco_domain::reflection::Theme;
    use proco_domain::subject::SubjectKind;

    use super::*;

    const UNTIL: UtcMillis = UtcMillis(1_795_384_033_512);

    fn stops(plan: &Plan) -> usize {
        plan.events
            .iter()
            .filter(|event| matches!(event.then, FollowUp::Stop(_)))
            .count()
    }

    #[test]
    fn one_seed_makes_one_force() {
        let (one, two) = (Plan::of(7, UNTIL), Plan::of(7, UNTIL));
        assert!(
            one.events == two.events,
            "the same seed must give the same events, and to each the same answers"
        );
        assert_ne!(Plan::of(8, UNTIL).events[0].at, one.events[0].at);
    }

    #[test]
    fn ninety_days_of_seventy_six_officers_in_order_and_in_the_past() {
        let plan = Plan::of(7, UNTIL);
        assert_eq!(plan.force.officers.len(), 76);
        assert!(plan.events.windows(2).all(|pair| pair[0].at <= pair[1].at));
        assert!(plan.events.last().is_some_and(|last| last.at < UNTIL));
        assert!(
            stops(&plan) > 1_500 && plan.events.len() > 5_000,
            "enough for a summary"
        );
    }

    /// All that was answered to the stops of one kind of subject.
    #[derive(Default)]
    struct Answered {
        places: BTreeSet<PlaceKind>,
        grounds: BTreeSet<GroundCode>,
        bases: BTreeSet<LegalBasis>,
        findings: BTreeSet<Finding>,
        themes: BTreeSet<Theme>,
    }

    fn answered(plan: &Plan, kind: SubjectKind) -> Answered {
        let mut all = Answered::default();
        for event in &plan.events {
            let FollowUp::Stop(changes) = &event.then else {
                continue;
            };
            for change in changes.iter().filter(|_| event.subject.kind() == kind) {
                if let Change::Place(Some(place)) = change {
                    all.places.insert(*place);
                } else if let Change::Grounds(codes) = change {
                    all.grounds.extend(codes);
                } else if let Change::LegalBasis(Some(basis)) = change {
                    all.bases.insert(*basis);
                } else if let Change::Findings(codes) = change {
                    all.findings.extend(codes);
                } else if let Change::Themes(codes) = change {
                    all.themes.extend(codes);
                }
            }
        }
        all
    }

    #[test]
    fn a_person_is_not_stopped_as_a_vehicle_is() {
        let plan = Plan::of(7, UNTIL);
        let (vehicles, persons) = (
            answered(&plan, SubjectKind::Plate),
            answered(&plan, SubjectKind::Person),
        );
        let of_vehicles = BTreeSet::from([
            GroundCode::TrafficOffence,
            GroundCode::VehicleDefect,
            GroundCode::RegisterSignal,
        ]);
        assert!(vehicles.grounds.is_superset(&of_vehicles));
        assert!(persons.grounds.is_disjoint(&of_vehicles));
        assert!(vehicles.bases.contains(&LegalBasis::Wvw160));
        assert!(!persons.bases.contains(&LegalBasis::Wvw160));
        assert!(vehicles.findings.contains(&Finding::VehicleOrder));
        assert!(!persons.findings.contains(&Finding::VehicleOrder));
        assert!(vehicles.themes.contains(&Theme::VehicleType));
        assert!(!persons.themes.contains(&Theme::VehicleType));
        assert!(!persons.places.contains(&PlaceKind::MainRoad));
        assert!(
            persons.grounds.len() > 5 && persons.bases.len() > 2 && persons.findings.len() > 3,
            "persons are stopped too, and for more than one reason"
        );
    }
}
