//! Which files may touch the database, the network, the shell, the clock and chance.

use crate::tree::{self, Source};

/// A thing that only some files may name.
struct Rule {
    what: &'static str,
    words: &'static [&'static str],
    allowed: fn(&str) -> bool,
    why: &'static str,
}

const RUST: &[Rule] = &[
    Rule {
        what: "the SQLite library",
        words: &["rusqlite::", "refinery::"],
        allowed: is_store,
        why: "what is on disk is decided in one place per crate; SQL elsewhere would go round its \
              transactions",
    },
    Rule {
        what: "the HTTP client",
        words: &["reqwest::"],
        allowed: is_network,
        why: "what leaves the phone leaves through one door, where it can be counted and read",
    },
    Rule {
        what: "the system clock",
        words: &[
            "SystemTime::now",
            "Instant::now",
            "now_utc",
            "now_local",
            "now_v7",
            "Timestamp::now",
        ],
        allowed: |path| file_name(path) == "clock.rs",
        why: "time is handed in, so that a test can turn a quarter or set a phone's clock wrong",
    },
];

const SCREENS: &[Rule] = &[
    Rule {
        what: "the shell",
        words: &["@tauri-apps", "__TAURI"],
        allowed: |path| path.starts_with("ui/src/backend/"),
        why: "the same screens run in a window, a browser and a test, behind one interface",
    },
    Rule {
        what: "the network",
        words: &["fetch(", "XMLHttpRequest", "WebSocket", "EventSource"],
        allowed: |path| path.starts_with("ui/src/backend/"),
        why: "a screen asks the core and nobody else",
    },
    Rule {
        what: "the browser's storage",
        words: &["indexedDB", "sessionStorage", "document.cookie"],
        allowed: |_| false,
        why: "what an officer enters is kept in the encrypted store, never beside it in clear text",
    },
];

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_store(path: &str) -> bool {
    ["device", "central", "keyservice"].iter().any(|name| {
        let store = format!("crates/{name}/src/store");
        path.strip_prefix(store.as_str())
            .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    })
}

/// The phone's two conversations, and the centre's one: telling the key service who is revoked.
fn is_network(path: &str) -> bool {
    path.starts_with("crates/device/src/sync")
        || path == "crates/device/src/http.rs"
        || path == "crates/central/src/revocation.rs"
}

fn hold(rules: &[Rule], sources: &[Source]) {
    assert!(sources.len() > 10, "too few files to prove anything");
    for rule in rules {
        let outside = sources
            .iter()
            .filter(|source| !(rule.allowed)(&source.path));
        tree::none(
            &naming(outside, rule.words),
            &format!("{}: {}", rule.what, rule.why),
        );
    }
}

/// Each place where one of `words` is named in what ships.
fn naming<'a>(sources: impl Iterator<Item = &'a Source>, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let code = source.shipped();
        for word in words.iter().filter(|word| code.contains(**word)) {
            found.push(format!("{} names `{word}`", source.path));
        }
    }
    found
}

#[test]
fn only_the_named_rust_files_touch_disk_network_and_clock() {
    hold(RUST, &tree::product());
}

#[test]
fn only_the_backend_folder_of_the_screens_touches_the_shell() {
    hold(SCREENS, &tree::screens());
}

/// Where a screen may ask what time it is: to word a moment, and to fill in "just now".
const SCREEN_CLOCKS: &[&str] = &[
    "ui/src/messages/format.ts",
    "ui/src/parts/Description.svelte",
];

#[test]
fn screens_hardly_ask_the_time() {
    let screens = tree::screens();
    let elsewhere = screens.iter().filter(|source| {
        !SCREEN_CLOCKS.contains(&source.path.as_str())
            && !source.path.starts_with("ui/src/backend/")
    });
    tree::none(
        &naming(elsewhere, &["Date.now", "new Date()", "performance.now"]),
        "times come from the core, in UTC milliseconds; a screen only words them",
    );
}

#[test]
fn the_domain_and_the_exchange_get_time_and_chance_handed_in() {
    const WORDS: &[&str] = &[
        "OsRng",
        "thread_rng",
        "getrandom",
        "new_v4",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "async fn",
        "tokio",
    ];
    let product = tree::product();
    let pure = product.iter().filter(|source| {
        source.path.starts_with("crates/domain/") || source.path.starts_with("crates/exchange/")
    });
    tree::none(
        &naming(pure, WORDS),
        "rules and formats compute from what they are given, or a test could not repeat them",
    );
}
