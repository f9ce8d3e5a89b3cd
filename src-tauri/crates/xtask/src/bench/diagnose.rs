//! How often the cause of a rejection is named, how sure that is, and what it costs.

use super::table::{Amount, Row, Table};
use crate::{command::Run, failure::Failure};

/// Runs `benches/diagnose` of the package `support`, which prints `row<TAB>name<TAB>ours<TAB>limit<TAB>unit<TAB>goal` for each row and
/// `text<TAB>line` for each line of the tables below.
///
/// # Errors
/// It cannot be built, or prints something else.
pub(crate) fn measure() -> Result<Table, Failure> {
    let output = Run::cargo().words(["bench", "--quiet", "--package", "support", "--bench", "diagnose"]).text()?;
    let no_result = || Failure::new(format!("benches/diagnose printed what is no result: {output}"), "mend its output");
    let (rows, details) = read(&output).ok_or_else(no_result)?;
    Ok(Table {
        title: "Causes of rejections".to_owned(),
        method: "Devices and people of the package `scenario` and of the bench make codes that the rules of the relying \
                 party reject, each for a cause that is known; `support` is told what the verifier holds, and one or \
                 two codes. The first cause it names is right where it is of the class of the true one \
                 ([DIAGNOSIS.md](DIAGNOSIS.md) declares the classes). The sums leave out what the verifier itself says, \
                 such as a lock. Times are medians of 41 repetitions."
            .to_owned(),
        other: "limit, or bare HMACs".to_owned(),
        rows,
        details,
    })
}

fn read(output: &str) -> Option<(Vec<Row>, String)> {
    let (mut rows, mut details) = (Vec::new(), String::new());
    for line in output.lines() {
        match line.split_once('\t')? {
            ("row", fields) => rows.push(row(fields)?),
            ("text", text) => details.push_str(&format!("{text}\n")),
            _ => return None,
        }
    }
    (!rows.is_empty()).then_some((rows, details))
}

fn row(fields: &str) -> Option<Row> {
    let fields: Vec<&str> = fields.split('\t').collect();
    let [name, ours, against, unit, goal] = fields.try_into().ok()?;
    let unit = ["ms", "%"].into_iter().find(|known| *known == unit)?;
    let amount = |text: &str| Some(Amount { value: text.parse().ok()?, unit });
    let goal = if goal.is_empty() { None } else { Some(goal.parse().ok()?) };
    Some(Row { name: name.to_owned(), ours: amount(ours)?, against: amount(against)?, goal })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_lines_are_told_apart() {
        let (rows, details) = read("row\twrong\t0.4\t1\t%\t1\ntext\t\ntext\t| a |").unwrap();
        assert_eq!((rows[0].ours.value, rows[0].goal), (0.4, Some(1.0)));
        assert_eq!(details, "\n| a |\n");
    }

    #[test]
    fn anything_else_is_no_result() {
        assert!(read("running 0 tests").is_none());
        assert!(read("row\tslow\t1\t2\tapples\t1").is_none());
        assert!(read("text\tonly words").is_none());
    }
}
