//! Officer Noor sees the figures of the whole force beside her own, also without a network.

use proco_access::Role;
use proco_device::view::ForceView;
use proco_exchange::force::ForceSummary;
use proco_testbed::officer::{EVENING, Officer, town};
use proco_testbed::reports::stop;
use proco_testbed::road::Weather;
use proco_testbed::town::Town;
use serde_json::json;

const TEAMS: [&str; 5] = [
    "duinwijk",
    "havenkwartier",
    "roermond-1",
    "texel",
    "venlo-2",
];

/// Six officers of each team make twelve stops each, of which six found something.
async fn a_day_of_the_force(town: &Town) {
    for team in TEAMS {
        for nth in (0_u8..).step_by(12).take(6) {
            let officer = town.visitor(team, Role::Officer).await.unwrap();
            let hour = EVENING.hour();
            let mut reports: Vec<_> = (nth..nth + 12).map(|of| stop(of, hour)).collect();
            for found in &mut reports[..6] {
                found["stop"]["findings"] = json!(["fine"]);
                found["stop"]["link"] = json!("linked");
            }
            let answer = officer.uploads(&reports).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    }
}

fn known(view: ForceView) -> ForceSummary {
    match view {
        ForceView::Known { summary, .. } => summary,
        ForceView::NoneYet => panic!("central has none"),
        ForceView::NotFetched => panic!("they were not fetched"),
    }
}

#[tokio::test]
async fn the_figures_of_the_force_are_fetched_once_a_day_and_kept_without_a_network() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    a_day_of_the_force(&town).await;
    let none = noor.phone().force_figures().await.unwrap();
    assert!(matches!(none, ForceView::NoneYet), "the quarter runs");

    for _ in 0..8 {
        town.pass_days(7).await.unwrap();
        noor.waits(7 * 24 * 3_600_000);
    }
    let summary = known(noor.phone().force_figures().await.unwrap());
    assert_eq!(summary.period.code, "2026-Q4");
    let found = summary.found.unwrap();
    assert_eq!((found.part, found.whole), (5 * 6 * 6, 5 * 6 * 12));

    noor.to_central.set(Weather::NoNetwork);
    let again = known(noor.phone().force_figures().await.unwrap());
    assert_eq!(again, summary, "asked a minute ago");
    noor.waits(2 * 24 * 3_600_000);
    let kept = known(noor.phone().force_figures().await.unwrap());
    assert_eq!(kept, summary, "of before the network went");
    noor.killed();
    noor.wake();
    let kept = known(noor.phone().force_figures().await.unwrap());
    assert_eq!(kept, summary, "also when the app starts without one");
}

#[tokio::test]
async fn without_a_network_from_the_first_the_mirror_says_that_they_were_not_fetched() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.to_central.set(Weather::NoNetwork);
    let none = noor.phone().force_figures().await.unwrap();
    assert!(matches!(none, ForceView::NotFetched));
    assert_eq!(noor.phone().mirror().unwrap().stops, 0, "and hers is there");
}
