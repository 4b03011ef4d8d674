//! Prefixes of family names (`van der`, `'t`, `de la`) and the clauses of Dutch documents, from
//! `data/name_prefixes.tsv`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::onset::may_begin;
use crate::latin::Part;

/// The most words of a prefix.
const MOST_WORDS: usize = 3;

/// The positions in which a prefix is recognised; the data file explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Anywhere,
    Front,
    Name,
}

/// A prefix in one of its written forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prefix {
    pub(crate) kind: Kind,
    /// The places it takes in a machine-readable zone, in full and with the fillers after it.
    pub(crate) places: usize,
    /// Whether it is written in full.
    pub(crate) full: bool,
    /// Whether this form needs a dot or a slash in it (`o.d.`), because initials look the same.
    marked: bool,
}

/// A clause that introduces a partner's name.
struct Clause {
    words: Vec<String>,
    /// The slash, dash or dot in it.
    sign: Option<char>,
}

/// All of the data file.
pub(crate) struct Prefixes {
    forms: HashMap<String, Prefix>,
    glued: Vec<String>,
    /// Prefixes that may be written together with the name, the longest first.
    joined: Vec<String>,
    clauses: Vec<Clause>,
}

/// The prefixes and clauses, parsed once.
pub(crate) fn prefixes() -> &'static Prefixes {
    static READ: OnceLock<Prefixes> = OnceLock::new();
    READ.get_or_init(|| Prefixes::read(include_str!("../../data/name_prefixes.tsv")))
}

