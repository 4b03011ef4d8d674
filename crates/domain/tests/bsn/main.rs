//! No BSN passes in any spelling, and what officers write is not held up.

mod notes;
mod spellings;

use proco_domain::bsn::{Found, find};
use proco_domain::text::{FreeText, TextRefused};

/// The same numbers each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0)))
            .collect()
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        let at = self.below(u64::try_from(all.len()).unwrap_or(1));
        all[usize::try_from(at).unwrap_or(0)]
    }

    /// Nine digits that pass the eleven-test.
    fn bsn(&mut self) -> String {
        loop {
            let head = self.digits(8);
            let sum: u32 = head
                .bytes()
                .zip((2..=9).rev())
                .map(|(d, w)| u32::from(d - b'0') * w)
                .sum();
            if sum % 11 < 10 && sum > 0 {
                return format!("{head}{}", sum % 11);
            }
        }
    }
}

fn grouped(bsn: &str, lengths: &[usize], sign: &str) -> String {
    let mut rest = bsn;
    let mut groups = Vec::new();
    for length in lengths {
        let (group, behind) = rest.split_at(*length);
        groups.push(group);
        rest = behind;
    }
    groups.join(sign)
}

fn in_digits_from(bsn: &str, zero: char) -> String {
    let written = bsn
        .bytes()
        .filter_map(|b| char::from_u32(u32::from(zero) + u32::from(b - b'0')));
    written.collect()
}

#[test]
fn what_is_doubtful_is_asked_and_may_be_kept() {
    let doubtful = "11 12 22 333";
    assert_eq!(FreeText::new(doubtful), Err(TextRefused::MaybeBsn));
    assert!(FreeText::that_is_no_bsn(doubtful).is_ok());
    for sure in ["111222333", "bsn 11 12 22 333"] {
        assert_eq!(FreeText::that_is_no_bsn(sure), Err(TextRefused::Bsn));
    }
}

#[test]
fn a_word_that_only_ends_as_another_says_nothing() {
    for text in [
        "oorzaak 111222333",
        "uit noodzaak 111222333",
        "in hoofdzaak 111222333",
        "recorder 111222333",
        "bijzaak: 111222333",
        "incident, 111 222 333",
        "klant; 111222333",
        "order onbekend 111222333",
        "kmstand 123456, 111222333",
        "kmstand 123.456 111 222 333",
        "111.222.333 euro",
        "€ 111.222.333",
    ] {
        assert_eq!(find(text), Found::Bsn, "{text}");
    }
    for text in [
        "is er een zaak 111222333",
        "geen dossier 111222333",
        "in de zaak was 111222333",
    ] {
        assert_eq!(find(text), Found::Doubtful, "{text}");
    }
    for text in [
        "b.s.n. 11 12 22 333",
        "burger service nummer: 1 11 22 23 33",
        "zaak bsn 111222333",
    ] {
        assert_eq!(find(text), Found::Bsn, "{text}");
    }
}

#[test]
fn what_is_more_often_something_else_is_asked() {
    for text in [
        "111 / 222 / 333",
        "111, 222, 333",
        "111 + 222 + 333",
        "NL111222333B01",
        "x111222333",
    ] {
        assert_eq!(find(text), Found::Doubtful, "{text}");
    }
}
