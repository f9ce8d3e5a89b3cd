//! Installing what is missing on Debian and its relatives.

use super::packages::Family;
use crate::{command, command::Run, console, failure::Failure, workspace};

/// Installs those of the packages that are missing, after saying which and asking.
///
/// # Errors
/// Nobody may install here, nobody answered, or apt-get failed.
pub(crate) fn install(packages: &[&str], agreed: bool) -> Result<(), Failure> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        console::note(&format!("installed: {}", packages.join(" ")));
        return Ok(());
    }
    console::note(&format!("missing: {}", missing.join(" ")));
    let prefix = privilege(&missing)?;
    let command = format!("{} {}", Family::Debian.install_command(), missing.join(" "));
    if !agreed && !workspace::is_ci() && !console::confirm(&format!("install them now with `{command}`?"))? {
        return Err(Failure::new(
            "packages are missing and were not installed",
            format!("{}{command}", prefix.join(" ")),
        ));
    }
    apt(&prefix, &["update".to_owned()])?;
    let words: Vec<String> = command.split_whitespace().skip(1).map(str::to_owned).collect();
    apt(&prefix, &words)
}

/// What stands before `apt-get`: nothing for root, `sudo` for others.
fn privilege(missing: &[&str]) -> Result<Vec<&'static str>, Failure> {
    let is_root = Run::program("id").words(["-u"]).text().is_ok_and(|id| id == "0");
    if is_root {
        return Ok(Vec::new());
    }
    if command::is_present("sudo") {
        return Ok(vec!["sudo"]);
    }
    Err(Failure::new(
        format!("packages are missing, and neither root nor sudo is here to install them: {}", missing.join(" ")),
        format!("as root: {} {}", Family::Debian.install_command(), missing.join(" ")),
    ))
}

fn apt(prefix: &[&'static str], words: &[String]) -> Result<(), Failure> {
    // `env` because sudo passes no environment on; without a pseudo-terminal apt-get prints whole lines.
    let quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"];
    let line: Vec<&str> = prefix.iter().copied().chain(quiet).chain(words.iter().map(String::as_str)).collect();
    let Some((program, rest)) = line.split_first() else {
        return Ok(());
    };
    // Of the five lines about each package, one is progress enough; errors come on another way.
    let succeeded = Run::program(program).words(rest).lines(|line| {
        if line.starts_with("Setting up") {
            console::note(line);
        }
    })?;
    if succeeded {
        return Ok(());
    }
    let remedy = "read its output above; check the network and /etc/apt/sources.list, then repeat this command";
    Err(Failure::new(format!("`{}` failed", line.join(" ")), remedy))
}

/// Whether dpkg has it installed, not merely known or removed.
fn is_installed(package: &str) -> bool {
    let status = Run::program("dpkg-query").words(["--show", "--showformat=${db:Status-Status}", package]).text();
    status.is_ok_and(|status| status == "installed")
}
