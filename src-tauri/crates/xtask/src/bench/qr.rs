//! How many codes are read, beside other readers, and what that costs.

use super::table::{Amount, Row, Table};
use crate::{command::Run, failure::Failure};

/// Runs `benches/reading` of the package `qr`, which prints `name<TAB>ours<TAB>other<TAB>unit<TAB>goal` for each row.
///
/// # Errors
/// It cannot be built, or prints something else.
pub(crate) fn measure() -> Result<Table, Failure> {
    let output = Run::cargo()
        .words(["bench", "--quiet", "--package", "qr", "--features", "inspect", "--bench", "reading"])
        .text()?;
    let rows = output.lines().map(row).collect::<Option<Vec<_>>>();
    let rows = rows.filter(|rows| !rows.is_empty()).ok_or_else(|| {
        Failure::new(format!("benches/reading printed what is no result: {output}"), "mend its output")
    })?;
    Ok(Table {
        title: "Reading QR codes".to_owned(),
        method: "Pictures drawn by the project from a seed, and, where COUNTERSIGN_SHARED names their folder, outside \
                 ones with known contents, on which other readers were measured once. Times are of the processor, of \
                 one thread, with the file's decoding; a text that no other reader confirms may be a code that only \
                 we read."
            .to_owned(),
        other: "other reader, or limit".to_owned(),
        rows,
        details: String::new(),
    })
}

fn row(line: &str) -> Option<Row> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, ours, against, unit, goal] = fields.try_into().ok()?;
    let unit = [("ms", "ms"), ("codes", "codes"), ("", "")].into_iter().find(|(word, _)| *word == unit)?.1;
    let amount = |text: &str| Some(Amount { value: text.parse().ok()?, unit });
    let goal = if goal.is_empty() { None } else { Some(goal.parse().ok()?) };
    Some(Row { name: name.to_owned(), ours: amount(ours)?, against: amount(against)?, goal })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_row() {
        let row = row("median\t7.5\t10\tms\t1").unwrap();
        assert_eq!((row.ours.value, row.against.value, row.goal), (7.5, 10.0, Some(1.0)));
    }

    #[test]
    fn another_line_is_no_row() {
        assert!(row("a\tb\tc\td\te").is_none());
        assert!(row("median\t7.5\t10\tapples\t1").is_none());
    }
}
