//! What the word before a number says about it.

/// The meaning of the word before a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// It is a BSN.
    Bsn,
    /// It may be one: the number of a document that shows a BSN too, or a word that may stand before a number
    /// by chance.
    Perhaps,
    /// It is something else.
    Other,
    /// It is a telephone number.
    Telephone,
    /// It is a measurement, and so are the groups after it.
    Measured,
}

/// Words that say what a number is, alone or before `nr` or `nummer`.
const WORDS: [&str; 67] = [
    "aangifte",
    "art",
    "artikel",
    "barcode",
    "bestelling",
    "bezorging",
    "bon",
    "btw",
    "bvh",
    "chassis",
    "cjib",
    "cmr",
    "container",
    "debiteur",
    "dhl",
    "dossier",
    "dpd",
    "ean",
    "factuur",
    "fedex",
    "gls",
    "gms",
    "iban",
    "imei",
    "incident",
    "kenmerk",
    "klant",
    "kluis",
    "kvk",
    "melding",
    "mut",
    "mutatie",
    "order",
    "pakbon",
    "pakje",
    "pakket",
    "parket",
    "pl",
    "polis",
    "postbus",
    "postnl",
    "postpakket",
    "proces-verbaal",
    "procesdossier",
    "pv",
    "rechtszaak",
    "ref",
    "referentie",
    "registratie",
    "rek",
    "rekening",
    "retourzending",
    "rijbewijs",
    "rsin",
    "strafdossier",
    "strafzaak",
    "ticket",
    "trace",
    "track",
    "tracking",
    "ups",
    "verb",
    "verbaal",
    "vin",
    "vrachtbrief",
    "zaak",
    "zending",
];

/// Words before a telephone number.
const TELEPHONES: [&str; 5] = ["gsm", "mobiel", "mobiele", "tel", "telefoon"];

/// Words that say so only before `nr` or `nummer`.
const WITH_NUMBER: [&str; 14] = [
    "bestel",
    "dienst",
    "inschrijving",
    "lid",
    "lidmaatschap",
    "meld",
    "personeel",
    "relatie",
    "serie",
    "student",
    "studenten",
    "v",
    "vreemdelingen",
    "wagen",
];

/// Endings of compounds that say so before `nr` or `nummer`.
const ENDS: [&str; 6] = ["zaak", "dossier", "pakket", "zending", "telefoon", "order"];

/// Words before measurements, with any number of groups.
const MEASURED: [&str; 9] = [
    "rd",
    "rd-coordinaten",
    "coordinaten",
    "kmstand",
    "km-stand",
    "kilometerstand",
    "tacho",
    "tachograaf",
    "tellerstand",
];

/// Documents that show a BSN besides their own number.
const DOCUMENTS: [&str; 6] = [
    "document",
    "identiteitskaart",
    "id",
    "paspoort",
    "verblijfsdocument",
    "vreemdelingenkaart",
];

/// Words that may stand between that word and the number; among them shops and carriers.
const BETWEEN: [&str; 12] = [
    "nr", "nummer", "no", "is", "was", "bij", "via", "com", "bol", "amazon", "zalando", "coolblue",
];

/// Beginnings of the words for a citizen service number.
const BSN_WORDS: [&str; 6] = [
    "bsn",
    "burgerservice",
    "sofi",
    "persoonsnummer",
    "persoonsnr",
    "citizen",
];

/// What the text before a number says about it.
pub(super) fn named(before: &str) -> Option<Named> {
    let is_part = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '&');
    let mut words = before
        .rsplit(is_part)
        .map(|word| word.trim_matches(['-', '&']))
        .filter(|word| !word.is_empty());
    let mut skipped = Vec::new();
    let mut word = words.next()?;
    let is_bsn = |word: &str| BSN_WORDS.iter().any(|begin| word.starts_with(begin));
    if before.ends_with(char::is_alphabetic) && !is_bsn(word) && word != "pl" {
        // The letters of a code belong to it (`chassis WDB202…`).
        word = words.next()?;
    }
    while BETWEEN.contains(&word) {
        skipped.push(word);
        word = words.next()?;
    }
    if is_bsn(word) || is_spelled_apart(before) {
        return Some(Named::Bsn);
    }
    let last = before.rfind(char::is_alphanumeric)?;
    if before[last..].contains([',', ';', '!', '?', '\n']) {
        return None;
    }
    let before_it = words.next();
    let of_number = ["nummer", "nr"]
        .iter()
        .find_map(|end| word.strip_suffix(end));
    let root = of_number.unwrap_or(word).trim_end_matches('-');
    if MEASURED.contains(&root) || (root == "stand" && before_it == Some("km")) {
        return Some(Named::Measured);
    }
    if TELEPHONES.contains(&root) {
        return Some(Named::Telephone);
    }
    let has_number = of_number.is_some()
        || skipped
            .iter()
            .any(|word| matches!(*word, "nr" | "nummer" | "no"));
    let stem = root.strip_suffix('s').unwrap_or(root);
    let is_of_number = has_number
        && (WITH_NUMBER.contains(&root)
            || WITH_NUMBER.contains(&stem)
            || WORDS.contains(&stem)
            || ENDS.iter().any(|end| root.ends_with(end)));
    if is_of_number || (WORDS.contains(&root) && has_number) || root == "w-document" {
        return Some(Named::Other);
    }
    if WORDS.contains(&root) {
        // `is er een zaak`, `in de zaak was`: such a noun says nothing about a number.
        let is_noun = matches!(before_it, Some("een" | "geen"))
            || skipped.iter().any(|word| matches!(*word, "is" | "was"));
        return Some(if is_noun {
            Named::Perhaps
        } else {
            Named::Other
        });
    }
    DOCUMENTS.contains(&root).then_some(Named::Perhaps)
}

/// Whether the word for a BSN is spelled in parts: `b.s.n.`, `burger service nummer`.
fn is_spelled_apart(before: &str) -> bool {
    const LONGEST: usize = 40;
    let letters: String = before
        .chars()
        .rev()
        .filter(|c| c.is_alphanumeric())
        .take(LONGEST)
        .collect();
    let is = |end: &str| letters.starts_with(&end.chars().rev().collect::<String>());
    let of_letters = is("bsn")
        && before
            .trim_end_matches(|c: char| !c.is_alphanumeric())
            .ends_with("n")
        && before
            .split(|c: char| !c.is_alphanumeric())
            .rfind(|word| !word.is_empty())
            == Some("n");
    of_letters || is("burgerservicenummer") || is("burgerservicenr")
}
