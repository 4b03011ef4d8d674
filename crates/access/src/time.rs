//! Seconds since 1970, as tokens count them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A moment: whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
pub struct UnixSeconds(pub u64);

impl UnixSeconds {
    /// The second that a moment in milliseconds lies in; moments before 1970 count as 1970.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(u64::try_from(millis.div_euclid(1000)).unwrap_or(0))
    }

    /// This moment moved forward.
    #[must_use]
    pub fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_cut_off_and_1970_is_the_floor() {
        assert_eq!(UnixSeconds::from_millis(1_999), UnixSeconds(1));
        assert_eq!(UnixSeconds::from_millis(-1), UnixSeconds(0));
        assert_eq!(UnixSeconds(u64::MAX).plus(1), UnixSeconds(u64::MAX));
    }
}
