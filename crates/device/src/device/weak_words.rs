//! The words of a text that name a weak ground: a question to the officer, never a block.

use proco_domain::text::{MAX_TEXT, length};
use proco_weighing::weak::weak_words;

use super::Device;
use crate::beyond::Beyond;
use crate::view::WeakWords;

impl<B: Beyond> Device<B> {
    /// The weak grounds that a text names, each once, with the words that name it. Nothing of it is kept or counted. A
    /// text that is too long to be kept is not weighed.
    #[must_use]
    pub fn weak_words(&self, text: &str) -> Vec<WeakWords> {
        if length(text) > MAX_TEXT {
            return Vec::new();
        }
        weak_words(text)
            .into_iter()
            .map(|weak| WeakWords {
                ground: weak.ground,
                words: text[weak.start..weak.end].to_owned(),
            })
            .collect()
    }
}
