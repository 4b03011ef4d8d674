//! Which quarters stand beside an earlier talk.

use proco_exchange::codes::GroundCode;
use proco_practice::talk::choice::Choice;
use serde_json::json;

use super::*;

/// A closed quarter with so many stops for a defect of the vehicle, of which 20 found nothing.
fn quarter(code: &str, stops: Option<u32>) -> TeamSummary {
    let period = PeriodName::from(code.parse::<Period>().unwrap());
    let told = json!({
        "team": "duinwijk", "period": period, "min_officers": 5, "min_records": 5, "queries": null, "left_it": null,
        "undecided": null, "stops": 90, "found_nothing": null, "repeat_stops": null, "despite_advisory": null,
        "grounds": [{"code": "vehicle_defect", "stops": stops, "found_nothing": 20}],
        "reason_told": [], "findings": [], "ratings": [], "do_again": [], "themes": [],
    });
    serde_json::from_str(&told.to_string()).unwrap()
}

#[test]
fn the_last_quarter_before_the_talk_and_all_since_stand_beside_it() {
    let Ok(Period::Week(week)) = "2026-W30".parse() else {
        panic!("a week")
    };
    let talk = Talk {
        week,
        choice: Choice {
            topic: Topic::Ground(GroundCode::VehicleDefect),
            because: Because::Figures {
                quarter: "2026-Q2".to_owned(),
            },
        },
        round: 0,
        held_at: None,
        note: None,
    };
    let closed = [
        quarter("2026-Q4", Some(60)),
        quarter("2026-Q3", None),
        quarter("2026-Q2", Some(40)),
        quarter("2026-Q1", Some(50)),
    ];
    let shown: Vec<_> = with_quarters(talk.clone(), &closed)
        .quarters
        .into_iter()
        .map(|one| {
            (
                one.quarter.code,
                one.when,
                one.share.map(|share| share.whole),
            )
        })
        .collect();
    let named = |code: &str, when, whole| (code.to_owned(), when, whole);
    assert_eq!(
        shown,
        [
            named("2026-Q2", QuarterWhen::Before, Some(40)),
            named("2026-Q3", QuarterWhen::During, None),
            named("2026-Q4", QuarterWhen::After, Some(60)),
        ]
    );
    assert!(with_quarters(talk.clone(), &[]).quarters.is_empty());
    let figures = Figures {
        quarters: closed.into(),
        force: None,
    };
    let figure = figure(&talk, &figures).unwrap();
    assert_eq!(figure.quarter.code, "2026-Q2", "that which chose it");
}
