//! The licences of everything that is compiled in: most of them ask to be passed on with a program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::{command::Run, failure::Failure, workspace};

/// What licence files are called, in upper case.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// Packages of the page that end in what is shipped.
const PAGE: [&str; 2] = ["svelte", "@tauri-apps/api"];

/// A package with its licence as it declares it, and where its files are.
struct Package {
    name: String,
    licence: String,
    folder: Option<PathBuf>,
}

/// Writes the notices of all dependencies, each text once, and answers how many packages they cover.
///
/// # Errors
/// Cargo cannot tell the dependencies, or the file cannot be written.
pub(super) fn write(to: &Path) -> Result<String, Failure> {
    let mut packages = crates()?;
    packages.extend(PAGE.iter().map(|name| page_package(name)));
    let mut texts: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for package in &packages {
        for text in licence_texts(package) {
            texts.entry(text).or_default().insert(&package.name);
        }
    }
    let mut page = String::from("Countersign contains these packages, under the licences named.\n\n");
    page.extend(packages.iter().map(|package| format!("{}: {}\n", package.name, package.licence)));
    for (text, names) in &texts {
        let names: Vec<&str> = names.iter().copied().collect();
        page.push_str(&format!("\n{}\n{}\n\n{text}\n", "-".repeat(80), names.join(", ")));
    }
    workspace::write(to, &page)?;
    Ok(format!("{} packages, {} licence texts", packages.len(), texts.len()))
}

fn crates() -> Result<Vec<Package>, Failure> {
    let run = Run::cargo().words(["tree", "--package", "countersign-desktop", "--package", "countersign-cli"]);
    let listing = run.words(["--edges", "normal", "--prefix", "none", "--format", "{p}\t{l}"]).text()?;
    let lines: BTreeSet<&str> = listing.lines().collect();
    let sources = registry_sources();
    Ok(lines.into_iter().filter_map(|line| package(line, &sources)).collect())
}

/// Reads `name v1.2.3 (proc-macro)<TAB>MIT`; our own packages, which have a path, and repeated ones are none.
fn package(line: &str, sources: &[PathBuf]) -> Option<Package> {
    let (about, licence) = line.split_once('\t')?;
    if about.contains("(/") || about.contains(":\\") || about.contains("(*)") || licence.ends_with("(*)") {
        return None;
    }
    let mut words = about.split(' ');
    let (name, version) = (words.next()?, words.next()?.trim_start_matches('v'));
    let folder = sources.iter().map(|source| source.join(format!("{name}-{version}"))).find(|folder| folder.is_dir());
    Some(Package { name: format!("{name} {version}"), licence: licence.to_owned(), folder })
}

/// Where cargo unpacks what it downloads.
fn registry_sources() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).unwrap_or_default();
    files(&home.join("registry/src"))
}

fn page_package(name: &str) -> Package {
    let folder = workspace::ui().join("node_modules").join(name);
    let about = std::fs::read_to_string(folder.join("package.json")).unwrap_or_default();
    let licence = field(&about, "license").unwrap_or("see below").to_owned();
    let version = field(&about, "version").unwrap_or_default();
    Package { name: format!("{name} {version}"), licence, folder: Some(folder) }
}

/// The first value of a field with a plain string, in the JSON of npm.
fn field<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{name}\":"))?;
    rest.split('"').nth(1)
}

fn licence_texts(package: &Package) -> Vec<String> {
    let paths = package.folder.as_deref().map(files).unwrap_or_default();
    let wanted = paths.into_iter().filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        NAMES.iter().any(|known| name.starts_with(known))
    });
    let texts = wanted.filter_map(|path| std::fs::read_to_string(path).ok());
    texts.map(|text| text.replace("\r\n", "\n").trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_is_read_with_its_licence() {
        let package = package("serde v1.0.228\tMIT OR Apache-2.0", &[]).unwrap();
        assert_eq!((package.name.as_str(), package.licence.as_str()), ("serde 1.0.228", "MIT OR Apache-2.0"));
    }

    #[test]
    fn our_own_and_repeated_packages_are_left_out() {
        assert!(package("otp v0.1.0 (/home/anybody/countersign/src-tauri/crates/otp)\tMIT", &[]).is_none());
        assert!(package("serde v1.0.228\tMIT (*)", &[]).is_none());
    }

    #[test]
    fn a_field_of_npm_is_found() {
        assert_eq!(field("{\n  \"license\": \"MIT\",\n  \"version\": \"5.1.0\"}", "version"), Some("5.1.0"));
    }
}
