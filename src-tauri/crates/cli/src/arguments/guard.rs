//! Secrets on the command line are refused before anything else looks at it.

use std::ffi::{OsStr, OsString};

/// An argument holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address of an account holds its secret, and every program can read the arguments of another; the shell keeps them in its history too"
)]
pub(crate) struct SecretInArguments;

impl SecretInArguments {
    pub(crate) fn code(self) -> &'static str {
        "secret-in-arguments"
    }

    pub(crate) fn hint(self) -> &'static str {
        "give it by standard input (`countersign add -`, `countersign code --uri -`) and delete the line from the shell's history"
    }
}

/// The beginnings of every address that holds a secret.
const SCHEMES: [&str; 4] = ["otpauth://", "otpauth-migration://", "apple-otpauth://", "steam://"];

/// The arguments that are ours: what stands behind the `--` of `exec` is another program's business.
pub(crate) fn of_ours(all: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let all: Vec<OsString> = all.collect();
    let end = all.iter().position(|argument| argument == "--").unwrap_or(all.len());
    let (before, _) = all.split_at_checked(end).unwrap_or((&all, &[]));
    if before.iter().any(|argument| argument == "exec") { before.to_vec() } else { all }
}

/// Looks for addresses of accounts among `arguments`, alone or behind an option's `=`.
pub(crate) fn refuse_secrets<I: AsRef<OsStr>>(arguments: impl Iterator<Item = I>) -> Result<(), SecretInArguments> {
    for argument in arguments {
        let text = argument.as_ref().to_string_lossy().to_ascii_lowercase();
        if SCHEMES.iter().any(|scheme| text.contains(scheme)) {
            return Err(SecretInArguments);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_in_any_spelling_and_place() {
        for argument in
            ["otpauth://totp/a?secret=A", "--uri=OTPAUTH://totp/a", " otpauth-migration://offline", "steam://A"]
        {
            assert_eq!(refuse_secrets(["code", argument].iter()), Err(SecretInArguments), "{argument}");
        }
    }

    #[test]
    fn what_a_command_of_exec_is_given_is_not_ours() {
        let of = |line: &str| of_ours(line.split(' ').map(OsString::from)).join(OsStr::new(" "));
        assert_eq!(of("exec --port 0 -- sh --json otpauth://x"), "exec --port 0");
        assert_eq!(of("exec --json"), "exec --json");
        assert_eq!(of("add -- otpauth://x"), "add -- otpauth://x");
    }

    #[test]
    fn other_arguments_pass() {
        assert_eq!(refuse_secrets(["add", "otpauth.png", "https://steam.example/", "-"].iter()), Ok(()));
    }
}
