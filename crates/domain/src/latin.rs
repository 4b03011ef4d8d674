//! Names in the letters of the machine-readable zone.
//!
//! Source: ICAO Doc 9303 part 3, section 6 (transliteration of Latin letters). Where that document
//! leaves a choice (Ä, Ö, Ü), the mark is dropped, because a Dutch trema ("Daniël") is no umlaut.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Why a text cannot be written in A to Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotLatin {
    /// A letter of another script: take the Latin spelling of the document.
    #[error("the name holds a letter that is not Latin")]
    OtherScript,
    /// A digit or a sign that stands in no name.
    #[error("the name holds a character that stands in no name")]
    NotALetter,
}

/// Writes a name in A to Z and single spaces.
///
/// # Errors
/// [`NotLatin`] when a character has no such form.
pub fn transliterate(name: &str) -> Result<String, NotLatin> {
    let mut out = String::with_capacity(name.len());
    for c in name.nfc() {
        match special(c) {
            Some(letters) => out.push_str(letters),
            None => push_plain(c, &mut out)?,
        }
    }
    Ok(out.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
}

fn push_plain(c: char, out: &mut String) -> Result<(), NotLatin> {
    for part in std::iter::once(c).nfd() {
        match part {
            'a'..='z' | 'A'..='Z' => out.push(part.to_ascii_uppercase()),
            '-' | '\u{2010}'..='\u{2015}' => out.push(' '),
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '.' | ',' => {}
            _ if part.is_whitespace() => out.push(' '),
            _ if is_combining_mark(part) => {}
            _ if part.is_alphabetic() => return Err(NotLatin::OtherScript),
            _ => return Err(NotLatin::NotALetter),
        }
    }
    Ok(())
}

/// The letters that do not fall apart into a base letter and a mark, or that ICAO writes in two.
fn special(c: char) -> Option<&'static str> {
    Some(match c {
        'å' | 'Å' => "AA",
        'æ' | 'Æ' => "AE",
        'ø' | 'Ø' | 'œ' | 'Œ' => "OE",
        'ß' | 'ẞ' => "SS",
        'þ' | 'Þ' => "TH",
        'ð' | 'Ð' | 'đ' | 'Đ' => "D",
        'ł' | 'Ł' => "L",
        'ħ' | 'Ħ' => "H",
        'ŧ' | 'Ŧ' => "T",
        'ŋ' | 'Ŋ' => "N",
        'ı' => "I",
        'ĸ' => "Q",
        'ĳ' | 'Ĳ' => "IJ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_letters_of_the_domain_paper() {
        for (name, latin) in [
            ("Sørensen", "SOERENSEN"),
            ("Ångström", "AANGSTROM"),
            ("Groß", "GROSS"),
            ("d'Ancona", "DANCONA"),
            ("van der Berg-Smit", "VAN DER BERG SMIT"),
            ("'t Hooft", "T HOOFT"),
            ("Daniël", "DANIEL"),
            ("Łukasz", "LUKASZ"),
            ("IJsbrand", "IJSBRAND"),
            ("ĳsbrand", "IJSBRAND"),
            ("Yılmaz", "YILMAZ"),
            ("  Núñez   Peña ", "NUNEZ PENA"),
        ] {
            assert_eq!(transliterate(name).as_deref(), Ok(latin), "{name}");
        }
    }

    #[test]
    fn composed_and_decomposed_spelling_are_the_same_name() {
        assert_eq!(transliterate("A\u{30a}berg"), transliterate("\u{c5}berg"));
    }

    #[test]
    fn another_script_and_digits_are_refused() {
        assert_eq!(transliterate("Иванов"), Err(NotLatin::OtherScript));
        assert_eq!(transliterate("Jansen2"), Err(NotLatin::NotALetter));
    }

    proptest! {
        #[test]
        fn whatever_comes_out_is_letters_and_single_spaces(name in "\\PC{0,40}") {
            if let Ok(latin) = transliterate(&name) {
                prop_assert!(latin.chars().all(|c| c.is_ascii_uppercase() || c == ' '));
                prop_assert!(!latin.contains("  ") && latin.trim() == latin);
                let again = transliterate(&latin);
                prop_assert_eq!(again.as_deref(), Ok(latin.as_str()));
            }
        }
    }
}
