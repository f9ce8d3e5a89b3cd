//! `cargo xtask bench`: measures, each time against a peer or a limit in the same run, and writes docs/BENCHMARKS.md.

mod codes;
mod diagnose;
mod page;
mod qr;
mod relying_party;
mod store;
mod table;
mod window;
mod worlds;

use table::Table;

use crate::{
    arguments::{Arguments, Task},
    console,
    failure::Failure,
    workspace,
};

/// The task.
pub(crate) const TASK: Task = Task {
    name: "bench",
    about: "Measure, and write the results into docs/BENCHMARKS.md",
    details: "
Builds for release, runs every bench or the one named, and renews their sections of docs/BENCHMARKS.md; the other
sections stay. Let the machine rest meanwhile.

  --list       name the benches
  --print      print the results and write nothing",
    flags: &["--list", "--print"],
    options: &[],
    operand: Some("NAME"),
    passes_rest: false,
    run,
};

/// One bench: its name and how to run it. It builds what it needs itself.
struct Bench {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<Table, Failure>,
}

/// Every bench, in the order of docs/BENCHMARKS.md. A new one is a file beside this one and a line here.
const BENCHES: &[Bench] = &[
    Bench { name: "codes", about: "a tick of 10,000 codes against bare HMACs", run: codes::measure },
    Bench { name: "diagnose", about: "causes of rejections named, and what it costs", run: diagnose::measure },
    Bench { name: "qr", about: "codes read, beside other readers, and what it costs", run: qr::measure },
    Bench {
        name: "relying-party",
        about: "codes verified, users and start of the server against bare ones",
        run: relying_party::measure,
    },
    Bench { name: "store", about: "a lock, a sealed file and a backup of 1,000 records", run: store::measure },
    Bench { name: "window", about: "start and memory of the window against a bare one", run: window::measure },
    Bench { name: "worlds", about: "1,000 tenants at once, and a virtual month", run: worlds::measure },
];

fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.has("--list") {
        BENCHES.iter().for_each(|bench| println!("{:<14} {}", bench.name, bench.about));
        return Ok(());
    }
    for bench in chosen(arguments.operand.as_deref())? {
        console::heading(&format!("bench {}: {}", bench.name, bench.about));
        let table = (bench.run)()?;
        println!("\n{}", table.markdown());
        if !arguments.has("--print") {
            page::renew(bench.name, &table)?;
            console::note("written to docs/BENCHMARKS.md");
        }
        if let Some(missed) = table.missed() {
            console::note(&format!("goal missed: {missed}"));
        }
    }
    Ok(())
}

fn chosen(name: Option<&str>) -> Result<Vec<&'static Bench>, Failure> {
    let found: Vec<_> = BENCHES.iter().filter(|bench| name.is_none_or(|name| name == bench.name)).collect();
    match (found.is_empty(), name) {
        (true, Some(name)) => {
            Err(Failure::usage(format!("there is no bench `{name}`"), "cargo xtask bench --list names them"))
        }
        _ => Ok(found),
    }
}

/// The machine in one line: nothing that tells whose it is.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, name)| name);
    format!("{} on {cores} cores of {}", std::env::consts::OS, model.unwrap_or(std::env::consts::ARCH))
}

/// Where the page lies.
fn page_path() -> std::path::PathBuf {
    workspace::root().join("docs/BENCHMARKS.md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bench_is_chosen_by_name() {
        assert_eq!(chosen(Some("codes")).unwrap().len(), 1);
        assert_eq!(chosen(None).unwrap().len(), BENCHES.len());
        assert_eq!(chosen(Some("speed")).err().map(|failure| failure.exit_code()), Some(2));
    }
}
