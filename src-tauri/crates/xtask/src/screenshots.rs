//! `cargo xtask screenshots`: a picture of every view, light and dark, from the real window.

use crate::{
    arguments::{Arguments, Task},
    command::Run,
    failure::Failure,
    setup,
    setup::Purpose,
    ui,
};

/// The task.
pub(crate) const TASK: Task = Task {
    name: "screenshots",
    about: "Take docs/screenshots anew from the real window",
    details: "
Opens the window on a display and with a keyring of its own, walks through every view in light and in dark, and
writes a picture of each into docs/screenshots; and produces every failure of docs/FAILURES.md.

  --yes        install what is missing without asking",
    flags: &["--yes"],
    options: &[],
    operand: None,
    passes_rest: false,
    run,
};

fn run(arguments: &Arguments) -> Result<(), Failure> {
    setup::prepare(&[Purpose::Build, Purpose::Tests], arguments.has("--yes"))?;
    ui::bring_up_to_date()?;
    let test = ["test", "--package", "countersign-desktop", "--test", "window", "--", "--ignored", "--test-threads=1"];
    Run::cargo().words(test).words(["screenshots::take"]).go()
}
