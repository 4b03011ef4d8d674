//! Which crate may depend on which.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::tree;

const PREFIX: &str = "proco-";

/// What each crate may lean on. `tests`, `testbed` and `demo` walk the whole road and may name all of it.
const ALLOWED: &[(&str, &[&str])] = &[
    ("proco-domain", &[]),
    ("proco-release", &["proco-domain"]),
    ("proco-weighing", &["proco-domain"]),
    ("proco-practice", &["proco-domain", "proco-exchange"]),
    ("proco-credential", &["proco-domain"]),
    (
        "proco-exchange",
        &["proco-credential", "proco-domain", "proco-release"],
    ),
    ("proco-host", &["proco-domain"]),
    ("proco-oprf", &["proco-exchange", "proco-domain"]),
    (
        "proco-device",
        &[
            "proco-credential",
            "proco-database",
            "proco-exchange",
            "proco-domain",
            "proco-host",
            "proco-oprf",
            "proco-practice",
            "proco-release",
            "proco-weighing",
        ],
    ),
    ("proco-access", &["proco-credential"]),
    ("proco-database", &[]),
    (
        "proco-central",
        &[
            "proco-credential",
            "proco-database",
            "proco-exchange",
            "proco-access",
            "proco-host",
            "proco-release",
        ],
    ),
    (
        "proco-keyservice",
        &[
            "proco-database",
            "proco-exchange",
            "proco-access",
            "proco-host",
            "proco-oprf",
        ],
    ),
    ("proco-app", &["proco-device"]),
    ("xtask", &[]),
];

/// All that the domain may lean on. A closed list: each of these computes and does nothing else.
const DOMAIN_LEANS_ON: &[&str] = &[
    "chrono",
    "chrono-tz",
    "icu_properties",
    "serde",
    "serde_json",
    "thiserror",
    "ts-rs",
    "unicode-normalization",
    "unicode-segmentation",
    "utoipa",
    "uuid",
    "zeroize",
];

fn packages() -> BTreeMap<String, Package> {
    MetadataCommand::new()
        .current_dir(tree::root())
        .no_deps()
        .exec()
        .unwrap()
        .packages
        .into_iter()
        .map(|package| (package.name.to_string(), package))
        .collect()
}

fn names(package: &Package, kinds: &[DependencyKind]) -> BTreeSet<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| kinds.contains(&dependency.kind))
        .map(|dependency| dependency.name.clone())
        .collect()
}

const SHIPPED: &[DependencyKind] = &[DependencyKind::Normal, DependencyKind::Build];
const ALL: &[DependencyKind] = &[
    DependencyKind::Normal,
    DependencyKind::Build,
    DependencyKind::Development,
];

#[test]
fn dependencies_point_one_way() {
    let packages = packages();
    for (name, allowed) in ALLOWED {
        let leans_on = names(&packages[*name], SHIPPED);
        for other in *allowed {
            assert!(
                leans_on.contains(*other),
                "{name} may lean on {other} and does not: take it off the list"
            );
        }
        for other in leans_on {
            let ours = other.starts_with(PREFIX);
            assert!(
                !ours || allowed.contains(&other.as_str()),
                "{name} leans on {other}. Dependencies point one way (ARCHITECTURE.md), so that \
                 the rules can be read and tested without the parts that lean on them"
            );
        }
    }
}

#[test]
fn every_crate_has_its_place_in_the_order() {
    let known: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    for name in packages().keys() {
        let walks_all = ["proco-tests", "proco-testbed", "proco-demo"].contains(&name.as_str());
        assert!(
            walks_all || known.contains(name.as_str()),
            "{name} is new. Say in tests/layout/edges.rs what it may lean on, and in \
             ARCHITECTURE.md what it is for; a crate without a place soon leans on everything"
        );
    }
}

#[test]
fn central_knows_no_raw_stop_and_no_epoch_key_even_in_its_tests() {
    let packages = packages();
    for name in ["proco-central", "proco-access", "proco-database"] {
        let leans_on = names(&packages[name], ALL);
        for other in ["proco-domain", "proco-device", "proco-oprf", "voprf"] {
            assert!(
                !leans_on.contains(other),
                "{name} leans on {other}. A raw stop, a mark and the secret key of an epoch must \
                 not reach central, and what cannot be named cannot be stored by mistake"
            );
        }
        let testbed = packages[name].dependencies.iter();
        for feature in testbed
            .filter(|dependency| dependency.name == "proco-testbed")
            .flat_map(|dependency| &dependency.features)
        {
            assert!(
                ["central", "wire"].contains(&feature.as_str()),
                "{name} takes `{feature}` of the testbed, and could name a phone through it"
            );
        }
    }
}

#[test]
fn the_testbed_of_central_holds_no_phone() {
    let testbed = &packages()["proco-testbed"];
    for feature in ["central", "wire", "default"] {
        for taken in testbed.features.get(feature).into_iter().flatten() {
            assert!(
                ![
                    "phone",
                    "road",
                    "dep:proco-domain",
                    "dep:proco-device",
                    "dep:proco-keyservice"
                ]
                .contains(&taken.as_str()),
                "`{feature}` of the testbed takes {taken}: the tests of central could name a raw stop"
            );
        }
    }
    let always = testbed.dependencies.iter().filter(|one| !one.optional);
    let always: Vec<_> = always.map(|one| &one.name).collect();
    assert!(
        always.is_empty(),
        "{always:?}: each feature takes what it needs"
    );
}

#[test]
fn the_domain_does_nothing_but_compute() {
    let packages = packages();
    let leans_on = names(&packages["proco-domain"], SHIPPED);
    for other in DOMAIN_LEANS_ON {
        assert!(
            leans_on.contains(*other),
            "the domain may lean on {other} and does not: take it off the list"
        );
    }
    for other in leans_on {
        assert!(
            DOMAIN_LEANS_ON.contains(&other.as_str()),
            "the domain leans on {other}. It has no disk, network, clock, chance or async, so \
             that every rule can be tested with values alone"
        );
    }
}

#[test]
fn nobody_leans_on_the_tests_or_the_demo() {
    for (name, package) in packages() {
        let ends = name == "proco-tests" || name == "proco-demo";
        assert!(
            ends || !names(&package, SHIPPED).contains("proco-testbed"),
            "{name} leans on the testbed outside of its tests: what tests stand on must not ship"
        );
        for other in names(&package, ALL) {
            let inward = ["proco-tests", "proco-app", "xtask"].contains(&other.as_str())
                || (other == "proco-demo" && name != "proco-tests");
            assert!(
                !inward,
                "{name} leans on {other}, which stands at the end of the road: invented data and \
                 tools must not get into what ships"
            );
        }
    }
}
