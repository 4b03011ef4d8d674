//! Names in the letters A to Z of the machine-readable zone, split into parts.
//!
//! Source: ICAO Doc 9303 part 3, section 6 (transliteration of Latin letters); letters of African and Caucasian
//! alphabets that it does not list are written as the letter they look like. Where that document leaves a
//! choice (Ä, Ö, Ü), and for Å and Ø, the diacritic is dropped: a Dutch trema ("Daniël") is no umlaut, and an
//! officer whose keyboard lacks the letter types the bare one. [`Spelling`] has the other choice.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::text::is_invisible;

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

/// How documents transliterate the letters for which there is a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As in the mark: one letter for one.
    Canonical,
    /// German, Nordic and Serbian documents: Ä as AE, Ö and Ø as OE, Ü as UE, Å as AA, Đ as DJ.
    TwoLetters,
}

/// The characters between two parts of a name; several at once in `van 't Hof`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gap {
    /// A space or a dash.
    pub(crate) wide: bool,
    /// A dash, as in `Anne-Marie`.
    pub(crate) dash: bool,
    /// A dot or a slash, as in `v.d.` and `v/d`: the part before it is an abbreviation.
    pub(crate) shortened: bool,
    /// A slash, as in `v/d`.
    pub(crate) slash: bool,
    /// An apostrophe that belongs to the part before, as in `d'Angelo`.
    pub(crate) elided: bool,
    /// An apostrophe that belongs to the part after it, as in `'t Hooft`.
    pub(crate) apostrophe: bool,
    /// A comma or a bracket.
    pub(crate) set_off: bool,
}

/// A run of letters of a name. It has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The letters of the part, in capitals A to Z.
    pub(crate) letters: String,
    /// Whether it begins with a lower-case letter.
    pub(crate) small: bool,
    /// The characters before it.
    pub(crate) before: Gap,
}

