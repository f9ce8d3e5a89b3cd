//! `completions` and `man`.

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;

pub(crate) fn completions(shell: Shell, console: Console) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "countersign", &mut script);
    console.bytes(&script)?;
    Ok(Exit::Done)
}

pub(crate) fn manual(command: Option<&str>, console: Console) -> Result<Exit, Failure> {
    let mut whole = Arguments::command();
    whole.build();
    let page = match command {
        None => whole,
        Some(name) => page_of(&whole, name)?,
    };
    let mut roff = Vec::new();
    let rendered = clap_mangen::Man::new(page).manual("Countersign").render(&mut roff);
    rendered.map_err(|error| Failure::new("manual-failed", error.to_string(), "use `countersign help`"))?;
    console.bytes(&roff)?;
    Ok(Exit::Done)
}

fn page_of(whole: &Command, name: &str) -> Result<Command, Failure> {
    whole.find_subcommand(name).cloned().ok_or_else(|| {
        Failure::new("manual-no-command", format!("there is no command \"{name}\""), "see `countersign help`")
            .with_exit(Exit::Usage)
    })
}
