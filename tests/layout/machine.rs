//! Nothing of a developer's own machine is committed.

use crate::tree;

/// Parts of words, put together here so that this file does not find itself.
fn traces() -> Vec<String> {
    let folders = ["root", "home", "Users", "work"].map(|name| format!("/{name}/"));
    let hosts = [
        ["arti", "factory"],
        ["index.", "crates.io"],
        ["registry.", "npmjs"],
        ["registry.", "yarnpkg"],
        ["files.", "pythonhosted"],
        ["deb.", "debian.org"],
        ["C:", "\\"],
    ]
    .map(|parts| parts.concat());
    folders.into_iter().chain(hosts).collect()
}

#[test]
fn no_machine_path_and_no_registry_host_is_committed() {
    let traces = traces();
    let mut found = Vec::new();
    for source in tree::sources() {
        for (number, line) in source.text.lines().enumerate() {
            let hits = traces.iter().filter(|trace| stands_in(line, trace));
            found.extend(hits.map(|trace| format!("{}:{} holds {trace}", source.path, number + 1)));
        }
    }
    tree::none(
        &found,
        "a checkout must work on every machine, with every registry, and must not tell where it \
         was made",
    );
}

/// A folder inside a relative path is no machine's folder.
fn stands_in(line: &str, trace: &str) -> bool {
    line.match_indices(trace).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let inside = before.is_some_and(|c| c.is_alphanumeric() || "._-}*".contains(c));
        !trace.starts_with('/') || !inside
    })
}
