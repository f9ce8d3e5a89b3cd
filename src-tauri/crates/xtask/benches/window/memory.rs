//! What a program and all its children take of memory.

use std::collections::BTreeMap;
use std::io::Error;

/// The proportional set size of a process and everything it started, in bytes: a page that several processes share
/// counts once in all.
pub(crate) fn proportional_set_size(root: u32) -> Result<f64, Error> {
    let parents = parents()?;
    let family = parents.keys().filter(|process| descends(**process, root, &parents));
    Ok(family.map(|process| own_share(*process)).sum())
}

/// The parent of every process.
fn parents() -> Result<BTreeMap<u32, u32>, Error> {
    let processes = std::fs::read_dir("/proc")?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    Ok(processes.filter_map(|process| Some((process, parent(process)?))).collect())
}

fn parent(process: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}

fn descends(mut process: u32, root: u32, parents: &BTreeMap<u32, u32>) -> bool {
    while process != root {
        match parents.get(&process) {
            Some(parent) if *parent != 0 => process = *parent,
            _ => return false,
        }
    }
    true
}

/// A process that has just ended takes nothing.
fn own_share(process: u32) -> f64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kibibytes.unwrap_or_default() * 1024.0
}
