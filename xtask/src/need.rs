//! What has to be on the machine, and how it gets there: found first, said, then installed.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::fault::{Fault, Outcome, While};
use crate::process;
use crate::{android, node, place, rust, say};

/// Packages without which nothing of the app compiles.
const BUILD: &[&str] = &[
    "gcc",
    "libc6-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "make",
    "perl",
    "pkg-config",
];
/// A browser for the end-to-end tests and the pictures, and one font that is sure to be there.
const BROWSER: &[&str] = &["chromium", "fonts-dejavu-core"];
/// What counts the writes to disk of a saved stop, and kills a start at each of its own.
const MEASURE: &[&str] = &["strace"];
/// The real window without a screen, and what drives it.
const WINDOW: &[&str] = &["webkit2gtk-driver", "xvfb"];
/// The version that fits Tauri 2; the newest on the registry is for Tauri 3.
const TAURI_DRIVER: &str = "2.1.0";

/// What the machine is wanted for.
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

/// Those of `wanted` that dpkg does not report as installed.
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

/// How to become root: not at all, by sudo, or there is no way.
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
            // Not in the workspace's own folder: its lock would wait for a build under way.
            .env("CARGO_TARGET_DIR", root.join("build")),
    )
}

/// cargo notes what it installed, with the version; the program itself does not tell.
fn has_tauri_driver(root: &Path) -> bool {
    let entry = format!("\"tauri-driver {TAURI_DRIVER} ");
    tauri_driver_program().exists()
        && std::fs::read_to_string(root.join(".crates.toml"))
            .is_ok_and(|list| list.contains(&entry))
}

fn may_not_install() -> bool {
    std::env::var_os("PROCO_NO_INSTALL").is_some()
}

/// On a machine that is no Debian, the user may say that all is there.
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
