//! Which files may touch the database, the network, the shell, the clock and chance.

use crate::tree::{self, Source};

/// A thing that only some files may name.
struct Rule {
    what: &'static str,
    words: &'static [&'static str],
    /// A path; a folder, ending in `/`; or, without any `/`, the name of a file in any folder.
    allowed: &'static [&'static str],
    why: &'static str,
}

const RUST: &[Rule] = &[
    Rule {
        what: "the SQLite library",
        words: &["rusqlite::", "refinery::"],
        allowed: &[
            "crates/central/src/store/",
            "crates/database/src/",
            "crates/device/src/store.rs",
            "crates/device/src/store/",
            "crates/keyservice/src/store.rs",
            "crates/keyservice/src/store/",
        ],
        why: "what is on disk is decided in one place per crate; SQL elsewhere would go round its \
              transactions",
    },
    Rule {
        what: "the HTTP client",
        words: &["reqwest::"],
        // The phone speaks to both servers. Central speaks to the key service: it tells which devices are in and
        // out, and reads the public keys of the epochs.
        allowed: &["crates/central/src/standings.rs", "crates/device/src/sync/"],
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
        allowed: &["clock.rs"],
        why: "time is handed in, so that a test can turn a quarter or set a phone's clock wrong",
    },
];

const SCREENS: &[Rule] = &[
    Rule {
        what: "the shell",
        words: &["@tauri-apps", "__TAURI"],
        allowed: &["ui/src/backend/"],
        why: "the same screens run in a window, a browser and a test, behind one interface",
    },
    Rule {
        what: "the network",
        words: &["fetch(", "XMLHttpRequest", "WebSocket", "EventSource"],
        allowed: &["ui/src/backend/"],
        why: "a screen asks the core and nobody else",
    },
    Rule {
        what: "scrolling by the program",
        words: &["scrollIntoView", "scrollTo(", "scrollBy("],
        allowed: &["ui/src/jump.ts", "ui/src/parts/Screen.svelte"],
        why: "a page that moves under a finger is guarded against the tap that was under way",
    },
    Rule {
        what: "the browser's storage",
        words: &[
            "indexedDB",
            "sessionStorage",
            "document.cookie",
            "caches.open",
        ],
        allowed: &[],
        why: "what an officer enters is kept in the encrypted store, never beside it in clear text",
    },
    Rule {
        what: "the browser's storage for settings",
        words: &["localStorage"],
        allowed: &["ui/src/settings.svelte.ts"],
        why: "language and light are all that is kept outside the encrypted store",
    },
];

fn is_in(path: &str, place: &str) -> bool {
    if place.ends_with('/') {
        path.starts_with(place)
    } else if place.contains('/') {
        path == place
    } else {
        path.rsplit('/').next() == Some(place)
    }
}

/// Nothing outside of `allowed` names one of `words`, and each place in `allowed` does: what is
/// allowed and not used is a door that nobody sees when it is opened.
#[track_caller]
fn hold(sources: &[Source], words: &[&str], allowed: &[&str], why: &str) {
    assert!(sources.len() > 10, "too few files to prove anything");
    let outside = sources
        .iter()
        .filter(|source| !allowed.iter().any(|place| is_in(&source.path, place)));
    tree::none(&naming(outside, words), why);
    for place in allowed {
        let inside = sources.iter().filter(|source| is_in(&source.path, place));
        assert!(
            !naming(inside, words).is_empty(),
            "{place} may name {words:?} and does not, or is not there: take it off the list"
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
    let product = tree::product();
    for rule in RUST {
        let why = format!("{}: {}", rule.what, rule.why);
        hold(&product, rule.words, rule.allowed, &why);
    }
}

#[test]
fn only_the_backend_folder_of_the_screens_touches_the_shell() {
    let screens = tree::screens();
    for rule in SCREENS {
        let why = format!("{}: {}", rule.what, rule.why);
        hold(&screens, rule.words, rule.allowed, &why);
    }
}

/// The migrations that ask SQLite for the time. They have landed and stay as they are.
const MIGRATIONS_WITH_A_CLOCK: &[&str] = &[
    "migrations/device/V3__drafts_touched.sql",
    "migrations/device/V6__stretches.sql",
];

#[test]
fn sql_gets_its_time_handed_in() {
    let is_sql = |source: &Source| source.is(".sql") || source.is(".rs");
    let shipped: Vec<Source> = tree::sources()
        .into_iter()
        .filter(|source| {
            source.path.starts_with("crates/") || source.path.starts_with("migrations/")
        })
        .filter(|source| is_sql(source) && !source.path.contains("/tests/"))
        .collect();
    hold(
        &shipped,
        &[
            "unixepoch(",
            "julianday(",
            "strftime(",
            "CURRENT_TIME",
            "CURRENT_DATE",
            "'now'",
            "now()::",
        ],
        MIGRATIONS_WITH_A_CLOCK,
        "a statement that asks SQLite or PostgreSQL for the time goes round the clock that a test sets",
    );
}

/// Where a screen may ask what time it is: to word a moment, to tell how old figures are, and how long a button has stood.
const SCREEN_CLOCKS: &[&str] = &[
    "ui/src/backend/",
    "ui/src/drawn.svelte.ts",
    "ui/src/press-guard.ts",
];

#[test]
fn screens_hardly_ask_the_time() {
    hold(
        &tree::screens(),
        &["Date.now", "new Date()", "performance.now"],
        SCREEN_CLOCKS,
        "times come from the core, in UTC milliseconds; a screen only words them",
    );
}

#[test]
fn the_domain_the_exchange_and_the_scan_get_time_and_chance_handed_in() {
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
        [
            "crates/domain/",
            "crates/exchange/",
            "crates/oprf/",
            "crates/release/",
            "crates/weighing/",
            "crates/practice/",
        ]
        .iter()
        .any(|folder| source.path.starts_with(folder))
    });
    tree::none(
        &naming(pure, WORDS),
        "rules and formats compute from what they are given, or a test could not repeat them",
    );
}
