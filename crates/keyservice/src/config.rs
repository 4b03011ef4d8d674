//! What the service is told at its start.

use std::path::PathBuf;

use proco_access::Jwks;
use proco_access::limit::Limit;
use proco_access::token::EMBEDDED_ISSUER;

/// How much a device may ask at once, by default, in elements.
pub const BURST: u32 = 60;

/// How much a device may ask in a day, by default, in elements.
pub const PER_DAY: u32 = 300;

/// The settings.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
    /// The folder of the encrypted file and its key.
    pub data_dir: PathBuf,
    /// The name of the issuer whose tokens are taken.
    pub issuer: String,
    /// Its public keys.
    pub issuer_keys: Jwks,
    /// The most elements at once.
    pub burst: u32,
    /// The elements that flow back in a day.
    pub per_day: u32,
}

impl ServiceConfig {
    /// The defaults, with the embedded issuer.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>, issuer_keys: Jwks) -> Self {
        Self {
            data_dir: data_dir.into(),
            issuer: EMBEDDED_ISSUER.to_owned(),
            issuer_keys,
            burst: BURST,
            per_day: PER_DAY,
        }
    }

    pub(crate) fn limit(&self) -> Limit {
        Limit {
            burst: self.burst,
            per_day: self.per_day,
        }
    }
}
