//! Pinning: the public key of an epoch is believed once, and from then on never changes.

use proco_exchange::evaluation::EpochPublicKey;

/// What a phone does with the public key that it is told of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinVerdict {
    /// The first key seen for this epoch: keep it.
    Pin,
    /// The key that was pinned before.
    Known,
    /// Another key than the pinned one: refuse whatever is answered under it.
    Changed,
}

/// Compares the key that the key service tells with the one that is pinned, if any.
#[must_use]
pub fn pin_verdict(pinned: Option<&EpochPublicKey>, told: &EpochPublicKey) -> PinVerdict {
    match pinned {
        None => PinVerdict::Pin,
        Some(pinned) if pinned == told => PinVerdict::Known,
        Some(_) => PinVerdict::Changed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_key_is_not_replaced() {
        let (first, second) = (
            EpochPublicKey::from_bytes([1; 32]),
            EpochPublicKey::from_bytes([2; 32]),
        );
        assert_eq!(pin_verdict(None, &first), PinVerdict::Pin);
        assert_eq!(pin_verdict(Some(&first), &first), PinVerdict::Known);
        assert_eq!(pin_verdict(Some(&first), &second), PinVerdict::Changed);
    }
}
