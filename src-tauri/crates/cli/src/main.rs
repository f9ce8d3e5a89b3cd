//! Countersign's command line: scans QR codes, keeps secrets in the system's keyring or a sealed file, shows codes, runs a relying party.

mod arguments;
mod commands;
mod exit;
mod failure;
mod find;
mod gather;
mod input;
mod moment;
mod opening;
mod output;
mod passwords;
mod server;
mod terminal;

use std::process::ExitCode;

use arguments::{Arguments, of_ours, refuse_secrets};
use clap::Parser;
use clap::error::ErrorKind;
use exit::Exit;
use failure::Failure;
use output::Console;

/// Nothing secret is left in memory that was given back.
#[global_allocator]
static ALLOCATOR: host::Wiping = host::WIPING;

fn main() -> ExitCode {
    if let Some(exit) = host::run_child_if_asked() {
        return exit;
    }
    run().into()
}

fn run() -> Exit {
    // Before anything is understood, so that a mistake in the line is told in the right form.
    let ours = of_ours(std::env::args_os().skip(1));
    let console = Console::new(ours.iter().any(|argument| argument == "--json"));
    // Clap repeats what it does not understand; an address would be on the screen then.
    let arguments = match refuse_secrets(ours.iter()) {
        Ok(()) => Arguments::try_parse(),
        Err(error) => return end(console, error.into()),
    };
    match arguments {
        Ok(arguments) => commands::run(arguments, console).unwrap_or_else(|failure| end(console, failure)),
        Err(error) => misunderstood(console, &error),
    }
}

fn end(console: Console, failure: Failure) -> Exit {
    console.fail(&failure);
    failure.exit
}

/// Help and version are answers; anything else is a mistake in the line.
fn misunderstood(console: Console, error: &clap::Error) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _nobody_reads = error.print();
            Exit::Done
        }
        // The help, for want of a command.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !console.is_json() => {
            let _nobody_reads = error.print();
            Exit::Usage
        }
        _ => {
            let text = error.render().to_string();
            // What is missing stands in the lines below the first, up to an empty one; then come tips and the usage.
            let (said, more) = text.split_once("\n\n").unwrap_or((&text, ""));
            let lines: Vec<&str> = said.lines().map(str::trim).collect();
            let message = lines.join(" ").trim_start_matches("error: ").to_owned();
            let exit = end(console, Failure::new("usage", message, "see `countersign help`").with_exit(Exit::Usage));
            std::iter::once("").chain(more.lines()).for_each(|line| console.note(line));
            exit
        }
    }
}
