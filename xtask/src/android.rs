//! `cargo xtask check-android`: the whole app library and its mobile capabilities, type-checked for
//! `aarch64-linux-android`. Type-checked, not built: there is no NDK here, so nothing of C is made
//! for the phone, nothing is linked and nothing runs.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "aarch64-linux-android";

/// Debian's second Rust compiler with the sources of the standard library. rustup can fetch no
/// Android target here, so `core` and `std` are type-checked from source along with the rest.
const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    // ring's build script insists on a C compiler for the target. See `cross_compiler`.
    "gcc-aarch64-linux-gnu",
    "libc6-dev-arm64-cross",
];

/// Installs what is missing and runs the check. The text of an error says what to do.
pub fn check_android() -> Result<(), String> {
    let root = root()?;
    install_missing()?;
    let rustc = file_of("rustc-web", "/bin/rustc")?;
    let cargo = file_of("cargo-web", "/bin/cargo")?;
    println!("android: type-checking the app library for {TARGET} (a first time takes minutes)");
    let mut check = Command::new(cargo);
    check
        .current_dir(&root)
        .args(["check", "--package", "proco-app", "--lib"])
        .args(["--no-default-features", "--target", TARGET])
        .args(["-Zbuild-std=std,panic_abort", "--locked"])
        // Its own folder: another compiler's artefacts must not push out those of the build.
        .env("CARGO_TARGET_DIR", target_dir(&root))
        .env("RUSTC", rustc)
        // The nightly switch `-Zbuild-std` on a stable compiler; for this check alone.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without these libsqlite3-sys would look for SQLCipher with pkg-config.
        .env("SQLCIPHER_LIB_DIR", "/nonexistent")
        .env("SQLCIPHER_INCLUDE_DIR", "/nonexistent")
        // `cargo xtask` hands the variables of its own compiler down; they belong to that one.
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("RUSTFLAGS");
    cross_compiler(&mut check);
    let status = check
        .status()
        .map_err(|error| format!("Debian's cargo does not start: {error}"))?;
    if status.success() {
        println!("android: type-checked for {TARGET}; not built, not linked, not run");
        Ok(())
    } else {
        Err(format!(
            "the check for {TARGET} failed; its messages stand above"
        ))
    }
}

/// ring compiles a little C and assembly in its build script, even for a check. The objects are
/// made with Debian's compiler for aarch64 Linux and are never linked into anything: they only let
/// the build script end well. They prove nothing about Android.
fn cross_compiler(check: &mut Command) {
    check
        .env("CC_aarch64_linux_android", "aarch64-linux-gnu-gcc")
        .env("AR_aarch64_linux_android", "aarch64-linux-gnu-ar");
}

fn root() -> Result<PathBuf, String> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| "xtask has no workspace above it".to_owned())
}

fn target_dir(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |folder| root.join(folder))
        .join("android-check")
}

fn install_missing() -> Result<(), String> {
    let missing: Vec<&str> = PACKAGES
        .into_iter()
        .filter(|package| !installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("android: installing {} with apt-get", missing.join(", "));
    let install = ["install", "-y", "--no-install-recommends"];
    run("apt-get", &["update", "-q"])?;
    run("apt-get", &[&install[..], &missing].concat())
        .map_err(|error| format!("{error}; run it as root, or install {}", missing.join(" ")))
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f=${db:Status-Status}", package])
        .output()
        .is_ok_and(|answer| answer.stdout == b"installed")
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let status = Command::new(program)
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!(
            "`{program} {}` ended with {status}",
            arguments.join(" ")
        )),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(format!("there is no {program}: this check needs Debian"))
        }
        Err(error) => Err(format!("{program} does not start: {error}")),
    }
}

/// Where a package put a program. It is named by its path, because rustup's programs of the same
/// name come first on the search path and remain the ones that build.
fn file_of(package: &str, ending: &str) -> Result<PathBuf, String> {
    let listing = Command::new("dpkg")
        .args(["-L", package])
        .output()
        .map_err(|error| format!("dpkg does not start: {error}"))?;
    String::from_utf8_lossy(&listing.stdout)
        .lines()
        .filter(|line| line.ends_with(ending) && !line.contains("/share/"))
        .map(PathBuf::from)
        .find(|path| path.is_file())
        .ok_or_else(|| format!("{package} is installed but holds no file ending in {ending}"))
}
