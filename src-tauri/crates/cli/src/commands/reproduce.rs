//! `reproduce`: replays a support bundle.

use host::scenario::{Reproduction, reproduce_file};

use crate::arguments::Reproduce;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Console, Page};
use crate::server;

pub(crate) fn run(asked: &Reproduce, console: Console) -> Result<Exit, Failure> {
    server::block_on(|mut signals| async move {
        tokio::select! {
            done = reproduce_file(&asked.bundle) => show(&done?, console),
            ask = signals.next() => Ok(Exit::Of(ask.exit())),
        }
    })
}

fn show(reproduction: &Reproduction, console: Console) -> Result<Exit, Failure> {
    console.answer(reproduction, |page| write(page, reproduction))?;
    Ok(if reproduction.same { Exit::Done } else { Exit::Different })
}

fn write(page: &mut Page, reproduction: &Reproduction) {
    if reproduction.same {
        page.line(format!("the same came out here: {}", reproduction.rejection));
    } else {
        page.line("something else came out here:");
        for difference in &reproduction.differences {
            page.line(format!("  {}: {} in the bundle, {} here", difference.what, difference.expected, difference.got));
        }
    }
    let tried = reproduction.secrets;
    page.line(format!("{tried} fresh secret{} tried", if tried == 1 { " was" } else { "s were" })).line("");
    for line in reproduction.report.to_string().lines() {
        page.line(line);
    }
}
