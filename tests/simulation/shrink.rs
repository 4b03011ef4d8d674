//! A story that goes wrong, made shorter as long as it still does (delta debugging).

use crate::act::Story;
use crate::world::{Failure, happen};

/// Tries at most so many shorter stories.
const MOST_TRIES: usize = 300;

/// The shortest story that was found to go wrong in the same way, and how.
pub fn shrink(
    story: &Story,
    failure: Failure,
    run: impl Fn(&Story) -> Option<Failure>,
) -> (Story, Failure) {
    // What is wrong, without its numbers.
    let kind = |failure: &Failure| {
        let words = failure.wrong.split('{').next().unwrap_or_default();
        let words = words.chars().filter(|letter| !letter.is_ascii_digit());
        words.take(60).collect::<String>()
    };
    let wanted = kind(&failure);
    let mut best = (story.clone(), failure);
    // What comes after it has nothing to do with it.
    best.0.acts.truncate(best.1.after + 1);
    let mut part = best.0.acts.len().div_ceil(2).max(1);
    let mut tries = 0;
    loop {
        let mut from = 0;
        let mut shorter = false;
        while from < best.0.acts.len() && tries < MOST_TRIES {
            tries += 1;
            let mut story = best.0.clone();
            let to = (from + part).min(story.acts.len());
            story.acts.drain(from..to);
            match run(&story) {
                Some(failure) if kind(&failure) == wanted => {
                    best = (story, failure);
                    shorter = true;
                }
                Some(_) | None => from += part,
            }
        }
        if tries >= MOST_TRIES || part == 1 && !shorter {
            return best;
        }
        if !shorter {
            part = part.div_ceil(2);
        }
    }
}

/// Runs a story in a runtime of its own, on this thread. A panic is a failure too.
pub fn run(story: &Story) -> Result<Vec<String>, Failure> {
    let alone = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(happen(story))
    };
    std::panic::catch_unwind(alone).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Failure {
            after: story.acts.len(),
            wrong: format!("a panic: {}", text.unwrap_or_default()),
        })
    })
}
