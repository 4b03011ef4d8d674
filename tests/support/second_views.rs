//! Requests for a second view, and answers, as a program without the app sends them.

use proco_exchange::second_view::{ViewId, ViewSecret};
use serde_json::{Value, json};

use crate::http::Answer;
use crate::visitor::Visitor;

/// The identifier that this byte makes.
#[must_use]
pub fn id(number: u8) -> String {
    ViewId([number; 16]).into()
}

/// The secret of the request with this number.
#[must_use]
pub fn secret(number: u8) -> ViewSecret {
    ViewSecret::from_bytes([number; 32])
}

/// A request of this week.
#[must_use]
pub fn request(number: u8, week: &str, question: &str) -> Value {
    json!({
        "view": id(number),
        "week": week,
        "about": [{ "theme": "workload" }],
        "question": question,
        "secret": secret(number).hash(),
    })
}

impl Visitor {
    /// Asks the advisers as a phone does, and gives the answer of central as it comes.
    pub async fn asks(&self, request: &Value) -> Answer {
        self.posts("/v1/second-views", request).await
    }

    /// The questions that it sees as an adviser.
    pub async fn reads_questions(&self) -> Vec<String> {
        let answer = self.gets("/v1/second-views").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let views = answer.body["views"].as_array().unwrap().iter();
        let words = views.map(|view| view["question"].as_str().unwrap().to_owned());
        words.collect()
    }

    /// Answers the request with this number.
    pub async fn advises(&self, number: u8, text: &str) -> Answer {
        let advice = json!({ "view": id(number), "text": text });
        self.posts("/v1/second-views/answer", &advice).await
    }

    /// Where the request with this number stands, asked with the secret of another one or its own.
    pub async fn looks_after(&self, number: u8, with: u8) -> Answer {
        let own = json!({ "view": id(number), "secret": secret(with) });
        self.posts("/v1/second-views/state", &own).await
    }

    /// Takes the request with this number back, with the secret of another one or its own.
    pub async fn takes_view_back(&self, number: u8, with: u8) -> Answer {
        let own = json!({ "view": id(number), "secret": secret(with) });
        self.posts("/v1/second-views/take-back", &own).await
    }
}
