//! The Tauri shell holds no rule: each command asks the core one question.

use crate::tree;

const COMMANDS: &str = "src-tauri/src/commands.rs";

#[test]
fn a_command_decides_nothing() {
    let sources = tree::product();
    let commands = sources
        .iter()
        .find(|source| source.path == COMMANDS)
        .expect("the commands of the shell stand in one file");
    let code = commands.shipped();
    let words: Vec<&str> = code
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect();
    for word in ["match", "if", "else", "while", "for", "loop"] {
        assert!(
            !words.contains(&word),
            "{COMMANDS} has `{word}`: a command hands one question to the core and its answer \
             back. What it decided would hold in the window only, and in no test of the core"
        );
    }
}

#[test]
fn the_shell_knows_the_core_and_nothing_below_it() {
    for source in tree::product() {
        if !source.path.starts_with("src-tauri/") {
            continue;
        }
        let code = source.shipped();
        for name in [
            "proco_domain",
            "proco_exchange",
            "proco_central",
            "proco_keyservice",
        ] {
            assert!(
                !code.contains(name),
                "{} names {name}: the shell speaks to the phone's core alone, or a rule would \
                 soon live in it",
                source.path
            );
        }
    }
}

#[test]
fn every_command_has_its_place_in_the_one_interface() {
    let sources = tree::sources();
    let commands = sources
        .iter()
        .find(|source| source.path == COMMANDS)
        .unwrap();
    let backend = sources
        .iter()
        .find(|source| source.path == "ui/src/backend/backend.ts")
        .expect("the screens have one interface");
    let names: Vec<&str> = commands
        .text
        .split("#[tauri::command")
        .skip(1)
        .filter_map(|rest| rest.split("fn ").nth(1))
        .filter_map(|rest| rest.split(['(', '<']).next())
        .collect();
    assert!(names.len() > 15, "only {} commands were found", names.len());
    for name in names {
        assert!(
            backend.text.contains(&format!("{name}(")),
            "the command `{name}` is not in ui/src/backend/backend.ts: nobody could call it, and \
             a door that nobody uses is a door that nobody tests"
        );
    }
}
