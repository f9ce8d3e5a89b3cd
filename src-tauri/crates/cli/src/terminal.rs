//! Questions to a person. They are asked on standard error, so that they never mix with an answer.

#[cfg(unix)]
mod hidden;

use std::io::{BufRead, IsTerminal, Write};

use zeroize::Zeroizing;

use crate::output::one_line;

/// A question without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unanswered {
    /// Standard input is no terminal.
    #[error("this needs an answer, and nobody is there to give it")]
    NobodyThere,
    /// The answer was no.
    #[error("nothing was done")]
    Declined,
    /// The input ended.
    #[error("the input ended before everything was answered")]
    Ended,
}

impl Unanswered {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NobodyThere => "answer-needed",
            Self::Declined => "answer-no",
            Self::Ended => "answer-missing",
        }
    }

    pub(crate) fn hint(self) -> &'static str {
        match self {
            Self::NobodyThere => "say --yes, or run it on a terminal",
            Self::Declined => "run it again to answer otherwise",
            Self::Ended => "give a line for each question",
        }
    }
}

/// Whether a person can answer.
pub(crate) fn is_someone_there() -> bool {
    std::io::stdin().is_terminal()
}

/// Asks a question of yes or no; anything but an answer counts as no.
pub(crate) fn ask(question: &str) -> Result<bool, Unanswered> {
    if !is_someone_there() {
        return Err(Unanswered::NobodyThere);
    }
    prompt(&format!("{} [y/N] ", one_line(question)));
    // Ctrl-D is no answer, and leaves the cursor behind the question.
    let answer = read_line().inspect_err(|_| prompt("\n")).unwrap_or_default();
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Goes on only if the person says yes.
pub(crate) fn confirm(question: &str) -> Result<(), Unanswered> {
    if ask(question)? { Ok(()) } else { Err(Unanswered::Declined) }
}

/// Asks for a line. Without a terminal the next line of standard input is the answer.
pub(crate) fn ask_line(question: &str) -> Result<String, Unanswered> {
    if is_someone_there() {
        prompt(&format!("{question}: "));
    }
    read_line().map(|line| line.trim().to_owned())
}

/// As [`ask_line`], but a terminal does not show what is typed.
pub(crate) fn ask_hidden(question: &str) -> Result<Zeroizing<String>, Unanswered> {
    if !is_someone_there() {
        return read_line();
    }
    read_hidden(question).map_err(|_| Unanswered::Ended)
}

/// Asks for a password, also where standard input is something else, such as a picture: the terminal itself is asked.
pub(crate) fn ask_password(question: &str) -> Result<Zeroizing<String>, Unanswered> {
    if !is_someone_there() && !std::io::stderr().is_terminal() {
        return Err(Unanswered::NobodyThere);
    }
    read_hidden(&one_line(question)).map_err(|_| Unanswered::NobodyThere)
}

#[cfg(unix)]
fn read_hidden(question: &str) -> std::io::Result<Zeroizing<String>> {
    hidden::read(|| prompt(&format!("{question} (not shown): ")))
}

#[cfg(not(unix))]
fn read_hidden(question: &str) -> std::io::Result<Zeroizing<String>> {
    prompt(&format!("{question} (not shown): "));
    rpassword::read_password().map(Zeroizing::new)
}

fn prompt(text: &str) {
    let mut stderr = std::io::stderr();
    let _nobody_reads = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

fn read_line() -> Result<Zeroizing<String>, Unanswered> {
    // Room for a long address, so that no outgrown copy of it is left behind in memory.
    let mut line = Zeroizing::new(String::with_capacity(8 * 1024));
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(0) | Err(_) => Err(Unanswered::Ended),
        Ok(_) => Ok(line),
    }
}
