//! What `cargo test` printed, counted.

use crate::{console, failure::Failure};

/// How many tests did what.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    passed: u32,
    failed: u32,
    ignored: u32,
    names_failed: Vec<String>,
    lines_ignored: Vec<String>,
}

impl Results {
    /// Reads one line of its output.
    pub(crate) fn read(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            self.passed += count(counts, " passed");
            self.failed += count(counts, " failed");
            self.ignored += count(counts, " ignored");
        } else if let Some((name, outcome)) = line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ")) {
            match outcome {
                "FAILED" => self.names_failed.push(name.to_owned()),
                _ if outcome.starts_with("ignored") => self.lines_ignored.push(format!("{name}: {outcome}")),
                _ => {}
            }
        }
    }

    /// The outcome as the note of a step.
    ///
    /// # Errors
    /// A test failed, cargo failed without one, or no test ran at all.
    pub(crate) fn judge(&self, succeeded: bool) -> Result<String, Failure> {
        if self.failed > 0 {
            let names = self.names_failed.join(", ");
            return Err(Failure::new(format!("{} failed: {names}", tests(self.failed)), "their output is above"));
        }
        if !succeeded {
            return Err(Failure::new("cargo test failed before every test had run", "read its output above"));
        }
        if self.passed == 0 {
            return Err(Failure::new("no test ran", "see whether the workspace still names its members"));
        }
        Ok(format!("{} passed, {} ignored", self.passed, self.ignored))
    }

    /// Names what was ignored, with its reason, and closes with the counts.
    pub(crate) fn report(&self) {
        for line in &self.lines_ignored {
            console::note(line);
        }
        println!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.ignored);
    }
}

fn tests(number: u32) -> String {
    if number == 1 { "1 test".to_owned() } else { format!("{number} tests") }
}

/// The number before a word: `3` for ` passed` in `ok. 3 passed; 0 failed`.
fn count(text: &str, word: &str) -> u32 {
    let number = text.split(word).next().and_then(|before| before.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(lines: &[&str]) -> Results {
        let mut results = Results::default();
        lines.iter().for_each(|line| results.read(line));
        results
    }

    #[test]
    fn counts_of_several_programs_add_up() {
        let results = results(&[
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 2.00s",
        ]);
        assert_eq!(results.judge(true).unwrap(), "43 passed, 1 ignored");
    }

    #[test]
    fn a_failed_test_is_named() {
        let results = results(&[
            "test uri::tests::a_period_of_zero_is_refused ... FAILED",
            "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        ]);
        let failure = results.judge(false).unwrap_err();
        assert_eq!(failure.what, "1 test failed: uri::tests::a_period_of_zero_is_refused");
    }

    #[test]
    fn an_ignored_test_keeps_its_reason() {
        let results = results(&["test aegis ... ignored, set COUNTERSIGN_SHARED to the folder of outside fixtures"]);
        assert_eq!(results.lines_ignored, ["aegis: ignored, set COUNTERSIGN_SHARED to the folder of outside fixtures"]);
    }

    #[test]
    fn a_run_without_tests_or_without_an_end_is_no_success() {
        assert_eq!(results(&[]).judge(true).unwrap_err().what, "no test ran");
        let broken = results(&["test result: ok. 3 passed; 0 failed; 0 ignored"]);
        assert!(broken.judge(false).is_err());
    }
}
