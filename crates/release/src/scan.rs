//! All rules over one text: which words are personal data, or may be.

use std::fmt;

use proco_domain::subject::Subject;
use proco_domain::text::FreeText;

use crate::finding::{Certainty, Claim, Finding};
use crate::piece::Pieces;
use crate::reading::{self, MAX_ANSWER, MAX_LESSON, Unreadable};
use crate::{
    address, bsn, clock_time, date, iban, mail, name, number, plate, spelled, subject, telephone,
};

/// A text of at most so many characters, with what the scan found in it: a lesson or a question, unless it says an
/// answer. Its `Debug` shows no text.
pub struct Scanned<const MOST: usize = MAX_LESSON> {
    text: FreeText,
    findings: Vec<Finding>,
}

impl<const MOST: usize> Scanned<MOST> {
    /// What was found, in the order of the text. No two findings overlap.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub(crate) fn text(&self) -> &FreeText {
        &self.text
    }
}

impl<const MOST: usize> fmt::Debug for Scanned<MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scanned")
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

/// Scans a lesson, or a question. The subjects are those of the look-up or stop that it came from.
///
/// # Errors
/// [`Unreadable`] when the text is too long or cannot be read. It is not released then.
pub fn scan(text: FreeText, subjects: &[Subject]) -> Result<Scanned, Unreadable> {
    let findings = findings(text.expose(), subjects)?;
    Ok(Scanned { text, findings })
}

/// Scans an answer to a question. Whoever writes it knows no subject.
///
/// # Errors
/// As [`scan`].
pub fn scan_answer(text: FreeText) -> Result<Scanned<MAX_ANSWER>, Unreadable> {
    let findings = findings_in_answer(text.expose())?;
    Ok(Scanned { text, findings })
}

/// What is found in a text that is typed, whether or not it may be kept. Nothing is released by this.
///
/// # Errors
/// As [`scan`].
pub fn findings(text: &str, subjects: &[Subject]) -> Result<Vec<Finding>, Unreadable> {
    found(text, subjects, MAX_LESSON)
}

/// What is found in an answer that is typed, whether or not it may be kept. Nothing is released by this.
///
/// # Errors
/// As [`scan`].
pub fn findings_in_answer(text: &str) -> Result<Vec<Finding>, Unreadable> {
    found(text, &[], MAX_ANSWER)
}

fn found(text: &str, subjects: &[Subject], most: usize) -> Result<Vec<Finding>, Unreadable> {
    let plain = reading::read(text, most)?;
    let pieces = Pieces::new(&plain);
    if is_in_capitals(&pieces) {
        return Err(Unreadable::Capitals);
    }
    let mut claims = bsn::claims(text, &pieces);
    for rule in [
        plate::claims,
        iban::claims,
        mail::claims,
        telephone::claims,
        date::claims,
        clock_time::claims,
        address::claims,
        spelled::claims,
        number::claims,
        name::claims,
    ] {
        claims.extend(rule(&pieces));
    }
    let of_subject = subjects.iter().flat_map(|it| subject::claims(&pieces, it));
    claims.extend(of_subject);
    Ok(settled(claims, &pieces))
}

/// Whether a text of several words has no small letter.
fn is_in_capitals(pieces: &Pieces) -> bool {
    let words = || {
        pieces
            .iter()
            .filter(|piece| piece.is_letters() && piece.text.len() > 1)
    };
    words().count() > 3 && words().all(|piece| piece.is_upper)
}

/// Gives each piece to one claim: a sure one before one in doubt, then the longest, then the first rule.
fn settled(mut claims: Vec<Claim>, pieces: &Pieces) -> Vec<Finding> {
    claims.sort_by_key(|claim| {
        let length = claim.last - claim.first;
        (
            claim.certainty != Certainty::Sure,
            std::cmp::Reverse(length),
        )
    });
    let mut owners: Vec<Option<usize>> = vec![None; pieces.len()];
    for (number, claim) in claims.iter().enumerate() {
        for owner in &mut owners[claim.first..=claim.last] {
            owner.get_or_insert(number);
        }
    }
    let mut findings: Vec<Finding> = Vec::new();
    let mut last_owner = None;
    for (piece, owner) in pieces.iter().zip(owners) {
        let goes_on = owner.is_some() && owner == last_owner;
        last_owner = owner;
        match (owner, findings.last_mut()) {
            (Some(_), Some(last)) if goes_on => last.end = piece.end,
            (Some(number), _) => findings.push(Finding {
                kind: claims[number].kind,
                certainty: claims[number].certainty,
                start: piece.start,
                end: piece.end,
            }),
            (None, _) => {}
        }
    }
    findings
}
