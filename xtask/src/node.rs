//! The screens: their npm packages and their two builds.

use std::fs;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::fault::{Fault, Outcome, While};
use crate::{place, process, say};

/// The oldest Node that can build the screens. Debian 12's own is 18.
const OLDEST: (u32, u32) = (20, 19);

/// How long npm's registry may take to accept a connection.
const REGISTRY: Duration = Duration::from_secs(3);

/// The sources of the screens, as seen from `ui/`: what they import from elsewhere too.
const SOURCES: &[&str] = &[
    "../crates/domain/data/legal_bases.json",
    "../crates/practice/data/invented.json",
    "../crates/practice/data/questions.json",
    "../crates/practice/data/rights.json",
    "../crates/practice/data/scenarios.json",
    "../crates/practice/data/talk.json",
    "index.html",
    "package-lock.json",
    "public",
    "src",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

/// Fails if Node or its npm is missing or too old, before anything is installed or built.
pub fn present() -> Outcome {
    let told = Command::new("node").arg("--version").output();
    let told = told.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let what = match told.as_deref().map(version) {
        Ok(Some(found)) if found < OLDEST => format!("Node {}.{} is too old", found.0, found.1),
        Ok(Some(_)) if process::works(Command::new("npm").arg("--version")) => return Ok(()),
        Ok(Some(_)) => "Node is there, but its npm is missing".to_owned(),
        Ok(None) | Err(_) => "Node is missing".to_owned(),
    };
    Err(Fault::new(format!(
        "{what}. ProCo's screens are built with Node {}.{} or newer and its npm; Debian 12 itself \
         has Node 18, nodejs.org has newer ones.",
        OLDEST.0, OLDEST.1
    )))
}

/// The first two numbers of `v20.19.4`.
fn version(told: &str) -> Option<(u32, u32)> {
    let mut numbers = told.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Held while packages are installed or screens are built: steps that run at once need the same ones.
static AT_WORK: Mutex<()> = Mutex::new(());

/// Installs the npm packages if the lock file changed since they were installed.
pub fn packages() -> Outcome {
    let _alone = AT_WORK.lock().unwrap_or_else(PoisonError::into_inner);
    let lock = place::ui().join("package-lock.json");
    let wanted = fs::read(&lock).doing("read ui/package-lock.json")?;
    let note = place::ui().join("node_modules/.proco-installed-from");
    if fs::read(&note).is_ok_and(|from| from == wanted) {
        return Ok(());
    }
    present()?;
    say::line("The npm packages are missing or old. Installing them into ui/node_modules.");
    if registry_answers() {
        process::must("npm ci", &mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    } else {
        say::line("npm's registry cannot be reached. Trying what npm kept of earlier installs.");
        let kept = npm(&["ci", "--offline", "--no-audit", "--no-fund", "--silent"])
            .output()
            .doing("start npm")?;
        if !kept.status.success() {
            return Err(Fault::new(
                "The npm packages are not there and npm's registry cannot be reached: this step needs \
                 a network, or a proxy that npm knows of (`npm config get registry`, `npm config get \
                 https-proxy`).",
            ));
        }
    }
    fs::write(&note, wanted).doing("note what was installed")
}

/// Whether npm's registry, or the proxy before it, accepts a connection. Without a network npm itself tries for
/// more than a minute.
fn registry_answers() -> bool {
    let setting = |name: &str| {
        let output = Command::new("npm").args(["config", "get", name]).output();
        let told = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        told.ok().as_deref().and_then(host_and_port)
    };
    let Some((host, port)) = setting("https-proxy").or_else(|| setting("registry")) else {
        // npm has to judge a setting that is not understood here.
        return true;
    };
    // The name lookup has no timeout of its own.
    let (sender, answer) = mpsc::channel();
    thread::spawn(move || {
        let mut addresses = (host.as_str(), port)
            .to_socket_addrs()
            .into_iter()
            .flatten();
        let reached = addresses.any(|at| TcpStream::connect_timeout(&at, REGISTRY).is_ok());
        let _ = sender.send(reached);
    });
    answer.recv_timeout(REGISTRY).unwrap_or(false)
}

/// The host and the port of `https://host:port/path`.
fn host_and_port(url: &str) -> Option<(String, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split('/').next()?.rsplit('@').next()?;
    let usual = if scheme == "https" { 443 } else { 80 };
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => Some((host.to_owned(), port.parse().ok()?)),
        Some(_) | None => Some((authority.trim_matches(['[', ']']).to_owned(), usual)),
    }
}

/// Builds the screens for the window and for a browser, if sources are newer than the builds.
pub fn build() -> Outcome {
    let _alone = AT_WORK.lock().unwrap_or_else(PoisonError::into_inner);
    for (script, folder) in [("build", "dist"), ("build:preview", "dist-preview")] {
        let built = place::ui().join(folder).join("index.html");
        if is_newer_than_sources(&built) {
            continue;
        }
        process::must(&format!("npm run {script}"), &mut npm(&["run", script]))?;
    }
    Ok(())
}

/// An npm command in the folder of the screens.
pub fn npm(words: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(place::ui()).args(words);
    command
}

/// A script under `ui/`, run with the programs of this checkout.
pub fn script(path: &str) -> Command {
    let mut command = Command::new("node");
    command
        .current_dir(place::ui())
        .arg(path)
        .env("PROCO_BIN", place::target().join("debug"));
    command
}

fn is_newer_than_sources(built: &Path) -> bool {
    let Some(built) = changed(built) else {
        return false;
    };
    SOURCES
        .iter()
        .filter_map(|name| newest(&place::ui().join(name)))
        .all(|source| source <= built)
}

/// When `path`, or the newest file below it, was last modified.
fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = fs::read_dir(path) else {
        return changed(path);
    };
    entries
        .flatten()
        .filter_map(|entry| newest(&entry.path()))
        .max()
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn the_host_of_a_registry_is_read_from_its_address() {
        let read = |url| host_and_port(url).map(|(host, port)| format!("{host} {port}"));
        assert_eq!(read("https://npm.example/a/b/").unwrap(), "npm.example 443");
        assert_eq!(
            read("http://me:secret@npm.example:4873").unwrap(),
            "npm.example 4873"
        );
        assert_eq!(read("http://[::1]/").unwrap(), "::1 80");
        assert_eq!(read("null"), None);
    }

    /// What a source imports from outside `ui/`, as seen from there: each text in quotes that leads out of it.
    fn from_outside(file: &Path) -> Vec<String> {
        let folder = file.parent().unwrap().strip_prefix(place::ui()).unwrap();
        let depth = folder.components().count();
        let text = fs::read_to_string(file).unwrap();
        let quoted = text.split(['\'', '"', '`']);
        let imported = quoted.filter_map(|word| {
            let steps = word.split('/').take_while(|step| *step == "..").count();
            let out = steps.checked_sub(depth).filter(|out| *out > 0)?;
            let rest: Vec<_> = word.split('/').skip(steps).collect();
            Some("../".repeat(out) + &rest.join("/"))
        });
        imported.collect()
    }

    fn all_files(path: &Path) -> Vec<PathBuf> {
        match fs::read_dir(path) {
            Ok(entries) => entries
                .flat_map(|entry| all_files(&entry.unwrap().path()))
                .collect(),
            Err(_) => vec![path.to_owned()],
        }
    }

    #[test]
    fn what_the_screens_import_from_outside_is_among_their_sources() {
        let is_source = |path: &PathBuf| {
            let kinds = ["ts", "svelte", "css", "js", "html"];
            let kind = path.extension().and_then(|kind| kind.to_str());
            kind.is_some_and(|kind| kinds.contains(&kind))
        };
        let mut imported: Vec<String> = SOURCES
            .iter()
            .filter(|name| !name.starts_with("../"))
            .flat_map(|name| all_files(&place::ui().join(name)))
            .filter(is_source)
            .flat_map(|file| from_outside(&file))
            .collect();
        imported.sort_unstable();
        imported.dedup();
        assert!(
            imported.contains(&"../crates/domain/data/legal_bases.json".to_owned()),
            "the imports were not found: {imported:?}"
        );
        for name in imported {
            assert!(place::ui().join(&name).exists(), "there is no {name}");
            assert!(
                SOURCES.contains(&name.as_str()),
                "{name} is built into the screens and not among their sources"
            );
        }
    }

    #[test]
    fn the_node_of_debian_12_is_too_old_and_later_ones_are_not() {
        assert!(version("v18.20.4").unwrap() < OLDEST);
        assert!(version("v20.9.0").unwrap() < OLDEST);
        assert!(version("v20.19.0").unwrap() >= OLDEST);
        assert!(version("v26.0.0").unwrap() >= OLDEST);
        assert_eq!(version("sh: 1: node: not found"), None);
    }
}
