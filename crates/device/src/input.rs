//! Parsing of what the screens send, where a refusal needs a sentence of its own.
//!
//! They are parsed here and not in the shell, because an error of serde is a text and no code, and a screen has to say why a
//! text was refused.

use proco_domain::draft::Change;
use proco_domain::reflection::{Reflection, ReflectionDraft};
use proco_domain::text::TypedText;
use proco_release::MAX_ANSWER;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::DeviceError;
use crate::view::{
    AnswerInput, KeptTalk, LessonInput, LookUpRequest, QuestionAnswer, Reminders, SecondViewInput,
};

/// The field that the screens add once the officer said that the number in a text is no BSN: `true`, or of several
/// texts the names of those that hold none.
const NO_BSN: &str = "no_bsn";

/// Parses one field of a draft. A blank text removes the answer.
///
/// # Errors
/// [`DeviceError::Text`] for a text that is too long or holds a BSN or what may be one,
/// [`DeviceError::Value`] for anything else outside its list or range.
pub fn change(json: Value) -> Result<Change, DeviceError> {
    let (typed, said) = typed::<Change<TypedText>>(json)?;
    Ok(typed.checked(said.is_no_bsn("value"))?)
}

/// Parses a request for a look-up.
///
/// # Errors
/// [`DeviceError::Value`]; the mark is not repeated, as the reader's own error might.
pub fn look_up(json: Value) -> Result<LookUpRequest, DeviceError> {
    read(json)
}

/// Parses the times at which the officer is reminded.
///
/// # Errors
/// [`DeviceError::Value`] for what is no time of the day.
pub fn reminders(json: Value) -> Result<Reminders, DeviceError> {
    read(json)
}

/// Parses a reflection. A blank note is no note.
///
/// # Errors
/// As [`change`].
pub fn reflection(json: Value) -> Result<Reflection, DeviceError> {
    let (typed, said) = typed::<Reflection<TypedText>>(json)?;
    Ok(typed.checked(|field| said.is_no_bsn(field))?)
}

/// Parses a reflection that is being written. A blank note is no note.
///
/// # Errors
/// As [`change`].
pub fn reflection_draft(json: Value) -> Result<ReflectionDraft, DeviceError> {
    let (typed, said) = typed::<ReflectionDraft<TypedText>>(json)?;
    Ok(typed.checked(|field| said.is_no_bsn(field))?)
}

/// Parses an answer to the question of the shift. A blank thought is no thought.
///
/// # Errors
/// As [`change`].
pub fn question_answer(json: Value) -> Result<QuestionAnswer, DeviceError> {
    let (typed, said) = typed::<QuestionAnswer<TypedText>>(json)?;
    Ok(typed.checked(said.is_no_bsn("thought"))?)
}

/// Parses a lesson that is being written. A blank text is none.
///
/// # Errors
/// As [`change`].
pub fn lesson(json: Value) -> Result<LessonInput, DeviceError> {
    Ok(read::<LessonInput<TypedText>>(json)?.checked()?)
}

/// Parses what a shift lead keeps of a talk with the team. A blank note is no note.
///
/// # Errors
/// As [`change`].
pub fn kept_talk(json: Value) -> Result<KeptTalk, DeviceError> {
    let (typed, said) = typed::<KeptTalk<TypedText>>(json)?;
    Ok(typed.checked(said.is_no_bsn("note"))?)
}

/// Parses a request for a second view that is being written. A blank question is none.
///
/// # Errors
/// As [`change`].
pub fn second_view(json: Value) -> Result<SecondViewInput, DeviceError> {
    Ok(read::<SecondViewInput<TypedText>>(json)?.checked()?)
}

/// Parses an answer to such a request that is being written. A blank one is none.
///
/// # Errors
/// As [`change`].
pub fn answer(json: Value) -> Result<AnswerInput, DeviceError> {
    Ok(read::<AnswerInput<TypedText<MAX_ANSWER>>>(json)?.checked()?)
}

/// Parses a value with texts in it, and of which of them the officer said that the number in it is no BSN.
fn typed<T: DeserializeOwned>(mut json: Value) -> Result<(T, Said), DeviceError> {
    let said = json
        .as_object_mut()
        .and_then(|fields| fields.remove(NO_BSN));
    Ok((read(json)?, Said(said.unwrap_or_default())))
}

