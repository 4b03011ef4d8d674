//! Lessons as a program without the app sends them.

use proco_exchange::lesson::{LessonId, LessonSecret};
use serde_json::{Value, json};

use crate::http::Answer;
use crate::visitor::Visitor;

/// The identifier that this byte makes.
#[must_use]
pub fn id(number: u8) -> String {
    LessonId([number; 16]).into()
}

/// The secret of the lesson with this number.
#[must_use]
pub fn secret(number: u8) -> LessonSecret {
    LessonSecret::from_bytes([number; 32])
}

/// A lesson of this week.
#[must_use]
pub fn lesson(number: u8, week: &str, text: &str) -> Value {
    json!({
        "lesson": id(number),
        "week": week,
        "about": { "theme": "workload" },
        "text": text,
        "secret": secret(number).hash(),
    })
}

impl Visitor {
    /// Shares a lesson as a phone does, and gives the answer of central as it comes.
    pub async fn shares(&self, lesson: &Value) -> Answer {
        self.posts("/v1/lessons", lesson).await
    }

    /// The words that it reads of its team.
    pub async fn reads_lessons(&self) -> Vec<String> {
        let answer = self.gets("/v1/lessons").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let lessons = answer.body["lessons"].as_array().unwrap().iter();
        let words = lessons.map(|lesson| lesson["text"].as_str().unwrap().to_owned());
        words.collect()
    }

    /// Where the lesson with this number stands.
    pub async fn asks_after(&self, number: u8) -> Answer {
        let own = json!({ "lesson": id(number), "secret": secret(number) });
        self.posts("/v1/lessons/state", &own).await
    }

    /// Takes the lesson with this number back, with the secret of another one or its own.
    pub async fn takes_back(&self, number: u8, with: u8) -> Answer {
        let own = json!({ "lesson": id(number), "secret": secret(with) });
        self.posts("/v1/lessons/take-back", &own).await
    }

    /// Sets the lesson with this number aside.
    pub async fn sets_aside(&self, number: u8, reason: &str) -> Answer {
        let aside = json!({ "lesson": id(number), "reason": reason });
        self.posts("/v1/lessons/aside", &aside).await
    }
}
