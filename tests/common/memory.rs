//! What is in the memory of the app's processes, by the kernel's account.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use private_desktop::Desktop;

/// How large a page of memory is here, in bytes.
const PAGE: u64 = 4096;
/// Looked up at once, in pages.
const AT_ONCE: u64 = 65_536;
/// A page is there, or was moved to the disk (pagemap, in the kernel's documentation).
const PRESENT_OR_SWAPPED: u64 = 0b11 << 62;

/// A process of the app, and how often each text is in its memory.
#[derive(Debug)]
pub(crate) struct Found {
    /// What the kernel calls it.
    pub(crate) process: String,
    /// One number a text.
    pub(crate) hits: Vec<usize>,
}

/// Searches every process of the app on this desktop for these bytes.
pub(crate) fn search(desktop: &Desktop, wanted: &[Vec<u8>]) -> Vec<Found> {
    let search = Search::new(wanted);
    let mut found: Vec<Found> = processes(desktop).iter().filter_map(|process| found_in(process, &search)).collect();
    found.sort_by(|one, other| one.process.cmp(&other.process));
    found
}

/// Looks for many texts at once, in hundreds of megabytes.
struct Search<'all> {
    wanted: &'all [Vec<u8>],
    /// Which two bytes one of them begins with.
    begins: Vec<bool>,
}

impl<'all> Search<'all> {
    fn new(wanted: &'all [Vec<u8>]) -> Self {
        let mut begins = vec![false; 1 << 16];
        for bytes in wanted {
            begins[two(bytes)] = true;
        }
        Self { wanted, begins }
    }

    fn count(&self, bytes: &[u8], hits: &mut [usize]) {
        for (place, pair) in bytes.windows(2).enumerate() {
            if self.begins[two(pair)] {
                for (hits, wanted) in hits.iter_mut().zip(self.wanted) {
                    *hits += usize::from(bytes[place..].starts_with(wanted));
                }
            }
        }
    }
}

fn two(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// The app and the processes of its web view.
fn processes(desktop: &Desktop) -> Vec<PathBuf> {
    let own = desktop.folder().as_os_str().as_encoded_bytes().to_vec();
    let all = std::fs::read_dir("/proc").expect("Linux has /proc").flatten().map(|entry| entry.path());
    all.filter(|process| {
        let is_app = ["countersign", "WebKit"].iter().any(|part| name(process).starts_with(part));
        // The driver looks at the app and is no part of it.
        let is_driver = name(process).starts_with("WebKitWebDriver");
        let environment = std::fs::read(process.join("environ")).unwrap_or_default();
        is_app && !is_driver && environment.windows(own.len()).any(|part| part == own)
    })
    .collect()
}

fn name(process: &Path) -> String {
    std::fs::read_to_string(process.join("comm")).unwrap_or_default().trim().to_owned()
}

/// None for a process that has just ended.
fn found_in(process: &Path, search: &Search<'_>) -> Option<Found> {
    let mut hits = vec![0; search.wanted.len()];
    let open = |what: &str| match File::open(process.join(what)) {
        Err(_) if writable(process).is_empty() => None,
        file => Some(file.unwrap()),
    };
    let (mut memory, mut pages) = (open("mem")?, open("pagemap")?);
    for (begin, end) in writable(process) {
        for (begin, end) in present(&mut pages, begin, end) {
            let mut bytes = vec![0; usize::try_from(end - begin).unwrap()];
            // What was given back between the two looks is gone.
            if memory.seek(SeekFrom::Start(begin)).and_then(|_| memory.read_exact(&mut bytes)).is_ok() {
                search.count(&bytes, &mut hits);
            }
        }
    }
    Some(Found { process: name(process), hits })
}

/// The parts of memory that a process can have put something into.
fn writable(process: &Path) -> Vec<(u64, u64)> {
    let maps = std::fs::read_to_string(process.join("maps")).unwrap_or_default();
    let part = |line: &str| {
        let (range, rest) = line.split_once(' ')?;
        let (begin, end) = range.split_once('-')?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        rest.starts_with("rw").then_some((number(begin)?, number(end)?))
    };
    maps.lines().filter_map(part).collect()
}

/// Runs of pages that are there: web engines reserve many gigabytes that they never touch.
fn present(pages: &mut File, begin: u64, end: u64) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut page = begin / PAGE;
    while page < end / PAGE {
        let count = (end / PAGE - page).min(AT_ONCE);
        let mut entries = vec![0; usize::try_from(count * 8).unwrap()];
        if pages.seek(SeekFrom::Start(page * 8)).and_then(|_| pages.read_exact(&mut entries)).is_err() {
            break;
        }
        for (entry, number) in entries.chunks_exact(8).zip(page..) {
            if u64::from_le_bytes(entry.try_into().unwrap()) & PRESENT_OR_SWAPPED == 0 {
                continue;
            }
            let at = number * PAGE;
            match runs.last_mut() {
                Some((_, last)) if *last == at => *last = at + PAGE,
                _ => runs.push((at, at + PAGE)),
            }
        }
        page += count;
    }
    runs
}
