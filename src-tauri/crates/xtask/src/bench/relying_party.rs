//! The relying party against a bare server and an Express one.

use super::table::{Amount, Row, Table};
use crate::{command::Run, failure::Failure, workspace};

/// Where the Express peer is.
const EXPRESS: &str = "src-tauri/crates/xtask/benches/relying_party/express";

/// Builds the command line for release, installs the peer, and runs `benches/relying_party/main.rs`, which prints
/// `name<TAB>unit<TAB>ours<TAB>the other's<TAB>goal`.
///
/// # Errors
/// Something cannot be built or installed, or the bench prints something else.
pub(crate) fn measure() -> Result<Table, Failure> {
    Run::cargo().words(["build", "--release", "--package", "countersign-cli"]).go()?;
    let target = workspace::target()?.join("bench-express");
    workspace::create_folder(&target)?;
    for name in ["package.json", "server.mjs"] {
        workspace::copy(&workspace::root().join(EXPRESS).join(name), &target.join(name))?;
    }
    Run::npm().words(["install", "--silent", "--no-audit", "--no-fund"]).folder(&target).go()?;
    let output = Run::cargo()
        .words(["bench", "--quiet", "--package", "xtask", "--bench", "relying_party"])
        .environment("COUNTERSIGN", workspace::binary("release", "countersign")?)
        .environment("COUNTERSIGN_EXPRESS", target.join("server.mjs"))
        .text()?;
    let rows = output.lines().map(row).collect::<Option<Vec<_>>>();
    let rows = rows.filter(|rows| !rows.is_empty()).ok_or_else(|| {
        Failure::new(format!("benches/relying_party printed what is no result: {output}"), "mend its output")
    })?;
    Ok(Table {
        title: "The relying party".to_owned(),
        method:
            "Verifications: 2,000 half logins, each finished by its right code over 16 kept connections, everything \
                 committed to SQLite in a file (WAL, synchronous FULL), against an axum handler that makes one commit \
                 through the same crates with the same settings; medians of 5 rounds in turn; on a disk, since \
                 what waits for none is another matter (in /dev/shm on the machine of 2026-11-23: 1.7). Users: 1,500 \
                 second steps one after another in databases of 10, 10,000 and 1,000,000 enrolled users, in turn. Start and \
                 memory (proportional set size): medians of 15 starts, against Express 5 on Node with the same \
                 routes, which keeps everything in maps."
                .to_owned(),
        other: "the other".to_owned(),
        rows,
        details: String::new(),
    })
}

pub(super) fn row(line: &str) -> Option<Row> {
    let mut fields = line.split('\t');
    let name = fields.next()?.to_owned();
    let unit = match fields.next()? {
        "ms" => "ms",
        "MiB" => "MiB",
        "KiB" => "KiB",
        _ => return None,
    };
    let mut amount = || Some(Amount { value: fields.next()?.parse().ok()?, unit });
    let (ours, against) = (amount()?, amount()?);
    let goal = match fields.next()? {
        "-" => None,
        goal => Some(goal.parse().ok()?),
    };
    Some(Row { name, ours, against, goal })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_row() {
        let row = row("from exec to ready\tms\t4.5\t216\t1").unwrap();
        assert_eq!((row.ours.value, row.against.value, row.goal), (4.5, 216.0, Some(1.0)));
    }

    #[test]
    fn another_line_is_no_row() {
        assert!(row("running 0 tests").is_none());
        assert!(row("a\tweeks\t1\t2\t-").is_none());
    }
}
