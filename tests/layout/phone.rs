//! Which part of the phone's core may know which: a part is a module of the crate, with its folder.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Attribute, ImplItemFn, Item, ItemFn, ItemMod, ItemUse, UseTree};

use crate::tree;

const CORE: &str = "crates/device/src/";

/// What a part may not know, itself or through what it knows.
const NEVER: &[(&str, &[&str], &str)] = &[
    (
        "store",
        &["sync", "device", "view", "input"],
        "rows are read and written whoever asks: without network, and without a screen",
    ),
    (
        "records",
        &["sync", "device", "view", "input"],
        "what the phone does by itself needs no server and no screen",
    ),
    (
        "practice",
        &["sync", "device", "view", "input", "error", "config"],
        "what stands where a phone has its courier cannot send: it names nothing with which one could",
    ),
    (
        "beyond",
        &["sync", "device", "view", "input", "error", "config"],
        "a practice stop has it in common with a phone, and nothing of the courier",
    ),
    (
        "sync",
        &["device", "view", "input"],
        "the courier carries what was recorded; what the app asks and what it shows are the device's",
    ),
];

/// The names that one file reaches by `crate`, `super` and `self`, outside of its tests.
#[derive(Default)]
struct Named {
    module: Vec<String>,
    reached: Vec<Vec<String>>,
}

impl Named {
    fn of(module: &[&str], text: &str) -> Vec<Vec<String>> {
        let mut named = Self {
            module: module.iter().map(|&name| name.to_owned()).collect(),
            reached: Vec::new(),
        };
        named.visit_file(&syn::parse_file(text).unwrap());
        named.reached
    }

    fn note(&mut self, path: &[String]) {
        let mut from = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("super" | "self") => self.module.clone(),
            Some(_) | None => return,
        };
        let ups = path.iter().take_while(|name| *name == "super").count();
        from.truncate(from.len().saturating_sub(ups));
        let down = path.iter().skip(ups.max(1)).cloned();
        self.reached.push(from.into_iter().chain(down).collect());
    }

    fn note_use(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.note_use(&with(&path.ident), &path.tree),
            UseTree::Name(name) => self.note(&with(&name.ident)),
            UseTree::Rename(name) => self.note(&with(&name.ident)),
            UseTree::Glob(_) => self.note(before),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.note_use(before, tree);
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.note_use(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        self.note(&names);
        visit::visit_path(self, path);
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let test = |flag: syn::Ident| flag == "test";
        attribute.path().is_ident("cfg") && attribute.parse_args().is_ok_and(test)
    })
}

/// The Rust files of the core, by their path within it; not its program, and no file of tests.
fn sources() -> Vec<(String, String)> {
    tree::product()
        .into_iter()
        .filter_map(|source| Some((source.path.strip_prefix(CORE)?.to_owned(), source.text)))
        .filter(|(file, _)| {
            file != "main.rs" && !file.ends_with("/tests.rs") && !file.contains("/tests/")
        })
        .collect()
}

/// Which part knows which, and in which files it says so.
type Edges = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn edges() -> Edges {
    let sources = sources();
    let (_, contents) = sources.iter().find(|(file, _)| file == "lib.rs").unwrap();
    let parts_of_names = exported(contents);
    let mut edges = Edges::new();
    for (file, text) in sources.iter().filter(|(file, _)| file != "lib.rs") {
        let module: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
        for reached in Named::of(&module, text) {
            let Some(first) = reached.first() else {
                continue;
            };
            let part = parts_of_names.get(first).unwrap_or(first);
            if part != module[0] {
                let known = edges.entry(module[0].to_owned()).or_default();
                let files = known.entry(part.clone()).or_default();
                files.insert(file.clone());
            }
        }
    }
    edges
}

