//! `run`: plays scenarios.

use std::path::Path;

use host::scenario::{Against, run_file};
use scenario::{Report, TargetError, junit};
use serde::Serialize;

use crate::arguments::RunScenarios;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;
use crate::server::{self, Signals};

/// After so many steps a person at a terminal is told how far it is.
const STEPS_A_REMARK: usize = 25;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunView<'reports> {
    passed: bool,
    reports: &'reports [Report],
}

pub(crate) fn run(asked: &RunScenarios, console: Console) -> Result<Exit, Failure> {
    server::block_on(|mut signals| async move { play(asked, &mut signals, console).await })
}

async fn play(asked: &RunScenarios, signals: &mut Signals, console: Console) -> Result<Exit, Failure> {
    let against = Against { profile: asked.target.clone(), url: asked.url.clone() };
    let mut reports = Vec::new();
    for file in &asked.files {
        let name = file.display();
        let mut done: usize = 0;
        let mut ask = None;
        let stop = async { ask = Some(signals.next().await) };
        let ran = run_file(file, &against, stop, |step| {
            done = done.saturating_add(1);
            if done.is_multiple_of(STEPS_A_REMARK) {
                console.remark(&format!("{name}: {done} steps, the last was number {}", step.number));
            }
        });
        let ran = ran.await?;
        if let Some(error) = ran.clock_left {
            console.note(&clock_left(&error));
        }
        match (ran.report, ask) {
            (Some(report), _) => reports.push(report),
            (None, ask) => return Ok(ask.map_or(Exit::Failed, |ask| Exit::Of(ask.exit()))),
        }
    }
    let passed = reports.iter().all(|report| report.passed);
    console.answer(&RunView { passed, reports: &reports }, |page| {
        for line in reports.iter().flat_map(|report| report.to_string().lines().map(str::to_owned).collect::<Vec<_>>())
        {
            page.line(line);
        }
    })?;
    // After the answer: what came out must not be lost with the file.
    if let Some(path) = &asked.junit {
        write(path, &junit(&reports))?;
    }
    Ok(if passed { Exit::Done } else { Exit::Failed })
}

/// What is said where the target's clock stays moved.
pub(super) fn clock_left(error: &TargetError) -> String {
    format!("the target's clock was not brought back to what it was: {error}; {}", error.hint())
}

fn write(path: &Path, xml: &str) -> Result<(), Failure> {
    std::fs::write(path, xml).map_err(|error| {
        let message = format!("{} could not be written: {error}", path.display());
        Failure::new("junit-not-written", message, "check the folder, and that you may write there")
    })
}
