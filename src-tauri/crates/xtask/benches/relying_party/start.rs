//! From starting the program to its first line, which says that it answers, and what it then takes of memory; against
//! an Express server of the same routes.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::{Outcome, percentile, row};

const ROUNDS: usize = 15;

pub(crate) fn measure() -> Outcome<()> {
    let ours = std::env::var("COUNTERSIGN")?;
    let express = std::env::var("COUNTERSIGN_EXPRESS").ok();
    let mut times = (Vec::new(), Vec::new());
    let mut memory = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (time, bytes) = started(Command::new(&ours).args(["serve", "--port", "0"]))?;
        times.0.push(time);
        memory.0.push(bytes);
        if let Some(express) = &express {
            let (time, bytes) = started(Command::new("node").arg(express))?;
            times.1.push(time);
            memory.1.push(bytes);
        }
    }
    let ready = percentile(&mut times.0, 50);
    row("from exec to ready, in memory, against 50 ms", "ms", ready, 50.0, Some(1.0));
    if express.is_some() {
        row("from exec to ready, against Express", "ms", ready, percentile(&mut times.1, 50), Some(1.0));
        let (ours, theirs) = (percentile(&mut memory.0, 50), percentile(&mut memory.1, 50));
        row("memory at rest, against Express", "MiB", ours, theirs, Some(1.0));
    }
    Ok(())
}

/// Milliseconds to the first line, and MiB of the process (its proportional set size).
fn started(command: &mut Command) -> Outcome<(f64, f64)> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let result = first_line(&mut child, start);
    child.kill()?;
    child.wait()?;
    result
}

fn first_line(child: &mut Child, start: Instant) -> Outcome<(f64, f64)> {
    let mut line = String::new();
    BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    let time = start.elapsed().as_secs_f64() * 1e3;
    if !line.starts_with("http://") {
        return Err(format!("the first line is no address: {line}").into());
    }
    let rollup = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", child.id()))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("no figure")?;
    let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok((time, kibibytes / 1024.0))
}