/// From which part the names come that the crate hands on.
fn exported(contents: &str) -> BTreeMap<String, String> {
    let mut parts = BTreeMap::new();
    for item in syn::parse_file(contents).unwrap().items {
        let Item::Use(item) = item else { continue };
        let UseTree::Path(path) = &item.tree else {
            continue;
        };
        let mut named = Named::default();
        named.note_use(&["crate".to_owned()], &path.tree);
        for name in named.reached {
            parts.insert(name[0].clone(), path.ident.to_string());
        }
    }
    parts
}

/// All that a part comes to know, with the road to it.
fn known(edges: &Edges, part: &str) -> BTreeMap<String, Vec<String>> {
    let mut roads = BTreeMap::from([(part.to_owned(), vec![part.to_owned()])]);
    let mut left = vec![part.to_owned()];
    while let Some(from) = left.pop() {
        for to in edges.get(&from).into_iter().flat_map(BTreeMap::keys) {
            if !roads.contains_key(to) {
                let road = [roads[&from].as_slice(), std::slice::from_ref(to)].concat();
                roads.insert(to.clone(), road);
                left.push(to.clone());
            }
        }
    }
    roads
}

#[test]
fn the_parts_of_the_phones_core_lean_one_way() {
    let edges = edges();
    for (from, to) in [
        ("device", "sync"),
        ("sync", "records"),
        ("records", "store"),
    ] {
        assert!(
            edges[from].contains_key(to),
            "{from} leans on {to}, or nothing is proved"
        );
    }
    let parts: BTreeSet<&String> = edges.keys().collect();
    for (part, never, why) in NEVER {
        let roads = known(&edges, part);
        for other in *never {
            let is_there = parts.contains(&(*other).to_owned());
            assert!(
                is_there,
                "there is no part {other}: the rule forbids nothing"
            );
            assert!(
                !roads.contains_key(*other),
                "{part} comes to know {other} by {:?}: {why}. {edges:#?}",
                roads[*other]
            );
        }
    }
}

/// Whose methods stand where: all that one may ask is found in one place.
const METHODS: &[(&str, &str)] = &[("Device", "device"), ("Courier", "sync")];

#[test]
fn the_methods_of_device_and_courier_stand_in_one_folder_each() {
    let sources = sources();
    for (name, folder) in METHODS {
        let has_methods = |(_, text): &&(String, String)| {
            let items = syn::parse_file(text).unwrap().items;
            items.iter().any(|item| has_methods_of(item, name))
        };
        let files: Vec<&str> = sources
            .iter()
            .filter(has_methods)
            .map(|(file, _)| file.as_str())
            .collect();
        assert!(files.len() > 3, "{name} was found in {files:?} only");
        for file in files {
            let is_there =
                file == format!("{folder}.rs") || file.starts_with(&format!("{folder}/"));
            assert!(
                is_there,
                "{file} gives {name} methods: whoever reads {folder}.rs and {folder}/ has to have \
                 read all that can be asked of it"
            );
        }
    }
}

fn has_methods_of(item: &Item, name: &str) -> bool {
    let Item::Impl(item) = item else { return false };
    let syn::Type::Path(of) = item.self_ty.as_ref() else {
        return false;
    };
    item.trait_.is_none()
        && of
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == name)
}

#[test]
fn a_part_is_seen_however_it_is_named() {
    for text in [
        "use crate::view::Counts;",
        "use crate::{keys::OwnKey, view::{self, Counts}};",
        "use super::super::view as shown;",
        "fn f() { crate::view::show(1) }",
        "fn f(_: Option<&crate::view::Counts>) {}",
        "impl From<super::super::view::Counts> for u32 {}",
        "mod inner { use super::super::super::view; }",
    ] {
        let reached = Named::of(&["store", "counts"], text);
        assert!(reached.iter().any(|path| path[0] == "view"), "{text}");
    }
    let tests = "#[cfg(test)] mod tests { use crate::view::Counts; }";
    assert!(Named::of(&["store", "counts"], tests).is_empty());
}
