//! `cargo xtask bench`: what ProCo costs, against the bare libraries under it.
use crate::fault::Outcome;
/// Measures and prints the table.
pub fn bench() -> Outcome {
    Ok(())
}
