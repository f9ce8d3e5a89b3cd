//! What a person may type.

mod accounts;
mod attacks;
mod backup;
mod code;
mod diagnose;
mod doctor;
mod exchange;
mod guard;
mod lock;
mod pictures;
mod scenarios;
mod server;
mod store;
mod typed;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use accounts::{Edit, List, Remove, Restore, Show};
pub(crate) use attacks::Attack;
pub(crate) use backup::{BackupAction, BackupCommand};
pub(crate) use code::Code;
pub(crate) use diagnose::{Diagnose, Reproduce};
pub(crate) use doctor::Doctor;
pub(crate) use exchange::{Export, Import};
pub(crate) use guard::{SecretInArguments, of_ours, refuse_secrets};
pub(crate) use lock::{LockAction, LockCommand};
pub(crate) use pictures::{Add, Scan, Sources};
pub(crate) use scenarios::RunScenarios;
pub(crate) use server::{Exec, Serve, ServerOptions};
pub(crate) use store::{StoreAction, StoreCommand, StoreParser, StorePlace};
pub(crate) use typed::{KindChoice, TypedOptions};

/// Rolling codes on the command line: scans QR codes, keeps secrets in the system's keyring, shows codes, and runs a
/// relying party that checks them.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, arg_required_else_help = true)]
#[command(after_long_help = after_help(), after_help = "Exit codes and more: countersign --help")]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Answers on standard output and errors on standard error as JSON.
    #[arg(long, global = true, display_order = 100)]
    pub(crate) json: bool,
    /// Where accounts are kept: keyring, file:PATH (sealed with a password), or memory (forgotten at the end; for tests).
    /// Without it: what you chose in the window or moved to, else the keyring.
    #[arg(long, global = true, env = "COUNTERSIGN_STORE", hide_env_values = true)]
    #[arg(value_name = "STORE", value_parser = StoreParser, display_order = 101)]
    pub(crate) store: Option<StorePlace>,
    /// Take passwords from this file descriptor, one a line, and ask nobody for them.
    #[arg(long, global = true, value_name = "NUMBER", display_order = 102)]
    pub(crate) password_fd: Option<u32>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Scan(Scan),
    Add(Add),
    List(List),
    Code(Code),
    Edit(Edit),
    Remove(Remove),
    Restore(Restore),
    Show(Show),
    Serve(Serve),
    Exec(Exec),
    Run(RunScenarios),
    Attack(Attack),
    Store(StoreCommand),
    Lock(LockCommand),
    Backup(BackupCommand),
    Import(Import),
    Export(Export),
    Diagnose(Diagnose),
    Reproduce(Reproduce),
    Doctor(Doctor),
    /// Ask the system to unlock the keyring, or to make one where there is none; its prompt appears on the desktop.
    Unlock,
    /// Go on without accounts that were in the keyring and are gone.
    ///
    /// After accounts have vanished from the keyring nothing is added, so that nothing is written over a loss that
    /// can still be undone (the wrong keyring service, a file to be restored from a backup). This says that they are
    /// gone for good. Nothing is deleted: should they come back, they are listed again.
    StartEmpty {
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// Print the completions for a shell, to be put where it looks for them.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page, of all or of one command: countersign man | man -l -
    Man {
        /// The command.
        command: Option<String>,
    },
}

fn after_help() -> String {
    format!("Exit codes:\n{}\n\nExamples:\n{EXAMPLES}", crate::exit::Exit::table())
}

/// Shown at the end of the help and of the manual.
pub(crate) const EXAMPLES: &str = "  countersign scan picture.png       what a picture holds; stores nothing
  countersign add picture.png        stores it
  countersign add --screen           the same with what is on the screen
  countersign add - < addresses.txt  otpauth:// addresses hold secrets: never as arguments
  countersign code github            the code now
  countersign code github --min-left 5 --copy
  countersign serve                  a relying party to sign in to, in memory
  countersign exec -- npm test       the same for as long as a command runs
  countersign run story.toml         plays a scenario and says where it comes out otherwise
  countersign attack --target P.toml tries attacks on the second factor of a server
  countersign store create file:PATH accounts in a file sealed with a password
  countersign --store file:PATH list then take it from there (also COUNTERSIGN_STORE)
  countersign import list.txt        what a file has, line by line; then adds it
  countersign export codes.backup    into a file sealed with a password
  countersign lock on                a password for the accounts in the keyring
  countersign diagnose               asks for a secret and a rejected code, and says what went wrong";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn no_option_takes_a_secret() {
        let command = Arguments::command();
        let arguments = command.get_subcommands().flat_map(clap::Command::get_arguments);
        for argument in arguments.filter(|argument| argument.get_action().takes_values()) {
            let name = argument.get_id().as_str();
            let is_secret = name.contains("secret") || name.contains("password");
            assert!(!is_secret || name.ends_with("_fd"), "{name}");
        }
    }
}
