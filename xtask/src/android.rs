//! `cargo xtask check-android`: the whole app library and its mobile capabilities, type-checked for
//! `aarch64-linux-android`. Type-checked, not built: there is no NDK here, so nothing of C is made
//! for the phone, nothing is linked and nothing runs.

use std::path::PathBuf;
use std::process::Command;

use crate::fault::{Fault, Outcome, While};
use crate::{need, place, process, say};

const TARGET: &str = "aarch64-linux-android";

/// Debian's second Rust compiler with the sources of the standard library. rustup cannot fetch an Android
/// target here, so `core` and `std` are type-checked from source too.
pub const PACKAGES: &[&str] = &[
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    // ring's build script insists on a C compiler for the target. See `cross_compiler`.
    "gcc-aarch64-linux-gnu",
    "libc6-dev-arm64-cross",
];

/// Installs what is missing and runs the check.
pub fn check_android() -> Outcome {
    need::debian(PACKAGES)?;
    let rustc = file_of("rustc-web", "/bin/rustc")?;
    let cargo = file_of("cargo-web", "/bin/cargo")?;
    say::line(format!(
        "Type-checking the app library for {TARGET}. The first time takes some minutes."
    ));
    let mut check = Command::new(cargo);
    check
        .current_dir(place::root())
        .args(["check", "--package", "proco-app", "--lib"])
        .args(["--no-default-features", "--target", TARGET])
        .args(["-Zbuild-std=std,panic_abort", "--locked"])
        // A folder of its own, because the artefacts of another compiler would replace those of the build.
        .env("CARGO_TARGET_DIR", place::target().join("android-check"))
        .env("RUSTC", rustc)
        // The nightly switch `-Zbuild-std` on a stable compiler, only for this check.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without these libsqlite3-sys would look for SQLCipher with pkg-config.
        .env("SQLCIPHER_LIB_DIR", "/nonexistent")
        .env("SQLCIPHER_INCLUDE_DIR", "/nonexistent")
        // `cargo xtask` passes on the variables of its own compiler, which do not fit this one.
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("RUSTFLAGS");
    cross_compiler(&mut check);
    process::must(&format!("the check for {TARGET}"), &mut check)?;
    say::line(format!(
        "Type-checked for {TARGET}; not built, not linked, not run."
    ));
    Ok(())
}

/// ring compiles a little C and assembly in its build script, even for a check. The objects are made with
/// Debian's compiler for aarch64 Linux and are never linked: they only let the build script succeed, and prove
/// nothing about Android.
fn cross_compiler(check: &mut Command) {
    check
        .env("CC_aarch64_linux_android", "aarch64-linux-gnu-gcc")
        .env("AR_aarch64_linux_android", "aarch64-linux-gnu-ar");
}

/// The path of a program in a package. The path is needed because rustup's programs of the same name come first
/// on the search path, and have to remain the ones that build.
fn file_of(package: &str, ending: &str) -> Outcome<PathBuf> {
    let listing = Command::new("dpkg")
        .args(["-L", package])
        .output()
        .doing("ask dpkg where a package is")?;
    String::from_utf8_lossy(&listing.stdout)
        .lines()
        .filter(|line| line.ends_with(ending) && !line.contains("/share/"))
        .map(PathBuf::from)
        .find(|path| path.is_file())
        .ok_or_else(|| {
            Fault::new(format!(
                "{package} is installed but holds no file ending in {ending}."
            ))
        })
}
