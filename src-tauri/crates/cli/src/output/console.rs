//! Where answers, notes and errors go.

use std::io::{ErrorKind, IsTerminal, Write};

use serde::Serialize;
use zeroize::Zeroizing;

use super::text::{ROOM, harmless};
use super::{Page, WarningView};
use crate::failure::Failure;

/// A line on standard error that is no error.
#[derive(Serialize)]
struct AsideView<'warning> {
    warning: &'warning WarningView,
}

/// Standard output and standard error, in words or as JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    json: bool,
}

impl Console {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// The columns of the terminal that answers are shown on; as many as there may be where they go elsewhere.
    pub(crate) fn room(self) -> usize {
        terminal_size::terminal_size_of(std::io::stdout()).map_or(usize::MAX, |(width, _)| usize::from(width.0))
    }

    /// Gives the answer of a command, and nothing else, on standard output.
    pub(crate) fn answer(self, view: &impl Serialize, page: impl FnOnce(&mut Page)) -> Result<(), Failure> {
        self.in_form(view, page, |text| write(std::io::stdout(), text.as_bytes()))
    }

    /// As [`answer`](Self::answer), where it is a failure that nobody reads it.
    pub(crate) fn answer_to_somebody(self, view: &impl Serialize, page: impl FnOnce(&mut Page)) -> Result<(), Failure> {
        self.in_form(view, page, |text| {
            write_all(std::io::stdout(), text.as_bytes()).map_err(|error| unwritten(&error))
        })
    }

    fn in_form(
        self,
        view: &impl Serialize,
        page: impl FnOnce(&mut Page),
        write: impl FnOnce(&str) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if self.json {
            return write(&to_json(view)?);
        }
        let mut text = Page::default();
        page(&mut text);
        write(text.as_str())
    }

    /// Gives bytes, such as a picture, on standard output.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Result<(), Failure> {
        write(std::io::stdout(), bytes)
    }

    /// As [`bytes`](Self::bytes), where a reader that has gone is a failure: nobody has them then.
    pub(crate) fn all_bytes(self, bytes: &[u8]) -> Result<(), Failure> {
        write_all(std::io::stdout(), bytes).map_err(|error| unwritten(&error))
    }

    /// Says something that is not the answer, on standard error. Programs that read JSON are told in the answer.
    pub(crate) fn note(self, text: &str) {
        if !self.json {
            let mut page = Page::default();
            page.line(text);
            to_stderr(page.as_str());
        }
    }

    /// As [`note`](Self::note), but only when a person is there to read it.
    pub(crate) fn remark(self, text: &str) {
        if std::io::stderr().is_terminal() {
            self.note(text);
        }
    }

    /// Shows a person what a question will be about.
    pub(crate) fn preview(self, page: &Page) {
        to_stderr(page.as_str());
    }

    /// Says something that stopped nothing, on standard error.
    pub(crate) fn warn(self, warning: &WarningView) {
        if self.json {
            to_stderr(&to_json(&AsideView { warning }).unwrap_or_default());
        } else {
            self.note(&format!("warning: {}; {}", warning.message, warning.hint.as_deref().unwrap_or_default()));
        }
    }

    /// Says what went wrong, on standard error.
    pub(crate) fn fail(self, failure: &Failure) {
        if self.json {
            to_stderr(&to_json(failure).unwrap_or_default());
        } else {
            let mut page = Page::default();
            failure.show(&mut page);
            to_stderr(page.as_str());
        }
    }

    /// Says all that went wrong, on standard error: each to a person, one that sums up to a program.
    pub(crate) fn fail_each(self, failures: &[Failure]) {
        if self.json && failures.len() > 1 {
            let message = format!("{} things could not be used", failures.len());
            return self.fail(&Failure::new("several-problems", message, "each is told in the answer"));
        }
        for (place, failure) in failures.iter().enumerate() {
            if place > 0 {
                to_stderr("\n");
            }
            self.fail(failure);
        }
    }
}

/// Whoever no longer reads our errors cannot be told about it.
fn to_stderr(text: &str) {
    let _nobody_reads = std::io::stderr().write_all(text.as_bytes());
}

/// A reader that has seen enough (`| head`) is no failure.
fn write(to: impl Write, bytes: &[u8]) -> Result<(), Failure> {
    match write_all(to, bytes) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritten(&error)),
        _ => Ok(()),
    }
}

fn write_all(mut to: impl Write, bytes: &[u8]) -> std::io::Result<()> {
    to.write_all(bytes).and_then(|()| to.flush())
}

fn unwritten(error: &std::io::Error) -> Failure {
    Failure::new(
        "output-failed",
        format!("the answer could not be written: {error}"),
        "check where the output goes, such as a full disk",
    )
}

/// One line. A terminal obeys some letters that JSON lets through, so these are escaped too.
fn to_json(view: &impl Serialize) -> Result<Zeroizing<String>, Failure> {
    let not_json = |error: &dyn std::error::Error| {
        Failure::new("output-not-json", format!("the answer is not JSON: {error}"), "leave out --json")
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer(&mut *bytes, view).map_err(|error| not_json(&error))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| not_json(&error))?;
    // An escape takes six bytes, for one byte at the least.
    let mut escaped = Zeroizing::new(String::with_capacity(text.len().saturating_mul(6).saturating_add(1)));
    for letter in text.chars() {
        if harmless(letter) == letter {
            escaped.push(letter);
        } else {
            escaped.push_str(&format!("\\u{:04x}", u32::from(letter)));
        }
    }
    escaped.push('\n');
    Ok(escaped)
}
