//! The invented subjects of the practice stop: what is seen of each on the street, and what a look-up of it answers.
//!
//! The screens read what is seen from `data/invented.json`, and the phone's core what is answered, in the place of central.

use std::sync::LazyLock;

use proco_domain::person::{BirthInput, Person};
use proco_domain::plate::{Country, Plate};
use proco_domain::subject::Subject;
use proco_exchange::frequency::Window;
use serde::Deserialize;

/// An invented subject, and what is known of it.
pub struct Invented {
    subject: Subject,
    /// How often it was looked up and stopped.
    pub windows: Windows,
    /// How many hours ago it was last looked up.
    pub last_query_hours: Option<u32>,
    /// How many hours ago it was last stopped.
    pub last_stop_hours: Option<u32>,
    /// For how many days it is still to be spared.
    pub spared_days: Option<u16>,
}

/// How often, by window.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Windows {
    day: Often,
    week: Often,
    month: Often,
    year: Often,
}

impl Windows {
    /// How often in this window.
    #[must_use]
    pub fn of(&self, window: Window) -> Often {
        match window {
            Window::Day => self.day,
            Window::Week => self.week,
            Window::Month => self.month,
            Window::Year => self.year,
        }
    }
}

/// How often a subject was looked up and stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Often {
    /// How many look-ups of the subject are in the window.
    pub queries: u32,
    /// How many stops of the subject are in the window.
    pub stops: u32,
    /// Of these stops, those that found nothing.
    pub found_nothing: u32,
}

#[derive(Deserialize)]
struct File {
    subjects: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    subject: WrittenSubject,
    windows: Windows,
    last_query_hours: Option<u32>,
    last_stop_hours: Option<u32>,
    spared_days: Option<u16>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
enum WrittenSubject {
    Plate {
        text: String,
    },
    Person {
        family_name: String,
        first_name: String,
        birth: BirthInput,
    },
}

impl Written {
    fn read(self) -> Option<Invented> {
        let subject = match self.subject {
            WrittenSubject::Plate { text } => Subject::Plate(Plate::read(&text, Country::NL).ok()?),
            WrittenSubject::Person {
                family_name,
                first_name,
                birth,
            } => Subject::Person(Person::read(&family_name, &first_name, birth).ok()?),
        };
        Some(Invented {
            subject,
            windows: self.windows,
            last_query_hours: self.last_query_hours,
            last_stop_hours: self.last_stop_hours,
            spared_days: self.spared_days,
        })
    }
}

static ALL: LazyLock<Vec<Invented>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../data/invented.json"))
        .expect("the list is read by a test");
    file.subjects
        .into_iter()
        .filter_map(Written::read)
        .collect()
});

/// What is known of this subject, if it is one of the list. A mark is compared, as central compares pseudonyms of marks:
/// however it was typed.
#[must_use]
pub fn found(subject: &Subject) -> Option<&'static Invented> {
    let mark = subject.mark();
    ALL.iter().find(|invented| invented.subject.mark() == mark)
}

#[cfg(test)]
mod tests;
