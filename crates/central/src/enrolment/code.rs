//! The one-time code: four groups of four characters that can be read aloud and typed.
//!
//! 80 random bits, and no limit on wrong ones. A limit for all together would let one guesser lock
//! every new phone out; one per network address cannot be kept here, because the servers stand
//! behind a proxy and write no address down; and as long as the right code is let in, any answer to
//! a wrong one tells a guesser the same. So the code itself has to be beyond guessing: with a
//! thousand codes open at any time and ten thousand tries a second, the first hit is to be expected
//! after 10⁹ years. And each is good for one day and one phone.

use rand::{CryptoRng, RngCore};

/// Crockford's base 32: no I, L, O or U. Sixteen characters are 80 random bits.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;
const DASHES: usize = LENGTH / 4 - 1;

/// A new code, such as `7K2M-9XQ4-TRB8-W0ND`.
#[must_use]
pub fn generate(rng: &mut (impl RngCore + CryptoRng)) -> String {
    let mut bytes = [0; LENGTH];
    rng.fill_bytes(&mut bytes);
    let mut code = String::with_capacity(LENGTH + DASHES);
    for (place, byte) in bytes.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        // 256 is a multiple of 32: every character is as likely.
        code.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    code
}

/// The code as it is compared: its letters and digits alone, in capitals, with what is easily
/// mistaken set right. A message may put another dash, or a character that nobody sees, between them.
#[must_use]
pub fn normalise(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rand::rngs::OsRng;

    use super::*;

    #[test]
    fn a_code_is_beyond_guessing() {
        // Below 64 bits, wrong tries would have to be limited (NIST SP 800-63B, look-up secrets).
        let bits = ALPHABET.len().ilog2() as usize * LENGTH;
        assert_eq!(bits, 80);
    }

    #[test]
    fn a_code_survives_how_it_is_typed() {
        let code = generate(&mut OsRng);
        assert_eq!(code.len(), LENGTH + DASHES);
        let plain = normalise(&code);
        assert_eq!(plain.len(), LENGTH);
        assert!(plain.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_eq!(normalise(&code.to_lowercase().replace('-', " ")), plain);
        // A non-breaking hyphen, an en dash, a minus, a zero-width space, a soft hyphen, a byte order mark.
        for between in [
            "\u{2011}",
            "–",
            "\u{2212}",
            "\u{200B}",
            "\u{AD}",
            "\u{FEFF}-\u{A0}",
        ] {
            assert_eq!(normalise(&code.replace('-', between)), plain);
        }
        assert_eq!(normalise("oil"), "011");
    }
}
