//! The desktop program: nothing but the shell of the library.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    proco_app::run();
}
