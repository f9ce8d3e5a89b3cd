//! The developer commands of Countersign: `cargo xtask TASK`.

mod arguments;
mod attacks;
mod bench;
mod clock;
mod command;
mod console;
mod failure;
mod fuzz;
mod package;
mod run;
mod screenshots;
mod setup;
mod steps;
mod test;
mod torture;
mod ui;
mod workspace;

use std::process::ExitCode;

use arguments::{Arguments, Task};
use failure::Failure;

/// Every task, in the order in which `cargo xtask --help` lists them.
const TASKS: &[&Task] = &[
    &run::TASK,
    &test::TASK,
    &setup::TASK,
    &bench::TASK,
    &torture::TASK,
    &fuzz::TASK,
    &attacks::TASK,
    &screenshots::TASK,
    &package::TASK,
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match perform(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            console::failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn perform(words: &[String]) -> Result<(), Failure> {
    let Some((name, rest)) = words.split_first() else {
        print!("{}", overview());
        return Err(Failure::usage("no task given", "name one of the tasks above, such as: cargo xtask run"));
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        print!("{}", overview());
        return Ok(());
    }
    let task = find(name)?;
    if arguments::asks_for_help(rest) {
        print!("{}", task.help());
        return Ok(());
    }
    (task.run)(&Arguments::parse(task, rest)?)
}

fn find(name: &str) -> Result<&'static Task, Failure> {
    let known = TASKS.iter().copied().find(|task| task.name == name);
    known.ok_or_else(|| {
        Failure::usage(format!("there is no task `{name}`"), "cargo xtask --help lists every task".to_owned())
    })
}

fn overview() -> String {
    let mut text = String::from("cargo xtask TASK [OPTIONS]\n\nTasks:\n");
    for task in TASKS {
        text.push_str(&format!("  {:<11} {}\n", task.name, task.about));
    }
    text + "\ncargo xtask TASK --help tells the options of one.\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn every_task_has_a_help_that_names_it() {
        for task in TASKS {
            assert!(task.help().contains(&format!("cargo xtask {}", task.name)), "{}", task.name);
            assert!(perform(&words(&format!("{} --help", task.name))).is_ok());
        }
    }

    #[test]
    fn an_unknown_task_is_a_usage_error() {
        assert_eq!(perform(&words("tset")).map_err(|failure| failure.exit_code()), Err(2));
    }

    #[test]
    fn no_task_is_a_usage_error() {
        assert_eq!(perform(&[]).map_err(|failure| failure.exit_code()), Err(2));
    }

    #[test]
    fn an_unknown_option_is_a_usage_error_for_every_task() {
        for task in TASKS {
            let outcome = perform(&words(&format!("{} --no-such-option", task.name)));
            assert_eq!(outcome.map_err(|failure| failure.exit_code()), Err(2), "{}", task.name);
        }
    }
}
