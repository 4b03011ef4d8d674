//! What every store has to keep of central itself.

use proco_access::gate::Standing;
use proco_access::{DeviceKey, UnixSeconds};
use proco_exchange::belief::{Belief, Claim, Doubt, Side};
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::{EpochPublicKey, LiveEpoch};
use uuid::Uuid;

use super::{fresh, roermond};
use crate::keys::CodeHash;
use crate::store::*;

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn what_is_believed_of_the_clock_is_kept_as_it_was_kept_last() {
    for (store, _folder) in fresh() {
        assert_eq!(store.belief().await.unwrap(), Belief::default());
        let doubt = Doubt {
            side: Side::Behind,
            claim: Claim(UtcMillis(8)),
        };
        for doubt in [None, Some(doubt), None] {
            let until = Some(UtcMillis(7 * HOUR));
            store.keep_belief(Belief { until, doubt }).await.unwrap();
            assert_eq!(store.belief().await.unwrap(), Belief { until, doubt });
        }
    }
}

#[tokio::test]
async fn a_device_of_a_clock_that_had_run_ahead_has_no_known_beginning() {
    for (store, _folder) in fresh() {
        let believed = |hours: i64| Belief::agreed(UtcMillis(hours * HOUR));
        store.keep_belief(believed(1000)).await.unwrap();
        let code = CodeHash([1; 32]);
        let kept = NewCode {
            code,
            role: Role::Officer,
            team: roermond(),
            expires_at: UtcMillis(i64::MAX),
            replaces: None,
        };
        store.keep_code(kept).await.unwrap();
        let seed = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
        let device = DeviceId(Uuid::from_u128(1));
        let new = NewDevice {
            device,
            public_key: DeviceKey::from_bytes(&seed.verifying_key().to_bytes()).unwrap(),
            records_from: None,
        };
        let at = UtcMillis(1000 * HOUR);
        store.use_code(code, new, at).await.unwrap().unwrap();
        let since = || match store.standing(device).unwrap() {
            Standing::In(known) => known.since,
            out @ (Standing::Revoked | Standing::Unknown) => panic!("{out:?}"),
        };
        store.keep_belief(believed(1100)).await.unwrap();
        assert_eq!(
            since(),
            Some(UnixSeconds(1000 * 3600)),
            "as it was enrolled"
        );
        store.keep_belief(believed(500)).await.unwrap();
        assert_eq!(since(), Some(UnixSeconds(0)), "nobody knows");
        assert!(store.revoke(device, at).await.unwrap());
        assert_eq!(store.standing(device).unwrap(), Standing::Revoked);
    }
}

#[tokio::test]
async fn a_restore_and_an_accepted_key_are_known_until_another_comes() {
    for (store, _folder) in fresh() {
        assert_eq!(store.restored().await.unwrap(), None);
        for number in [3, 4] {
            let restored = Restored {
                number,
                at: UtcMillis(70),
                copied_until: UtcMillis(60),
            };
            store.keep_restored(restored).await.unwrap();
            assert_eq!(store.restored().await.unwrap(), Some(restored));
        }
        let epoch = Epoch::new(2026, 4).unwrap();
        for key in [1, 2] {
            let accepted = AcceptedEpochKey {
                epoch,
                public_key: EpochPublicKey::from_bytes([key; 32]),
            };
            store.accept_key(accepted, UtcMillis(1)).await.unwrap();
            assert_eq!(store.accepted_keys().await.unwrap(), [accepted]);
        }
        // What was seen first stands until something is accepted, and is no accepted key.
        let seen = |key| LiveEpoch {
            epoch: epoch.next(),
            public_key: EpochPublicKey::from_bytes([key; 32]),
        };
        for key in [7, 8] {
            store.see_key(seen(key)).await.unwrap();
            assert_eq!(store.epoch_keys().await.unwrap()[1], seen(7));
            assert_eq!(store.accepted_keys().await.unwrap().len(), 1);
            assert!(!store.forget_key(epoch.next()).await.unwrap());
        }
        let accepted = AcceptedEpochKey {
            epoch: epoch.next(),
            public_key: EpochPublicKey::from_bytes([9; 32]),
        };
        store.accept_key(accepted, UtcMillis(1)).await.unwrap();
        assert_eq!(store.epoch_keys().await.unwrap()[1], seen(9));
        assert!(store.forget_key(epoch.next()).await.unwrap());
        assert!(store.forget_key(epoch).await.unwrap());
        assert!(!store.forget_key(epoch).await.unwrap());
        assert_eq!(store.accepted_keys().await.unwrap(), []);
    }
}
