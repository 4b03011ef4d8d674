//! The output of parts that run at once. It is printed part by part: the part that began first prints its lines as
//! they come, those of the others are kept until all before them have ended.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

static TURNS: Mutex<Turns> = Mutex::new(Turns::new());

thread_local! {
    /// The part of which this thread speaks.
    static OWN: Cell<Option<u64>> = const { Cell::new(None) };
}

/// What this thread prints from here on is the output of one part; dropping it ends the part.
pub struct Turn(u64);

impl Turn {
    /// Begins a part.
    pub fn begin() -> Self {
        let number = turns().begin();
        OWN.set(Some(number));
        Self(number)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        OWN.set(None);
        let mut turns = turns();
        print!("{}", turns.end(self.0));
    }
}

/// Prints text, or keeps it until its part has its turn.
pub fn print(text: &str) {
    // Held while it prints, so that the lines of two threads do not mix.
    let mut turns = turns();
    let now = match OWN.get() {
        Some(number) => turns.says(number, text),
        None => true,
    };
    if now {
        print!("{text}");
    }
}

fn turns() -> MutexGuard<'static, Turns> {
    TURNS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The parts that run, or ended and are not printed yet, in the order in which they began.
struct Turns {
    parts: VecDeque<Part>,
    begun: u64,
}

struct Part {
    number: u64,
    kept: String,
    ended: bool,
}

impl Turns {
    const fn new() -> Self {
        Self {
            parts: VecDeque::new(),
            begun: 0,
        }
    }

    fn begin(&mut self) -> u64 {
        self.begun += 1;
        self.parts.push_back(Part {
            number: self.begun,
            kept: String::new(),
            ended: false,
        });
        self.begun
    }

    /// Whether the text is to be printed now.
    fn says(&mut self, number: u64, text: &str) -> bool {
        match self.parts.iter().position(|part| part.number == number) {
            Some(0) | None => true,
            Some(place) => {
                self.parts[place].kept.push_str(text);
                false
            }
        }
    }

    /// Ends a part; gives what is to be printed then.
    fn end(&mut self, number: u64) -> String {
        for part in &mut self.parts {
            part.ended |= part.number == number;
        }
        let mut out = String::new();
        while self.parts.front().is_some_and(|part| part.ended) {
            self.parts.pop_front();
            if let Some(next) = self.parts.front_mut() {
                out.push_str(&std::mem::take(&mut next.kept));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_printed_whole_in_the_order_in_which_they_began() {
        let mut turns = Turns::new();
        let (one, two, three) = (turns.begin(), turns.begin(), turns.begin());
        let mut out = String::new();
        for (number, text) in [
            (one, "a"),
            (two, "b"),
            (three, "c"),
            (one, "a"),
            (three, "c"),
        ] {
            if turns.says(number, text) {
                out.push_str(text);
            }
        }
        out.push_str(&turns.end(three));
        assert_eq!(out, "aa", "the first is at work");
        out.push_str(&turns.end(one));
        assert_eq!(out, "aab", "the second goes on as it comes");
        assert!(turns.says(two, "b"));
        out.push('b');
        out.push_str(&turns.end(two));
        assert_eq!(out, "aabbcc");
    }

    #[test]
    fn who_is_part_of_nothing_speaks_at_once() {
        let mut turns = Turns::new();
        let one = turns.begin();
        assert!(turns.says(one, "a"));
        assert_eq!(turns.end(one), "");
        assert!(turns.says(one, "late"));
    }
}
