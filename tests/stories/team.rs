//! Who may see the team's summary, and what it never shows.

use proco_access::Role;
use proco_device::view::ErrorCode;
use proco_testbed::log;
use proco_testbed::officer::{Officer, town};

const WEEK: i64 = 7 * 24 * 3_600_000;

#[tokio::test]
async fn an_officer_and_another_teams_lead_get_nothing_of_it() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let other_lead = Officer::joins(&town, "havenkwartier", Role::ShiftLead).await;
    for _ in 0..6 {
        let colleague = Officer::joins(&town, "duinwijk", Role::Officer).await;
        colleague.stops("BB-00-DD", []);
        colleague.syncs().await;
    }
    for clock in [town.clock(), &noor.clock, &other_lead.clock] {
        clock.advance_millis(WEEK);
    }
    let refused = noor
        .phone()
        .summary("2026-W47")
        .await
        .expect_err("an officer is refused");
    assert_eq!(refused.code(), ErrorCode::Forbidden);
    let refused = noor
        .phone()
        .summary_periods()
        .await
        .expect_err("an officer is refused");
    assert_eq!(refused.code(), ErrorCode::Forbidden);
    // The app asks for the own team alone; so the other team is asked for by hand.
    let stranger = town
        .visitor("havenkwartier", Role::ShiftLead)
        .await
        .unwrap();
    for path in [
        "/v1/teams/duinwijk/summaries",
        "/v1/teams/duinwijk/summaries/2026-W47",
    ] {
        let answer = stranger.gets(path).await;
        assert_eq!(answer.status, 403, "another team's lead is refused {path}");
        assert!(!answer.text.contains("stops") && !answer.text.contains("2026-W47"));
    }
    let device = stranger.device.to_string();
    let refusals = log::heard()
        .lines()
        .filter(|l| l.contains(&device) && l.contains(r#""status":403"#))
        .count();
    assert_eq!(refusals, 2, "each refusal is logged with the device");
    let own = other_lead.phone().summary("2026-W47").await;
    assert_eq!(
        own.err().map(|e| e.code()),
        Some(ErrorCode::Period),
        "her own team has no records"
    );
}

#[tokio::test]
async fn a_running_week_and_a_small_team_are_not_shown() {
    let (_data, town) = town().await;
    let lead = Officer::joins(&town, "polderdorp", Role::ShiftLead).await;
    for _ in 0..4 {
        let colleague = Officer::joins(&town, "polderdorp", Role::Officer).await;
        for _ in 0..5 {
            colleague.stops("BB-00-DD", []);
        }
        colleague.syncs().await;
    }
    assert!(
        lead.phone().summary("2026-W47").await.is_err(),
        "the week still runs"
    );
    for clock in [town.clock(), &lead.clock] {
        clock.advance_millis(WEEK);
    }
    let summary = lead.phone().summary("2026-W47").await.unwrap();
    assert_eq!(
        (summary.queries.0, summary.stops.0),
        (None, None),
        "four officers are too few"
    );
    assert!(
        summary
            .grounds
            .iter()
            .all(|ground| ground.stops.0.is_none())
    );
}
