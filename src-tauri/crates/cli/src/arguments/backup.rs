//! `backup`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Make, prove and restore encrypted backups of all accounts.
///
/// Each is a file of its own in a folder of your choice, also one that is synced elsewhere. The newest of ten days, eight
/// weeks and twelve months are kept. They open with the backup password or the recovery code that the first one printed.
#[derive(Debug, Args)]
pub(crate) struct BackupCommand {
    #[command(subcommand)]
    pub(crate) action: BackupAction,
}

/// What to do with them.
#[derive(Debug, Subcommand)]
pub(crate) enum BackupAction {
    /// Make one, and read it back before it counts. The first prints the recovery code, this once.
    Create {
        /// Where backups are.
        #[arg(long, value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// List them, and which of them open.
    List {
        /// Where backups are.
        #[arg(long, value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Read every one of them, and fail where one does not open or holds a damaged record.
    Check {
        /// Where backups are.
        #[arg(long, value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Make one by itself after each change, from now on; without --folder and --off, say whether that is so.
    ///
    /// Of the accounts in the keyring, by the window and by this program. The folder, and that it is so, are in the settings;
    /// the key of the backups is kept in the keyring, so that nobody is asked for the password each time.
    Automatic {
        /// Where they are made. Asks for the password of the backups there, or for a new one.
        #[arg(long, value_name = "FOLDER", conflicts_with = "off")]
        folder: Option<PathBuf>,
        /// Make none by itself any more. Those that were made stay.
        #[arg(long)]
        off: bool,
    },
    /// Change the password of all of them: each is sealed anew, and the old password opens none. The recovery code stays.
    ///
    /// Asks for the password (or the recovery code) and for the new one. One that was cut off goes on when it is said again.
    Password {
        /// Where backups are.
        #[arg(long, value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Delete those that an old password still opens, since they could not be changed. The last that opens is never deleted.
    Prune {
        /// Where backups are.
        #[arg(long, value_name = "FOLDER")]
        folder: PathBuf,
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// Show what a backup has and what is here, and put back what is missing.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Put back only this account, by its id or its whole name; can be said several times.
        #[arg(long, value_name = "ACCOUNT")]
        only: Vec<String>,
        /// Put back also what was changed since. Counters never go back.
        #[arg(long)]
        changed: bool,
        /// Show the difference, and do nothing.
        #[arg(long)]
        dry_run: bool,
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
}
