//! The one-time code: three groups of four characters that can be read aloud and typed.

use rand::{CryptoRng, RngCore};

/// Crockford's base 32: no I, L, O or U. Twelve characters are 60 random bits.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;

/// A new code, such as `7K2M-9XQ4-TRB8`.
#[must_use]
pub fn generate(rng: &mut (impl RngCore + CryptoRng)) -> String {
    let mut bytes = [0; LENGTH];
    rng.fill_bytes(&mut bytes);
    let mut code = String::with_capacity(LENGTH + 2);
    for (place, byte) in bytes.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        // 256 is a multiple of 32: every character is as likely.
        code.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    code
}

/// The code as it is compared: without dashes and spaces, in capitals, with what is easily
/// mistaken set right.
#[must_use]
pub fn normalise(typed: &str) -> String {
    typed
        .chars()
        .filter(|character| !character.is_whitespace() && *character != '-')
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
    fn a_code_survives_how_it_is_typed() {
        let code = generate(&mut OsRng);
        assert_eq!(code.len(), LENGTH + 2);
        let plain = normalise(&code);
        assert_eq!(plain.len(), LENGTH);
        assert!(plain.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_eq!(normalise(&code.to_lowercase().replace('-', " ")), plain);
        assert_eq!(normalise("oil"), "011");
    }
}
