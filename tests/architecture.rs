//! Holds the layering and the house rules that no lint can hold: `cargo metadata`, `cargo tree` and a scan of the sources.
#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking, its helpers too")]

#[path = "architecture/failures.rs"]
mod failures;
#[path = "architecture/layering.rs"]
mod layering;
#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/sources.rs"]
mod sources;

use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
