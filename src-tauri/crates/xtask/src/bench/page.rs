//! docs/BENCHMARKS.md: one section a bench, each renewed on its own.

use super::{machine, page_path, table::Table};
use crate::{clock, failure::Failure, workspace};

const HEAD: &str = "# Benchmarks

Written by `cargo xtask bench`; do not edit. Each row compares with a peer or a limit measured in the same run, so the
ratio means something on any machine; the times mean something only on the machine named. Smaller is better.
";

/// Writes the section of one bench and leaves the others as they are.
///
/// # Errors
/// The page cannot be written.
pub(crate) fn renew(name: &str, table: &Table) -> Result<(), Failure> {
    let path = page_path();
    let page = std::fs::read_to_string(&path).unwrap_or_else(|_| HEAD.to_owned());
    let provenance = format!(
        "`cargo xtask bench {name}`, {}, commit {}, {}, release build.",
        clock::today(),
        workspace::commit(),
        machine()
    );
    workspace::write(&path, &with_section(&page, name, &format!("{}\n{provenance}\n", table.markdown())))
}

/// The page with the section between its two marks replaced, or added at the end.
fn with_section(page: &str, name: &str, section: &str) -> String {
    let (start, end) = (format!("<!-- bench {name} -->\n"), format!("<!-- end {name} -->\n"));
    let marked = format!("{start}{section}{end}");
    let around = page.split_once(&start).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    match around {
        Some((before, after)) => format!("{before}{marked}{after}"),
        None => format!("{}\n\n{marked}", page.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_section_is_added_at_the_end() {
        let page = with_section("# Head\n", "codes", "one\n");
        assert_eq!(page, "# Head\n\n<!-- bench codes -->\none\n<!-- end codes -->\n");
    }

    #[test]
    fn an_old_section_is_replaced_where_it_stands() {
        let page = with_section(&with_section("# Head\n", "codes", "one\n"), "window", "two\n");
        let renewed = with_section(&page, "codes", "three\n");
        assert_eq!(
            renewed,
            "# Head\n\n<!-- bench codes -->\nthree\n<!-- end codes -->\n\n<!-- bench window -->\ntwo\n<!-- end window -->\n"
        );
    }
}
