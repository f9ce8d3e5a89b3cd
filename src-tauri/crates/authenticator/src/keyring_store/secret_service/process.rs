//! The name of a process.

use std::path::Path;

/// What a process is called, such as `gnome-keyring-daemon`; `None` where the system does not say.
///
/// `comm` is always readable and cut at 15 characters; the command line has the rest of the name.
pub(super) fn name(process: u32) -> Option<String> {
    let folder = Path::new("/proc").join(process.to_string());
    let short = std::fs::read_to_string(folder.join("comm")).ok()?;
    let short = short.trim_end();
    let long = std::fs::read(folder.join("cmdline")).ok().and_then(|line| program(&line));
    let name = long.filter(|long| long.starts_with(short)).unwrap_or_else(|| short.to_owned());
    (!name.is_empty()).then_some(name)
}

/// The file name of the program in a command line as `/proc` has it, with a NUL after each argument.
fn program(command_line: &[u8]) -> Option<String> {
    let first = command_line.split(|byte| *byte == 0).next()?;
    let first = std::str::from_utf8(first).ok()?;
    Some(Path::new(first).file_name()?.to_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_read_from_the_command_line() {
        let line = b"/usr/bin/gnome-keyring-daemon\0--foreground\0";
        assert_eq!(program(line).as_deref(), Some("gnome-keyring-daemon"));
        assert_eq!(program(b""), None);
    }

    #[test]
    fn this_process_has_a_name() {
        assert!(name(std::process::id()).is_some_and(|name| name.starts_with("authenticator")));
    }
}
