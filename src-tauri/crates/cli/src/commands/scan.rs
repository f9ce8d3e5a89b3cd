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
    console.fail_each(&gathered.problems());
    Ok(gathered.exit())
}
