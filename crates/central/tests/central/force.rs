//! What every officer sees of the whole force, and that nobody learns of a team by it.

use proco_access::Role;
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{query, stop, undecided};
use proco_testbed::visitor::Visitor;
use serde_json::{Value, json};

use crate::summaries::{MONDAY, advance_days, pass_days};

const TEAMS: [&str; 5] = [
    "duinwijk",
    "havenkwartier",
    "roermond-1",
    "texel",
    "venlo-2",
];
const PATH: &str = "/v1/force/summary";

/// The officers and the lead of each team, who went out today: each officer made twelve stops, of which six found
/// something and six were on another ground, left four look-ups and decided nothing about four.
async fn force(
    central: &TestCentral,
    teams: &[&str],
    officers: usize,
) -> Vec<(Vec<Visitor>, Visitor)> {
    let mut force = Vec::new();
    let hour = central.hour();
    for team in teams {
        let mut phones = Vec::new();
        for nth in (0_u8..).step_by(12).take(officers) {
            let officer = central.officer(team).await;
            let mut reports: Vec<Value> = (nth..nth + 12).map(|of| stop(of, hour)).collect();
            for (number, report) in reports.iter_mut().enumerate() {
                if number % 2 == 0 {
                    report["stop"]["findings"] = json!(["fine"]);
                    report["stop"]["link"] = json!("linked");
                }
                if number % 4 < 2 {
                    report["stop"]["grounds"] = json!(["evading"]);
                }
            }
            reports.extend((nth..nth + 4).map(|of| query(of, hour)));
            reports.extend((nth + 4..nth + 8).map(|of| undecided(of, hour)));
            central.upload(&officer, &reports).await;
            phones.push(officer);
        }
        force.push((phones, central.enrol(team, Role::ShiftLead).await));
    }
    force
}

/// Passes the quarter and its days of grace, and brings these phones new tokens.
async fn quarter_passes(central: &TestCentral, force: &mut [(Vec<Visitor>, Visitor)]) {
    let (phones, lead) = &mut force[0];
    pass_days(central, 70, phones, lead).await;
    for (phones, lead) in &mut force[1..] {
        advance_days(central, 0, phones, lead).await;
    }
}

#[tokio::test]
async fn an_officer_and_a_lead_see_the_sum_of_what_the_teams_show() {
    let central = TestCentral::open_at(MONDAY).await;
    let mut force = force(&central, &TEAMS, 6).await;
    let early = central.get(PATH, &force[0].0[0].token).await;
    assert_eq!(
        early.refusal(),
        (404, "period_not_available"),
        "the quarter runs"
    );
    quarter_passes(&central, &mut force).await;

    let (officers, lead) = &force[3];
    let path = "/v1/teams/texel/summaries/2026-Q4";
    let own = central.get(path, &lead.token).await.body;
    assert_eq!(own["stops"], 72, "{own}");
    assert_eq!(own["found_nothing"], 36, "{own}");
    let seen = central.get(PATH, &officers[0].token).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    assert_eq!(seen.body["period"]["code"], "2026-Q4");
    let of_teams = |each: u32, of: u32| json!({ "part": 5 * 6 * each, "whole": 5 * 6 * of });
    assert_eq!(seen.body["found"], of_teams(6, 12));
    assert_eq!(seen.body["left_it"], of_teams(4, 20));
    assert_eq!(
        seen.body["grounds"],
        json!([{ "code": "evading", "share": of_teams(3, 6) }]),
        "each team hides the other ground: two that add up to all would tell that there is no third"
    );
    assert_eq!(
        seen.body["repeat_stops"],
        Value::Null,
        "no team shows that there were none"
    );
    assert_eq!(central.get(PATH, &lead.token).await.body, seen.body);
    let told = seen.body.to_string();
    for team in TEAMS {
        assert!(!told.contains(team), "no team is named");
    }

    // A lead who takes the own team away is left with the four others together.
    let stops = seen.body["found"]["whole"].as_u64().unwrap();
    assert_eq!(stops - own["stops"].as_u64().unwrap(), 4 * 72);
}

#[tokio::test]
async fn a_team_that_hides_its_figure_is_not_in_the_sum_and_four_are_too_few() {
    let central = TestCentral::open_at(MONDAY).await;
    // Four officers are too few for a team; the same records of six are shown.
    let mut shown = force(&central, &TEAMS, 6).await;
    force(&central, &["polderdorp"], 4).await;
    quarter_passes(&central, &mut shown).await;
    let seen = central.get(PATH, &shown[0].0[0].token).await.body;
    assert_eq!(
        seen["found"]["whole"],
        5 * 72,
        "the sum less what the others show would be its hidden figure"
    );

    let few = TestCentral::open_at(MONDAY).await;
    let mut shown = force(&few, &TEAMS[..4], 6).await;
    force(&few, &["polderdorp"], 4).await;
    quarter_passes(&few, &mut shown).await;
    let refused = few.get(PATH, &shown[0].0[0].token).await;
    assert_eq!(refused.refusal(), (404, "period_not_available"));
}

#[tokio::test]
async fn who_makes_no_stops_is_refused() {
    let central = TestCentral::open_at(MONDAY).await;
    for role in [
        Role::Analyst,
        Role::ComplaintHandler,
        Role::Administrator,
        Role::Adviser,
    ] {
        let stranger = central.enrol("duinwijk", role).await;
        let refused = central.get(PATH, &stranger.token).await;
        assert_eq!(refused.status, 403, "{role}");
    }
    assert_eq!(central.get(PATH, "").await.status, 401);
}

#[tokio::test]
async fn the_figures_stand_when_a_further_week_is_closed() {
    let central = TestCentral::open_at(MONDAY).await;
    let mut all = force(&central, &TEAMS, 6).await;
    quarter_passes(&central, &mut all).await;
    let (officers, lead) = &mut all[0];
    let first = central.get(PATH, &officers[0].token).await;
    assert_eq!(first.status, 200, "{}", first.body);
    let first = first.body;
    pass_days(&central, 14, officers, lead).await;
    let later = central.get(PATH, &officers[0].token).await.body;
    assert_eq!(later, first);
}
