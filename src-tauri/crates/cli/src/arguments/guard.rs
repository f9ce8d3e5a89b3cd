//! Secrets on the command line are refused before anything else looks at it.

use std::ffi::OsStr;

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
    fn other_arguments_pass() {
        assert_eq!(refuse_secrets(["add", "otpauth.png", "https://steam.example/", "-"].iter()), Ok(()));
    }
}
