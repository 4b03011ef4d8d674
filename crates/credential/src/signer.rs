//! What signs for a device: a key in memory, or one in hardware that no program reads.

use crate::challenge::Signature;
use crate::device::DeviceKey;

/// Signs for one device. The private key need not be readable: it may stay in hardware.
pub trait Signer: Send + Sync {
    /// The public half, by which central knows the device.
    fn public_key(&self) -> DeviceKey;

    /// Signs these bytes with the algorithm of the key. Hardware may take a while, so this is called
    /// where a thread may wait.
    ///
    /// # Errors
    /// [`NotSigned`] when the key store does not answer, or refuses.
    fn sign(&self, message: &[u8]) -> Result<Signature, NotSigned>;
}

/// The key could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signing key of this device could not be used")]
pub struct NotSigned;
