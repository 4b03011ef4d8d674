//! Plays a script of commands on a phone, and notes the answers.

use std::collections::BTreeMap;

use proco_device::view::CommandError;
use proco_device::{Device, DeviceError, ShownDraft, input};
use proco_exchange::lesson::LessonId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::phone::MINUTE;

/// Plays the steps. A step asks a command, or waits a number of minutes, which moves each clock by so many
/// milliseconds.
pub async fn play(device: &Device, waits: impl Fn(i64), steps: &[Value]) -> Vec<Value> {
    let mut names = Names::default();
    let mut played = Vec::new();
    for step in steps {
        if let Some(minutes) = step["wait_minutes"].as_i64() {
            waits(minutes * MINUTE);
            played.push(step.clone());
            continue;
        }
        let (command, args) = (&step["ask"], &step["args"]);
        played.push(
            match ask(device, command.as_str().unwrap(), names.given(args)).await {
                Ok(answer) => {
                    json!({ "ask": command, "args": args, "answer": names.named(&answer) })
                }
                Err(error) => json!({ "ask": command, "args": args, "refused": error }),
            },
        );
    }
    played
}

/// Identifiers differ each time, so a script calls them `id-1`, `id-2` in the order in which they come up.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    /// The arguments with the identifiers of this run. A name that did not come up is an identifier of nothing.
    fn given(&self, args: &Value) -> Value {
        let given = |text: &str| {
            let found = self.0.iter().find(|(_, name)| *name == text);
            match found {
                Some((id, _)) => id.clone(),
                None if text.starts_with("id-") => Uuid::from_u128(1).to_string(),
                None => text.to_owned(),
            }
        };
        each_text(args, &mut |text| given(text))
    }

    /// The answer with names for identifiers.
    fn named(&mut self, answer: &Value) -> Value {
        each_text(answer, &mut |text| {
            if Uuid::parse_str(text).is_err() && !is_of_chance(text) {
                return text.to_owned();
            }
            let next = format!("id-{}", self.0.len() + 1);
            self.0.entry(text.to_owned()).or_insert(next).clone()
        })
    }
}

/// Whether a text is the identifier of a lesson or of a request for a second view: 16 bytes in base64url. No word of a script
/// is as long and ends in one of the four letters with which these can end.
fn is_of_chance(text: &str) -> bool {
    LessonId::try_from(text.to_owned()).is_ok()
}

