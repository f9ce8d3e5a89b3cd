//! A tick of many codes against the HMACs that no code can do without.

use super::table::{Amount, Row, Table};
use crate::{command::Run, failure::Failure};

/// Runs `benches/codes.rs`, which prints `name<TAB>ours in ns<TAB>bare in ns` for each row.
///
/// # Errors
/// It cannot be built, or prints something else.
pub(crate) fn measure() -> Result<Table, Failure> {
    let output = Run::cargo().words(["bench", "--quiet", "--package", "xtask", "--bench", "codes"]).text()?;
    let rows = output.lines().map(row).collect::<Option<Vec<_>>>();
    let rows = rows.filter(|rows| !rows.is_empty()).ok_or_else(|| {
        Failure::new(format!("benches/codes.rs printed what is no result: {output}"), "mend its output")
    })?;
    Ok(Table {
        title: "A tick of 10,000 codes".to_owned(),
        method: "The codes of 10,000 accounts with secrets of their own at one instant, against the bare HMACs \
                 (keys set up, eight bytes in, tag out) of the same secrets. Medians of 41 repetitions, ours and \
                 the other in turn."
            .to_owned(),
        other: "bare HMACs".to_owned(),
        rows,
        details: String::new(),
    })
}

fn row(line: &str) -> Option<Row> {
    let mut fields = line.split('\t');
    let name = fields.next()?.to_owned();
    let mut milliseconds = || {
        let nanoseconds: f64 = fields.next()?.parse().ok()?;
        Some(Amount { value: nanoseconds / 1e6, unit: "ms" })
    };
    Some(Row { name, ours: milliseconds()?, against: milliseconds()?, goal: Some(1.5) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_row_in_milliseconds() {
        let row = row("TOTP, SHA-1\t9000000\t7500000").unwrap();
        assert_eq!((row.ours.value, row.against.value), (9.0, 7.5));
    }

    #[test]
    fn another_line_is_no_row() {
        assert!(row("running 0 tests").is_none());
        assert!(row("a\tb\tc").is_none());
    }
}
