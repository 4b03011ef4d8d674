//! Patterns of words, as `data/` writes them.
//!
//! A pattern is a row of places. `een/n` is one of these words, `gok*` a word that begins so, `*gevoel` one that ends
//! so, `_` any words, at most two, `^` the begin of a clause and `$` its end. `@men` stands for a list of words.

use std::collections::HashMap;

use crate::words::Word;

/// The most words at a place `_`.
const MOST_BETWEEN: usize = 2;

/// A row of places.
pub struct Pattern(Vec<Place>);

enum Place {
    Begin,
    End,
    Some,
    Word(Vec<Form>),
}

enum Form {
    Whole(String),
    Begins(String),
    Ends(String),
}

impl Form {
    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Whole(whole) => word == whole,
            Self::Begins(begin) => word.starts_with(begin.as_str()),
            Self::Ends(end) => word.ends_with(end.as_str()),
        }
    }
}

/// Lists of words by name.
pub type Lists<'a> = HashMap<&'a str, &'a str>;

impl Pattern {
    /// Reads a pattern. The lists are those that the file gave before it.
    pub fn new(written: &str, lists: &Lists<'_>) -> Self {
        let places = written.split_whitespace().map(|place| match place {
            "^" => Place::Begin,
            "$" => Place::End,
            "_" => Place::Some,
            words => Place::Word(forms(words, lists)),
        });
        Self(places.collect())
    }

    /// The words that it fits from here on: how many.
    pub fn fits(&self, words: &[Word], from: usize) -> Option<usize> {
        rest_fits(&self.0, words, from).map(|end| end - from)
    }
}

fn forms(words: &str, lists: &Lists<'_>) -> Vec<Form> {
    let forms = words.split('/').flat_map(|word| {
        let list = word.strip_prefix('@').and_then(|name| lists.get(name));
        let words = list.map_or(word, |list| list);
        words.split('/').map(|word| {
            if let Some(begin) = word.strip_suffix('*') {
                return Form::Begins(begin.to_owned());
            }
            match word.strip_prefix('*') {
                Some(end) => Form::Ends(end.to_owned()),
                None => Form::Whole(word.to_owned()),
            }
        })
    });
    forms.collect()
}

/// The end of the words that the places fit.
fn rest_fits(places: &[Place], words: &[Word], at: usize) -> Option<usize> {
    let Some((place, rest)) = places.split_first() else {
        return Some(at);
    };
    let begins = words.get(at).is_none_or(|word| word.begins);
    match place {
        Place::Begin | Place::End if begins => rest_fits(rest, words, at),
        Place::Begin | Place::End => None,
        Place::Some => (at..=at + MOST_BETWEEN).find_map(|at| rest_fits(rest, words, at)),
        Place::Word(forms) => {
            let word = words.get(at)?;
            let fits = forms.iter().any(|form| form.fits(&word.text));
            fits.then(|| rest_fits(rest, words, at + 1)).flatten()
        }
    }
}

/// The patterns of a file by the word before their colon, in its order. A row `@name: a/b` names a list.
pub fn patterns(file: &'static str) -> Vec<(&'static str, Pattern)> {
    let mut lists = Lists::new();
    let mut patterns = Vec::new();
    for row in file
        .lines()
        .filter(|row| !row.starts_with('#') && !row.is_empty())
    {
        let (name, written) = row
            .split_once(": ")
            .expect("each row of a data file has a name");
        match name.strip_prefix('@') {
            Some(list) => {
                lists.insert(list, written);
            }
            None => patterns.push((name, Pattern::new(written, &lists))),
        }
    }
    patterns
}
