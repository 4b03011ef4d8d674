//! What the screens see holds marks and texts, so nothing of it can be printed.

use syn::visit::Visit;
use syn::{Attribute, Fields, Item};

use crate::tree;

/// Types that may hold a mark or a text of the officer. A code of a team, and a path of the export, are texts too:
/// a view that holds one goes without `Debug` as well.
const READABLE: &[&str] = &[
    "String",
    "FreeText",
    "SubjectView",
    "NameView",
    "PlateChoice",
];

#[derive(Default)]
struct Names(Vec<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        self.0.push(ident.to_string());
    }
}

fn has_debug(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let mut found = false;
        if attribute.path().is_ident("derive") {
            let _ = attribute.parse_nested_meta(|meta| {
                found |= meta.path.is_ident("Debug");
                Ok(())
            });
        }
        found
    })
}

fn holds_text(fields: &Fields) -> bool {
    let mut names = Names::default();
    for field in fields {
        names.visit_type(&field.ty);
    }
    names.0.iter().any(|name| READABLE.contains(&name.as_str()))
}

/// The types of a file that hold text and can be printed.
fn printed(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for item in syn::parse_file(text).unwrap().items {
        let (name, attributes, holds) = if let Item::Struct(each) = &item {
            (&each.ident, &each.attrs, holds_text(&each.fields))
        } else if let Item::Enum(each) = &item {
            let holds = each.variants.iter().any(|one| holds_text(&one.fields));
            (&each.ident, &each.attrs, holds)
        } else {
            continue;
        };
        if holds && has_debug(attributes) {
            found.push(name.to_string());
        }
    }
    found
}

#[test]
fn nothing_that_a_screen_sees_and_that_holds_text_can_be_printed() {
    let views = tree::product().into_iter().filter(|source| {
        let path = &source.path;
        path.starts_with("crates/device/src/view") && path.ends_with(".rs")
    });
    let views: Vec<_> = views.collect();
    assert!(views.len() > 4, "the views were read");
    for source in views {
        let printed = printed(&source.text);
        assert_eq!(printed, Vec::<String>::new(), "{}", source.path);
    }
}

#[test]
fn a_type_that_can_be_printed_is_seen() {
    let text = "#[derive(Clone, Debug)] pub struct A { a: Option<String> }
                #[derive(Debug)] pub enum B { C { d: Vec<SubjectView> }, E }
                #[derive(Debug)] pub struct F(u8);
                #[derive(Clone)] pub struct G(String);";
    assert_eq!(printed(text), ["A", "B"]);
}
