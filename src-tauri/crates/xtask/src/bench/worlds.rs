//! Tenants, and a scenario.

use super::relying_party::row;
use super::table::Table;
use crate::{command::Run, failure::Failure, workspace};

/// Builds the command line for release and runs `benches/worlds/main.rs`, which prints what the bench of the relying
/// party prints.
///
/// # Errors
/// Something cannot be built, or the bench prints something else.
pub(crate) fn measure() -> Result<Table, Failure> {
    Run::cargo().words(["build", "--release", "--package", "countersign-cli"]).go()?;
    let output = Run::cargo()
        .words(["bench", "--quiet", "--package", "xtask", "--bench", "worlds"])
        .environment("COUNTERSIGN", workspace::binary("release", "countersign")?)
        .text()?;
    let rows = output.lines().map(row).collect::<Option<Vec<_>>>();
    let rows = rows.filter(|rows| !rows.is_empty()).ok_or_else(|| {
        Failure::new(format!("benches/worlds printed what is no result: {output}"), "mend its output")
    })?;
    Ok(Table {
        title: "Worlds".to_owned(),
        method: "Tenants: 1,000 people over 16 kept connections at once, each in a tenant of their own that the first \
                 request makes: clock frozen, policy set, registered, a device enrolled with ten backup codes, clock \
                 advanced, signed in with a code (nine requests); against the same people in one tenant (six requests \
                 each). One round each, in memory, in a process of its own; memory is the proportional set size. The \
                 month: median of 9 runs with a relying party of its own, started and stopped in the time. Argon2id at \
                 test parameters (8 KiB, one pass) in both: with the real ones the hashes are nearly all of it."
            .to_owned(),
        other: "the other".to_owned(),
        rows,
        details: String::new(),
    })
}
