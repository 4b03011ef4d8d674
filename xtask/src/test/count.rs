//! The number of tests that were executed, parsed from the output of the test programs.

/// The number of tests that were executed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many passed.
    pub passed: u64,
    /// How many failed.
    pub failed: u64,
}

/// The test program whose output is parsed.
#[derive(Clone, Copy)]
pub enum Speaker {
    /// cargo: `test result: ok. 3 passed; 0 failed; …`, once per test program.
    Cargo,
    /// Vitest: `Tests  2 failed | 40 passed (42)`.
    Vitest,
    /// The scripts under `ui/e2e`: `12 passed, 0 failed`, alone on its line.
    EndToEnd,
}

impl Count {
    /// Adds the totals of `line`, if it reports any.
    pub fn read(&mut self, speaker: Speaker, line: &str) {
        let words: Vec<&str> = line
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let totals = match (speaker, words.as_slice()) {
            (Speaker::Cargo, ["test", "result", rest @ ..])
            | (Speaker::Vitest, ["Tests", rest @ ..]) => rest,
            (Speaker::EndToEnd, [_, "passed", _, "failed"]) => &words,
            (Speaker::Cargo | Speaker::Vitest | Speaker::EndToEnd, _) => return,
        };
        for pair in totals.windows(2) {
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

    /// The number of tests in all.
    pub fn total(self) -> u64 {
        self.passed + self.failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(speaker: Speaker, lines: &[&str]) -> (u64, u64) {
        let mut count = Count::default();
        for line in lines {
            count.read(speaker, line);
        }
        (count.passed, count.failed)
    }

    #[test]
    fn cargo_reports_each_program_and_all_are_added() {
        let lines = [
            "running 3 tests",
            "test a_test_that_passed ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
        ];
        assert_eq!(read(Speaker::Cargo, &lines), (4, 2));
    }

    #[test]
    fn vitest_reports_tests_and_files_and_only_tests_count() {
        let lines = [
            " Test Files  1 failed | 6 passed (7)",
            "      Tests  2 failed | 40 passed (42)",
        ];
        assert_eq!(read(Speaker::Vitest, &lines), (40, 2));
    }

    #[test]
    fn the_word_in_the_name_of_a_check_is_no_total() {
        let lines = [
            "  leave: the 12 passed cars stay away … ok (0.3 s)",
            "12 passed, 1 failed",
        ];
        assert_eq!(read(Speaker::EndToEnd, &lines), (12, 1));
    }
}
