//! The check sum of SQLite's write-ahead log.

use super::word;

/// The check sum of a log: two numbers, as they are after a part of it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum(u32, u32);

impl Sum {
    /// As it stands in the log: always the higher byte first.
    pub(super) fn stored(bytes: &[u8]) -> Self {
        Self(word(&bytes[..4]), word(&bytes[4..]))
    }

    /// Goes on over these bytes, a multiple of eight.
    pub(super) fn over(self, bytes: &[u8], big: bool) -> Self {
        let Self(mut one, mut other) = self;
        let read = if big {
            u32::from_be_bytes
        } else {
            u32::from_le_bytes
        };
        let (pairs, _) = bytes.as_chunks::<8>();
        for [a, b, c, d, e, f, g, h] in pairs {
            one = one.wrapping_add(read([*a, *b, *c, *d])).wrapping_add(other);
            other = other.wrapping_add(read([*e, *f, *g, *h])).wrapping_add(one);
        }
        Self(one, other)
    }

    /// In how many bits they differ.
    pub(super) fn bits_from(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones() + (self.1 ^ other.1).count_ones()
    }
}
