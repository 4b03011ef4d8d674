//! Names of persons in a text, by rules without a list of names: a capital inside a sentence, a title, initials. A
//! name of a person is always in doubt; the looked-up person's own name is the matter of `subject`.

use crate::finding::{Claim, Kind};
use crate::lists;
use crate::piece::{Piece, Pieces};

/// Titles before a name that also stand alone.
const TITLES: [&str; 10] = [
    "heer", "dhr", "mevr", "mevrouw", "mw", "mej", "meneer", "mijnheer", "fam", "familie",
];
/// Titles in short, after which the next word in small letters is mostly a name.
const SHORT_TITLES: [&str; 5] = ["dhr", "mevr", "mw", "mej", "fam"];
/// Ends of family names, by which one is known in small letters.
const ENDINGS: [&str; 20] = [
    "sen", "sens", "stra", "sma", "inga", "ema", "mans", "ink", "berg", "dijk", "veld", "hof",
    "wijk", "kamp", "ova", "oglu", "ski", "ovic", "ez", "ali",
];
/// Who may be named by one initial.
const ROLES: [&str; 7] = [
    "verdachte",
    "getuige",
    "slachtoffer",
    "aangever",
    "betrokkene",
    "melder",
    "bestuurder",
];
/// Words between the parts of a name.
const PREFIXES: [&str; 22] = [
    "van", "de", "der", "den", "het", "t", "ter", "ten", "te", "vd", "v", "d", "el", "al", "ben",
    "bin", "abu", "la", "le", "di", "da", "von",
];
/// Words after a short title that are no name.
const NO_NAMES: [&str; 62] = [
    "gaf", "geeft", "was", "is", "had", "heeft", "zei", "zegt", "wilde", "wil", "kon", "kan",
    "mag", "mocht", "moest", "moet", "ging", "gaat", "reed", "rijdt", "liep", "loopt", "stond",
    "staat", "zat", "zit", "kwam", "komt", "bleef", "blijft", "werd", "wordt", "vroeg", "vraagt",
    "vertelde", "vertelt", "belde", "belt", "werkte", "toonde", "liet", "deed", "doet", "riep",
    "keek", "kijkt", "wist", "weet", "in", "op", "en", "die", "met", "uit", "voor", "zelf", "ook",
    "weer", "nog", "niet", "wel", "om",
];
/// First words of a sentence that belong to no name after them.
const OPENERS: [&str; 34] = [
    "de", "het", "een", "in", "op", "bij", "met", "van", "voor", "naar", "uit", "als", "dat",
    "die", "dit", "toen", "want", "maar", "en", "of", "volgens", "tijdens", "rond", "na", "over",
    "tegen", "samen", "ook", "onze", "mijn", "tot", "sinds", "door", "bureau",
];

/// All names of a text.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let mut claims = spelled_out(pieces);
    let mut at = 0;
    while at < pieces.len() {
        let last = name(pieces, at);
        if let Some((first, last)) = last {
            claims.push(Claim::in_doubt(Kind::Name, first, last));
        }
        at = last.map_or(at, |(_, last)| last) + 1;
    }
    claims
}

/// Words whose letters stand apart, whatever they say: `J-a-n-s-e-n`.
fn spelled_out(pieces: &Pieces) -> Vec<Claim> {
    const LEAST: usize = 5;
    let is_single = |piece: &Piece| piece.is_letters() && piece.text.len() == 1;
    let mut claims = Vec::new();
    let mut first = 0;
    while first < pieces.len() {
        let count = pieces[first..]
            .iter()
            .take_while(|piece| is_single(piece))
            .count();
        if count >= LEAST {
            claims.push(Claim::in_doubt(Kind::Name, first, first + count - 1));
        }
        first += count.max(1);
    }
    claims
}

/// The name that a piece shows, from its first to its last piece.
fn name(pieces: &Pieces, at: usize) -> Option<(usize, usize)> {
    let piece = &pieces[at];
    if !piece.is_letters() {
        return None;
    }
    let after_title = pieces
        .word_before(at)
        .is_some_and(|word| TITLES.contains(&word));
    let is_it = (lists::is_given_name(&piece.text) && !lists::is_no_person(&piece.text))
        || stands_out(pieces, at)
        || (after_title && follows_title(pieces, at))
        || is_initial(pieces, at)
        || is_small_initial(pieces, at)
        || (piece.begins
            && piece.is_capital
            && !OPENERS.contains(&piece.text.as_str())
            && opens_name(pieces, at));
    is_it.then(|| (before(pieces, at), after(pieces, at)))
}

/// Whether a word has a capital that neither the sentence nor an ordinary name explains.
fn stands_out(pieces: &Pieces, at: usize) -> bool {
    let piece = &pieces[at];
    let is_word = piece.text.len() > 1
        && piece.is_capital
        && !piece.is_glued()
        && !pieces.gap_after(at).starts_with('&');
    if !is_word || piece.begins || lists::is_no_person(&piece.text) {
        return false;
    }
    if !piece.is_upper {
        return true;
    }
    let stressed =
        |other: Option<&Piece>| other.is_some_and(|other| other.is_upper && other.text.len() > 1);
    piece.text.len() > 4 && !stressed(pieces.before(at)) && !stressed(pieces.get(at + 1))
}

