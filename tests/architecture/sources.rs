//! The source files of the project, and how to look into them.

use std::path::{Path, PathBuf};

use crate::{read, root};

/// A source file, by its path from the root, with `/` on every system.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) code: String,
}

impl Source {
    /// The same with its comment lines empty, so that the numbers of lines stay.
    pub(crate) fn without_comments(self) -> Self {
        let marks = ["//", "/*", "* ", "*/", "<!--"];
        let is_comment = |line: &str| marks.iter().any(|mark| line.trim_start().starts_with(mark));
        let lines = self.code.lines().map(|line| if is_comment(line) { "" } else { line });
        Self { code: lines.collect::<Vec<_>>().join("\n"), ..self }
    }
}

/// Every Rust, TypeScript and Svelte file of ours.
pub(crate) fn sources() -> impl Iterator<Item = Source> {
    let mut paths = Vec::new();
    for folder in ["src-tauri", "tests", "ui/src"] {
        collect(&root().join(folder), &mut paths);
    }
    assert!(paths.len() > 20, "the scan found next to nothing");
    paths.into_iter().map(|path| {
        let within = path.strip_prefix(root()).expect("the scan starts at the root").to_string_lossy();
        Source { path: within.replace('\\', "/"), code: read(&path) }
    })
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_dir() && !["target", "node_modules", "gen"].iter().any(|name| path.ends_with(name)) {
            collect(&path, paths);
        } else if matches!(extension, Some("rs" | "ts" | "svelte")) {
            paths.push(path);
        }
    }
}

/// Rust that ships, without comments: no tests, no benches, no fuzz targets, and of the other files only what stands
/// before their tests.
pub(crate) fn product_sources() -> impl Iterator<Item = Source> {
    let apart = ["tests/", "src-tauri/bench/", "src-tauri/fuzz/"];
    let inner = ["/tests/", "/benches/", "/tests.rs"];
    let shipped = sources().filter(move |source| {
        source.path.ends_with(".rs")
            && !apart.iter().any(|folder| source.path.starts_with(folder))
            && !inner.iter().any(|part| source.path.contains(part))
    });
    shipped.map(|source| Source { code: before_tests(&source.code), ..source }.without_comments())
}

/// Cuts off a module of tests at the end of a file.
fn before_tests(code: &str) -> String {
    let tests = code.match_indices("\n#[cfg(test)]\n").find(|(start, mark)| {
        let rest = code.get(start + mark.len()..).unwrap_or_default();
        rest.lines()
            .find(|line| !line.starts_with("#["))
            .is_some_and(|line| line.contains("mod ") && line.ends_with('{'))
    });
    let end = tests.map_or(code.len(), |(start, _)| start);
    code.get(..end).unwrap_or_default().to_owned()
}

/// Fails where a line holds one of the words.
pub(crate) fn refuse(source: &Source, words: &[impl AsRef<str>], remedy: &str) {
    for (index, line) in source.code.lines().enumerate() {
        if let Some(word) = words.iter().map(AsRef::as_ref).find(|word| line.contains(word)) {
            panic!("{}:{}: `{word}`: {remedy}", source.path, index + 1);
        }
    }
}

/// Each `.expect(`, by its line, with its message where that is a literal.
pub(crate) fn expectations(code: &str) -> Vec<(usize, Option<&str>)> {
    let found = code.match_indices(".expect(").map(|(start, mark)| {
        let line = code.get(..start).unwrap_or_default().split('\n').count();
        let rest = code.get(start + mark.len()..).unwrap_or_default().trim_start();
        (line, rest.strip_prefix('"').and_then(|text| text.split('"').next()))
    });
    found.collect()
}

#[test]
fn the_scan_sees_what_it_must() {
    let code = "let a = b.expect(\"x\");\nd\n    .expect(\n        \"a reason of words\",\n    );\n";
    assert_eq!(expectations(code), [(1, Some("x")), (3, Some("a reason of words"))]);
    assert_eq!(before_tests("fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n"), "fn a() {}\n");
    assert_eq!(before_tests("#[cfg(test)]\nfn a() {}\n"), "#[cfg(test)]\nfn a() {}\n");
}

#[test]
fn a_word_is_refused_in_code_and_not_in_a_comment() {
    let source = |code: &str| Source { path: "a.rs".to_owned(), code: code.to_owned() };
    let seen = source("// why\nlet now = Instant::now();");
    assert!(std::panic::catch_unwind(|| refuse(&seen, &["Instant::now"], "")).is_err());
    refuse(&source("// Instant::now is not for us\n").without_comments(), &["Instant::now"], "");
}
