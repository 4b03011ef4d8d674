//! `cargo xtask screenshots`: the pictures of the README, from the real screens.

use crate::fault::Outcome;
use crate::{need, node, place, process, rust, say};

/// Makes the pictures anew: the browser test takes one of each screen that it passes.
pub fn screenshots() -> Outcome {
    need::install(need::Purpose::Browser)?;
    node::packages()?;
    node::build()?;
    rust::build()?;
    let folder = place::root().join("docs/pictures");
    process::must(
        "e2e/run.mjs",
        node::script("e2e/run.mjs")
            .arg("--screenshots")
            .arg(&folder),
    )?;
    say::line(format!("The pictures are in {}", folder.display()));
    Ok(())
}