/// Changes each text, the fields of an object in the order of their names.
fn each_text(value: &Value, change: &mut impl FnMut(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(change(text)),
        Value::Array(items) => items.iter().map(|item| each_text(item, change)).collect(),
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort();
            let mut changed = Map::new();
            for name in names {
                changed.insert(name.clone(), each_text(&value[name], change));
            }
            Value::Object(changed)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// One command, as the shell hands it to the core.
async fn ask(device: &Device, command: &str, args: Value) -> Result<Value, CommandError> {
    let answer = match command {
        "look_up" => shown(device.look_up(input::look_up(args)?)),
        "close_look_up" => shown(device.close_look_up(of(&args, "query"))),
        "leave_it" => shown(device.leave_it(of(&args, "query"), of(&args, "reason"))),
        "typed_wrong" => shown(device.typed_wrong(of(&args, "query"))),
        "start_check" => shown(device.start_check(of(&args, "query"))),
        "enter_check" => {
            let request = input::look_up(args["request"].clone())?;
            shown(device.enter_check(request, of(&args, "at")))
        }
        "open_draft" => shown(device.open_draft()),
        "open_drafts" => shown(device.open_drafts()),
        "park" => shown(device.park(of(&args, "draft"))),
        "go_on" => shown(device.go_on(of(&args, "draft"))),
        "join_check" => shown(device.join_check(of(&args, "query"), of(&args, "draft"))),
        "take_out" => shown(device.take_out(of(&args, "draft"), of(&args, "query"))),
        "open_look_up" => shown(device.open_look_up()),
        "save_field" => {
            let change = input::change(args["change"].clone())?;
            shown(device.save_field(draft(&args), change))
        }
        "go_to_step" => shown(device.go_to_step(of(&args, "draft"), of(&args, "step"))),
        "finish" => {
            let last: Option<Value> = of(&args, "last");
            let last = last.map(input::change).transpose()?;
            shown(device.finish(draft(&args), last))
        }
        "discard_draft" => shown(device.discard_draft(of(&args, "draft"))),
        "can_take_back" => shown(Ok(device.can_take_back())),
        "take_back" => shown(device.take_back()),
        "see_look_up" => shown(device.see_look_up(of(&args, "query"))),
        "my_shift" => shown(device.my_shift()),
        "my_stops" => shown(device.my_stops()),
        "recent_bases" => shown(device.recent_bases()),
        "stop" => shown(device.stop(of(&args, "stop"))),
        "amend" => shown(device.amend(of(&args, "stop"))),
        "reflect" => {
            let reflection = input::reflection(args["reflection"].clone())?;
            shown(device.reflect(of(&args, "stop"), reflection))
        }
        "save_reflection" => {
            let draft = input::reflection_draft(args["reflection"].clone())?;
            shown(device.save_reflection(of(&args, "stop"), draft))
        }
        "hand_over" => shown(device.hand_over(of(&args, "stop"))),
        "save_colleague" => {
            let draft = input::reflection_draft(args["reflection"].clone())?;
            shown(device.save_colleague(of(&args, "stop"), draft))
        }
        "show_both" => shown(device.show_both(of(&args, "stop"))),
        "keep_pair" => shown(device.keep_pair(of(&args, "stop"), of(&args, "who"))),
        "let_go_pair" => shown(device.let_go_pair(of(&args, "stop"))),
        "withdraw" => shown(device.withdraw(of(&args, "stop"), of(&args, "reason"))),
        "correct" => shown(device.correct(of(&args, "stop"), of(&args, "query"))),
        "status" => shown(device.status()),
        "time" => shown(Ok(device.now())),
        "undated" => shown(device.undated()),
        "date" => shown(device.date(of(&args, "number"), of(&args, "first"))),
        "unsent" => shown(device.unsent()),
        "network_returned" => {
            device.network_returned();
            shown(Ok(()))
        }
        "shift_question" => shown(device.shift_question()),
        "answer_question" => {
            let (day, question): (String, String) = (of(&args, "day"), of(&args, "question"));
            let answer = input::question_answer(args["answer"].clone())?;
            shown(device.answer_question(&day, &question, answer))
        }
        "lesson_draft" => shown(device.lesson_draft(of(&args, "stop"))),
        "keep_lesson" => {
            let lesson = input::lesson(args["input"].clone())?;
            shown(device.keep_lesson(of(&args, "stop"), lesson))
        }
        "share_lesson" => {
            let lesson = input::lesson(args["input"].clone())?;
            shown(device.share_lesson(of(&args, "stop"), lesson))
        }
        "own_lessons" => shown(device.own_lessons()),
        "take_lesson_back" => shown(device.take_lesson_back(of(&args, "lesson"))),
        "second_view_draft" => shown(device.second_view_draft(of(&args, "stop"))),
        "keep_second_view" => {
            let request = input::second_view(args["input"].clone())?;
            shown(device.keep_second_view(of(&args, "stop"), request))
        }
        "ask_second_view" => {
            let request = input::second_view(args["input"].clone())?;
            shown(device.ask_second_view(of(&args, "stop"), request))
        }
        "own_second_views" => shown(device.own_second_views()),
        "take_second_view_back" => shown(device.take_second_view_back(of(&args, "view"))),
        "keep_answer" => {
            let answer = input::answer(args["input"].clone())?;
            shown(device.keep_answer(of(&args, "view"), answer))
        }
        "sync_status" => shown(Ok(device.sync_status())),
        "sync_now" => shown(device.sync_now().await),
        other => panic!("no script asks {other} yet"),
    };
    Ok(answer?)
}

fn of<T: DeserializeOwned>(args: &Value, name: &str) -> T {
    serde_json::from_value(args[name].clone()).unwrap()
}

/// The draft as the script shows it. A script of one window says no revision.
fn draft(args: &Value) -> ShownDraft {
    ShownDraft {
        id: of(args, "draft"),
        revision: of(args, "revision"),
    }
}

fn shown<T: Serialize>(answer: Result<T, DeviceError>) -> Result<Value, DeviceError> {
    answer.map(|answer| serde_json::to_value(answer).unwrap())
}
