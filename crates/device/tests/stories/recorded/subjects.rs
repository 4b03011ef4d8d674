//! How the core reads what is typed into a look-up: the subject, a question about it, or a refusal.

use proco_device::input;
use proco_device::view::{CommandError, LookUpAnswer};
use serde_json::{Value, json};

use proco_testbed::phone::Phone;

/// Each subject as typed, with its answer before and after the officer confirmed it.
pub fn read(typed: impl Iterator<Item = Value>) -> Vec<Value> {
    let phone = Phone::new();
    typed
        .map(|typed| {
            json!({
                "first": answer(&phone, &typed, false),
                "confirmed": answer(&phone, &typed, true),
                "typed": typed,
            })
        })
        .collect()
}

fn answer(phone: &Phone, typed: &Value, confirmed: bool) -> Value {
    let request = json!({ "subject": typed, "initiative": "call", "confirmed": confirmed });
    let answer = input::look_up(request).and_then(|request| phone.device.look_up(request));
    match answer {
        Ok(LookUpAnswer::Known { look_up }) => {
            json!({ "subject": look_up.subject, "name": look_up.name })
        }
        Ok(question @ LookUpAnswer::Question { .. }) => json!({ "question": question }),
        Err(error) => json!({ "refused": CommandError::from(error).code }),
    }
}
