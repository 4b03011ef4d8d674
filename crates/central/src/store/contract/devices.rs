//! What every store has to keep to with devices and one-time codes.

use proco_access::DeviceKey;
use proco_access::gate::Standing;
use uuid::Uuid;

use super::{fresh, roermond};
use crate::keys::CodeHash;
use crate::store::*;

/// The device under whose name the records of this one are counted: the phone that it replaced, or itself. `None` where it
/// is revoked.
fn counts_as(store: &dyn Store, device: DeviceId) -> Option<DeviceId> {
    match store.standing(device).unwrap() {
        Standing::In(known) => Some(known.counts_as),
        Standing::Revoked => None,
        Standing::Unknown => panic!("nobody enrolled {device}"),
    }
}

#[tokio::test]
async fn a_code_is_used_by_one_device() {
    for (store, _folder) in fresh() {
        let code = CodeHash([1; 32]);
        let kept = NewCode {
            code,
            role: Role::Officer,
            team: roermond(),
            expires_at: UtcMillis(100),
            replaces: None,
        };
        store.keep_code(kept).await.unwrap();
        let device = |number: u8| NewDevice {
            device: DeviceId(Uuid::from_u128(number.into())),
            public_key: key(number),
            records_from: None,
        };
        for (code, now, knows) in [
            (code, 99, true),
            (code, 100, false),
            (CodeHash([2; 32]), 99, false),
        ] {
            assert_eq!(store.knows_code(code, UtcMillis(now)).await.unwrap(), knows);
        }
        let late = store.use_code(code, device(1), UtcMillis(100)).await;
        assert!(late.unwrap().is_none(), "expired");
        let first = store
            .use_code(code, device(1), UtcMillis(50))
            .await
            .unwrap();
        let first = first.unwrap().device;
        let again = NewDevice {
            device: DeviceId(Uuid::from_u128(9)),
            public_key: key(1),
            records_from: None,
        };
        let again = store.use_code(code, again, UtcMillis(60)).await.unwrap();
        assert!(again.is_none(), "spent");
        assert!(!store.knows_code(code, UtcMillis(60)).await.unwrap());
        let other = store.use_code(code, device(2), UtcMillis(60)).await;
        assert!(other.unwrap().is_none(), "used");
        assert_eq!(counts_as(&*store, first), Some(first));
        assert!(store.revoke(first, UtcMillis(70)).await.unwrap());
        assert_eq!(counts_as(&*store, first), None);
        let unknown = DeviceId(Uuid::from_u128(77));
        assert!(!store.revoke(unknown, UtcMillis(70)).await.unwrap());
        assert_eq!(store.standing(unknown).unwrap(), Standing::Unknown);
        let again = store.use_code(code, device(1), UtcMillis(80)).await;
        assert!(
            again.unwrap().is_none(),
            "a revoked device does not come back"
        );
    }
}

/// Keeps a code of this number, in place of another device or not.
async fn enrol_code(store: &dyn Store, number: u8, replaces: Option<DeviceId>) {
    let kept = NewCode {
        code: CodeHash([number; 32]),
        role: Role::Officer,
        team: roermond(),
        expires_at: UtcMillis(1000),
        replaces,
    };
    store.keep_code(kept).await.unwrap();
}

/// Enrols the device of this number with a code of the same number.
async fn enrol(store: &dyn Store, number: u8, replaces: Option<DeviceId>) -> Option<DeviceId> {
    enrol_code(store, number, replaces).await;
    use_code(store, number, number).await
}

async fn use_code(store: &dyn Store, code: u8, number: u8) -> Option<DeviceId> {
    let new = NewDevice {
        device: DeviceId(Uuid::from_u128(number.into())),
        public_key: key(number),
        records_from: None,
    };
    let used = store.use_code(CodeHash([code; 32]), new, UtcMillis(50));
    used.await.unwrap().map(|device| device.device)
}

#[tokio::test]
async fn phones_that_follow_each_other_count_as_the_first_and_one_of_them_is_in_use() {
    for (store, _folder) in fresh() {
        let store = store.as_ref();
        let first = enrol(store, 1, None).await.unwrap();
        let second = enrol(store, 2, Some(first)).await.unwrap();
        assert_eq!(counts_as(store, first), None, "revoked with it");
        assert_eq!(counts_as(store, second), Some(first));
        assert_eq!(
            enrol(store, 3, Some(first)).await,
            None,
            "its place is taken"
        );
        assert_eq!(counts_as(store, second), Some(first), "nothing changed");

        // Lost, revoked at once, replaced a week later.
        assert!(store.revoke(second, UtcMillis(60)).await.unwrap());
        let third = enrol(store, 4, Some(second)).await.unwrap();
        assert_eq!(counts_as(store, third), Some(first));
        let kept = store.device(third).await.unwrap().unwrap();
        assert_eq!(kept.counts_as, first);
        let kept = store.device(second).await.unwrap().unwrap();
        assert_eq!(kept.revoked_at, Some(UtcMillis(60)), "it stays as it was");
    }
}

#[tokio::test]
async fn a_phone_that_is_known_takes_nobodys_place_not_even_its_own() {
    for (store, _folder) in fresh() {
        let store = store.as_ref();
        let first = enrol(store, 1, None).await.unwrap();
        let other = enrol(store, 2, None).await.unwrap();
        for (code, replaces) in [(3, first), (4, other)] {
            enrol_code(store, code, Some(replaces)).await;
            assert_eq!(use_code(store, code, 2).await, None);
        }
        assert_eq!(counts_as(store, first), Some(first));
        assert_eq!(counts_as(store, other), Some(other));
        assert!(
            use_code(store, 3, 5).await.is_some(),
            "the code is still good"
        );
    }
}

fn key(seed: u8) -> DeviceKey {
    let secret = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
    DeviceKey::from_bytes(&secret.verifying_key().to_bytes()).unwrap()
}
