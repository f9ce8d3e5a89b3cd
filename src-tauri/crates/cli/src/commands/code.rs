//! `code`: the code, and nothing else, on standard output.

use authenticator::Account;
use host::{Desk, clipboard, os, settings};
use otp::{CodeError, Generator, Kind, UnixSeconds};
use serde::Serialize;

use super::{automatic, load};
use crate::arguments::Code;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find::{Among, find_account};
use crate::input::{self, STANDARD_INPUT};
use crate::output::{Console, WarningView, label};

/// A code, whose it is, and how long it lives.
struct Made {
    id: Option<String>,
    label: (String, String),
    kind: Kind,
    code: otp::Code,
    life: Life,
}

/// How long a code lives.
enum Life {
    Time { asked: UnixSeconds, from: UnixSeconds, until: UnixSeconds },
    Counter(u64),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeView<'made> {
    id: Option<&'made str>,
    issuer: &'made str,
    name: &'made str,
    kind: Kind,
    code: &'made str,
    valid_from: Option<UnixSeconds>,
    valid_until: Option<UnixSeconds>,
    seconds_left: Option<u64>,
    counter: Option<u64>,
    /// Seconds until it leaves the clipboard; none when it is not there.
    clears_in: Option<u32>,
}

pub(crate) fn run(code: &Code, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let made = match (&code.name, &code.uri) {
        (Some(name), _) => of_account(name, code, desk, console)?,
        (None, uri) => of_address(uri.as_deref(), code, console)?,
    };
    let exit = if code.copy { copy(&made, desk, console) } else { print(&made, None, console) }?;
    if made.id.is_some() && made.kind == Kind::Hotp {
        automatic::after_a_change(desk, console);
    }
    Ok(exit)
}

fn of_account(name: &str, code: &Code, desk: &Desk, console: Console) -> Result<Made, Failure> {
    let entries = load(desk, console)?;
    let found = find_account(name, &entries, Among::Kept)?;
    let account = found.even_by_part();
    let (secret, parameters) = account.codes.needed()?;
    let (code, life) = match parameters.kind() {
        Kind::Hotp => {
            refuse_time(code)?;
            advance(found.only_in_full(name)?, desk)?
        }
        Kind::Totp | Kind::Steam => {
            let generator = Generator::new(secret, parameters);
            by_time(&generator, code, console)?
        }
    };
    let label = (account.issuer.clone(), account.name.clone());
    Ok(Made { id: Some(account.id.to_string()), label, kind: parameters.kind(), code, life })
}

/// The counter has moved in the store before the code is known here.
fn advance(account: &Account, desk: &Desk) -> Result<(otp::Code, Life), Failure> {
    let made = desk.accounts.advance_hotp(&account.id, os::now())?;
    Ok((made.code, Life::Counter(made.counter)))
}

fn of_address(uri: Option<&str>, code: &Code, console: Console) -> Result<Made, Failure> {
    // What else was typed may be a secret, and is not repeated.
    if uri != Some(STANDARD_INPUT) {
        let hint = "write --uri - and pipe the otpauth:// address into it: as an argument every program could read it";
        return Err(Failure::new("usage", "--uri takes only -", hint).with_exit(Exit::Usage));
    }
    let parsed = otp::parse_uri(&input::address()?)?;
    for warning in &parsed.warnings {
        console.remark(&format!("warning: {}", warning.message()));
    }
    let uri = parsed.uri;
    let generator = Generator::new(&uri.secret, &uri.parameters);
    let (code, life) = match uri.parameters.counter() {
        Some(counter) => {
            refuse_time(code)?;
            (generator.code_of_counter(counter)?, Life::Counter(counter.value()))
        }
        None => by_time(&generator, code, console)?,
    };
    let label = (uri.issuer.unwrap_or_default(), uri.name);
    Ok(Made { id: None, label, kind: uri.parameters.kind(), code, life })
}

