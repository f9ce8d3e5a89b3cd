//! What is diagnosed, as standard input gives it: the account, the codes, and what else the verifier holds.

use host::diagnosis::{DiagnosisError, Given, Material, NamedAccount, Names, named_account};
use host::entrance::EntranceError;
use otp::{Counter, Parameters, UnixSeconds};
use support::{Held, HeldSecret, Role, Window};
use zeroize::Zeroizing;

use crate::arguments::{Diagnose, KindChoice};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{self, TextError};
use crate::{moment, terminal};

/// What a line may begin with, and what its secret then stands for.
const ROLES: [(&str, Role); 5] = [
    ("retired", Role::Retired),
    ("pending", Role::Pending),
    ("not-asked", Role::NotAsked),
    ("other-form", Role::OtherForm),
    ("other-account", Role::OtherAccount),
];

/// Why a line is of no use. Never the line: it may be a secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum MaterialError {
    #[error("no account was given")]
    NoAccount,
    #[error("no code was given")]
    NoCode,
    #[error("line {line} begins with a word that is not known")]
    UnknownWord { line: usize },
    #[error("line {line}: {why}")]
    NotAnAccount { line: usize, why: String },
    #[error("line {line} has no time that can be read after its code")]
    NoTime { line: usize },
}

impl MaterialError {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NoAccount => "diagnose-no-account",
            Self::NoCode => "diagnose-no-code",
            Self::UnknownWord { .. } => "diagnose-unknown-word",
            Self::NotAnAccount { .. } => "diagnose-not-an-account",
            Self::NoTime { .. } => "diagnose-no-time",
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::NoAccount => "the first line is an otpauth:// address or a secret in base32",
            Self::NoCode => "give the rejected code on the line after the account",
            Self::UnknownWord { .. } => "it can be retired, pending, not-asked, other-form or other-account",
            Self::NotAnAccount { .. } => "give an otpauth:// address or a secret in base32",
            Self::NoTime { .. } => {
                "write the time after the code as Unix seconds or RFC 3339, such as 2026-03-01T12:00:00Z, or leave it out where the code is of now"
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NotAnAccount { .. } => Exit::NotAnAccount,
            _ => Exit::Usage,
        }
    }
}

impl From<MaterialError> for Failure {
    fn from(error: MaterialError) -> Self {
        Self::new(error.code(), error.to_string(), error.hint()).with_exit(error.exit())
    }
}

/// Reads standard input, or asks the person at the terminal.
pub(super) fn read(asked: &Diagnose, now: UnixSeconds) -> Result<Material, Failure> {
    let text = if terminal::is_someone_there() { from_terminal()? } else { from_pipe()? };
    Ok(parse(&text, asked, now)?)
}

/// Reads the lines.
fn parse(text: &str, asked: &Diagnose, now: UnixSeconds) -> Result<Material, MaterialError> {
    let lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty());
    let (mut secrets, mut given, mut names) = (Vec::new(), Vec::new(), None);
    for (number, line) in lines {
        match said(line, number)? {
            Some((role, rest)) => secrets.push(holding(role, rest, asked, number)?.0),
            None if names.is_some() => {
                let (text, at) = code(line, asked.at.unwrap_or(now), number)?;
                given.push(Given { text, at });
            }
            None => {
                let (held, named) = holding(Role::Counts, line, asked, number)?;
                secrets.push(counting(held, asked));
                names = Some(named);
            }
        }
    }
    let names = names.ok_or(MaterialError::NoAccount)?;
    if given.is_empty() {
        return Err(MaterialError::NoCode);
    }
    let window = Window { back: asked.back, ahead: asked.ahead };
    let held = Held { secrets, window, others: asked.other.clone() };
    Ok(Material { held, names, given, device_showed: asked.device_showed })
}

/// The role a line begins with; addresses have a colon too, but no role before it.
fn said(line: &str, number: usize) -> Result<Option<(Role, &str)>, MaterialError> {
    let Some((word, rest)) = line.split_once(':').filter(|(_, rest)| !rest.starts_with("//")) else { return Ok(None) };
    let is_word = word.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '-');
    match ROLES.iter().find(|(name, _)| *name == word) {
        Some((_, role)) => Ok(Some((*role, rest.trim()))),
        None if is_word => Err(MaterialError::UnknownWord { line: number }),
        None => Ok(None),
    }
}

/// An address, or a secret with what the options say.
fn holding(role: Role, text: &str, asked: &Diagnose, line: usize) -> Result<(HeldSecret, Names), MaterialError> {
    let refused = |error: DiagnosisError| MaterialError::NotAnAccount { line, why: error.to_string() };
    let NamedAccount { secret, parameters, names } = named_account(text, parameters(asked)).map_err(refused)?;
    Ok((HeldSecret { role, secret, parameters, last_step: None }, names))
}

fn parameters(asked: &Diagnose) -> Parameters {
    let Diagnose { algorithm, digits, period, .. } = *asked;
    match asked.kind {
        KindChoice::Totp => Parameters::Totp { algorithm, digits, period },
        KindChoice::Hotp => Parameters::Hotp { algorithm, digits, counter: Counter::new(asked.counter) },
        KindChoice::Steam => Parameters::Steam,
    }
}

/// The one that counts knows which step was accepted last.
fn counting(held: HeldSecret, asked: &Diagnose) -> HeldSecret {
    let period = held.parameters.period().map(u64::from);
    let last_step = asked.last_accepted.zip(period).and_then(|(at, period)| at.0.checked_div(period));
    HeldSecret { last_step, ..held }
}

