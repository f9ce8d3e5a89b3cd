//! `cargo xtask run`: from a clone to the open window.

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
    name: "run",
    about: "Install what is missing, build the app and open it",
    details: "
The first build takes some minutes, later ones seconds. Words after `--` go to the app.

  --release    build as it is shipped: slower to build, faster to run
  --no-open    stop when it is built
  --yes        install what is missing without asking",
    flags: &["--release", "--no-open", "--yes"],
    options: &[],
    operand: None,
    passes_rest: true,
    run,
};

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let opens = !arguments.has("--no-open");
    if opens {
        require_display()?;
    }
    let mut steps = Steps::new("run", 3);
    steps.step("setup", "", || {
        setup::prepare(&[Purpose::Build], arguments.has("--yes"))?;
        Ok(String::new())
    })?;
    steps.step("ui", "", || ui::bring_up_to_date().map(|()| String::new()))?;
    let program = match arguments.has("--release") {
        true => workspace::binary("release", "countersign-desktop")?,
        false => workspace::binary("debug", "countersign-desktop")?,
    };
    steps.step("app", "", || build(arguments.has("--release")).map(|()| program.display().to_string()))?;
    steps.summary();
    if !opens {
        return Ok(());
    }
    console::heading("Countersign");
    Run::program(program).words(&arguments.rest).go()
}

fn build(release: bool) -> Result<(), Failure> {
    let words: &[&str] = if release { &["--release"] } else { &[] };
    Run::cargo().words(["build", "--package", "countersign-desktop"]).words(words).go()
}

fn require_display() -> Result<(), Failure> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err(Failure::new(
        "there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set)",
        "start it from a desktop session, or only build with: cargo xtask run --no-open",
    ))
}
