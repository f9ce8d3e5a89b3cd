//! Machines on which something is wrong: the app is started on them by a small script, and knows nothing of it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use host::os::sleep;
use private_desktop::Desktop;

use super::app::PROGRAM;
use super::webdriver::{PATIENCE, PAUSE};

/// A clock of the app's own, which the test moves.
pub(crate) struct MovedClock {
    file: PathBuf,
    pub(crate) program: PathBuf,
}

impl MovedClock {
    pub(crate) fn new(desktop: &Desktop) -> Self {
        let (library, file) = (desktop.folder().join("clock.so"), desktop.folder().join("moved-by"));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/common/clock.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).args([&library, &source]).arg("-ldl");
        assert!(compiler.status().unwrap().success(), "the clock compiles");
        std::fs::write(&file, "0").unwrap();
        let script = format!(
            "exec env LD_PRELOAD='{}' MOVED_CLOCK='{}' '{PROGRAM}' \"$@\"\n",
            library.display(),
            file.display()
        );
        Self { file, program: program(desktop, "with-a-clock", &script) }
    }

    /// Moves it so many seconds from the true time.
    pub(crate) fn move_by(&self, seconds: i64) {
        let next = self.file.with_extension("next");
        std::fs::write(&next, seconds.to_string()).unwrap();
        std::fs::rename(next, &self.file).unwrap();
    }
}

/// A small disk that only the app sees, which the test fills or makes read-only.
pub(crate) struct OwnDisk {
    folder: PathBuf,
    pub(crate) program: PathBuf,
}

impl OwnDisk {
    /// None where the system allows no program a disk of its own.
    pub(crate) fn new(desktop: &Desktop) -> Option<Self> {
        const APART: [&str; 4] = ["--user", "--map-current-user", "--keep-caps", "--mount"];
        let folder = desktop.folder().join("disk");
        std::fs::create_dir_all(&folder).unwrap();
        let mount = format!("mount -t tmpfs -o size=512k tmpfs '{}'", folder.display());
        let probe = Command::new("unshare").args(APART).args(["sh", "-c", &mount]).output();
        if !probe.is_ok_and(|output| output.status.success()) {
            return None;
        }
        let script = format!(
            r#"exec unshare {apart} sh -c '
                {mount} || exit 1
                ( until [ -e "{folder}.do" ]; do sleep 0.05; done
                  case "$(cat "{folder}.do")" in
                    full) dd if=/dev/zero of="{folder}/filler" bs=4k 2>/dev/null ;;
                    read-only) mount -o remount,ro "{folder}" ;;
                  esac
                  touch "{folder}.done" ) &
                exec "{PROGRAM}" "$@"' sh "$@"
"#,
            apart = APART.join(" "),
            mount = mount.replace('\'', "\""),
            folder = folder.display()
        );
        Some(Self { folder, program: program(desktop, "with-a-disk", &script) })
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join("codes")
    }

    /// `full` or `read-only`.
    pub(crate) fn becomes(&self, what: &str) {
        let named = |ending: &str| PathBuf::from(format!("{}.{ending}", self.folder.display()));
        std::fs::write(named("new"), what).unwrap();
        std::fs::rename(named("new"), named("do")).unwrap();
        for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
            if named("done").exists() {
                return;
            }
            sleep(PAUSE);
        }
        panic!("the disk never became {what}");
    }
}

fn program(desktop: &Desktop, name: &str, script: &str) -> PathBuf {
    let path = desktop.folder().join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}
