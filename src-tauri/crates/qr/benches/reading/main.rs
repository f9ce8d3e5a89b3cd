//! How many codes are read and what that costs, for `cargo xtask bench qr`.
//!
//! Prints one line for each row: name, ours, the other, their unit, the goal for their ratio, with tabs between. The
//! project's own pictures are always there; the outside ones when `COUNTERSIGN_SHARED` names their folder. With
//! `COUNTERSIGN_QR_RESULTS` it writes what was read of the latter into that file, one JSON object a line, as their
//! `score.py` wants it.
#![expect(clippy::indexing_slicing, reason = "a bench may fail on what it does not expect")]

mod outside;
mod pictures;

use std::io::Write;
use std::time::Duration;

use qr::Limits;
use qr::inspect::{Event, read_here};

/// Pictures of each kind.
const EACH: u64 = 12;

/// What reading one picture gave.
struct Read {
    texts: Vec<String>,
    /// The step of the ladder that read each.
    steps: Vec<usize>,
    /// How sure each is, in bits.
    sure_bits: Vec<u32>,
    /// What each step cost, the file's decoding apart.
    step_costs: Vec<Duration>,
    /// Processor time of the one thread, decoding of the file included.
    cost: Duration,
}

fn main() {
    // `cargo test --benches` starts this without `--bench`: then there is nothing to measure.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    // rqrr panics on some pictures, which is caught.
    std::panic::set_hook(Box::new(|_| {}));
    own_pictures();
    if let Some(folder) = std::env::var_os("COUNTERSIGN_SHARED") {
        outside_pictures(&std::path::PathBuf::from(folder).join("qr"));
    }
}

fn own_pictures() {
    let mut costs = Vec::new();
    let (mut missed, mut wrong, mut codes) = (0, 0, 0);
    for picture in pictures::all(EACH) {
        let read = read(picture.file);
        let right = picture.texts.iter().filter(|text| read.texts.contains(text)).count();
        let (unread, false_reads) = (picture.texts.len() - right, read.texts.len() - right);
        note(&format!("{}: {right} of {}, steps {:?}, {:?}", picture.name, picture.texts.len(), read.steps, read.cost));
        (missed, wrong, codes) = (missed + unread, wrong + false_reads, codes + picture.texts.len());
        costs.push(read.cost);
    }
    row(&format!("own pictures: codes not read of {codes}"), missed as f64, codes as f64, "codes", Some(0.05));
    row("own pictures: false reads", f64::from(u8::from(wrong > 0)), 1.0, "", Some(0.0));
    rows_of_costs("own pictures", costs);
}

fn outside_pictures(folder: &std::path::Path) {
    let expected = outside::Expected::load(folder);
    let mut results = std::env::var_os("COUNTERSIGN_QR_RESULTS")
        .map(|path| std::fs::File::create(path).expect("the file of results can be written"));
    let mut costs = Vec::new();
    let (mut hits, mut unconfirmed) = (0, 0);
    for name in expected.names() {
        let read = read(std::fs::read(folder.join("images").join(name)).expect("each expectation has a picture"));
        let score = expected.score(name, &read.texts);
        note(&format!("{name}: {} of {}, steps {:?}, {:?}", score.right, score.codes, read.steps, read.cost));
        if let Some(results) = &mut results {
            let milliseconds = read.cost.as_secs_f64() * 1e3;
            let step_costs: Vec<f64> = read.step_costs.iter().map(|cost| cost.as_secs_f64() * 1e3).collect();
            let line = serde_json::json!({
                "file": name, "ms": milliseconds, "texts": read.texts, "steps": read.steps,
                "sure_bits": read.sure_bits, "step_ms": step_costs,
            });
            writeln!(results, "{line}").expect("the file of results can be written");
        }
        (hits, unconfirmed) = (hits + score.right, unconfirmed + score.unconfirmed);
        costs.push(read.cost);
    }
    let codes = expected.codes();
    for (peer, read) in expected.peers() {
        let goal = peer.starts_with("five").then_some(0.85);
        row(
            &format!("outside pictures: codes not read of {codes}, beside {peer}"),
            (codes - hits) as f64,
            (codes - read) as f64,
            "codes",
            goal,
        );
    }
    row("outside pictures: texts no other reader confirms", unconfirmed as f64, codes as f64, "codes", None);
    rows_of_costs("outside pictures", costs);
}

fn read(file: Vec<u8>) -> Read {
    let (mut texts, mut steps, mut sure_bits) = (Vec::new(), Vec::new(), Vec::new());
    let mut step_ends = Vec::new();
    let start = processor_time();
    let _not_a_picture = read_here(file, &Limits::default(), |event| match event {
        Event::Decoded | Event::Step(_) => step_ends.push(processor_time()),
        Event::Code { code, sure_bits: sure, .. } => {
            texts.push(code.text().to_string());
            steps.push(step_ends.len().saturating_sub(2));
            sure_bits.push(sure);
        }
    });
    let end = processor_time();
    let step_costs = step_ends.windows(2).map(|times| times[1].saturating_sub(times[0])).collect();
    Read { texts, steps, sure_bits, step_costs, cost: end.saturating_sub(start) }
}

fn rows_of_costs(whose: &str, mut costs: Vec<Duration>) {
    if cfg!(not(unix)) {
        return;
    }
    costs.sort();
    let at = |share: f64| {
        costs.get((share * costs.len() as f64) as usize).or(costs.last()).map_or(0.0, Duration::as_secs_f64)
    };
    for (name, share, limit) in [("median", 0.5, 10.0), ("95 % within", 0.95, 300.0), ("longest", 1.0, 2_000.0)] {
        row(&format!("{whose}: {name}, against the limit"), at(share) * 1e3, limit, "ms", Some(1.0));
    }
}

fn row(name: &str, ours: f64, other: f64, unit: &str, goal: Option<f64>) {
    println!("{name}\t{ours}\t{other}\t{unit}\t{}", goal.map_or(String::new(), |goal| goal.to_string()));
}

/// For whoever watches; the rows are on standard output.
fn note(line: &str) {
    eprintln!("{line}");
}

/// What this thread has used of the processor: others may be busy meanwhile.
#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// Elsewhere it is not asked for, and no row tells of it.
#[cfg(not(unix))]
fn processor_time() -> Duration {
    Duration::ZERO
}
