//! A corpus in its file: sentences with their labels, and the subject of the look-up.

use proco_domain::person::{BirthInput, Person};
use proco_domain::plate::{Country, Plate};
use proco_domain::subject::Subject;
use proco_domain::text::FreeText;
use proco_release::{Certainty, Finding, Kind, scan};

/// A sentence of a corpus.
pub struct Lesson {
    pub text: String,
    pub labels: Vec<Label>,
    pub subjects: Vec<Subject>,
}

/// Words that are personal data.
pub struct Label {
    pub kind: Kind,
    /// Whether they must be blocked; else they must at least be asked about.
    pub is_sure: bool,
    start: usize,
    end: usize,
}

impl Label {
    pub fn words<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }

    pub fn overlaps(&self, finding: &Finding) -> bool {
        finding.start < self.end && self.start < finding.end
    }

    /// Whether each letter and digit of the words lies in a finding that is at least so sure.
    pub fn is_covered(&self, text: &str, findings: &[Finding], least: Certainty) -> bool {
        let is_in =
            |at: usize, it: &Finding| it.certainty >= least && (it.start..it.end).contains(&at);
        let mut letters = self
            .words(text)
            .char_indices()
            .filter(|(_, c)| c.is_alphanumeric());
        letters.all(|(at, _)| findings.iter().any(|it| is_in(self.start + at, it)))
    }
}

impl Lesson {
    pub fn findings(&self) -> Vec<Finding> {
        let text = FreeText::kept(self.text.clone()).unwrap();
        let scanned = scan(text, &self.subjects);
        scanned
            .unwrap_or_else(|why| panic!("{}: {why}", self.text))
            .findings()
            .to_vec()
    }
}

/// The sentences of a file.
pub fn lessons(file: &str) -> Vec<Lesson> {
    let mut subjects = Vec::new();
    let mut lessons = Vec::new();
    for line in file
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        match line.strip_prefix('=') {
            Some(given) => subjects = subject(given.trim()).into_iter().collect(),
            None => lessons.push(lesson(line, subjects.clone())),
        }
    }
    lessons
}

fn subject(given: &str) -> Option<Subject> {
    if let Some(plate) = given.strip_prefix("plate ") {
        let (country, plate) = match plate.split_once(' ') {
            Some((country, plate)) if country.len() == 2 => (country, plate),
            _ => ("NL", plate),
        };
        let country = Country::try_from(country.to_owned()).unwrap();
        return Some(Subject::Plate(Plate::read(plate, country).unwrap()));
    }
    let (family, given) = given.strip_prefix("person ")?.split_once(';').unwrap();
    let birth = BirthInput {
        year: 0,
        month: None,
        day: None,
    };
    Some(Subject::Person(Person::read(family, given, birth).unwrap()))
}

fn lesson(line: &str, subjects: Vec<Subject>) -> Lesson {
    let (mut text, mut labels) = (String::new(), Vec::new());
    let mut parts = line.split('{');
    text.push_str(parts.next().unwrap());
    for part in parts {
        let label = part.split_once('}');
        let Some(((kind, words), rest)) =
            label.and_then(|(label, rest)| Some((label.split_once(':')?, rest)))
        else {
            text.push('{');
            text.push_str(part);
            continue;
        };
        let start = text.len();
        text.push_str(words);
        let name = kind.trim_end_matches('?');
        labels.push(Label {
            kind: kind_of(name),
            is_sure: name == kind,
            start,
            end: text.len(),
        });
        text.push_str(rest);
    }
    Lesson {
        text,
        labels,
        subjects,
    }
}

fn kind_of(name: &str) -> Kind {
    match name {
        "plate" => Kind::Plate,
        "bsn" => Kind::Bsn,
        "date" => Kind::Date,
        "time" => Kind::ClockTime,
        "phone" => Kind::Telephone,
        "mail" => Kind::Mail,
        "iban" => Kind::Iban,
        "document" => Kind::Number,
        "address" | "postcode" => Kind::Address,
        "name" => Kind::Name,
        _ => panic!("{name} is no kind of a corpus"),
    }
}
