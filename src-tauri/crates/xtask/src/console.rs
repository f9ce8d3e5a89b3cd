//! What the developer sees: headings, notes, failures and one question.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use crate::failure::Failure;

/// Starts a step.
pub(crate) fn heading(text: &str) {
    // Children write straight to the same terminal: what was printed before must be out first.
    println!("\n{}", bold(&format!("==> {text}"), std::io::stdout().is_terminal()));
    flush();
}

/// One line under a heading.
pub(crate) fn note(text: &str) {
    println!("    {text}");
    flush();
}

/// The last word of a task that failed: its first line says what failed, its second what to do.
pub(crate) fn failure(failure: &Failure) {
    flush();
    let headline = bold(&format!("failed: {}", failure.what), std::io::stderr().is_terminal());
    eprintln!("\n{headline}\n    do: {}", failure.remedy.replace('\n', "\n        "));
}

/// Asks a yes-or-no question; yes is the default.
///
/// # Errors
/// Nobody is there to answer.
pub(crate) fn confirm(question: &str) -> Result<bool, Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Failure::new(
            format!("nobody is there to answer: {question}"),
            "repeat with --yes (a run with CI in its environment never asks)",
        ));
    }
    print!("    {question} [Y/n] ");
    flush();
    let mut answer = String::new();
    // End of input, as Ctrl-D gives it, is no agreement.
    let length = input.read_line(&mut answer).unwrap_or(0);
    Ok(length > 0 && matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

/// `0.4 s`, `42 s` or `3 min 07 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        whole @ 10..60 => format!("{whole} s"),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

fn bold(text: &str, terminal: bool) -> String {
    match terminal && std::env::var_os("NO_COLOR").is_none() {
        true => format!("\x1b[1m{text}\x1b[0m"),
        false => text.to_owned(),
    }
}

fn flush() {
    // A closed pipe is noticed by the next print.
    let _ = std::io::stdout().flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short_to_read() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(42)), "42 s");
        assert_eq!(seconds(Duration::from_secs(187)), "3 min 07 s");
    }
}
