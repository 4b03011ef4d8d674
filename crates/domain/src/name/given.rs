//! Given names: the one that counts, and other forms that a document may have.

use crate::latin::{self, NotLatin, Part, Spelling};

use super::FILLER;

/// Words that are given names only together with the next word.
const ARTICLES: [&str; 12] = [
    "ABD", "ABDEL", "ABDOUL", "ABDUL", "ABOU", "ABU", "AIT", "AL", "EL", "OULD", "OUM", "UMM",
];

/// Given names as typed.
#[derive(Default)]
pub(crate) struct Given {
    /// The first given name in the zone. One joined by a dash stays complete.
    pub(crate) first: String,
    /// The first one with the next, which a document may have joined: `ANNE<MARIE` does not tell.
    pub(crate) with_next: Option<String>,
    /// The part before the dash: all that counts in a document that prints no dash.
    pub(crate) before_dash: Option<String>,
    /// Whether there are further given names.
    pub(crate) has_others: bool,
}

/// Parses given names.
///
/// # Errors
/// [`NotLatin`] when they cannot be written in A to Z.
pub(crate) fn given(name: &str, spelling: Spelling) -> Result<Given, NotLatin> {
    let parts = latin::parts(name, spelling)?;
    let mut given = Given::default();
    let end = end_of_first(&parts);
    given.first = zone(&parts[..end]);
    given.has_others = end < parts.len();
    if given.has_others {
        let next = end + end_of_first(&parts[end..]);
        let is_initial = parts[end].letters.len() == 1;
        given.with_next = (!is_initial).then(|| zone(&parts[..next]));
    }
    let dash = (1..end).find(|at| parts[*at].before.dash);
    if let Some(dash) = dash.filter(|dash| !is_article(&parts[dash - 1]) && *dash > 0) {
        let before = zone(&parts[..dash]);
        given.before_dash = (before.len() > 1).then_some(before);
    }
    Ok(given)
}

/// How many parts the first given name has.
fn end_of_first(parts: &[Part]) -> usize {
    for (at, part) in parts.iter().enumerate().skip(1) {
        let gap = part.before;
        let is_gap = (gap.wide || gap.shortened || gap.set_off) && !gap.dash;
        let of_one_letter = gap.elided && at == 1 && parts[0].letters.len() == 1;
        if is_gap && !of_one_letter && !is_article(&parts[at - 1]) {
            return at;
        }
    }
    parts.len()
}

fn is_article(part: &Part) -> bool {
    ARTICLES.contains(&part.letters.as_str())
}

fn zone(parts: &[Part]) -> String {
    let mut zone = String::with_capacity(24);
    for (at, part) in parts.iter().enumerate() {
        if at > 0 && part.before.wide {
            zone.push(FILLER);
        }
        zone += &part.letters;
    }
    zone
}
