//! The challenges that were handed out and not yet answered.
//!
//! They stand in memory: a phone whose challenge was lost in a restart asks for another.

use std::collections::HashMap;

use proco_access::DeviceId;
use proco_access::challenge::Challenge;
use proco_exchange::UtcMillis;

/// One challenge per device, the latest. So there are never more than devices.
#[derive(Debug, Default)]
pub struct Challenges(HashMap<DeviceId, (Challenge, UtcMillis)>);

impl Challenges {
    /// Remembers a challenge until it expires, in place of an earlier one.
    pub fn give(&mut self, device: DeviceId, challenge: Challenge, expires_at: UtcMillis) {
        self.0.insert(device, (challenge, expires_at));
    }

    /// Takes the challenge back: true once, and only in time.
    pub fn take(&mut self, device: DeviceId, challenge: Challenge, now: UtcMillis) -> bool {
        match self.0.get(&device) {
            Some((given, expires_at)) if *given == challenge => {
                let in_time = *expires_at > now;
                self.0.remove(&device);
                in_time
            }
            Some(_) | None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::OsRng;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_challenge_serves_once_and_in_time() {
        let phone = DeviceId(Uuid::from_u128(1));
        let mut challenges = Challenges::default();
        let first = Challenge::generate(&mut OsRng);
        challenges.give(phone, first, UtcMillis(10));
        assert!(!challenges.take(DeviceId(Uuid::from_u128(2)), first, UtcMillis(5)));
        assert!(challenges.take(phone, first, UtcMillis(5)));
        assert!(!challenges.take(phone, first, UtcMillis(5)), "once");
        challenges.give(phone, first, UtcMillis(10));
        assert!(!challenges.take(phone, first, UtcMillis(10)), "in time");
    }
}
