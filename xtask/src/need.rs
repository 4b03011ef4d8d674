//! What has to be installed on the machine: found, reported, and installed if it is missing.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::fault::{Fault, Outcome, While};
use crate::process;
use crate::{android, node, place, rust, say};

/// The packages that the app needs to compile.
const BUILD: &[&str] = &[
    "gcc",
    "libc6-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "make",
    "perl",
    "pkg-config",
];
/// A browser for the end-to-end tests and the pictures, and one font that is certainly there; a display server without a
/// screen and what presses its keys, for the browser's own back button.
const BROWSER: &[&str] = &["chromium", "fonts-dejavu-core", "xdotool", "xvfb"];
/// The tool that counts the writes to disk of a saved stop, and kills a start at each of its own.
const MEASURE: &[&str] = &["strace"];
/// WebKit's driver, for the tests in the real window, on the same display server; a session bus, for notifications.
const WINDOW: &[&str] = &["dbus-daemon", "webkit2gtk-driver"];
/// The version that fits Tauri 2; the newest on the registry is for Tauri 3.
const TAURI_DRIVER: &str = "2.1.0";

/// The purpose for which the machine is prepared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Run ProCo.
    Run,
    /// Every check.
    Test,
    /// Drive the screens in a browser.
    Browser,
    /// The measurements.
    Bench,
}

impl Purpose {
    fn packages(self) -> Vec<&'static str> {
        match self {
            Self::Run => BUILD.to_vec(),
            Self::Test => [BUILD, BROWSER, WINDOW, MEASURE, android::PACKAGES].concat(),
            Self::Bench => [BUILD, BROWSER, MEASURE].concat(),
            Self::Browser => [BUILD, BROWSER].concat(),
        }
    }
}

/// Installs what is missing for `purpose`, after saying what that is.
pub fn install(purpose: Purpose) -> Outcome {
    node::present()?;
    if purpose == Purpose::Test {
        rust::components()?;
    }
    debian(&purpose.packages())?;
    if purpose == Purpose::Test {
        tauri_driver()?;
    }
    Ok(())
}

/// Where `tauri-driver` is, for the tests in the real window.
pub fn tauri_driver_program() -> std::path::PathBuf {
    place::tools().join("bin/tauri-driver")
}

/// Installs those of `wanted` that are missing, after saying which.
pub fn debian(wanted: &[&str]) -> Outcome {
    if !process::works(Command::new("dpkg-query").arg("--version")) {
        return Err(Fault::new(format!(
            "This is no Debian, and the names of packages elsewhere are not known here. \
             Install what answers to these, then set PROCO_NO_INSTALL=1: {}",
            wanted.join(" ")
        )))
        .or_else(unless_told_to_go_on);
    }
    let missing = missing(wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    say::line(format!("Missing from Debian's packages: {list}"));
    let by_hand = format!("apt-get install --no-install-recommends {list}");
    if may_not_install() {
        return Err(Fault::new(format!(
            "PROCO_NO_INSTALL is set. Install it yourself: {by_hand}"
        )));
    }
    let Some(prefix) = rights() else {
        return Err(Fault::new(format!(
            "Installing wants the rights of root, and there is no sudo. Run as root: {by_hand}"
        )));
    };
    say::line("Installing now, with apt-get; a few minutes on a new machine.");
    apt(prefix, &["update", "-q"])?;
    let mut words = vec!["install", "-y", "-q", "--no-install-recommends"];
    words.extend(&missing);
    apt(prefix, &words)
}

/// The packages of `wanted` that dpkg does not report as installed.
fn missing<'a>(wanted: &[&'a str]) -> Outcome<Vec<&'a str>> {
    let output = Command::new("dpkg-query")
        .args(["-W", "-f=${Package} ${Status}\\n"])
        .args(wanted)
        .stderr(Stdio::null())
        .output()
        .doing("ask dpkg-query what is installed")?;
    let answer = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(not_installed(wanted, &answer))
}

fn not_installed<'a>(wanted: &[&'a str], answer: &str) -> Vec<&'a str> {
    wanted
        .iter()
        .copied()
        .filter(|name| {
            let line = format!("{name} install ok installed");
            !answer.lines().any(|found| found == line)
        })
        .collect()
}

/// The prefix that makes a command run as root: empty, sudo, or `None` when neither works.
fn rights() -> Option<&'static [&'static str]> {
    if rustix::process::geteuid().is_root() {
        Some(&[])
    } else if process::works(Command::new("sudo").arg("--version")) {
        Some(&["sudo"])
    } else {
        None
    }
}

/// Runs apt-get in the foreground: sudo may have to ask for a password.
fn apt(prefix: &[&str], words: &[&str]) -> Outcome {
    let mut line: Vec<&str> = prefix.to_vec();
    line.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    line.extend(words);
    let status = Command::new(line[0])
        .args(&line[1..])
        .status()
        .doing("start apt-get")?;
    process::succeeded(&format!("`{}`", line.join(" ")), status)
}

fn tauri_driver() -> Outcome {
    let root = place::tools();
    if has_tauri_driver(&root) {
        return Ok(());
    }
    if may_not_install() {
        return Err(Fault::new(format!(
            "PROCO_NO_INSTALL is set, and tauri-driver {TAURI_DRIVER} is missing from {}.",
            root.display()
        )));
    }
    say::line(format!(
        "Missing: tauri-driver {TAURI_DRIVER}, which drives the real window. Building it into \
         target/tools; about half a minute."
    ));
    process::must(
        "cargo install tauri-driver",
        Command::new("cargo")
            .args([
                "install",
                "tauri-driver",
                "--locked",
                "--force",
                "--version",
            ])
            .args([TAURI_DRIVER, "--root"])
            .arg(&root)
            // Not in the workspace's own folder, whose lock is held during a build.
            .env("CARGO_TARGET_DIR", root.join("build")),
    )
}

/// Whether that version is installed, by cargo's own list, because the program does not tell its version.
fn has_tauri_driver(root: &Path) -> bool {
    let entry = format!("\"tauri-driver {TAURI_DRIVER} ");
    tauri_driver_program().exists()
        && std::fs::read_to_string(root.join(".crates.toml"))
            .is_ok_and(|list| list.contains(&entry))
}

fn may_not_install() -> bool {
    std::env::var_os("PROCO_NO_INSTALL").is_some()
}

/// Ignores the fault if the user said that all is there, for a machine that is not a Debian.
fn unless_told_to_go_on(fault: Fault) -> Outcome {
    if may_not_install() {
        Ok(())
    } else {
        Err(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_package_that_is_wholly_installed_counts() {
        let answer = "gcc install ok installed\nperl deinstall ok config-files\n\
                      make install ok half-configured\n";
        assert_eq!(
            not_installed(&["gcc", "perl", "make", "xvfb"], answer),
            ["perl", "make", "xvfb"]
        );
    }

    #[test]
    fn a_package_is_not_taken_for_one_whose_name_begins_alike() {
        let answer = "libssl-dev-extra install ok installed\n";
        assert_eq!(not_installed(&["libssl-dev"], answer), ["libssl-dev"]);
    }
}
