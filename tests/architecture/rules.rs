//! What may stand in a source file.

use crate::root;
use crate::sources::{Source, expectations, product_sources, refuse, sources};

/// Where the clock is read, chance is drawn and threads sleep. Everything else takes these as arguments.
const IMPURE: &[(&str, &str)] = &[
    ("src-tauri/crates/host/src/os.rs", "the one place of the product"),
    ("src-tauri/crates/xtask/src/clock.rs", "developer commands time themselves"),
    ("src-tauri/crates/private-desktop/src/process.rs", "waits for programs that cannot announce themselves"),
];

/// Where `unsafe` may stand, and why nothing safe does.
const UNSAFE: &[(&str, &str)] = &[];

/// A file of more lines than this holds more than one idea.
const MOST_LINES: usize = 400;

#[test]
fn clock_chance_and_sleep_have_one_place() {
    let words = ["SystemTime::now", "Instant::now", "thread::sleep", "getrandom::", "OsRng", "thread_rng"];
    for source in product_sources().filter(|source| !is_listed(IMPURE, source)) {
        refuse(&source, &words, "take `now` or `rng` as an argument, or ask host::os");
    }
}

#[test]
fn nothing_is_left_unfinished_or_silenced() {
    let words = [
        concat!("#[al", "low("),
        concat!("#![al", "low("),
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
    ];
    for source in sources() {
        refuse(&source, &words, "finish it; silence a lint with #[expect(lint, reason)]");
    }
}

#[test]
fn every_expect_says_why_it_cannot_fail() {
    for source in product_sources() {
        for (place, message) in expectations(&source.code) {
            let says_why = message.is_some_and(|message| message.split_whitespace().count() >= 3);
            assert!(says_why, "{}:{place}: `expect` needs a literal reason of three words or more", source.path);
        }
    }
}

#[test]
fn unsafe_code_stands_only_where_listed() {
    let words = ["{", "fn", "impl", "extern"].map(|next| format!(concat!("un", "safe {}"), next));
    for source in sources().map(Source::without_comments).filter(|source| !is_listed(UNSAFE, source)) {
        refuse(&source, &words, "do it safely, or list the file in UNSAFE with its reason");
    }
}

#[test]
fn only_the_typed_client_knows_tauri() {
    for source in page_sources().filter(|source| !source.path.starts_with("ui/src/lib/api/")) {
        refuse(&source, &["@tauri-apps"], "call the client in ui/src/lib/api");
    }
}

#[test]
fn the_page_never_writes_raw_html() {
    for source in page_sources() {
        refuse(&source, &["{@html", ".innerHTML", ".outerHTML"], "labels come from strangers: write text");
    }
}

#[test]
fn the_app_cannot_make_known_bugs() {
    let manifest = crate::read(&root().join("Cargo.toml"));
    assert!(!manifest.contains("known-bugs"), "the feature is the command line's alone");
    for source in product_sources().filter(|source| source.path.starts_with("src-tauri/src/")) {
        refuse(&source, &["Bug", "with_bugs"], "known bugs are the command line's alone");
    }
}

#[test]
fn no_file_holds_more_than_one_idea() {
    for source in sources().filter(|source| source.path != "ui/src/lib/api/types.ts") {
        let lines = source.code.lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines: more than {MOST_LINES}", source.path);
    }
}

#[test]
fn files_listed_as_exceptions_exist() {
    for (path, reason) in IMPURE.iter().chain(UNSAFE) {
        assert!(root().join(path).is_file(), "{path} ({reason}) is gone: take it off the list");
    }
}

fn page_sources() -> impl Iterator<Item = Source> {
    sources().filter(|source| source.path.starts_with("ui/src/")).map(Source::without_comments)
}

fn is_listed(list: &[(&str, &str)], source: &Source) -> bool {
    list.iter().any(|(path, _)| *path == source.path)
}
