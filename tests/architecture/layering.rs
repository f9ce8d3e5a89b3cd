//! Which package may depend on which.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use crate::{read, root};

/// Each package of ours, and those of ours it may depend on. Development dependencies are free.
const LAYERS: &[(&str, &[&str])] = &[
    ("otp", &[]),
    ("qr", &[]),
    ("sealing", &[]),
    ("authenticator", &["otp", "qr", "sealing"]),
    ("relying-party", &["otp", "qr", "sealing"]),
    ("relying-party-server", &["otp", "qr", "sealing", "support", "relying-party"]),
    ("support", &["otp"]),
    ("scenario", &["otp", "support"]),
    ("host", BELOW_HOST),
    ("countersign-cli", ABOVE_HOST),
    ("countersign-desktop", ABOVE_HOST),
    ("countersign-testing", ABOVE_HOST),
    // Beside the product: developer commands, and a desktop of one's own for tests.
    ("xtask", &[]),
    ("private-desktop", &[]),
];

/// What the composition root puts together.
const BELOW_HOST: &[&str] =
    &["otp", "qr", "sealing", "authenticator", "relying-party", "relying-party-server", "support", "scenario"];

/// What the programs may use: the same, and the composition root.
const ABOVE_HOST: &[&str] =
    &["otp", "qr", "sealing", "authenticator", "relying-party", "relying-party-server", "support", "scenario", "host"];

/// Outside packages that exactly one of ours may depend on.
const ONE_OWNER: &[(&str, &str)] = &[
    ("tauri", "countersign-desktop"),
    ("axum", "relying-party-server"),
    ("sqlx", "relying-party"),
    ("keyring", "authenticator"),
    ("getrandom", "host"),
];

/// What the command line must not link: it runs where there is no screen.
const WINDOW_PACKAGES: &[&str] = &["tauri", "wry", "tao", "gtk", "webkit2gtk", "webview2-com"];

#[test]
fn packages_depend_only_downwards() {
    let layers: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    for package in packages() {
        let allowed = layers.get(package.name.as_str());
        let allowed = allowed.unwrap_or_else(|| panic!("`{}` has no place in LAYERS", package.name));
        for dependency in package.dependencies.iter().filter(|name| layers.contains_key(name.as_str())) {
            assert!(allowed.contains(&dependency.as_str()), "`{}` must not depend on `{dependency}`", package.name);
        }
    }
}

#[test]
fn a_dependency_with_an_owner_stays_there() {
    for package in packages() {
        for (dependency, owner) in ONE_OWNER {
            let breaks = package.name != *owner && package.dependencies.iter().any(|name| name == dependency);
            assert!(!breaks, "only `{owner}` may depend on `{dependency}`, and `{}` does", package.name);
        }
    }
}

#[test]
fn the_command_line_links_no_window() {
    let tree = cargo(&["tree", "--package", "countersign-cli", "--edges", "normal", "--prefix", "none"]);
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"countersign-cli"), "cargo tree answered something else: {tree}");
    for package in WINDOW_PACKAGES {
        assert!(
            !names.contains(package),
            "`countersign` links `{package}`: cargo tree -p countersign-cli -i {package}"
        );
    }
}

#[test]
fn every_package_takes_the_lints_of_the_workspace() {
    for package in packages() {
        let manifest = read(&package.manifest);
        let follows = manifest.contains("[lints]\nworkspace = true");
        assert!(follows, "`{}` lacks `[lints] workspace = true`", package.name);
    }
}

/// A package of the workspace.
struct Package {
    name: String,
    manifest: PathBuf,
    /// Normal and build dependencies, by name.
    dependencies: Vec<String>,
}

fn packages() -> Vec<Package> {
    let text = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: serde_json::Value = serde_json::from_str(&text).expect("cargo metadata prints JSON");
    metadata["packages"].as_array().expect("metadata lists packages").iter().map(package).collect()
}

fn package(value: &serde_json::Value) -> Package {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let dependencies = value["dependencies"].as_array().expect("a package lists dependencies");
    let shipped = dependencies.iter().filter(|dependency| dependency["kind"] != "dev");
    Package {
        name: text(&value["name"]),
        manifest: text(&value["manifest_path"]).into(),
        dependencies: shipped.map(|dependency| text(&dependency["name"])).collect(),
    }
}

fn cargo(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(words).current_dir(root()).output().expect("cargo can be started");
    assert!(output.status.success(), "cargo {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}
