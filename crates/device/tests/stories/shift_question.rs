//! Officer Noor is asked a question a day, and answers it for herself.

use std::collections::BTreeSet;

use proco_device::view::{QuestionAnswer, ShiftQuestion};
use proco_device::{DeviceError, input};
use proco_domain::text::TextRefused;
use proco_practice::question::{APART, Question};
use proco_testbed::phone::{HOUR, Phone};
use serde_json::json;

const DAY: i64 = 24 * HOUR;

fn answer(
    phone: &Phone,
    to: &ShiftQuestion,
    choice: Option<u8>,
    thought: &str,
) -> Result<(), DeviceError> {
    let typed = json!({ "choice": choice, "thought": thought });
    let answer: QuestionAnswer = input::question_answer(typed)?;
    phone.device.answer_question(&to.day, &to.question, answer)
}

fn thought(of: &ShiftQuestion) -> Option<&str> {
    of.thought.as_ref().map(|thought| thought.expose())
}

/// Waits until a question with so many answers to choose from is asked.
fn asked_with(phone: &Phone, fits: impl Fn(usize) -> bool) -> ShiftQuestion {
    loop {
        let asked = phone.device.shift_question().unwrap();
        if fits(Question::of_id(&asked.question).unwrap().options()) {
            return asked;
        }
        phone.waits(DAY);
    }
}

#[test]
fn the_answer_is_there_after_a_kill_and_may_be_another_one_later() {
    let mut noor = Phone::new();
    let asked = asked_with(&noor, |options| options > 0);
    assert!(asked.choice.is_none() && asked.thought.is_none() && asked.earlier.is_empty());
    answer(
        &noor,
        &asked,
        Some(1),
        "wat de buurvrouw zag, telt zwaarder",
    )
    .unwrap();
    noor.kill_and_start();
    let kept = noor.device.shift_question().unwrap();
    assert_eq!((&kept.day, &kept.question), (&asked.day, &asked.question));
    assert_eq!(kept.choice, Some(1));
    assert_eq!(thought(&kept), Some("wat de buurvrouw zag, telt zwaarder"));
    answer(&noor, &asked, Some(0), " ").unwrap();
    let kept = noor.device.shift_question().unwrap();
    assert_eq!((kept.choice, thought(&kept)), (Some(0), None));
}

#[test]
fn no_question_comes_twice_in_sixty_days_and_earlier_thoughts_stay_to_be_read() {
    let noor = Phone::new();
    let mut asked = BTreeSet::new();
    for day in 0..APART {
        let today = noor.device.shift_question().unwrap();
        assert_eq!(today.earlier.len(), usize::from(day));
        answer(&noor, &today, None, &format!("gedachte {day}")).unwrap();
        assert!(asked.insert(today.question), "day {day}");
        noor.waits(DAY);
    }
    let earlier = noor.device.shift_question().unwrap().earlier;
    let newest_first: Vec<&str> = earlier.iter().map(|one| one.thought.expose()).collect();
    assert_eq!(newest_first.first(), Some(&"gedachte 59"));
    assert_eq!(newest_first.last(), Some(&"gedachte 0"));
    assert!(earlier.is_sorted_by(|one, next| one.day > next.day));
}

#[test]
fn an_answer_that_cannot_be_is_refused_and_the_one_before_stays() {
    let noor = Phone::new();
    let asked = asked_with(&noor, |options| options > 0);
    let options = u8::try_from(Question::of_id(&asked.question).unwrap().options()).unwrap();
    answer(&noor, &asked, Some(0), "eerst kijken").unwrap();
    assert_eq!(
        answer(&noor, &asked, Some(options), ""),
        Err(DeviceError::Value)
    );
    assert_eq!(
        answer(&noor, &asked, None, "bsn 111222333"),
        Err(DeviceError::Text(TextRefused::Bsn))
    );
    let of_another_day = ShiftQuestion {
        day: "2020-01-01".to_owned(),
        ..noor.device.shift_question().unwrap()
    };
    assert_eq!(
        answer(&noor, &of_another_day, Some(0), ""),
        Err(DeviceError::Gone)
    );
    let unknown = ShiftQuestion {
        question: "x".to_owned(),
        ..noor.device.shift_question().unwrap()
    };
    assert_eq!(answer(&noor, &unknown, None, ""), Err(DeviceError::Gone));
    let kept = noor.device.shift_question().unwrap();
    assert_eq!(
        (kept.choice, thought(&kept)),
        (Some(0), Some("eerst kijken"))
    );
    let thoughts_only = asked_with(&noor, |options| options == 0);
    assert_eq!(
        answer(&noor, &thoughts_only, Some(0), ""),
        Err(DeviceError::Value)
    );
}

#[test]
fn nothing_of_it_waits_to_be_sent() {
    let noor = Phone::new();
    let asked = noor.device.shift_question().unwrap();
    answer(&noor, &asked, None, "dit blijft hier").unwrap();
    assert_eq!(noor.device.status().unwrap().sync.waiting, 0);
}