/// What the officer said of numbers: `true` of all texts, or the names of the fields whose text holds no BSN.
struct Said(Value);

impl Said {
    fn is_no_bsn(&self, field: &str) -> bool {
        let names = |list: &Vec<Value>| list.iter().any(|name| name == field);
        self.0 == Value::Bool(true) || self.0.as_array().is_some_and(names)
    }
}

fn read<T: DeserializeOwned>(json: Value) -> Result<T, DeviceError> {
    // The error of serde may repeat what was typed, so it is dropped.
    serde_json::from_value(json).map_err(|_| DeviceError::Value)
}

#[cfg(test)]
mod tests {
    use proco_domain::text::TextRefused;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refused_text_says_why_and_a_blank_one_is_none() {
        let note = |text: &str| change(json!({ "field": "ground_note", "value": text }));
        assert_eq!(
            note("bsn 111222333"),
            Err(DeviceError::Text(TextRefused::Bsn))
        );
        assert_eq!(
            note(&"é".repeat(501)),
            Err(DeviceError::Text(TextRefused::TooLong))
        );
        assert_eq!(note("  "), Ok(Change::GroundNote(None)));
        assert_eq!(
            reflection(json!({ "do_again": "yes", "themes": [], "note": " " }))
                .unwrap()
                .note,
            None
        );
    }

    #[test]
    fn what_may_be_a_bsn_is_kept_once_she_said_that_it_is_none() {
        let note = |text: &str, no_bsn: bool| {
            change(json!({ "field": "ground_note", "value": text, "no_bsn": no_bsn }))
        };
        let reflection = |text: &str, no_bsn: bool| {
            reflection_draft(json!({ "themes": [], "note": text, "no_bsn": no_bsn }))
        };
        let doubtful = "11 12 22 333";
        let asked = DeviceError::Text(TextRefused::MaybeBsn);
        assert_eq!(note(doubtful, false), Err(asked.clone()));
        assert_eq!(reflection(doubtful, false).err(), Some(asked));
        assert!(note(doubtful, true).is_ok() && reflection(doubtful, true).is_ok());
        let sure = Err(DeviceError::Text(TextRefused::Bsn));
        assert_eq!(
            note("bsn 111222333", true),
            sure,
            "of that she is not asked"
        );
    }

    #[test]
    fn a_reflection_that_is_being_written_may_lack_anything_and_hold_no_bsn() {
        let draft = |note: &str| reflection_draft(json!({ "themes": [], "note": note }));
        assert_eq!(draft("  "), Ok(ReflectionDraft::default()));
        assert_eq!(
            draft("bsn 111222333"),
            Err(DeviceError::Text(TextRefused::Bsn))
        );
        assert_eq!(
            draft(&"é".repeat(501)),
            Err(DeviceError::Text(TextRefused::TooLong))
        );
    }

    #[test]
    fn of_two_texts_each_needs_its_own_word_that_a_number_is_no_bsn() {
        let draft = |no_bsn: Value| {
            let text = "11 12 22 333";
            let json = json!({ "themes": [], "note": text, "other_view": text, "no_bsn": no_bsn });
            reflection_draft(json)
        };
        assert!(draft(json!(["note", "other_view"])).is_ok());
        assert!(draft(json!(true)).is_ok());
        for said in [
            json!(["note"]),
            json!(["other_view"]),
            json!([]),
            json!(null),
        ] {
            let refused = draft(said.clone());
            assert_eq!(
                refused,
                Err(DeviceError::Text(TextRefused::MaybeBsn)),
                "{said}"
            );
        }
    }

    #[test]
    fn a_value_outside_its_list_is_refused_without_being_repeated() {
        let spare = |days: Value| change(json!({ "field": "spare", "value": days }));
        for days in [json!(1), json!(365), json!(null)] {
            assert!(spare(days).is_ok());
        }
        for days in [
            json!(0),
            json!(366),
            json!(400),
            json!(-1),
            json!(1.5),
            json!(""),
        ] {
            assert_eq!(spare(days).unwrap_err(), DeviceError::Value);
        }
        assert_eq!(
            change(json!({ "field": "place", "value": "Damstraat 1" })),
            Err(DeviceError::Value)
        );
        let person = json!({ "subject": { "kind": "Jansen" }, "initiative": "call" });
        assert_eq!(look_up(person).err(), Some(DeviceError::Value));
    }
}
