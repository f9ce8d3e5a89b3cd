//! `cargo xtask test`: every check of the project, in one command.

mod results;

use std::cell::RefCell;

use results::Results;

use crate::{
    arguments::{Arguments, Task},
    command::Run,
    console,
    failure::Failure,
    setup,
    setup::Purpose,
    steps::Steps,
    ui, workspace,
};

/// The task.
pub(crate) const TASK: Task = Task {
    name: "test",
    about: "Install what is missing and run every check and test",
    details: "
  --only STEPS   only these steps, separated by commas; what they build on must be there. The steps, in order:
                 setup fmt packages ui-build ui-check ui-tests clippy build tests deny
  --yes          install what is missing without asking (so does CI in the environment)

`tests` runs unit, integration and real-window tests; the window tests start their own screen, bus and keyring.
Tests with fixtures from outside run when COUNTERSIGN_SHARED names their folder, and are counted as ignored if not.
For one test: cargo test --package PACKAGE NAME.",
    flags: &["--yes"],
    options: &["--only"],
    operand: None,
    passes_rest: false,
    run,
};

/// One check, and what to do when it fails.
struct Check {
    name: &'static str,
    remedy: &'static str,
    action: fn(&Context) -> Result<String, Failure>,
}

/// What the checks share.
struct Context {
    agreed: bool,
    results: RefCell<Results>,
}

/// The order shares work: the page is embedded by whatever compiles the app, and `tests` only runs what `build` built.
const CHECKS: &[Check] = &[
    Check { name: "setup", remedy: "", action: set_up },
    Check { name: "fmt", remedy: "format with: cargo fmt --all", action: |_| format() },
    Check {
        name: "packages",
        remedy: "see whether ui/package-lock.json fits ui/package.json",
        action: |_| done(ui::install()),
    },
    Check {
        name: "ui-build",
        remedy: "mend the page; repeat with: npm run build, in ui",
        action: |_| done(ui::build()),
    },
    Check {
        name: "ui-check",
        remedy: "mend the types; repeat with: npm run check, in ui",
        action: |_| done(ui::check()),
    },
    Check {
        name: "ui-tests",
        remedy: "mend the page or the test; repeat with: npm test, in ui",
        action: |_| done(ui::test()),
    },
    Check {
        name: "clippy",
        remedy: "mend what it says; repeat with: cargo xtask test --only clippy",
        action: |_| lint(),
    },
    Check {
        name: "build",
        remedy: "mend what rustc says; repeat with: cargo xtask test --only build",
        action: |_| build(),
    },
    Check { name: "tests", remedy: "repeat one with: cargo test --package PACKAGE NAME", action: test },
    Check { name: "deny", remedy: "see deny.toml; repeat with: cargo xtask test --only deny", action: |_| deny() },
];

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let checks = chosen(arguments.value("--only"))?;
    let context = Context { agreed: arguments.has("--yes"), results: RefCell::default() };
    let mut steps = Steps::new("test", checks.len());
    for check in &checks {
        steps.step(check.name, check.remedy, || (check.action)(&context))?;
    }
    steps.summary();
    if checks.iter().any(|check| check.name == "tests") {
        context.results.borrow().report();
    }
    Ok(())
}

fn chosen(only: Option<&str>) -> Result<Vec<&'static Check>, Failure> {
    let Some(only) = only else {
        return Ok(CHECKS.iter().collect());
    };
    let wanted: Vec<&str> = only.split(',').map(str::trim).collect();
    if let Some(unknown) = wanted.iter().find(|name| CHECKS.iter().all(|check| check.name != **name)) {
        return Err(Failure::usage(
            format!("cargo xtask test --only: there is no step `{unknown}`"),
            format!("the steps are: {}", CHECKS.iter().map(|check| check.name).collect::<Vec<_>>().join(" ")),
        ));
    }
    Ok(CHECKS.iter().filter(|check| wanted.contains(&check.name)).collect())
}

fn done(outcome: Result<(), Failure>) -> Result<String, Failure> {
    outcome.map(|()| String::new())
}

fn set_up(context: &Context) -> Result<String, Failure> {
    setup::prepare(&[Purpose::Build, Purpose::Tests], context.agreed)?;
    done(setup::require_deny(context.agreed))
}

fn format() -> Result<String, Failure> {
    done(Run::cargo().words(["fmt", "--all", "--", "--check"]).go())
}

fn lint() -> Result<String, Failure> {
    let words = ["clippy", "--workspace", "--all-targets"];
    Run::cargo().words(words).words(locked()).words(["--", "-D", "warnings"]).go()?;
    // The workspace has the command line's features; the app is built without its known bugs.
    let words = ["clippy", "--package", "relying-party-server"];
    done(Run::cargo().words(words).words(locked()).words(["--", "-D", "warnings"]).go())
}

/// Every target at once and with one set of features, so that nothing is built twice, the programs that the
/// window tests start are there, and the time for building is told apart from the time for testing.
fn build() -> Result<String, Failure> {
    done(Run::cargo().words(["build", "--workspace", "--all-targets"]).words(locked()).go())
}

fn test(context: &Context) -> Result<String, Failure> {
    if std::env::var_os("COUNTERSIGN_SHARED").is_none() {
        console::note("COUNTERSIGN_SHARED is not set: tests with fixtures from outside are ignored");
    }
    let run = Run::cargo().words(["test", "--workspace", "--no-fail-fast"]).words(locked());
    let mut results = context.results.borrow_mut();
    let succeeded = run.lines(|line| {
        println!("{line}");
        results.read(line);
    })?;
    results.judge(succeeded)
}

fn deny() -> Result<String, Failure> {
    done(Run::cargo().words(["deny", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"]).go())
}

/// A machine must not quietly build other versions than the lock file says.
fn locked() -> &'static [&'static str] {
    if workspace::is_ci() { &["--locked"] } else { &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_lists_every_step() {
        for check in CHECKS {
            assert!(TASK.details.contains(check.name), "{}", check.name);
        }
    }

    #[test]
    fn steps_run_in_their_own_order_whatever_the_order_asked() {
        let names: Vec<_> = chosen(Some("tests, fmt")).unwrap().iter().map(|check| check.name).collect();
        assert_eq!(names, ["fmt", "tests"]);
        assert_eq!(chosen(None).unwrap().len(), CHECKS.len());
    }

    #[test]
    fn an_unknown_step_is_refused() {
        let failure = chosen(Some("fmt,tsets")).err().unwrap();
        assert_eq!(failure.exit_code(), 2);
        assert!(failure.what.contains("`tsets`"));
    }
}
