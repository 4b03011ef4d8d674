//! What may happen on a phone between two looks in the mirror: any number of it, in any order.

use std::collections::BTreeSet;

use proco_device::{DeviceError, WithdrawReason};
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::explanation::ReasonTold;
use proco_domain::ground::GroundCode;
use proco_domain::ids::StopId;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::Link;
use proco_domain::reflection::{DoAgain, Theme};
use proco_domain::text::FreeText;
use proco_domain::treatment::{Rating, Ratings};
use proco_testbed::phone::{HOUR, MINUTE, Phone};
use proptest::prelude::*;

use super::{PLATES, found, reflection};

/// Something that happens on the phone.
#[derive(Clone, Debug)]
pub enum Happening {
    Waits(i64),
    Leaves(usize),
    LeavesAndTakesBack(usize),
    Stops(usize, Answers),
    EntersAfterwards(usize, i64),
    ChecksTwo(usize, Answers),
    Reflects(usize, DoAgain, BTreeSet<Theme>, Option<u8>),
    Amends(usize, Answers),
    Withdraws(usize),
    Corrects(usize, usize),
    Dies,
}

/// What is answered in a check.
#[derive(Clone, Debug)]
pub struct Answers {
    grounds: BTreeSet<GroundCode>,
    told: ReasonTold,
    found: Option<Link>,
    ratings: [u8; 4],
}

impl Answers {
    fn changes(&self) -> Vec<Change> {
        let [voice, neutral, respect, trust] = self.ratings.map(|n| Rating::try_from(n).ok());
        let mut changes = vec![
            Change::Grounds(self.grounds.clone()),
            Change::LegalBasis(Some(LegalBasis::Wvw160)),
            Change::ReasonTold(Some(self.told)),
            Change::Result(Some(ResultChoice::Nothing)),
            Change::Ratings(Ratings {
                voice,
                neutral,
                respect,
                trust,
            }),
        ];
        changes.extend(self.found.into_iter().flat_map(found));
        changes
    }
}

fn answers() -> impl Strategy<Value = Answers> {
    const GROUNDS: [GroundCode; 4] = [
        GroundCode::TrafficOffence,
        GroundCode::Evading,
        GroundCode::VehicleDefect,
        GroundCode::BriefingItem,
    ];
    let grounds = prop::collection::btree_set(prop::sample::select(&GROUNDS[..]), 1..3)
        .prop_map(|set| set.into_iter().collect::<BTreeSet<_>>());
    let told = prop::sample::select(&ReasonTold::ALL[..]);
    let found = prop::option::of(prop::sample::select(&Link::ALL[..]));
    (grounds, told, found, prop::array::uniform4(0u8..6)).prop_map(
        |(grounds, told, found, ratings)| Answers {
            grounds,
            told,
            found,
            ratings,
        },
    )
}

pub fn happening() -> impl Strategy<Value = Happening> {
    use Happening::{
        Amends, ChecksTwo, Corrects, Dies, EntersAfterwards, Leaves, LeavesAndTakesBack, Reflects,
        Stops, Waits, Withdraws,
    };
    let plate = 0..PLATES.len();
    let themes = prop::collection::btree_set(prop::sample::select(&Theme::ALL[..]), 0..3);
    let again = prop::sample::select(&DoAgain::ALL[..]);
    prop_oneof![
        3 => (1i64..40 * 24).prop_map(Waits),
        1 => (50i64..90).prop_map(|days| Waits(days * 24)),
        2 => plate.clone().prop_map(Leaves),
        1 => plate.clone().prop_map(LeavesAndTakesBack),
        6 => (plate.clone(), answers()).prop_map(|(plate, answers)| Stops(plate, answers)),
        1 => (plate.clone(), 1i64..20).prop_map(|(plate, hours)| EntersAfterwards(plate, hours)),
        1 => (plate.clone(), answers()).prop_map(|(plate, answers)| ChecksTwo(plate, answers)),
        3 => (0usize..8, again, themes, prop::option::of(0u8..3))
            .prop_map(|(which, again, themes, words)| Reflects(which, again, themes, words)),
        2 => (0usize..8, answers()).prop_map(|(which, answers)| Amends(which, answers)),
        1 => (0usize..8).prop_map(Withdraws),
        1 => (0usize..8, plate).prop_map(|(which, plate)| Corrects(which, plate)),
        1 => Just(Dies),
    ]
}

