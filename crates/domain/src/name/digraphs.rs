//! Typed AE, OE, UE, AA and DJ: the document of one country may have a single letter there, that of another the
//! two letters.
//!
//! In Dutch `oe` is a vowel of its own and `aa` and `ae` are long vowels, so most of those typed here are no
//! umlaut: Boek is not Bok. An umlaut counts as possible in a spelling that Dutch does not have, or in a name
//! that is known to have one. The record keeps what was typed; a look-up asks for both, and the screen says so.

use std::sync::OnceLock;

/// The content of `name_digraphs.tsv`.
#[derive(Default)]
struct Digraphs {
    stems: Vec<&'static str>,
    behind: Vec<&'static str>,
    behind_ue: Vec<&'static str>,
    trema: Vec<&'static str>,
}

fn digraphs() -> &'static Digraphs {
    static READ: OnceLock<Digraphs> = OnceLock::new();
    READ.get_or_init(|| {
        let mut read = Digraphs::default();
        let lines = include_str!("../../data/name_digraphs.tsv").lines();
        for (kind, text) in lines
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
        {
            match kind {
                "stem" => read.stems.push(text),
                "behind" => read.behind.push(text),
                "trema" => read.trema.push(text),
                "behind_ue" => read.behind_ue.push(text),
                other => unreachable!("the file knows no kind {other}"),
            }
        }
        read
    })
}

/// The spellings of a zone with digraphs replaced by a single letter: all of them at once first, then each one
/// alone.
pub(super) fn one_lettered(zone: &str) -> Vec<String> {
    let at = positions(zone);
    if at.is_empty() {
        return Vec::new();
    }
    let mut all = vec![without(zone, &at)];
    if at.len() > 1 {
        all.extend(at.iter().map(|one| without(zone, &[*one])));
    }
    all
}

/// The positions of the second letters that can be left out.
fn positions(zone: &str) -> Vec<usize> {
    let bytes = zone.as_bytes();
    let mut pairs = (1..bytes.len())
        .filter(|at| is_digraph(bytes, *at))
        .peekable();
    if pairs.peek().is_none() {
        return Vec::new();
    }
    let marked = format!("^{}$", zone.replace('<', "$<^"));
    pairs
        .filter(|at| {
            is_foreign(zone, *at)
                || digraphs()
                    .stems
                    .iter()
                    .any(|stem| stands(&marked, zone, stem, *at))
        })
        .collect()
}

fn is_digraph(bytes: &[u8], at: usize) -> bool {
    matches!(
        (bytes[at - 1], bytes[at]),
        (b'A' | b'O' | b'U', b'E') | (b'A', b'A') | (b'D', b'J')
    )
}

/// Whether a stem of the list covers this position.
fn stands(marked: &str, zone: &str, stem: &str, at: usize) -> bool {
    let gaps = zone[..at].matches('<').count();
    let at = at + 1 + 2 * gaps;
    marked
        .match_indices(stem)
        .any(|(from, _)| from < at && at < from + stem.len())
}

/// Whether Dutch does not have this spelling.
fn is_foreign(zone: &str, at: usize) -> bool {
    let (head, tail) = (&zone[..at - 1], &zone[at + 1..]);
    let part = tail.split('<').next().unwrap_or_default();
    let begins = |behind: &&str| match behind.strip_suffix('$') {
        Some(end) => part == end,
        None => part.starts_with(*behind),
    };
    let after_vowel = head.ends_with(['A', 'E', 'I', 'O', 'U', 'Q']);
    match &zone[at - 1..=at] {
        // Đ, in a name with the ending of Serbian, Croatian and Bosnian names.
        "DJ" => part.ends_with("IC"),
        "AE" if part.starts_with('U') => true,
        _ if after_vowel || part.starts_with(['A', 'E', 'I', 'O', 'U']) => false,
        "AE" | "OE" if digraphs().trema.iter().any(begins) => false,
        "AE" | "OE" => digraphs().behind.iter().any(begins),
        "UE" => !head.ends_with(['G', 'N']) && !digraphs().behind_ue.iter().any(begins),
        _ => false,
    }
}

fn without(zone: &str, at: &[usize]) -> String {
    let kept = zone.char_indices().filter(|(place, _)| !at.contains(place));
    kept.map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dutch_vowel_is_no_umlaut() {
        for name in [
            "BOEK",
            "ROEST",
            "POELMAN",
            "HOEKSTRA",
            "KOERS",
            "SNOEK",
            "GROEN",
            "GROENEWEGEN",
            "MAES",
            "CLAES",
            "LOES",
            "KOEN",
            "ROELOF",
            "ROELOFS",
            "BOERSMA",
            "MOERMAN",
            "TOERING",
            "HAEST",
            "VERHAEGEN",
            "DUER",
            "RODRIGUEZ",
            "FUENTES",
            "MANUEL",
            "MIGUEL",
            "SAMUEL",
            "MICHAEL",
            "ISRAEL",
            "GUERRERO",
            "BUENO",
            "HAAN",
            "MAAS",
            "BOGAARD",
            "WYNGAARDEN",
            "AALBERS",
            "BOEIJEN",
            "NOEL",
            "JOELLE",
            "BAUER",
            "ROEHORST",
            "LOEFFEN",
            "KUENEN",
            "SUERMONDT",
            "BOERRIGTER",
            "KOEKKOEK",
            "QUENT",
            "DROESEN",
            "BAERT",
            "AERTS",
            "RAES",
            "VANDAELE",
            "DOETS",
            "STOEL",
            "COENEN",
            "GOES",
            "GOEDE",
            "SCHOEN",
            "SCHOENMAKER",
            "MOES",
        ] {
            assert!(
                one_lettered(name).is_empty(),
                "{name}: {:?}",
                one_lettered(name)
            );
        }
    }

    #[test]
    fn what_dutch_does_not_spell_may_be_one() {
        for (name, one) in [
            ("MUELLER", "MULLER"),
            ("KOEHLER", "KOHLER"),
            ("SCHROEDER", "SCHRODER"),
            ("SCHAEFER", "SCHAFER"),
            ("JAEGER", "JAGER"),
            ("BRAEUER", "BRAUER"),
            ("GOETZ", "GOTZ"),
            ("OEZTUERK", "OZTURK"),
            ("GUENES", "GUNES"),
            ("SOERENSEN", "SORENSEN"),
            ("NOERGAARD", "NORGARD"),
            ("AAKESSON", "AKESSON"),
            ("KRUEGER", "KRUGER"),
            ("GRUENEWALD", "GRUNEWALD"),
            ("HAEUSSLER", "HAUSSLER"),
            ("JUERGEN", "JURGEN"),
        ] {
            assert!(
                one_lettered(name).contains(&one.to_owned()),
                "{name}: {:?}",
                one_lettered(name)
            );
        }
    }
}
