//! The citizen service number (BSN): recognised only so that it can be kept out.
//!
//! Source of the rule: the eleven-test of the Dutch citizen service number. Nine digits, the
//! weights 9 to 2 and -1, and a sum that is a multiple of eleven.

/// Whether a text *as a whole* is a BSN: nine digits, however grouped, that pass the eleven-test.
#[must_use]
pub fn is_bsn(text: &str) -> bool {
    let mut digits = Vec::with_capacity(9);
    for c in text.chars() {
        match c.to_digit(10) {
            Some(d) => digits.push(d),
            None if matches!(c, ' ' | '.' | '-' | '/') => {}
            None => return false,
        }
        if digits.len() > 9 {
            return false;
        }
    }
    passes_eleven_test(&digits)
}

/// Whether a BSN stands somewhere in a text, on its own: nine digits in a row, dots, dashes or
/// single spaces between them allowed, with no tenth digit before or after.
#[must_use]
pub fn contains_bsn(text: &str) -> bool {
    let mut run: Vec<u32> = Vec::new();
    let mut gap = false;
    for c in text.chars().chain(std::iter::once('\n')) {
        if let Some(d) = c.to_digit(10) {
            run.push(d);
            gap = false;
        } else if !gap && !run.is_empty() && matches!(c, ' ' | '.' | '-') {
            gap = true;
        } else {
            if passes_eleven_test(&run) {
                return true;
            }
            run.clear();
            gap = false;
        }
    }
    false
}

fn passes_eleven_test(digits: &[u32]) -> bool {
    let [head @ .., last] = digits else {
        return false;
    };
    if head.len() != 8 || digits.iter().all(|d| *d == 0) {
        return false;
    }
    let weighed: u32 = head
        .iter()
        .zip((2..=9).rev())
        .map(|(digit, weight)| digit * weight)
        .sum();
    weighed % 11 == last % 11
}

#[cfg(test)]
mod tests {
    use super::*;

    // 111222333 and 123456782 are the well-known made-up numbers that pass the test.
    #[test]
    fn nine_digits_that_pass_are_a_bsn_in_any_grouping() {
        for text in [
            "111222333",
            "123456782",
            "1234.56.782",
            "123 456 782",
            "1112-22-333",
        ] {
            assert!(is_bsn(text), "{text} passes the eleven-test");
        }
    }

    #[test]
    fn other_numbers_are_let_through() {
        for text in [
            "123456789",
            "12345678",
            "1112223330",
            "000000000",
            "12-AB-34",
            "",
            "0612345678",
        ] {
            assert!(!is_bsn(text), "{text} is no BSN");
        }
    }

    #[test]
    fn a_bsn_inside_a_sentence_is_found() {
        assert!(contains_bsn("zijn nummer is 111222333."));
        assert!(contains_bsn("bsn 1112.22.333 genoemd"));
        assert!(!contains_bsn("belde 0612345678 om 22.30"));
        assert!(!contains_bsn("reed 80 waar 50 mag"));
    }
}