fn refuse_time(code: &Code) -> Result<(), Failure> {
    if code.at.is_none() && !code.next && code.min_left.is_none() {
        return Ok(());
    }
    let hint = "leave out --at, --next and --min-left: each call gives the next code, and it lives until it is used";
    Err(Failure { hint: hint.to_owned(), ..Failure::from(CodeError::NoTime) }.with_exit(Exit::Usage))
}

fn by_time(generator: &Generator, code: &Code, console: Console) -> Result<(otp::Code, Life), Failure> {
    let asked = match (code.at, code.min_left) {
        (Some(at), _) => at,
        (None, Some(seconds)) => wait(generator, seconds, console)?,
        (None, None) => os::now(),
    };
    if let Some(error) = host::clock::trouble(asked).filter(|_| code.at.is_none()) {
        let (code, message, hint) = (error.code(), error.to_string(), Some(error.hint().to_owned()));
        console.warn(&WarningView { code, message, hint });
    }
    let mut window = generator.window_at(asked)?;
    if code.next {
        window = generator.window_at(window.valid_until)?;
    }
    let life = Life::Time { asked, from: window.valid_from, until: window.valid_until };
    Ok((window.code, life))
}

/// Waits until a code lives for at least so many seconds, and gives the time then.
fn wait(generator: &Generator, seconds: u32, console: Console) -> Result<UnixSeconds, Failure> {
    let period = generator.parameters().period().map_or(0, otp::Period::seconds);
    if seconds > period {
        let message = format!("a code of this account lives {period} seconds, so none has {seconds} left");
        let hint = format!("ask for at most {period}");
        return Err(Failure::new("min-left-too-long", message, hint).with_exit(Exit::Usage));
    }
    loop {
        let now = os::now();
        let window = generator.window_at(now)?;
        let left = window.seconds_left(now);
        if left >= u64::from(seconds) {
            return Ok(now);
        }
        console.note(&format!("this code lives {left} s more; waiting for the next one"));
        os::sleep(os::until(window.valid_until));
    }
}

fn copy(made: &Made, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let seconds = settings::read(&desk.folders.config).unwrap_or_default().clipboard_seconds;
    match clipboard::copy(made.code.as_str(), seconds) {
        Ok(()) if console.is_json() => print(made, Some(seconds), console),
        Ok(()) => {
            console.note(&format!("copied: {}; leaves the clipboard in {seconds} s", made.label()));
            Ok(Exit::Done)
        }
        Err(error) => {
            // A counter has moved already, so the code must not get lost.
            print(made, None, console)?;
            let failure = Failure::from(error);
            console.fail(&Failure { message: format!("not copied, but printed: {}", failure.message), ..failure });
            Ok(Exit::Partly)
        }
    }
}

fn print(made: &Made, clears_in: Option<u32>, console: Console) -> Result<Exit, Failure> {
    console.answer(&made.view(clears_in), |page| {
        page.line(made.code.as_str());
    })?;
    console.remark(&made.remark());
    Ok(Exit::Done)
}

impl Made {
    fn label(&self) -> String {
        label(&self.label.0, &self.label.1)
    }

    fn remark(&self) -> String {
        match self.life {
            Life::Counter(counter) => format!("{}, counter {counter}", self.label()),
            Life::Time { asked, from, .. } if asked < from => {
                format!("{}, valid in {} s", self.label(), asked.until(from))
            }
            Life::Time { asked, until, .. } => format!("{}, {} s left", self.label(), asked.until(until)),
        }
    }

    fn view(&self, clears_in: Option<u32>) -> CodeView<'_> {
        let (life, counter) = match self.life {
            Life::Time { asked, from, until } => (Some((from, until, asked.until(until))), None),
            Life::Counter(counter) => (None, Some(counter)),
        };
        CodeView {
            id: self.id.as_deref(),
            issuer: &self.label.0,
            name: &self.label.1,
            kind: self.kind,
            code: self.code.as_str(),
            valid_from: life.map(|(from, ..)| from),
            valid_until: life.map(|(_, until, _)| until),
            seconds_left: life.map(|(.., left)| left),
            counter,
            clears_in,
        }
    }
}
