//! The report for people.

use std::fmt;

use super::{Report, StepReport};
use crate::story::span::shown;

impl fmt::Display for Report {
    /// The steps in lines, then what was not done, and how it ended.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} against {}", self.scenario, self.target)?;
        for step in &self.steps {
            writeln!(formatter, "  {step}")?;
        }
        if let Some(problem) = &self.problem {
            writeln!(formatter, "  FAILED  {problem}")?;
        }
        if self.not_done > 0 {
            writeln!(formatter, "  {} more not done", self.not_done)?;
        }
        let failed = self.steps.iter().filter(|step| !step.passed).count();
        match (self.passed, failed) {
            (true, _) => write!(formatter, "  passed: {} steps", self.steps.len()),
            (false, 0) => write!(formatter, "  failed"),
            (false, _) => write!(formatter, "  failed at step {}", self.steps.last().map_or(0, |step| step.number)),
        }
    }
}

impl fmt::Display for StepReport {
    /// One line; of a step that failed two more: what was expected, and what came.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.passed { "ok    " } else { "FAILED" };
        let Self { number, at, who, action, code, .. } = self;
        write!(formatter, "{mark}  {number:>3}  {:>12}  {who:<10}  {action:<24}", shown(*at))?;
        if !code.is_empty() {
            write!(formatter, "  {code}")?;
        }
        if self.passed {
            return write!(formatter, "  {}{}", self.got, because(self.reason.as_deref()));
        }
        if let Some(place) = &self.place {
            write!(formatter, "\n            at:       {place}")?;
        }
        let expected = because(self.expected_reason.as_deref());
        write!(formatter, "\n            expected: {}{expected}", self.expected)?;
        write!(formatter, "\n            got:      {}{}", self.got, because(self.reason.as_deref()))?;
        if self.lacks_only_the_reason() {
            write!(
                formatter,
                "\n            the target told no reason: `countersign serve` tells them with --explain"
            )?;
        }
        if !self.note.is_empty() {
            write!(formatter, "\n            note:     {}", self.note)?;
        }
        for exchange in &self.evidence {
            let status = exchange.response.as_ref().map(|response| response.status.to_string());
            let status = status.unwrap_or_else(|| "no answer".to_owned());
            write!(formatter, "\n            {} {}: {status}", exchange.request.method, exchange.request.path)?;
        }
        Ok(())
    }
}

impl StepReport {
    fn lacks_only_the_reason(&self) -> bool {
        self.expected == self.got && self.expected_reason.is_some() && self.reason.is_none()
    }
}

fn because(reason: Option<&str>) -> String {
    reason.map(|reason| format!(" ({reason})")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Place;

    fn failed(reason: Option<&str>) -> String {
        let step = StepReport {
            number: 7,
            place: Some(Place { file: "story.toml".to_owned(), line: 41 }),
            at: 0,
            who: "ada".to_owned(),
            action: "second-step".to_owned(),
            code: String::new(),
            note: "never".to_owned(),
            expected: "rejected".to_owned(),
            got: "rejected".to_owned(),
            expected_reason: Some("replayed".to_owned()),
            reason: reason.map(str::to_owned),
            passed: false,
            evidence: Vec::new(),
        };
        step.to_string()
    }

    #[test]
    fn a_step_that_failed_shows_its_note_and_says_when_only_the_reason_was_not_told() {
        let told = failed(None);
        assert!(told.contains("at:       story.toml:41\n"), "{told}");
        assert!(told.contains("note:     never") && told.contains("--explain"), "{told}");
        let other = failed(Some("wrong-code"));
        assert!(other.contains("got:      rejected (wrong-code)") && !other.contains("--explain"), "{other}");
    }
}