/// The role of a character in a name.
enum Sign {
    Letter(char),
    Letters(&'static str),
    Apostrophe,
    Space,
    Dash,
    Dot,
    Slash,
    Comma,
    Nothing,
}

/// The parts of a name. An upper-case letter after a lower-case one begins a part too (`deVries`).
///
/// # Errors
/// [`NotLatin`] when a character has no form in A to Z.
pub(crate) fn parts(name: &str, spelling: Spelling) -> Result<Vec<Part>, NotLatin> {
    let mut reader = Reader::default();
    if name.is_ascii() || is_nfc_quick(name.chars()) == IsNormalized::Yes {
        reader.read(name.chars(), spelling)?;
    } else {
        reader.read(name.nfc(), spelling)?;
    }
    Ok(reader.parts)
}

/// The letters A to Z of a text without gaps, each letter with a choice as in the mark (Ä as A).
///
/// # Errors
/// [`NotLatin`] when a character has no form in A to Z.
pub fn letters(text: &str) -> Result<String, NotLatin> {
    let parts = parts(text, Spelling::Canonical)?;
    Ok(parts.into_iter().map(|part| part.letters).collect())
}

#[derive(Default)]
struct Reader {
    parts: Vec<Part>,
    gap: Gap,
    within: bool,
    after_small: bool,
}

impl Reader {
    fn read(
        &mut self,
        name: impl Iterator<Item = char>,
        spelling: Spelling,
    ) -> Result<(), NotLatin> {
        for c in name {
            if c.is_ascii() {
                self.take(plain(c)?, c);
            } else if let Some(sign) = special(c, spelling) {
                self.take(sign, c);
            } else {
                self.take_apart(c, spelling)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, sign: Sign, written: char) {
        match sign {
            Sign::Letter(letter) => {
                self.open(written);
                self.last().push(letter);
            }
            Sign::Letters(letters) => {
                self.open(written);
                self.last().push_str(letters);
            }
            Sign::Apostrophe if self.within => self.close(|gap| gap.elided = true),
            Sign::Apostrophe => self.gap.apostrophe = true,
            Sign::Space => self.close(|gap| gap.wide = true),
            Sign::Dash => self.close(|gap| (gap.wide, gap.dash) = (true, true)),
            Sign::Dot => self.close(|gap| gap.shortened = true),
            Sign::Slash => self.close(|gap| (gap.shortened, gap.slash) = (true, true)),
            Sign::Comma => self.close(|gap| gap.set_off = true),
            Sign::Nothing => {}
        }
    }

    fn take_apart(&mut self, written: char, spelling: Spelling) -> Result<(), NotLatin> {
        for part in std::iter::once(written).nfkd() {
            match special(part, spelling) {
                Some(sign) => self.take(sign, written),
                None if is_combining_mark(part) => {}
                None => self.take(plain(part)?, written),
            }
        }
        Ok(())
    }

    fn open(&mut self, written: char) {
        if !self.within || (self.after_small && written.is_uppercase()) {
            self.parts.push(Part {
                letters: String::with_capacity(16),
                small: written.is_lowercase(),
                before: std::mem::take(&mut self.gap),
            });
        }
        self.within = true;
        self.after_small = written.is_lowercase();
    }

    fn last(&mut self) -> &mut String {
        &mut self.parts.last_mut().expect("a part is open").letters
    }

    fn close(&mut self, mark: impl FnOnce(&mut Gap)) {
        self.within = false;
        self.after_small = false;
        mark(&mut self.gap);
    }
}

fn plain(c: char) -> Result<Sign, NotLatin> {
    Ok(match c {
        'a'..='z' | 'A'..='Z' => Sign::Letter(c.to_ascii_uppercase()),
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => Sign::Dash,
        '\'' | '`' => Sign::Apostrophe,
        '.' => Sign::Dot,
        '/' | '\u{2044}' | '\u{2215}' => Sign::Slash,
        ',' | ';' | '(' | ')' | '[' | ']' => Sign::Comma,
        // The filler of the machine-readable zone.
        '<' => Sign::Space,
        _ if c.is_whitespace() => Sign::Space,
        _ if is_invisible(c) => Sign::Nothing,
        _ if c.is_alphabetic() => return Err(NotLatin::OtherScript),
        _ => return Err(NotLatin::NotALetter),
    })
}

/// Characters that Unicode does not decompose into a base letter and a diacritic, or that have two letters in
/// the zone, and the many forms of the apostrophe.
fn special(c: char, spelling: Spelling) -> Option<Sign> {
    let choice = |canonical, two| match spelling {
        Spelling::Canonical => canonical,
        Spelling::TwoLetters => two,
    };
    let letters = match c {
        'ä' | 'Ä' => choice("A", "AE"),
        'ö' | 'Ö' => choice("O", "OE"),
        'ü' | 'Ü' => choice("U", "UE"),
        'å' | 'Å' => choice("A", "AA"),
        'ø' | 'Ø' => choice("O", "OE"),
        'æ' | 'Æ' => "AE",
        'œ' | 'Œ' => "OE",
        'ß' | 'ẞ' => "SS",
        'þ' | 'Þ' => "TH",
        'ĳ' | 'Ĳ' => "IJ",
        'đ' | 'Đ' => choice("D", "DJ"),
        'ð' | 'Ð' | 'ɖ' | 'Ɖ' | 'ɗ' | 'Ɗ' => "D",
        'ł' | 'Ł' | 'ƚ' | 'Ƚ' => "L",
        'ħ' | 'Ħ' => "H",
        'ŧ' | 'Ŧ' | 'ƭ' | 'Ƭ' | 'ʈ' | 'Ʈ' | 'ⱦ' | 'Ⱦ' => "T",
        'ŋ' | 'Ŋ' | 'ɲ' | 'Ɲ' | 'ƞ' | 'Ƞ' => "N",
        'ı' | 'ɨ' | 'Ɨ' | 'ɩ' | 'Ɩ' => "I",
        'ĸ' => "Q",
        'ə' | 'Ə' | 'ɛ' | 'Ɛ' | 'ǝ' | 'Ǝ' | 'ɇ' | 'Ɇ' => "E",
        'ɔ' | 'Ɔ' | 'ɵ' | 'Ɵ' => "O",
        'ɓ' | 'Ɓ' | 'ƀ' | 'Ƀ' => "B",
        'ƙ' | 'Ƙ' => "K",
        'ɠ' | 'Ɠ' | 'ǥ' | 'Ǥ' | 'ɣ' | 'Ɣ' => "G",
        'ƒ' | 'Ƒ' => "F",
        'ƥ' | 'Ƥ' => "P",
        'ʉ' | 'Ʉ' | 'ʊ' | 'Ʊ' => "U",
        'ʋ' | 'Ʋ' => "V",
        'ƴ' | 'Ƴ' | 'ɏ' | 'Ɏ' => "Y",
        'ƶ' | 'Ƶ' | 'ȥ' | 'Ȥ' | 'ʒ' | 'Ʒ' => "Z",
        'ɍ' | 'Ɍ' => "R",
        'ɉ' | 'Ɉ' => "J",
        'ȼ' | 'Ȼ' => "C",
        'ⱥ' | 'Ⱥ' => "A",
        '’' | '‘' | '‛' | '´' | '′' | '‵' | '＇' | '｀' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ'
        | 'ˈ' | 'ˊ' | 'ˋ' | 'ꞌ' | 'Ꞌ' | 'ʔ' | 'ʕ' => {
            return Some(Sign::Apostrophe);
        }
        // The dot of Catalan (Gal·la).
        '·' | '•' | '‧' | '∙' | '⋅' | '・' => return Some(Sign::Nothing),
        _ => return None,
    };
    Some(Sign::Letters(letters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn joined(name: &str, spelling: Spelling) -> Result<String, NotLatin> {
        let parts = parts(name, spelling)?;
        let letters: Vec<_> = parts.into_iter().map(|part| part.letters).collect();
        Ok(letters.join(" "))
    }

    fn latin(name: &str) -> Result<String, NotLatin> {
        joined(name, Spelling::Canonical)
    }

    #[test]
    fn letters_as_documents_print_them() {
        for (name, letters) in [
            ("Sørensen", "SORENSEN"),
            ("Ångström", "ANGSTROM"),
            ("Groß", "GROSS"),
            ("van der Berg-Smit", "VAN DER BERG SMIT"),
            ("'t Hooft", "T HOOFT"),
            ("Daniël", "DANIEL"),
            ("Łukasz", "LUKASZ"),
            ("IJsbrand", "IJSBRAND"),
            ("ĳsbrand", "IJSBRAND"),
            ("Yılmaz", "YILMAZ"),
            ("  Núñez   Peña ", "NUNEZ PENA"),
            ("GAL·LA", "GALLA"),
            ("GAĿLA", "GALLA"),
            ("ŉ", "N"),
            ("Kɔfi", "KOFI"),
            ("Ɓaa Ɗan Əliyev", "BAA DAN ELIYEV"),
            ("Nguyễn Thị Ơn", "NGUYEN THI ON"),
            ("ﬁsher Ｊａｎ", "FISHER JAN"),
            ("VAN<DER<BERG", "VAN DER BERG"),
        ] {
            assert_eq!(latin(name).as_deref(), Ok(letters), "{name}");
        }
    }

    #[test]
    fn every_letter_of_latin_1_and_its_extension_a_is_read() {
        let letters = ('\u{c0}'..='\u{17f}').filter(|c| c.is_alphabetic());
        for c in letters {
            let read = latin(&c.to_string()).unwrap_or_default();
            let least = read.chars().all(|c| c.is_ascii_uppercase()) && !read.is_empty();
            assert!(least, "{c}");
        }
    }

    #[test]
    fn one_letter_has_a_spelling_of_each_country() {
        for (name, two, one) in [
            ("Müller", "MUELLER", "MULLER"),
            ("u\u{308}", "UE", "U"),
            ("Sørgård", "SOERGAARD", "SORGARD"),
            ("Schröder-Jäger", "SCHROEDER JAEGER", "SCHRODER JAGER"),
            ("Đorđević", "DJORDJEVIC", "DORDEVIC"),
        ] {
            assert_eq!(joined(name, Spelling::TwoLetters).as_deref(), Ok(two));
            assert_eq!(joined(name, Spelling::Canonical).as_deref(), Ok(one));
        }
    }

    #[test]
    fn composed_and_decomposed_spelling_are_the_same_name() {
        assert_eq!(latin("A\u{30a}berg"), latin("\u{c5}berg"));
    }

    #[test]
    fn what_cannot_be_seen_is_not_read() {
        for name in [
            "Jan\u{200b}sen",
            "\u{200e}Jansen\u{feff}",
            "Jan\u{ad}sen",
            "Jansen\u{202c}",
        ] {
            assert_eq!(latin(name).as_deref(), Ok("JANSEN"));
        }
    }

    #[test]
    fn another_script_and_digits_are_refused() {
        assert_eq!(latin("Иванов"), Err(NotLatin::OtherScript));
        for name in ["Jansen2", "Jansen²", "Jansen + Smit", "\u{1f600}"] {
            assert_eq!(latin(name), Err(NotLatin::NotALetter), "{name}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_out_is_letters_and_single_spaces(name in "\\PC{0,40}") {
            if let Ok(letters) = latin(&name) {
                prop_assert!(letters.chars().all(|c| c.is_ascii_uppercase() || c == ' '));
                prop_assert!(!letters.contains("  ") && letters.trim() == letters);
                let again = latin(&letters);
                prop_assert_eq!(again.as_deref(), Ok(letters.as_str()));
            }
        }
    }
}
