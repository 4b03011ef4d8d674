//! Whatever happens in whatever order, each report is at central exactly once and no row is lost.

use std::time::Duration;

use proco_access::Role;
use proco_device::view::{CentralAnswer, SyncStatus, UndatedView};
use proco_domain::draft::Change;
use proco_domain::ids::StopId;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::reflection::{DoAgain, Reflection};
use proco_domain::stop::WithdrawReason;
use proco_domain::text::FreeText;
use proco_domain::time::UtcMillis;
use proco_exchange::Clock as _;
use proco_testbed::officer::{Officer, town, year};
use proco_testbed::road::Weather;
use proptest::prelude::*;

const PLATES: [&str; 3] = ["00-BDF-0", "BF-000-G", "0-GHJ-00"];

/// One thing that happens.
#[derive(Clone, Debug)]
enum Happening {
    Leave(usize),
    Stop(usize),
    Amend(usize),
    Reflect(usize),
    Withdraw(usize),
    Pass {
        central: Vec<Weather>,
        keyservice: Vec<Weather>,
    },
    KillTheApp,
    RestartCentral,
    RestartKeyservice,
    /// The phone's clock jumps: minutes.
    ClockJump(i64),
}

fn weather() -> impl Strategy<Value = Weather> {
    prop_oneof![
        3 => Just(Weather::Fair),
        2 => Just(Weather::LoseRequest),
        3 => Just(Weather::LoseAnswer),
        2 => Just(Weather::Twice),
        2 => Just(Weather::Late),
        1 => Just(Weather::Busy),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        3 => (0..PLATES.len()).prop_map(Happening::Leave),
        4 => (0..PLATES.len()).prop_map(Happening::Stop),
        2 => any::<prop::sample::Index>().prop_map(|i| Happening::Amend(i.index(64))),
        2 => any::<prop::sample::Index>().prop_map(|i| Happening::Reflect(i.index(64))),
        2 => any::<prop::sample::Index>().prop_map(|i| Happening::Withdraw(i.index(64))),
        6 => (prop::collection::vec(weather(), 0..4), prop::collection::vec(weather(), 0..3))
            .prop_map(|(central, keyservice)| Happening::Pass { central, keyservice }),
        1 => Just(Happening::KillTheApp),
        1 => Just(Happening::RestartCentral),
        1 => Just(Happening::RestartKeyservice),
        1 => (-3 * 24 * 60_i64..3 * 24 * 60).prop_map(Happening::ClockJump),
    ]
}

/// What the officer says when she is asked when records were. Hardly any time passes in a life, so each
/// of these is true within the hour that is forgiven.
#[derive(Clone, Copy, Debug)]
enum Says {
    /// The earliest moment that she is offered.
    Earliest,
    /// The latest one.
    Latest,
    /// When it was.
    Truth,
}

impl Says {
    const ALL: [Self; 3] = [Self::Earliest, Self::Latest, Self::Truth];

    /// The question that she answers next: also the newest one may come first.
    fn next(self, mut asked: Vec<UndatedView>) -> Option<UndatedView> {
        match self {
            Self::Latest => asked.pop(),
            Self::Earliest | Self::Truth => asked.into_iter().next(),
        }
    }

    /// When the first record of it was.
    fn first_of(self, asked: &UndatedView, truth: UtcMillis) -> UtcMillis {
        let said = match self {
            Self::Earliest => asked.from.or(asked.until),
            Self::Latest => asked.until.or(asked.from),
            Self::Truth => None,
        };
        said.unwrap_or(truth)
    }
}

/// What should be true in the end.
#[derive(Default)]
struct Expected {
    look_ups: [u32; PLATES.len()],
    stops: Vec<(usize, StopId, bool)>,
}

impl Expected {
    fn standing(&self, number: usize) -> Option<&(usize, StopId, bool)> {
        let standing: Vec<_> = self
            .stops
            .iter()
            .filter(|(_, _, withdrawn)| !withdrawn)
            .collect();
        standing.get(number.checked_rem(standing.len())?).copied()
    }

