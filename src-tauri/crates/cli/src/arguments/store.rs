//! `--store`, and `store`.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::str::FromStr;

use authenticator::GenerationName;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Args, Subcommand};
use host::{Folders, OpenError, StoreChoice, UnknownStore};

use crate::failure::Failure;

/// Where accounts are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StorePlace {
    /// What needs no password of ours.
    Known(StoreChoice),
    /// A sealed file.
    File(PathBuf),
}

const FILE: &str = "file:";

impl StorePlace {
    /// What the person chose in the window, or moved to; the keyring where nothing was chosen.
    ///
    /// # Errors
    /// The settings cannot be read: then nobody knows, and nothing is guessed.
    pub(crate) fn chosen() -> Result<Self, Failure> {
        let folders = Folders::of_this_person().map_err(OpenError::from)?;
        let chosen = host::settings::read(&folders.config)?.store.file;
        Ok(chosen.map_or(Self::Known(StoreChoice::Keyring), Self::File))
    }
}

impl FromStr for StorePlace {
    type Err = UnknownStore;

    fn from_str(text: &str) -> Result<Self, UnknownStore> {
        match text.strip_prefix(FILE) {
            Some(path) if !path.is_empty() => Ok(Self::File(at_home(path))),
            _ => text.parse().map(Self::Known),
        }
    }
}

/// The shell sees no path behind `file:`, and leaves its ~ alone.
fn at_home(path: &str) -> PathBuf {
    let home = path.strip_prefix("~/").and_then(|rest| Some(std::env::home_dir()?.join(rest)));
    home.unwrap_or_else(|| PathBuf::from(path))
}

/// Reads a [`StorePlace`]; completions know its beginnings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoreParser;

impl TypedValueParser for StoreParser {
    type Value = StorePlace;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<StorePlace, clap::Error> {
        StringValueParser::new().try_map(|name| name.parse::<StorePlace>()).parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(["keyring", "memory", FILE].into_iter().map(PossibleValue::new)))
    }
}

/// Keep accounts in a file sealed with a password, for a machine without a keyring.
///
/// Name the file with --store file:PATH, or with COUNTERSIGN_STORE, in every other command. The generations before
/// are kept in the folder PATH.d. Whoever forgets both the password and the recovery code has lost what is in it.
#[derive(Debug, Args)]
pub(crate) struct StoreCommand {
    #[command(subcommand)]
    pub(crate) action: StoreAction,
}

/// What to do with it.
#[derive(Debug, Subcommand)]
pub(crate) enum StoreAction {
    /// Make an empty sealed file, and print its recovery code, this once.
    Create {
        /// file:PATH
        #[arg(value_name = "STORE", value_parser = StoreParser)]
        place: StorePlace,
    },
    /// Change the password of the file that --store names.
    ///
    /// The recovery code, typed in place of the password, does for one that was forgotten. The generations beside the
    /// file are sealed anew for it. Copies elsewhere still open with the old password, and hold the key of later ones:
    /// after the old password became known to somebody, make a new file and move the accounts there.
    Password,
    /// Print a new recovery code; the one before opens neither the file nor its generations any longer.
    RecoveryCode,
    /// List the generations of the file, and which of them open.
    Generations,
    /// Go back to a generation; what was the newest is kept.
    Restore {
        /// Its number, as `countersign store generations` shows it; 12-2 is the second of two with one number.
        generation: GenerationName,
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// Delete the generations that another password or recovery code opens than the file does.
    ///
    /// There are some only where a change of the password was cut off or a disk was full.
    Prune {
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// Move all accounts from one store to another.
    ///
    /// Each is copied and read back before it is removed where it was. A move that was cut off is ended by moving again.
    Move {
        /// keyring, or file:PATH
        #[arg(long, value_name = "STORE", value_parser = StoreParser)]
        from: StorePlace,
        /// keyring, or file:PATH
        #[arg(long, value_name = "STORE", value_parser = StoreParser)]
        to: StorePlace,
    },
}
