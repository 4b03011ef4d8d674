//! The question of the shift: one a day, answered for the officer alone. Nothing of it is sent.

use chrono::Days;
use proco_domain::text::FreeText;
use proco_practice::question::{self, APART, Question};

use super::Device;
use crate::error::DeviceError;
use crate::store::shift_questions::{self, Asked};
use crate::store::{enrolment, no_room};
use crate::view::{QuestionAnswer, ShiftQuestion, ShiftThought};

impl Device {
    /// The question of today, with what the officer answered and what was thought on earlier days. The same for each
    /// phone of a team. Without room on the disk it is asked too, and cannot be answered.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] where this phone asked every question of the list in the last sixty days;
    /// [`DeviceError::Store`].
    pub fn shift_question(&self) -> Result<ShiftQuestion, DeviceError> {
        let today = question::day_of(self.now());
        let (asked, thoughts, lately, team) = self.read(|c| {
            Ok((
                shift_questions::on(c, today)?,
                shift_questions::thoughts_before(c, today)?,
                shift_questions::since(c, today - Days::new(u64::from(APART)))?,
                enrolment::get(c)?.map(|enrolled| enrolled.team),
            ))
        })?;
        let asked = match asked {
            Some(asked) => asked,
            None => {
                let team = team.as_ref().map(|team| team.as_str());
                let question = question::of_day(today, team, &lately).ok_or(DeviceError::Gone)?;
                let kept = self.write(|t| Ok(shift_questions::ask(t, today, &question.id)?));
                if !no_room(&kept) {
                    kept?;
                }
                Asked {
                    day: today.to_string(),
                    question: question.id.clone(),
                    choice: None,
                    thought: None,
                }
            }
        };
        Ok(shown(asked, thoughts))
    }

    /// Keeps the answer to a question in the place of the one before. It is on disk when this returns.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when it was not asked on that day, [`DeviceError::Value`] for a choice that it does not
    /// have; [`DeviceError::Store`].
    pub fn answer_question(
        &self,
        day: &str,
        question: &str,
        answer: QuestionAnswer<FreeText>,
    ) -> Result<(), DeviceError> {
        let options = Question::of_id(question)
            .ok_or(DeviceError::Gone)?
            .options();
        if answer
            .choice
            .is_some_and(|choice| usize::from(choice) >= options)
        {
            return Err(DeviceError::Value);
        }
        self.write(|t| {
            let thought = answer.thought.as_ref();
            let kept = shift_questions::answer(t, day, question, answer.choice, thought)?;
            kept.then_some(()).ok_or(DeviceError::Gone)
        })
    }
}

fn shown(asked: Asked, thoughts: Vec<Asked>) -> ShiftQuestion {
    ShiftQuestion {
        day: asked.day,
        question: asked.question,
        choice: asked.choice,
        thought: asked.thought,
        earlier: thoughts
            .into_iter()
            .filter_map(|earlier| {
                Some(ShiftThought {
                    day: earlier.day,
                    question: earlier.question,
                    thought: earlier.thought?,
                })
            })
            .collect(),
    }
}
