//! The commands in what the two servers print.

use crate::tree;

#[test]
fn a_command_that_a_server_prints_names_its_folders() {
    let (mut all, mut without) = (0, Vec::new());
    for source in tree::product() {
        let code = source.shipped();
        // A string goes on in the next line without the space before it.
        let parts = code.split("\\\n").map(str::trim_start);
        let code: String = parts.collect();
        for quoted in code.split('`').skip(1).step_by(2) {
            let is_command = ["proco-central ", "proco-keyservice "]
                .iter()
                .any(|program| quoted.starts_with(program));
            if !is_command {
                continue;
            }
            all += 1;
            // The folder of the data, and that of the keys where one was named; or the other server's.
            let names = [" {place}", " --data CENTRAL", " --data KEYSERVICE"];
            let names = names.iter().any(|names| quoted.contains(names));
            if !names && !quoted.ends_with(" --help") {
                without.push(format!("{}: {quoted}", source.path));
            }
        }
    }
    assert!(all > 10, "only {all} commands were found");
    tree::none(
        &without,
        "whoever reads a message in trouble copies the command out of it",
    );
}
