//! What a lock, a sealed file and a backup cost.

use super::relying_party::row;
use super::table::Table;
use crate::{command::Run, failure::Failure};

/// Runs `benches/store/main.rs`, which prints what the bench of the relying party prints.
///
/// # Errors
/// Something cannot be built, or the bench prints something else.
pub(crate) fn measure() -> Result<Table, Failure> {
    let output = Run::cargo().words(["bench", "--quiet", "--package", "xtask", "--bench", "store"]).text()?;
    let rows = output.lines().map(row).collect::<Option<Vec<_>>>();
    let rows = rows
        .filter(|rows| !rows.is_empty())
        .ok_or_else(|| Failure::new(format!("benches/store printed what is no result: {output}"), "mend its output"))?;
    Ok(Table {
        title: "Locks, sealed files and backups".to_owned(),
        method:
            "1,000 accounts. The bare hash is one Argon2id by its crate alone, with the least work that a lock or a \
                 file here may ask for (64 MiB, three passes): what is calibrated asks for more, which makes the rest \
                 weigh less. Each time as a program that was just started; medians of 7 rounds in turn."
                .to_owned(),
        other: "the other".to_owned(),
        rows,
        details: String::new(),
    })
}
