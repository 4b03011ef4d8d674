//! The output of the commands: plain lines, equally readable in a log and in a terminal.

use std::time::Duration;

use crate::fault::Fault;
use crate::turns;

/// Prints one line of progress, marked as a line of xtask and not of a program that it started.
pub fn line(text: impl AsRef<str>) {
    plain(format!("[proco] {}", text.as_ref()));
}

/// A line of a program, as it came.
pub fn plain(text: impl AsRef<str>) {
    turns::print(&format!("{}\n", text.as_ref()));
}

/// The heading of a part that may take a while.
pub fn banner(text: impl AsRef<str>) {
    plain(format!("\n──── {} ────", text.as_ref()));
}

/// Prints the fault, as the last line.
pub fn fault(fault: &Fault) {
    println!("\n[proco] {fault}");
}

/// A duration for the reader: 0.4 s, 12 s, 3 min 05 s.
pub fn time(span: Duration) -> String {
    let seconds = span.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else if seconds >= 10 {
        format!("{seconds} s")
    } else {
        format!("{:.1} s", span.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_as_exact_as_one_reads_it() {
        assert_eq!(time(Duration::from_millis(420)), "0.4 s");
        assert_eq!(time(Duration::from_secs(12)), "12 s");
        assert_eq!(time(Duration::from_secs(185)), "3 min 05 s");
    }
}
