//! How many tests were executed, read from what the test programs say.

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Those that held.
    pub passed: u64,
    /// Those that did not.
    pub failed: u64,
}

impl Count {
    /// Adds what `line` reports, when it is one of those lines that report a total. `head` is how
    /// such a line begins.
    pub fn read(&mut self, head: &str, line: &str) {
        let Some(rest) = line.trim_start().strip_prefix(head) else {
            return;
        };
        let words: Vec<&str> = rest
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<u64>() else {
                continue;
            };
            match pair[1] {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                _ => {}
            }
        }
    }

    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// How many there were.
    pub fn total(self) -> u64 {
        self.passed + self.failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(head: &str, lines: &[&str]) -> Count {
        let mut count = Count::default();
        for line in lines {
            count.read(head, line);
        }
        count
    }

    #[test]
    fn cargo_reports_each_program_and_all_are_added() {
        let lines = [
            "running 3 tests",
            "test a_test_that_passed ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
        ];
        let wanted = Count {
            passed: 4,
            failed: 2,
        };
        assert_eq!(read("test result:", &lines), wanted);
    }

    #[test]
    fn vitest_reports_tests_and_files_and_only_tests_count() {
        let lines = [
            " Test Files  1 failed | 6 passed (7)",
            "      Tests  2 failed | 40 passed (42)",
        ];
        let wanted = Count {
            passed: 40,
            failed: 2,
        };
        assert_eq!(read("Tests ", &lines), wanted);
    }

    #[test]
    fn the_word_in_the_name_of_a_test_is_no_count() {
        let lines = ["ok 12 passed the gate", "12 passed, 0 failed"];
        let wanted = Count {
            passed: 12,
            failed: 0,
        };
        assert_eq!(read("", &lines[1..]), wanted);
        assert_eq!(read("e2e:", &lines), Count::default());
    }
}
