//! The Tauri shell holds no rule: each command asks the core one question.

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, Item, ItemFn, Token};

use crate::tree;

/// Where the commands stand.
fn files() -> Vec<tree::Source> {
    let of_commands = |source: &tree::Source| source.path.starts_with("src-tauri/src/commands");
    tree::product().into_iter().filter(of_commands).collect()
}

#[test]
fn a_command_decides_nothing() {
    let commands = commands();
    assert!(
        commands.len() > 15,
        "only {} commands were found",
        commands.len()
    );
    for command in commands {
        let name = &command.sig.ident;
        let mut found = Decisions::default();
        found.visit_block(&command.block);
        assert!(
            found.0.is_empty(),
            "`{name}` of the shell holds {:?}. A command hands one question to the core and its answer \
             back. What it decided would hold in the window only, and in no test of the core",
            found.0
        );
    }
}

/// The functions of the shell that the window can call.
fn commands() -> Vec<ItemFn> {
    let is_command = |attribute: &syn::Attribute| {
        let path: Vec<_> = attribute.path().segments.iter().collect();
        path.len() == 2 && path[0].ident == "tauri" && path[1].ident == "command"
    };
    files()
        .into_iter()
        .flat_map(|file| syn::parse_file(&file.text).unwrap().items)
        .filter_map(|item| {
            let Item::Fn(function) = item else {
                return None;
            };
            function.attrs.iter().any(is_command).then_some(function)
        })
        .collect()
}

/// Expressions that choose, count or compute, by their kind.
#[derive(Default)]
struct Decisions(Vec<&'static str>);

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "syn may add a kind of expression; it decides something until it is named here"
)]
impl<'ast> Visit<'ast> for Decisions {
    fn visit_expr(&mut self, expression: &'ast Expr) {
        let decides = match expression {
            // To call the core, to wait for it, and to hand over what was asked.
            Expr::Async(_)
            | Expr::Await(_)
            | Expr::Block(_)
            | Expr::Call(_)
            | Expr::Closure(_)
            | Expr::Field(_)
            | Expr::MethodCall(_)
            | Expr::Path(_)
            | Expr::Reference(_)
            | Expr::Try(_)
            | Expr::Tuple(_) => None,
            Expr::If(_) => Some("if"),
            Expr::Match(_) => Some("match"),
            Expr::ForLoop(_) | Expr::Loop(_) | Expr::While(_) => Some("a loop"),
            Expr::Binary(_) | Expr::Unary(_) => Some("an operator"),
            Expr::Lit(_) => Some("a value of its own"),
            // Puts one question to the core before which the screens stand; what it is made of is looked at as well.
            Expr::Macro(asked) if asked.mac.path.is_ident("ask") => {
                let put = Punctuated::<Expr, Token![,]>::parse_terminated;
                for part in &asked.mac.parse_body_with(put).unwrap() {
                    self.visit_expr(part);
                }
                None
            }
            Expr::Macro(_) => Some("a macro"),
            _ => Some("an expression that is no call"),
        };
        self.0.extend(decides);
        visit::visit_expr(self, expression);
    }

    fn visit_local(&mut self, _: &'ast syn::Local) {
        self.0.push("let");
    }
}

#[test]
fn what_decides_is_seen_however_it_is_written() {
    for body in [
        "{ if ready { core.ask(f) } else { core.ask(g) } }",
        "{ core.ask(move |device| match args { _ => device.stop() }) }",
        "{ core.ask(f).filter(|stop| stop.revision > 1) }",
        "{ let args = args.trim(); core.ask(f) }",
        "{ core.ask(|device| device.retain(7)) }",
        "{ ask!(desk, |device| device.retain(7)) }",
        "{ ask!(desk, move |device| if args.ready { device.stop() } else { device.go_on() }) }",
        "{ matches!(args, Some(_)).then(f) }",
    ] {
        let mut found = Decisions::default();
        found.visit_block(&syn::parse_str(body).unwrap());
        assert!(!found.0.is_empty(), "{body}");
    }
}