/// What an officer may find refused: a stop that is too old to change, withdrawn already, or no longer there.
fn is_done<T>(answer: Result<T, DeviceError>) -> bool {
    match answer {
        Ok(_) => true,
        Err(
            DeviceError::TooOld | DeviceError::Withdrawn | DeviceError::Gone | DeviceError::Value,
        ) => false,
        Err(other) => panic!("{other}"),
    }
}

impl Happening {
    /// Lets it happen; `stops` are those that were made so far.
    pub fn happens(&self, noor: &mut Phone, stops: &mut Vec<StopId>) {
        // Two records of one moment are none that an officer makes.
        noor.waits(MINUTE);
        let chosen = |stops: &[StopId], which: usize| {
            let newest = stops.iter().rev().nth(which);
            newest.or(stops.last()).copied()
        };
        match self {
            Self::Waits(hours) => noor.waits(hours * HOUR),
            Self::Leaves(plate) => noor.leaves(PLATES[*plate]),
            Self::LeavesAndTakesBack(plate) => {
                let look_up = noor.looks_up(PLATES[*plate]);
                noor.device.leave_it(look_up.query, None).unwrap();
                noor.device.typed_wrong(look_up.query).unwrap();
            }
            Self::Stops(plate, answers) => {
                let stop = noor.stops(PLATES[*plate], answers.changes());
                stops.push(stop.id);
            }
            Self::EntersAfterwards(plate, hours) => {
                let at = noor.device.now().plus_millis(-hours * HOUR);
                stops.push(noor.enters_stop(PLATES[*plate], at).id);
            }
            Self::ChecksTwo(plate, answers) => {
                let look_up = noor.looks_up(PLATES[*plate]);
                let draft = noor.device.start_check(look_up.query).unwrap();
                let other = noor.looks_up(PLATES[(plate + 1) % PLATES.len()]);
                noor.device.join_check(other.query, draft.id).unwrap();
                noor.answers(draft.id, answers.changes());
                stops.push(noor.device.finish(draft.id, None).unwrap().id);
            }
            Self::Reflects(which, again, themes, words) => {
                let words = words.map(|number| format!("ander begin {number}"));
                let themes: Vec<Theme> = themes.iter().copied().collect();
                if let Some(stop) = chosen(stops, *which) {
                    let reflection = reflection(*again, &themes, words.as_deref());
                    is_done(noor.device.reflect(stop, reflection));
                }
            }
            Self::Amends(which, answers) => {
                let Some(stop) = chosen(stops, *which) else {
                    return;
                };
                let Ok(draft) = noor.device.amend(stop) else {
                    return;
                };
                let reason = Change::AmendReason(FreeText::new("verkeerd getikt").unwrap());
                noor.answers(draft.id, answers.changes().into_iter().chain([reason]));
                noor.device.finish(draft.id, None).unwrap();
            }
            Self::Withdraws(which) => {
                if let Some(stop) = chosen(stops, *which) {
                    is_done(noor.device.withdraw(stop, WithdrawReason::Double));
                }
            }
            Self::Corrects(which, plate) => {
                let Some(stop) = chosen(stops, *which) else {
                    return;
                };
                let right = noor.looks_up(PLATES[*plate]);
                match noor.device.correct(stop, right.query) {
                    Ok(card) => stops.push(card.id),
                    Err(_) => noor.device.leave_it(right.query, None).unwrap(),
                }
            }
            Self::Dies => noor.kill_and_start(),
        }
    }
}