/// A code, with its time behind the last space where there is one: codes have spaces in them, too.
pub(super) fn code(
    line: &str,
    usual: UnixSeconds,
    number: usize,
) -> Result<(Zeroizing<String>, UnixSeconds), MaterialError> {
    let (text, at) = match line.rsplit_once(char::is_whitespace) {
        Some((text, last)) if last.contains(':') || last.contains('T') => (text, time(last, number)?),
        // Unix seconds of this age have more digits than any part of a code.
        Some((text, last)) if last.len() >= 9 && is_digits(last) => (text, time(last, number)?),
        Some(_) if begins_with_a_whole_code(line) => return Err(MaterialError::NoTime { line: number }),
        _ => (line, usual),
    };
    Ok((Zeroizing::new(text.trim().to_owned()), at))
}

/// What is later is no time of a person's code: milliseconds, perhaps.
const LATEST: UnixSeconds = UnixSeconds(4_102_444_800);

fn time(text: &str, line: usize) -> Result<UnixSeconds, MaterialError> {
    moment::parse(text).ok().filter(|at| *at < LATEST).ok_or(MaterialError::NoTime { line })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Five to nine digits in one piece are no part of a code, so what follows them is meant for a time.
fn begins_with_a_whole_code(line: &str) -> bool {
    line.split_whitespace().next().is_some_and(|first| (5..=9).contains(&first.len()) && is_digits(first))
}

fn from_pipe() -> Result<Zeroizing<String>, Failure> {
    input::text().map_err(|error| match error {
        TextError::Entrance(EntranceError::Empty) => MaterialError::NoAccount.into(),
        error => error.into(),
    })
}

/// The lines that a pipe would bring.
fn from_terminal() -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::with_capacity(64 * 1024));
    let mut add = |line: &str| {
        text.push_str(line.trim());
        text.push('\n');
    };
    add(&terminal::ask_hidden("otpauth:// address, or secret")?);
    let mut question = "rejected code, with its time behind it if that is not now";
    loop {
        let line = Zeroizing::new(terminal::ask_line(question)?);
        if line.is_empty() {
            return Ok(text);
        }
        add(&line);
        question = "the next code the device showed, with its time, or an empty line";
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::arguments::{Arguments, Command};

    const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    const NOW: UnixSeconds = UnixSeconds(1_750_000_000);

    fn asked(words: &str) -> Diagnose {
        let line = ["countersign", "diagnose"].into_iter().chain(words.split_whitespace());
        match Arguments::try_parse_from(line).unwrap().command {
            Command::Diagnose(asked) => asked,
            other => panic!("{other:?}"),
        }
    }

    fn read(text: &str, words: &str) -> Result<Material, MaterialError> {
        parse(text, &asked(words), NOW)
    }

    #[test]
    fn a_code_alone_was_given_now_and_one_with_a_time_then() {
        let text = format!("{SECRET}\n123 456\n123456 1749999000\n123456 2025-06-15T15:00:00Z\n");
        let material = read(&text, "").unwrap();
        let times: Vec<u64> = material.given.iter().map(|given| given.at.0).collect();
        assert_eq!(times, [NOW.0, 1_749_999_000, 1_749_999_600]);
        let texts: Vec<&str> = material.given.iter().map(|given| given.text.as_str()).collect();
        assert_eq!(texts, ["123 456", "123456", "123456"]);
    }

    #[test]
    fn what_else_the_verifier_holds_is_told_by_words() {
        let address = "otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXP&digits=8";
        let text = format!("{address}\nretired: {SECRET}\nother-account: {address}\n12345678\n");
        let held = read(&text, "").unwrap().held;
        let roles: Vec<Role> = held.secrets.iter().map(|secret| secret.role).collect();
        assert_eq!(roles, [Role::Counts, Role::Retired, Role::OtherAccount]);
        assert_eq!(held.secrets[0].parameters.digits().value(), 8);
    }

    #[test]
    fn the_options_say_what_a_bare_secret_does_not() {
        let held =
            read(&format!("{SECRET}\n123456"), "--kind hotp --counter 7 --back 0 --ahead 5 --other=-30").unwrap().held;
        assert_eq!(held.secrets[0].parameters.counter(), Some(Counter::new(7)));
        assert_eq!((held.window, held.others), (Window { back: 0, ahead: 5 }, vec![-30]));
        let held = read(&format!("{SECRET}\n123456"), "--last-accepted 1749999990").unwrap().held;
        assert_eq!(held.secrets[0].last_step, Some(58_333_333));
    }

    #[test]
    fn a_mistake_is_told_by_its_line_and_never_repeats_it() {
        let error = |text: &str| read(text, "").err().unwrap();
        assert_eq!(error(""), MaterialError::NoAccount);
        assert_eq!(error(SECRET), MaterialError::NoCode);
        assert_eq!(error(&format!("{SECRET}\nretierd: {SECRET}\n1")), MaterialError::UnknownWord { line: 2 });
        assert_eq!(error(&format!("{SECRET}\n123456 2025-06-15T15:00")), MaterialError::NoTime { line: 2 });
        for time in ["yesterday", "now", "5 min ago", "2026-03-01", "1750000000.5", "1750000000000", "789012"] {
            let told = error(&format!("{SECRET}\n123456 {time}"));
            assert_eq!(told, MaterialError::NoTime { line: 2 }, "{time}");
        }
        let told = error("\nnot!base32\n123456").to_string();
        assert!(told.starts_with("line 2: this is no account: ") && !told.contains("base32"), "{told}");
    }

    #[test]
    fn what_the_device_showed_belongs_to_the_first_code() {
        let material = read(&format!("{SECRET}\n123456\n654321"), "--device-showed 1749999000").unwrap();
        let showed: Vec<_> = material.submissions().iter().map(|submission| submission.device_showed).collect();
        assert_eq!(showed, [Some(UnixSeconds(1_749_999_000)), None]);
    }
}