    fn stops_of(&self, plate: usize) -> u32 {
        let of = self
            .stops
            .iter()
            .filter(|(at, _, withdrawn)| *at == plate && !withdrawn);
        u32::try_from(of.count()).unwrap()
    }
}

fn happens_on_the_phone(noor: &Officer, expected: &mut Expected, happening: &Happening) {
    match *happening {
        Happening::Leave(plate) => {
            noor.leaves(PLATES[plate]);
            expected.look_ups[plate] += 1;
        }
        Happening::Stop(plate) => {
            let card = noor.stops(PLATES[plate], []);
            expected.look_ups[plate] += 1;
            expected.stops.push((plate, card.id, false));
        }
        Happening::Amend(number) => {
            if let Some((_, id, _)) = expected.standing(number) {
                let draft = noor.phone().amend(*id).unwrap();
                let reason = FreeText::new("verkeerd getikt").unwrap();
                let basis = Change::LegalBasis(Some(LegalBasis::Politiewet3));
                noor.answers(draft.id, [basis, Change::AmendReason(reason)]);
                noor.phone().finish(draft.id, None).unwrap();
            }
        }
        Happening::Reflect(number) => {
            if let Some((_, id, _)) = expected.standing(number) {
                let themes = Default::default();
                let reflection = Reflection {
                    do_again: DoAgain::Yes,
                    themes,
                    note: None,
                    looking_back: Default::default(),
                };
                noor.phone().reflect(*id, reflection).unwrap();
            }
        }
        Happening::Withdraw(number) => {
            if let Some((_, id, _)) = expected.standing(number).copied() {
                noor.phone().withdraw(id, WithdrawReason::Double).unwrap();
                let stop = expected.stops.iter_mut().find(|(_, stop, _)| *stop == id);
                stop.unwrap().2 = true;
            }
        }
        Happening::ClockJump(minutes) => noor.waits(minutes * 60_000),
        Happening::Pass { .. }
        | Happening::KillTheApp
        | Happening::RestartCentral
        | Happening::RestartKeyservice => unreachable!("these happen elsewhere"),
    }
}

