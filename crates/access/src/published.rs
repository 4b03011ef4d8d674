//! The signed statement which public keys of epochs central knows, for anybody who wants to compare.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::issuer::Issuer;
use crate::time::UnixSeconds;
use crate::token::{Audience, TokenError, Verifier};

/// The kind of such a statement, in its header: it can never pass for an access token.
const KIND: &str = "epoch-keys+jwt";

#[derive(Serialize, Deserialize)]
struct EpochKeyClaims {
    iss: String,
    aud: Vec<String>,
    epoch_keys: BTreeMap<String, String>,
    iat: UnixSeconds,
    jti: Uuid,
}

impl Issuer {
    /// Signs that these are the public keys of these epochs. Two statements that name different keys for one epoch
    /// prove that central told different devices different things.
    #[must_use]
    pub fn publish(&self, epoch_keys: BTreeMap<String, String>, now: UnixSeconds) -> String {
        let servers = [Audience::Central, Audience::KeyService];
        let claims = EpochKeyClaims {
            iss: self.name().to_owned(),
            aud: servers.map(|server| server.name().to_owned()).to_vec(),
            epoch_keys,
            iat: now,
            jti: Uuid::new_v4(),
        };
        self.sign(KIND, &claims)
    }
}

impl Verifier {
    /// Which public keys a statement signed by the issuer says, by epoch, and when it was made.
    ///
    /// # Errors
    /// [`TokenError`] when it is not signed by the issuer, or is of another kind.
    pub fn epoch_keys(
        &self,
        statement: &str,
    ) -> Result<(BTreeMap<String, String>, UnixSeconds), TokenError> {
        let claims: EpochKeyClaims = self.decode(statement, KIND)?;
        Ok((claims.epoch_keys, claims.iat))
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::OsRng;

    use super::*;
    use crate::standing::Standings;
    use crate::token::EMBEDDED_ISSUER;

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    #[test]
    fn only_the_issuer_can_say_which_key_an_epoch_has() {
        let [ours, stranger] = [(); 2].map(|()| Issuer::generate(EMBEDDED_ISSUER, &mut OsRng));
        let verifier = Verifier::new(ours.jwks(), EMBEDDED_ISSUER, Audience::Central);
        let keys = BTreeMap::from([("2026Q4".to_owned(), "a key".to_owned())]);
        let statement = ours.publish(keys.clone(), NOW);
        assert_eq!(verifier.epoch_keys(&statement), Ok((keys.clone(), NOW)));
        assert!(verifier.access(&statement, NOW).is_err(), "it is no token");
        for other in [
            stranger.publish(keys, NOW),
            ours.state(&Standings::default(), NOW),
        ] {
            assert_eq!(verifier.epoch_keys(&other), Err(TokenError::Refused));
        }
    }
}
