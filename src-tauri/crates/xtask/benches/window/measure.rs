//! Opens windows in turn, and measures each from the outside in the same way.

use std::error::Error;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use private_desktop::{Desktop, Process};

use crate::{memory, seed};

const ROUNDS: usize = 15;
/// How many accounts ours is opened with.
const ACCOUNTS: [u32; 3] = [0, 100, 1_000];
/// How long a window may take to paint.
const PATIENCE: Duration = Duration::from_secs(60);
/// From painted to weighed.
const SETTLING: Duration = Duration::from_secs(2);

/// A window that is opened again and again.
struct Candidate {
    name: String,
    desktop: Desktop,
    program: OsString,
    /// What the line on standard error holds once it has painted what counts.
    painted: &'static str,
    starts: Vec<f64>,
    weights: Vec<f64>,
}

/// Measures everything and prints the results.
pub(crate) fn measure() -> Result<(), Box<dyn Error>> {
    let mut candidates = vec![bare()?];
    for accounts in ACCOUNTS {
        candidates.push(ours(accounts)?);
    }
    // The first round warms the disk's cache and is thrown away.
    for round in 0..=ROUNDS {
        for candidate in &mut candidates {
            let (start, weight) = candidate.open()?;
            if round > 0 {
                candidate.starts.push(start);
                candidate.weights.push(weight);
            }
        }
    }
    print(&candidates);
    Ok(())
}

fn bare() -> Result<Candidate, Box<dyn Error>> {
    candidate("bare".to_owned(), Desktop::start()?, "COUNTERSIGN_BARE_WINDOW", "first-screen")
}

fn ours(accounts: u32) -> Result<Candidate, Box<dyn Error>> {
    let painted = if accounts == 0 { "first-screen" } else { "first-codes" };
    let name = match accounts {
        1_000 => "1,000 accounts".to_owned(),
        count => format!("{count} accounts"),
    };
    candidate(name, seed::desktop_with(accounts)?, "COUNTERSIGN_WINDOW", painted)
}

fn candidate(
    name: String,
    desktop: Desktop,
    program: &str,
    painted: &'static str,
) -> Result<Candidate, Box<dyn Error>> {
    let program = std::env::var_os(program).ok_or_else(|| format!("{program} is not set; use cargo xtask bench"))?;
    Ok(Candidate { name, desktop, program, painted, starts: Vec::new(), weights: Vec::new() })
}

impl Candidate {
    /// Opens the window once: milliseconds until it has painted, and its MiB some seconds later.
    fn open(&self) -> Result<(f64, f64), Box<dyn Error>> {
        let mut command = self.desktop.command(&self.program);
        command.env("COUNTERSIGN_TRACE", "startup").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let start = Instant::now();
        let mut window = Process::spawn(&mut command, "libwebkit2gtk-4.1-0")?;
        let painted = self.wait_until_painted(&mut window)?;
        let start = painted.duration_since(start).as_secs_f64() * 1e3;
        std::thread::sleep(SETTLING);
        Ok((start, memory::proportional_set_size(window.id())? / (1024.0 * 1024.0)))
    }

    fn wait_until_painted(&self, window: &mut Process) -> Result<Instant, Box<dyn Error>> {
        let said = window.take_stderr().ok_or("its standard error is not piped")?;
        let (sender, seen) = mpsc::channel();
        let mark = self.painted;
        // Reads on after the mark: a program must not stop at a full pipe.
        std::thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                if line.contains(mark) {
                    let _ = sender.send(Instant::now());
                }
            }
        });
        seen.recv_timeout(PATIENCE).map_err(|_| format!("the window ({}) did not say \"{mark}\"", self.name).into())
    }
}

fn print(candidates: &[Candidate]) {
    let Some((bare, ours)) = candidates.split_first() else { return };
    for (what, unit, values) in [
        ("start", "ms", (|candidate| &candidate.starts) as fn(&Candidate) -> &Vec<f64>),
        ("memory", "MiB", |candidate| &candidate.weights),
    ] {
        for candidate in ours {
            println!("{what} with {}\t{unit}\t{}\t{}", candidate.name, median(values(candidate)), median(values(bare)));
        }
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
