//! What central keeps of an event of the plan.

use proco_central::record::Facts;
use proco_demo::plan::{Event, FollowUp};
use proco_domain::draft::Change;
use proco_exchange::Hour;
use serde_json::{Value, json};

/// The coded answers of a stop, as its report has them.
fn answers(changes: &[Change], hour: Hour) -> Value {
    let mut answers = json!({
        "subject": "plate", "initiative": "proactive", "basis": "wvw_160", "despite_advisory": false,
    });
    for change in changes {
        if let Change::Grounds(codes) = change {
            answers["grounds"] = json!(codes);
        } else if let Change::LegalBasis(Some(basis)) = change {
            answers["basis"] = json!(basis);
        } else if let Change::Spare(Some(days)) = change {
            answers["spare_until"] = json!(hour.0 + u32::from(u16::from(*days)) * 24);
        } else if let Change::ReasonTold(Some(answer)) = change {
            answers["reason_told"] = json!(answer);
        } else if let Change::Ratings(ratings) = change {
            answers["ratings"] = json!(ratings);
        } else if let Change::Findings(codes) = change {
            answers["findings"] = json!(codes);
            answers["link"] = json!("linked");
        } else if let Change::DoAgain(Some(answer)) = change {
            answers["do_again"] = json!(answer);
        } else if let Change::Themes(codes) = change {
            answers["themes"] = json!(codes);
        }
    }
    answers
}

/// The coded answers of an event, as central keeps them.
pub fn facts(event: &Event) -> Facts {
    let led_to = |word| json!({ "subject": "plate", "initiative": "call", "led_to": word });
    let (is_stop, json) = match &event.then {
        FollowUp::Nothing => (false, led_to("nothing")),
        FollowUp::LeaveIt(_) => (false, led_to("left_it")),
        FollowUp::Stop(changes) => (true, answers(changes, event.at.hour())),
    };
    Facts::from_json(is_stop, &json.to_string()).unwrap()
}
