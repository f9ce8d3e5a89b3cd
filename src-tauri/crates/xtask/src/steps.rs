//! Steps of a task: each under a heading, timed, and listed at the end.

use std::time::Duration;

use crate::{clock::Stopwatch, console, failure::Failure};

/// The steps done so far.
pub(crate) struct Steps {
    task: &'static str,
    total: usize,
    done: Vec<(&'static str, Duration, String)>,
    stopwatch: Stopwatch,
}

impl Steps {
    /// Before the first of `total` steps.
    pub(crate) fn new(task: &'static str, total: usize) -> Self {
        Self { task, total, done: Vec::new(), stopwatch: Stopwatch::start() }
    }

    /// Does one step. What it answers is noted beside its name in the summary.
    ///
    /// # Errors
    /// The step failed; the failure then names it, and `remedy` stands first in what to do.
    pub(crate) fn step(
        &mut self,
        name: &'static str,
        remedy: &str,
        action: impl FnOnce() -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        let number = self.done.len() + 1;
        console::heading(&format!("{name} ({number} of {})", self.total));
        let stopwatch = Stopwatch::start();
        match action() {
            Ok(note) => {
                let took = stopwatch.elapsed();
                console::note(&format!("{name}: done in {}", console::seconds(took)));
                self.done.push((name, took, note));
                Ok(())
            }
            Err(failure) => {
                self.summary();
                let step = format!("{name} (step {number} of {}): {}", self.total, failure.what);
                Err(Failure::new(step, format!("{remedy}\n{}", failure.remedy).trim_start().to_owned()))
            }
        }
    }

    /// Lists every step done with its time.
    pub(crate) fn summary(&self) {
        console::heading(&format!(
            "{}: {} of {} steps in {}",
            self.task,
            self.done.len(),
            self.total,
            console::seconds(self.stopwatch.elapsed())
        ));
        for (name, took, note) in &self.done {
            console::note(format!("{name:<12} {:>12}  {note}", console::seconds(*took)).trim_end());
        }
    }
}
