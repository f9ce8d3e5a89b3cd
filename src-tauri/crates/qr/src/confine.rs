//! What the child gives up before it meets a picture.

use crate::limits::Limits;

/// Takes from this process what decoding a picture does not need: memory and processor time beyond the limits, core
/// files, files, further processes; and lets it die with its parent. It cannot be undone.
///
/// # Errors
/// When the operating system refuses a limit; the picture must not be decoded then.
#[cfg(unix)]
pub(crate) fn confine(limits: &Limits) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let at_most = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    die_with_parent()?;
    setrlimit(Resource::Core, at_most(0))?;
    setrlimit(Resource::Fsize, at_most(0))?;
    setrlimit(Resource::Nofile, at_most(0))?;
    setrlimit(Resource::Cpu, at_most(limits.budget.as_secs().saturating_add(2)))?;
    // Data, not address space: a program that links a web view maps more than a gigabyte before `main`.
    setrlimit(Resource::Data, at_most(limits.memory))?;
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
