//! What the word before a number says of it.

/// What the word before a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// That it is a BSN.
    Bsn,
    /// That it may be one: the number of a document that holds a BSN as well, or a word that stands
    /// before a number by chance as well.
    Perhaps,
    /// That it is something else.
    Other,
    /// That it is a telephone number.
    Telephone,
    /// That it is measured: so are the groups behind it.
    Measured,
}

/// Words that say what a number is, by themselves and before `nr` or `nummer`.
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

/// Words that say so before `nr` or `nummer` alone.
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

/// With which a compound ends that says so before `nr` or `nummer`.
const ENDS: [&str; 6] = ["zaak", "dossier", "pakket", "zending", "telefoon", "order"];

/// Words before figures that are measured, in as many groups as they have.
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

/// Documents on which a BSN stands too, beside their own number.
const DOCUMENTS: [&str; 6] = [
    "document",
    "identiteitskaart",
    "id",
    "paspoort",
    "verblijfsdocument",
    "vreemdelingenkaart",
];

/// Words between the one that says it and the number; among them shops and carriers.
const BETWEEN: [&str; 12] = [
    "nr", "nummer", "no", "is", "was", "bij", "via", "com", "bol", "amazon", "zalando", "coolblue",
];

/// How the word for a citizen service number begins.
const BSN_WORDS: [&str; 6] = [
    "bsn",
    "burgerservice",
    "sofi",
    "persoonsnummer",
    "persoonsnr",
    "citizen",
];

/// What the text before a number says of it.
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
        // `is er een zaak`, `in de zaak was`: the noun of a sentence says nothing of a number.
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

/// `b.s.n.`, `burger service nummer`.
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
