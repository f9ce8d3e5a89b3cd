//! `cargo xtask package`: what people install.

mod alone;
mod check;
mod notices;
mod stage;

use std::path::{Path, PathBuf};

use crate::{
    arguments::{Arguments, Task},
    command,
    command::Run,
    console,
    failure::Failure,
    setup,
    setup::Purpose,
    steps::Steps,
    ui, workspace,
};

/// The task.
pub(crate) const TASK: Task = Task {
    name: "package",
    about: "Build the installable packages: .deb and .rpm on Linux",
    details: "
Builds app and command line for release, stages man page, completions, licences and AppStream metadata, bundles, and
validates what desktops will read. The packages land in target/release/bundle.

  --bundles LIST   other kinds, as `tauri build --bundles` knows them: appimage, nsis, msi, dmg (their tools are
                   downloads of Tauri's); deb,rpm on Linux, nsis on Windows, dmg on macOS unless told
  --check          then install the .deb here, open the app once on a screen of its own, and remove it again
  --static         instead of all that: the command line alone, as one file for any Linux (x86-64), linked with musl; it
                   lands in target/x86_64-unknown-linux-musl/release. Wants musl-tools and the target of rustup
  --yes            install what is missing without asking",
    flags: &["--check", "--static", "--yes"],
    options: &["--bundles"],
    operand: None,
    passes_rest: false,
    run,
};

/// The kinds made where nothing else is asked for.
const BUNDLES: &str = if cfg!(windows) {
    "nsis"
} else if cfg!(target_os = "macos") {
    "dmg"
} else {
    "deb,rpm"
};

fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.has("--static") {
        return alone::build();
    }
    let bundles = arguments.value("--bundles").unwrap_or(BUNDLES);
    let checks = arguments.has("--check");
    if checks && !bundles.split(',').any(|kind| kind == "deb") {
        return Err(Failure::usage("--check installs the .deb", "leave --bundles out, or let it hold deb"));
    }
    let mut steps = Steps::new("package", if checks { 7 } else { 6 });
    steps.step("setup", "", || {
        let all = [Purpose::Build, Purpose::Tests, Purpose::Packages];
        setup::prepare(if checks { &all } else { &all[..1] }, arguments.has("--yes")).map(|()| String::new())
    })?;
    steps.step("ui", "", || ui::bring_up_to_date().map(|()| String::new()))?;
    steps.step("programs", "", || build().map(|()| String::new()))?;
    steps.step("stage", "", stage::stage)?;
    steps.step("bundle", "", || bundle(bundles))?;
    steps.step("validate", "mend the files in src-tauri/packaging", || validate(bundles))?;
    if checks {
        steps.step("install", "", || check::install_open_remove(&newest_bundle("deb")?))?;
    }
    steps.summary();
    Ok(())
}

/// One after the other: built together the app would get the command line's features, and among them the known bugs.
fn build() -> Result<(), Failure> {
    for package in ["countersign-desktop", "countersign-cli"] {
        Run::cargo().words(["build", "--release", "--package", package]).go()?;
    }
    Ok(())
}

fn bundle(kinds: &str) -> Result<String, Failure> {
    let tauri = workspace::ui().join("node_modules/@tauri-apps/cli/tauri.js");
    let run = Run::program("node").words([tauri.as_os_str()]).words(["bundle", "--ci", "--bundles", kinds]);
    // On Linux the packages name every file; elsewhere the command line goes beside the app.
    let beside = workspace::root().join("src-tauri/packaging/command-line-beside-app.json");
    match cfg!(target_os = "linux") {
        true => run.go()?,
        false => run.words([Path::new("--config"), &beside]).go()?,
    }
    Ok(workspace::target()?.join("release/bundle").display().to_string())
}

/// The package of a kind that was made last.
fn newest_bundle(kind: &str) -> Result<PathBuf, Failure> {
    let folder = workspace::target()?.join("release/bundle").join(kind);
    let entries = std::fs::read_dir(&folder).map_err(|error| Failure::file(&folder, &error))?;
    let packages = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let packages = packages.filter(|path| path.extension().is_some_and(|extension| extension == kind));
    let newest = packages.max_by_key(|path| workspace::newest(path, &[]));
    newest.ok_or_else(|| {
        Failure::new(format!("no .{kind} in {}", folder.display()), "see what the bundler printed above")
    })
}

/// Holds the desktop entry and the AppStream metadata, as packed, against the tools that desktops trust.
fn validate(kinds: &str) -> Result<String, Failure> {
    if !kinds.split(',').any(|kind| kind == "deb") {
        return Ok("nothing to validate in these kinds".to_owned());
    }
    let tree = workspace::target()?.join("package/unpacked");
    // What an earlier version packed must not be taken for this one's.
    let _ = std::fs::remove_dir_all(&tree);
    let package = newest_bundle("deb")?;
    Run::program("dpkg-deb").words(["--extract".as_ref(), package.as_os_str(), tree.as_os_str()]).go()?;
    let entry = tree.join("usr/share/applications/Countersign.desktop");
    let mut skipped = Vec::new();
    for (tool, words, path) in [
        ("desktop-file-validate", &[][..], entry.as_path()),
        ("appstreamcli", &["validate-tree", "--no-net"], tree.as_path()),
    ] {
        match command::is_present(tool) {
            true => Run::program(tool).words(words).words([path]).go()?,
            false => skipped.push(tool),
        }
    }
    match skipped.is_empty() {
        true => Ok(String::new()),
        false => {
            let note = format!("NOT checked by {}: cargo xtask setup --packages installs it", skipped.join(", "));
            console::note(&note);
            Ok(note)
        }
    }
}
