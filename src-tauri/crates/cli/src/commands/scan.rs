//! `scan`: shows, stores nothing.

use host::Desk;

use super::scanned::ScanView;
use crate::arguments::Scan;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::gather::Gathered;
use crate::output::Console;

pub(crate) fn run(scan: &Scan, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let gathered = Gathered::from_sources(&scan.sources, &desk.reader);
    let view = ScanView::of(&gathered);
    console.answer(&view, |page| view.show(page))?;
    tell_problems(&gathered, console);
    Ok(gathered.exit())
}

/// What stands in the way, on standard error: each to a person, one that sums up to a program.
pub(crate) fn tell_problems(gathered: &Gathered, console: Console) {
    let problems = gathered.problems();
    match problems.as_slice() {
        several @ [_, _, ..] if console.is_json() => console.fail(&Failure::new(
            "several-problems",
            format!("{} things could not be used", several.len()),
            "see `problems` in the answer",
        )),
        all => all.iter().for_each(|problem| console.fail(problem)),
    }
}