impl Prefixes {
    fn read(file: &str) -> Self {
        let mut read = Self {
            forms: HashMap::new(),
            glued: Vec::new(),
            joined: Vec::new(),
            clauses: Vec::new(),
        };
        let lines = file.lines().filter(|line| !line.starts_with('#'));
        let rows: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once('\t')).collect();
        for (kind, text) in &rows {
            let words = words(text);
            match *kind {
                "anywhere" => read.put(words.join(" "), Kind::Anywhere, &words, false),
                "front" => read.put(words.join(" "), Kind::Front, &words, false),
                "name" => read.put(words.join(" "), Kind::Name, &words, false),
                "glued" => read.glued.push(words.concat()),
                "joined" => read.joined.push(words.concat()),
                "clause" => read.clauses.push(Clause {
                    sign: text.chars().find(|c| matches!(c, '/' | '-' | '.')),
                    words,
                }),
                other => unreachable!("the file knows no kind {other}"),
            }
        }
        // A form that is in the file itself is never overwritten by an abbreviation.
        for (_, text) in rows.iter().filter(|(kind, _)| *kind == "anywhere") {
            read.put_shortened(&words(text));
            read.joined.push(words(text).concat());
        }
        read.joined
            .sort_by_key(|prefix| std::cmp::Reverse(prefix.len()));
        read
    }

    /// Adds the abbreviations `v.d.`, `v/d`, `vd`, `vdr`, `v.d.r.`, `v. der`, `van d.`, `vander`, and a lone
    /// `v.`
    fn put_shortened(&mut self, words: &[String]) {
        let of_van = words[0] == "VAN";
        let initials: Vec<&str> = words.iter().map(|word| &word[..1]).collect();
        if words.len() == 1 {
            if of_van {
                self.put(initials.concat(), Kind::Front, words, false);
            }
            return;
        }
        let kind = if of_van { Kind::Anywhere } else { Kind::Front };
        self.put(words.concat(), kind, words, false);
        self.put(initials.join(" "), Kind::Anywhere, words, !of_van);
        let rest = words[1..].join(" ");
        let half = format!("{} {rest}", initials[0]);
        self.put(half, Kind::Anywhere, words, !of_van);
        if words.len() == 2 && initials[0] != "V" && initials[1] == "D" {
            self.put(initials.concat(), Kind::Front, words, false);
        }
        if of_van && words.len() == 2 {
            self.put(format!("V{}", words[1]), kind, words, false);
            self.put(initials.concat(), Kind::Anywhere, words, false);
            let last = words[1].chars().next_back().unwrap_or_default();
            self.put(format!("{}{last}", initials.concat()), kind, words, false);
            self.put(format!("{} {last}", initials.join(" ")), kind, words, true);
        }
        if words.len() == 2 && matches!(words[1].as_str(), "DE" | "DEN" | "DER" | "HET") {
            let half = format!("{} {}", words[0], initials[1]);
            self.put(half, Kind::Anywhere, words, false);
        }
    }

    /// Adds a form. If two prefixes have the same abbreviation, the one that takes more places in a zone is
    /// kept, and those with `van` before all others.
    fn put(&mut self, form: String, kind: Kind, words: &[String], marked: bool) {
        let full = form == words.join(" ");
        let places = words.iter().map(|word| word.len() + 1).sum();
        let new = Prefix {
            kind,
            places,
            full,
            marked,
        };
        let known = self.forms.entry(form).or_insert(new);
        if !known.full && known.marked >= marked && known.places < places {
            *known = new;
        }
    }

    /// The longest prefix of at most so many words with which the parts begin, and its number of words.
    pub(crate) fn begin(
        &self,
        parts: &[Part],
        most: usize,
        place: Place,
    ) -> Option<(Prefix, usize)> {
        let first = parts.first()?;
        if first.before.elided && !first.before.wide {
            return None;
        }
        let stands_apart = first.before.wide || first.before.set_off || first.before.shortened;
        if !place.leading && !stands_apart {
            return None;
        }
        for count in (1..=MOST_WORDS.min(most).min(parts.len())).rev() {
            let (run, rest) = parts.split_at(count);
            let Some(found) = self.of(run) else { continue };
            let next = rest.first();
            if place.allows(found.kind, run, next) && ends_before(run, next, found.kind, place) {
                return Some((found, count));
            }
        }
        None
    }

    /// Whether a name consists only of words that are prefixes elsewhere, the last one a usual one: some people
    /// are called Le Van. `van In` is In with its prefix.
    pub(crate) fn are_all(&self, parts: &[Part]) -> bool {
        let one = |part: &Part| {
            let found = self.forms.get(&part.letters);
            found.filter(|found| part.letters.len() > 1 && found.full)
        };
        let is_usual = |part: &Part| one(part).is_some_and(|found| found.kind == Kind::Anywhere);
        parts.len() > 1
            && parts.iter().all(|part| one(part).is_some())
            && parts.last().is_some_and(is_usual)
    }

    /// The prefix that these parts form together.
    pub(crate) fn of(&self, parts: &[Part]) -> Option<Prefix> {
        if parts.is_empty() || parts.len() > MOST_WORDS || !parts[1..].iter().all(is_joined) {
            return None;
        }
        let found = match parts {
            [one] => self.forms.get(&one.letters),
            _ => {
                let letters: Vec<&str> = parts.iter().map(|part| &*part.letters).collect();
                self.forms.get(&letters.join(" "))
            }
        };
        let has_mark = parts[1..].iter().any(|part| part.before.shortened);
        found.copied().filter(|found| has_mark || !found.marked)
    }

    /// The letters after a prefix that is written together with its name.
    pub(crate) fn without_glued<'a>(&self, letters: &'a str) -> &'a str {
        let rest = self.glued.iter().find_map(|glued| {
            let rest = letters.strip_prefix(glued.as_str())?;
            let stands = match glued.as_str() {
                // No Dutch name begins with VD; one of another language continues with a vowel.
                "VD" => !rest.starts_with(['A', 'E', 'I', 'O', 'U', 'Y']),
                _ => true,
            };
            (rest.len() >= 3 && stands && may_begin(rest)).then_some(rest)
        });
        rest.unwrap_or(letters)
    }

    /// The letters after each prefix that may be written together with its name, and may be a part of it.
    pub(crate) fn without_joined<'a>(&self, letters: &'a str) -> Vec<&'a str> {
        let mut rests = Vec::new();
        // In `VDIJK`, `TLAM`, `SGRAVENDIJK` the first letter must be a prefix, because no name begins so.
        if let Some(rest) = letters
            .strip_prefix(['S', 'T', 'V'])
            .filter(|_| !may_begin(letters))
            && rest.len() >= 3
            && may_begin(rest)
        {
            rests.push(rest);
        }
        rests.extend(self.joined.iter().filter_map(|prefix| {
            let rest = letters.strip_prefix(prefix.as_str())?;
            let stands = match prefix.as_str() {
                "DE" => !rest.starts_with(['E', 'I', 'U', 'Y']),
                "TE" | "DU" | "LE" | "DI" => !rest.starts_with(['A', 'E', 'I', 'O', 'U', 'Y']),
                "T" | "S" | "HET" => false,
                _ => true,
            };
            (rest.len() >= 4 && stands && may_begin(rest)).then_some(rest)
        }));
        rests
    }

    /// The number of parts before the name of a partner.
    pub(crate) fn own(&self, parts: &[Part]) -> usize {
        let begins = |at: &usize| {
            let rest = &parts[*at..];
            self.is_bare_clause(rest) || self.clauses.iter().any(|clause| clause.begins(rest))
        };
        (1..parts.len()).find(begins).unwrap_or(parts.len())
    }

    /// Whether the parts are a clause without punctuation: `ev de Vries`, `(EV Smit)`. In capitals it is a name
    /// elsewhere, unless a prefix follows. Also `(v/h Smit)`, which without the bracket is `van het`.
    fn is_bare_clause(&self, parts: &[Part]) -> bool {
        let [clause, next, rest @ ..] = parts else {
            return false;
        };
        if clause.letters == "V" && next.letters == "H" && next.before.slash {
            return clause.before.set_off && !rest.is_empty();
        }
        matches!(clause.letters.as_str(), "EV" | "WV" | "GV" | "PV")
            && (clause.small
                || clause.before.set_off
                || self.of(std::slice::from_ref(next)).is_some())
    }
}

