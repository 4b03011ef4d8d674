//! The paths of the checkout.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this crate lies one folder below the root")
}

/// The folder of the screens.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// The folder of cargo's build artefacts.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A program of the workspace, built for development.
pub fn program(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// An example of the workspace, built for development.
pub fn example(name: &str) -> PathBuf {
    target().join("debug/examples").join(name)
}

/// The folder of programs from the crate registry that the tests use, separate from the user's own.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// The data of `cargo xtask run`: `data/`, or the folder that `PROCO_RUN_DATA` names.
pub fn data() -> PathBuf {
    match std::env::var_os("PROCO_RUN_DATA") {
        Some(folder) => root().join(folder),
        None => root().join("data"),
    }
}
