//! What the child gives up before it meets a picture.

use crate::limits::Limits;

/// Takes from this process what decoding a picture does not need: memory and processor time beyond the limits, core
/// files, files, further processes; and lets it die with its parent. It cannot be undone.
///
/// # Errors
/// When the operating system refuses a limit; the picture must not be decoded then.
#[cfg(unix)]
pub(crate) fn confine(limits: &Limits) -> std::io::Result<()> {
    use rustix::process::Resource;

    die_with_parent()?;
    for nothing in [Resource::Core, Resource::Fsize, Resource::Nofile, Resource::Nproc] {
        allow(nothing, 0)?;
    }
    allow(Resource::Cpu, limits.budget.as_secs().saturating_add(2))?;
    // Data, not address space: a program that links a web view maps more than a gigabyte before `main`.
    allow(Resource::Data, limits.memory)
}

/// Lowers a limit for good; one that is lower already stays.
#[cfg(unix)]
fn allow(resource: rustix::process::Resource, most: u64) -> std::io::Result<()> {
    use rustix::process::{Rlimit, getrlimit, setrlimit};

    let most = getrlimit(resource).maximum.map_or(most, |already| already.min(most));
    setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn die_with_parent() -> std::io::Result<()> {
    use rustix::process::{DumpableBehavior, Signal, set_dumpable_behavior, set_parent_process_death_signal};

    set_parent_process_death_signal(Some(Signal::KILL))?;
    // Neither a core file nor another program of the same person shall read a payload from here.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Other systems have no such signal: the child ends when its pipe breaks or its watchdog barks.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn die_with_parent() -> std::io::Result<()> {
    Ok(())
}

/// Windows has no resource limits of this kind; the watchdog, the kill and the limits of the decoders remain.
#[cfg(not(unix))]
pub(crate) fn confine(_limits: &Limits) -> std::io::Result<()> {
    Ok(())
}
