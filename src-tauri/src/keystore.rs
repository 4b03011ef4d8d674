//! The key store of this device, per platform.
//!
//! | platform | key store |
//! |---|---|
//! | Linux, macOS, Windows | a file beside the store that only its owner may read: good for development, the demo and tests, and for no phone |
//! | Android, iOS | the hardware key store. **Not made yet**: until it is, the store stays closed and the screens say so |
//!
//! A phone must never fall back on a file: a backup or a rooted phone would open it together with
//! the store. So the mobile build fails closed instead of working without protection.

use proco_device::keys::KeyStore;

use crate::settings::Settings;

/// The key store of this platform.
#[cfg(not(any(target_os = "android", target_os = "ios")))]
#[must_use]
pub fn of_this_platform(settings: &Settings) -> Box<dyn KeyStore> {
    Box::new(proco_device::keys::FileKeyStore::at(
        settings.data.join("keys.json"),
    ))
}

/// The key store of this platform.
#[cfg(any(target_os = "android", target_os = "ios"))]
#[must_use]
pub fn of_this_platform(_: &Settings) -> Box<dyn KeyStore> {
    Box::new(hardware::NotYet)
}

#[cfg(any(target_os = "android", target_os = "ios"))]
mod hardware {
    use proco_device::UtcMillis;
    use proco_device::keys::{KeyError, KeyStore, Secrets};

    /// The placeholder for Android's Keystore and iOS's Keychain.
    pub struct NotYet;

    impl KeyStore for NotYet {
        fn load(&self) -> Result<Option<Secrets>, KeyError> {
            // An error, because "there are none" would be a reason to make new secrets.
            Err(KeyError::Unreachable)
        }

        fn create(&self) -> Result<Secrets, KeyError> {
            Err(KeyError::Unreachable)
        }

        fn set_aside(&self, _: UtcMillis) -> Result<(), KeyError> {
            Err(KeyError::Unreachable)
        }
    }
}