async fn live_through(happenings: &[Happening], says: Says) -> Result<(), TestCaseError> {
    let (data, mut town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let mut expected = Expected::default();
    for happening in happenings {
        match happening {
            Happening::Pass {
                central,
                keyservice,
            } => {
                noor.to_central.forecast(central.iter().copied());
                noor.to_keyservice.forecast(keyservice.iter().copied());
                noor.syncs().await;
            }
            Happening::KillTheApp => {
                noor.killed();
                noor.wake();
            }
            Happening::RestartCentral => {
                town.start_central().await.unwrap();
            }
            Happening::RestartKeyservice => {
                town.start_keyservice().await.unwrap();
            }
            Happening::Leave(_)
            | Happening::Stop(_)
            | Happening::Amend(_)
            | Happening::Reflect(_)
            | Happening::Withdraw(_)
            | Happening::ClockJump(_) => happens_on_the_phone(&noor, &mut expected, happening),
        }
    }

    // Fair weather at last; what was held back arrives too, later than everything else.
    noor.clock.set(town.clock().now());
    noor.to_central.clear();
    noor.to_keyservice.clear();
    until_all_is_sent(&noor).await;
    // Where the order of her records does not tell when they were, she says it herself.
    while let Some(asked) = says.next(noor.phone().undated().unwrap()) {
        let first = says.first_of(&asked, town.clock().now());
        let dated = noor.phone().date(asked.number, first);
        let bounds = (asked.from, asked.until);
        prop_assert!(dated.is_ok(), "{:?} in {:?}: {:?}", first, bounds, dated);
    }
    let status = until_all_is_sent(&noor).await;
    prop_assert_eq!((status.waiting, status.refused), (0, 0), "{:?}", status);
    // Whatever her clock said, hardly any time passed; an hour is forgiven on either side.
    let now = town.clock().now().hour().0;
    let hours = noor.hours_sent();
    prop_assert!(
        hours.iter().all(|hour| hour.abs_diff(now) <= 1),
        "{:?} at {}",
        hours,
        now
    );
    noor.to_central.deliver_late().await;
    let sent = noor.syncs().await;
    prop_assert_eq!((sent.waiting, sent.refused), (0, 0));

    let control = Officer::joins(&town, "havenkwartier", Role::Officer).await;
    for (plate, text) in PLATES.iter().enumerate() {
        let look_up = control.looks_up(text);
        let answer = control.phone().central_counts(look_up.query).await.unwrap();
        let CentralAnswer::Known { counts, .. } = answer else {
            panic!("central answers")
        };
        let stops = expected.stops_of(plate);
        prop_assert_eq!(
            year(&counts),
            (expected.look_ups[plate], stops, stops),
            "{}",
            text
        );
    }
    drop(noor);
    town.close().await;
    drop(data);
    Ok(())
}

async fn until_all_is_sent(noor: &Officer) -> SyncStatus {
    let mut status = noor.syncs().await;
    for _ in 0..10 {
        if status.waiting == 0 {
            break;
        }
        noor.waits(60_000);
        status = noor.syncs().await;
    }
    status
}

#[test]
fn each_report_is_stored_exactly_once_and_no_row_is_lost() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = ProptestConfig {
        cases: std::env::var("PROPTEST_CASES")
            .ok()
            .and_then(|n| n.parse().ok())
            .unwrap_or(32),
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let lives = prop::collection::vec(happening(), 1..40);
    proptest!(config, |(happenings in lives, says in prop::sample::select(&Says::ALL[..]))| {
        runtime.block_on(async {
            tokio::time::timeout(Duration::from_secs(120), live_through(&happenings, says))
                .await
                .map_err(|_| TestCaseError::fail("the road never ended"))?
        })?;
    });
}

/// What the test above found: a clock whose steps do not all show.
#[tokio::test(flavor = "multi_thread")]
async fn no_unseen_step_of_the_clock_loses_a_record() {
    use Happening::{ClockJump, KillTheApp, Leave, Stop};
    use Weather::{Busy, Fair, Late, LoseAnswer, LoseRequest, Twice};
    let pass = || Happening::Pass {
        central: vec![],
        keyservice: vec![],
    };
    let cases = [
        vec![ClockJump(-121), Leave(0), KillTheApp],
        vec![ClockJump(-61), pass(), ClockJump(-380), Stop(1)],
        vec![
            Leave(0),
            ClockJump(-11),
            Leave(0),
            KillTheApp,
            ClockJump(61),
            Leave(2),
        ],
        vec![
            ClockJump(-3076),
            pass(),
            KillTheApp,
            ClockJump(606),
            Stop(2),
        ],
        vec![
            ClockJump(-2661),
            pass(),
            ClockJump(2600),
            Leave(0),
            KillTheApp,
        ],
        vec![pass(), ClockJump(-1263), pass(), ClockJump(1142), Stop(2)],
        vec![
            Leave(0),
            Happening::Pass {
                central: vec![Fair, LoseRequest],
                keyservice: vec![],
            },
            Leave(0),
            Happening::Pass {
                central: vec![LoseRequest],
                keyservice: vec![LoseAnswer],
            },
            ClockJump(1867),
            Happening::Pass {
                central: vec![Busy, Busy, Fair],
                keyservice: vec![LoseAnswer],
            },
            Happening::Pass {
                central: vec![LoseAnswer],
                keyservice: vec![],
            },
            Stop(0),
            ClockJump(-2172),
            Happening::Pass {
                central: vec![Late, Twice, LoseRequest],
                keyservice: vec![Fair],
            },
        ],
        vec![
            Happening::Pass {
                central: vec![Fair],
                keyservice: vec![],
            },
            ClockJump(1),
            Leave(0),
            ClockJump(225),
            Stop(0),
            ClockJump(226),
            Happening::Pass {
                central: vec![Fair, Late],
                keyservice: vec![],
            },
        ],
    ];
    for happenings in cases {
        for says in Says::ALL {
            live_through(&happenings, says)
                .await
                .unwrap_or_else(|error| panic!("{happenings:?}, {says:?}: {error}"));
        }
    }
}