/// The position of parts in a name, and how they are treated.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// No part of the name itself stands before them.
    pub(crate) leading: bool,
    /// The name has capitals too, so that lower case has a meaning.
    pub(crate) mixed: bool,
    /// Every word that may be a prefix is treated as one.
    pub(crate) loose: bool,
}

impl Place {
    /// Whether a prefix of this kind may stand here, with this part after it.
    fn allows(self, kind: Kind, run: &[Part], next: Option<&Part>) -> bool {
        let first = &run[0];
        if self.leading {
            return true;
        }
        let of_one_letter = run.len() == 1 && first.letters.len() == 1;
        let after_dash = first.before.dash && first.small;
        match kind {
            // `Nguyen Van` is a name, and `Vries van` has its prefix at the end.
            Kind::Anywhere if next.is_none() && run.len() == 1 => {
                (first.small && !of_one_letter) || first.before.apostrophe || self.loose
            }
            // A lone `t` or `s` between names is an initial, unless it has an apostrophe.
            Kind::Anywhere => !of_one_letter || first.before.apostrophe || after_dash || self.loose,
            Kind::Front if next.is_none() => of_one_letter && first.letters == "V" && first.small,
            Kind::Front => {
                let told = first.before.dash || (self.mixed && first.small);
                !of_one_letter && (told || self.loose || run.len() > 1)
            }
            Kind::Name => next.is_some_and(|next| first.letters == "D" && next.before.shortened),
        }
    }
}

impl Clause {
    fn begins(&self, parts: &[Part]) -> bool {
        let stand = parts.len() >= self.words.len()
            && self.words.iter().zip(parts).all(|(w, p)| *w == p.letters);
        let of_letters = self.words.iter().all(|word| word.len() == 1);
        let signed = |part: &Part| match self.sign {
            Some('/') => part.before.slash,
            Some('-') => part.before.dash,
            Some(_) => part.before.shortened && !(of_letters && part.before.wide),
            None => true,
        };
        stand && parts.get(1).is_some_and(signed)
    }
}

/// Whether a part belongs to the same prefix as the part before it: an apostrophe between them is that of
/// `van't`.
fn is_joined(part: &Part) -> bool {
    let of_van_t = matches!(part.letters.as_str(), "T" | "S" | "M");
    !part.before.set_off && (!part.before.elided || part.before.wide || of_van_t)
}

/// Whether a prefix ends here. A capital ends only a Dutch prefix (`deVries`, not `LeBlanc`), and an apostrophe
/// only a prefix of one letter.
fn ends_before(run: &[Part], next: Option<&Part>, kind: Kind, place: Place) -> bool {
    let Some(next) = next else { return true };
    let ends_in_letter = run.last().is_some_and(|last| last.letters.len() == 1);
    if next.before == crate::latin::Gap::default() {
        let is_v = run[0].letters == "V" && run[0].small;
        return kind != Kind::Front || is_v || (place.loose && kind == Kind::Front);
    }
    !next.before.elided || next.before.wide || ends_in_letter
}

fn words(text: &str) -> Vec<String> {
    text.replace('\'', "")
        .split([' ', '/', '-', '.'])
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_uppercase)
        .collect()
}