/// Whether what follows a title is a name: `dhr jansen`, `mw de groot`, `Mevrouw Öztürk`.
fn follows_title(pieces: &Pieces, at: usize) -> bool {
    let piece = &pieces[at];
    let title = &pieces[at - 1];
    if piece.is_capital && !piece.begins {
        return !lists::is_no_person(&piece.text);
    }
    if !title.is(&SHORT_TITLES) {
        let is_family = ENDINGS
            .iter()
            .any(|end| piece.text.len() > end.len() + 1 && piece.text.ends_with(end));
        return (piece.is_capital && !lists::is_no_person(&piece.text)) || is_family;
    }
    match PREFIXES.contains(&piece.text.as_str()) {
        true => pieces
            .get(at + 1)
            .is_some_and(|next| next.is_letters() && !next.is(&NO_NAMES)),
        false => !piece.is(&NO_NAMES) && piece.text.len() > 2,
    }
}

/// Whether a letter is the initial of a name: `J. Jansen`, `verdachte B.`.
fn is_initial(pieces: &Pieces, at: usize) -> bool {
    let piece = &pieces[at];
    if piece.text.len() > 1
        || !piece.is_capital
        || pieces.runs_on(at)
        || !pieces.gap_after(at).starts_with('.')
    {
        return false;
    }
    let role = pieces
        .word_before(at)
        .is_some_and(|word| ROLES.contains(&word) || TITLES.contains(&word));
    let next = (at + 1..pieces.len())
        .find(|next| pieces[*next].text.len() > 1 && !pieces[*next].is(&PREFIXES));
    let is_name =
        |next: usize| next <= at + 5 && pieces[next].is_capital && !pieces[next].is_digits;
    role || follows_family(pieces, at) || next.is_some_and(is_name)
}

/// Whether a letter is an initial in small letters: `j.jansen`.
fn is_small_initial(pieces: &Pieces, at: usize) -> bool {
    let family = pieces
        .get(at + 1)
        .filter(|it| it.gap.as_str() == "." && it.text.len() > 3);
    let goes_on = pieces.before(at).is_some_and(|it| it.text.len() == 1);
    pieces[at].text.len() == 1 && !goes_on && family.is_some_and(Piece::is_letters)
}

/// Whether an initial stands after a family name and a comma: `Jansen, P.`.
fn follows_family(pieces: &Pieces, at: usize) -> bool {
    let family = pieces
        .before(at)
        .filter(|_| pieces[at].gap.as_str() == ", ");
    family.is_some_and(|it| it.is_letters() && it.is_capital && it.text.len() > 1)
}

/// Whether a sentence begins with a given name before its family name: `Karin van Dijk`, `Piet-Jan Testman`.
fn opens_name(pieces: &Pieces, at: usize) -> bool {
    let no_other = lists::is_no_person(&pieces[at].text) || pieces[at].is_upper;
    let next = (at + 1..pieces.len())
        .find(|next| !pieces[*next].is(&PREFIXES) || pieces[*next].is_capital);
    let near = |next: usize| {
        pieces[at + 1..=next]
            .iter()
            .all(|it| matches!(it.gap.as_str(), " " | "-" | " '"))
    };
    let is_family = |next: usize| {
        near(next)
            && (stands_out(pieces, next)
                || (pieces[next].is_capital && PREFIXES.contains(&pieces[next].text.as_str())))
    };
    !no_other
        && pieces[at].text.len() > 1
        && next.is_some_and(|next| next <= at + 4 && is_family(next))
}

/// The first piece of a name: with prefixes and initials before it.
fn before(pieces: &Pieces, mut at: usize) -> usize {
    let is_part = |at: usize| {
        let piece = &pieces[at];
        let is_link = matches!(
            pieces[at + 1].gap.as_str(),
            " " | "." | ". " | "-" | " '" | "'" | "/"
        );
        let is_prefix = piece.is(&PREFIXES)
            && (piece.text.len() > 1
                || piece.gap.contains('\'')
                || pieces[at + 1].gap.contains(['.', '/']));
        let is_initial = piece.text.len() == 1
            && piece.is_capital
            && pieces[at + 1].gap.starts_with(['.', '\'']);
        piece.is_letters() && is_link && (is_prefix || is_initial)
    };
    let whole = at;
    if follows_family(pieces, at) {
        at -= 1;
    }
    while at > 0 && is_part(at - 1) {
        at -= 1;
    }
    // `van Anouk` is no prefix of a given name.
    if lists::is_given_name(&pieces[whole].text) {
        whole
    } else {
        at
    }
}

/// The last piece of a name: with the words with capitals after it, and what links them. After prefixes alone one
/// word in small letters is the name: `van dijk`.
fn after(pieces: &Pieces, at: usize) -> usize {
    let mut last = at;
    for (look, next) in pieces.iter().enumerate().skip(at + 1) {
        let after_comma = next.gap.as_str() == ", ";
        let is_near = matches!(
            next.gap.as_str(),
            " " | "-" | "." | ". " | "'" | " '" | ", " | "/"
        );
        if !is_near || next.is_digits || (after_comma && next.text.len() > 1) {
            break;
        }
        if next.is_capital && !lists::is_no_person(&next.text) {
            last = look;
        } else if !next.is(&PREFIXES) {
            let only_prefixes = pieces[at..look].iter().all(|it| it.is(&PREFIXES));
            return if only_prefixes { look } else { last };
        }
    }
    last
}
