//! What the preview host is started with.

#[path = "../examples/preview/options.rs"]
mod options;

use options::Asked;

fn read(line: &str) -> Result<Asked, String> {
    options::read(line.split_whitespace().map(str::to_owned))
}

#[test]
fn help_is_told_whatever_stands_beside_it() {
    for line in ["--help", "-h", "--listen 127.0.0.1:0 --help"] {
        assert!(matches!(read(line), Ok(Asked::Help)), "{line}");
    }
    for option in ["--listen", "--screens", "--help"] {
        assert!(options::USAGE.contains(option), "{option}");
    }
}

#[test]
fn an_option_has_its_value_and_another_one_is_refused() {
    let Ok(Asked::Serve(read_as)) = read("--listen 127.0.0.1:8000 --screens dist") else {
        panic!("it is served");
    };
    assert_eq!(read_as.listen.port(), 8000);
    assert_eq!(read_as.screens.to_str(), Some("dist"));
    assert!(read("--listen").is_err());
    assert!(read("--door 1").is_err());
}
