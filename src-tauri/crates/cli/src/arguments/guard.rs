//! Secrets on the command line are refused before anything else looks at it.

use std::ffi::{OsStr, OsString};

/// An argument holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an argument looks like an account's secret, or holds its address, and every program can read the arguments of another; the shell keeps them in its history too"
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
        if SCHEMES.iter().any(|scheme| text.contains(scheme)) || is_secret(&argument.as_ref().to_string_lossy()) {
            return Err(SecretInArguments);
        }
    }
    Ok(())
}

/// Sixteen letters of base32 (RFC 4648 §6) or more, as sites show secrets: capitals, with digits among them, in groups or
/// not. Clap repeats what it does not understand.
fn is_secret(argument: &str) -> bool {
    let value =
        argument.split_once('=').filter(|(option, _)| option.starts_with('-')).map_or(argument, |(_, value)| value);
    let letters = || value.chars().filter(|letter| !matches!(letter, ' ' | '-' | '='));
    letters().all(|letter| matches!(letter, 'A'..='Z' | '2'..='7'))
        && letters().count() >= 16
        && letters().filter(char::is_ascii_digit).count() >= 2
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
    fn a_secret_in_base32_is_found_and_no_name_is_taken_for_one() {
        for argument in
            ["JBSWY3DPEHPK3PXP", "--secret=JBSWY3DPEHPK3PXPJBSWY3DP", "JBSW Y3DP EHPK 3PXP", "JBSWY3DPEHPK3PXP===="]
        {
            assert_eq!(refuse_secrets(["diagnose", argument].iter()), Err(SecretInArguments), "{argument}");
        }
        for argument in [
            "JBSWY3DP",
            "INTERNATIONALIZATION",
            "mycompanyaccount22",
            "MY-PICTURE-2026-11-22.PNG",
            "--at=2026-03-01T12:00:00Z",
        ] {
            assert_eq!(refuse_secrets(["code", argument].iter()), Ok(()), "{argument}");
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
