//! Opening the real window, and what it takes of memory, against the plainest window of the same kind.

use super::table::{Amount, Row, Table};
use crate::{command::Run, failure::Failure, ui, workspace};

/// The highest ratio to the bare window that is aimed at, with a hundred accounts.
const GOAL: f64 = 1.15;
/// The row the goal is for.
const GOAL_IS_FOR: &str = " 100 accounts";

/// Builds both windows for release and runs `benches/window/main.rs`, which prints `name<TAB>unit<TAB>ours<TAB>bare`.
///
/// # Errors
/// Something cannot be built, there is no private desktop to be had here, or the bench prints something else.
pub(crate) fn measure() -> Result<Table, Failure> {
    ui::bring_up_to_date()?;
    let programs = ["--bin", "countersign-desktop", "--example", "bare_window"];
    Run::cargo().words(["build", "--release", "--package", "countersign-desktop"]).words(programs).go()?;
    let output = Run::cargo()
        .words(["bench", "--quiet", "--package", "xtask", "--bench", "window"])
        .environment("COUNTERSIGN_WINDOW", workspace::binary("release", "countersign-desktop")?)
        .environment("COUNTERSIGN_BARE_WINDOW", workspace::binary("release/examples", "bare_window")?)
        .text()?;
    let rows = output.lines().map(row).collect::<Option<Vec<_>>>();
    let rows = rows.filter(|rows| !rows.is_empty()).ok_or_else(|| {
        Failure::new(format!("benches/window printed what is no result: {output}"), "mend its output")
    })?;
    Ok(Table {
        title: "The window".to_owned(),
        method: "Both are opened on a display of their own without a graphics card, ours with a real gnome-keyring \
                 that holds the accounts. Start: from starting the program to its page saying that the first codes \
                 (with no account: the first screen; bare: its few words) have been painted. Memory: the proportional \
                 set size of all its processes, two seconds later. Medians of 15 rounds; in each round every window is \
                 opened once, in turn."
            .to_owned(),
        other: "bare window".to_owned(),
        rows,
        details: String::new(),
    })
}

fn row(line: &str) -> Option<Row> {
    let mut fields = line.split('\t');
    let name = fields.next()?.to_owned();
    let unit = match fields.next()? {
        "ms" => "ms",
        "MiB" => "MiB",
        _ => return None,
    };
    let mut amount = || Some(Amount { value: fields.next()?.parse().ok()?, unit });
    let (ours, against) = (amount()?, amount()?);
    let goal = name.ends_with(GOAL_IS_FOR).then_some(GOAL);
    Some(Row { name, ours, against, goal })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_row_and_a_hundred_accounts_have_the_goal() {
        let hundred = row("start with 100 accounts\tms\t1200\t1100").unwrap();
        assert_eq!((hundred.ours.value, hundred.against.value, hundred.goal), (1200.0, 1100.0, Some(GOAL)));
        assert_eq!(row("memory with 1,000 accounts\tMiB\t220\t200").unwrap().goal, None);
    }

    #[test]
    fn another_line_is_no_row() {
        assert!(row("running 0 tests").is_none());
        assert!(row("start\tseconds\t1\t2").is_none());
    }
}
