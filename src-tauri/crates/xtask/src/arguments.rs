//! The command line of a task: flags, options with a value, at most one name, and words after `--`.

use crate::failure::Failure;

/// One task and everything its command line may hold.
pub(crate) struct Task {
    /// What is typed after `cargo xtask`.
    pub(crate) name: &'static str,
    /// One line for the list of tasks.
    pub(crate) about: &'static str,
    /// What follows the first two lines of its help.
    pub(crate) details: &'static str,
    /// Words that are there or not, such as `--yes`.
    pub(crate) flags: &'static [&'static str],
    /// Words that take a value, such as `--only STEP`.
    pub(crate) options: &'static [&'static str],
    /// What the one bare word is called, where the task takes one.
    pub(crate) operand: Option<&'static str>,
    /// Whether words after `--` are passed on.
    pub(crate) passes_rest: bool,
    /// Does it.
    pub(crate) run: fn(&Arguments) -> Result<(), Failure>,
}

impl Task {
    /// The text of `cargo xtask TASK --help`.
    pub(crate) fn help(&self) -> String {
        let mut usage = format!("cargo xtask {}", self.name);
        if let Some(operand) = self.operand {
            usage.push_str(&format!(" [{operand}]"));
        }
        usage.push_str(" [OPTIONS]");
        if self.passes_rest {
            usage.push_str(" [-- WORDS…]");
        }
        format!("{usage}\n\n{}.\n\n{}\n", self.about, self.details.trim_matches('\n'))
    }
}

/// Whether the words, up to `--`, ask for help.
pub(crate) fn asks_for_help(words: &[String]) -> bool {
    words.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h")
}

/// A command line that was understood.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    flags: Vec<String>,
    options: Vec<(String, String)>,
    /// The one bare word.
    pub(crate) operand: Option<String>,
    /// The words after `--`.
    pub(crate) rest: Vec<String>,
}

impl Arguments {
    /// Reads the words that follow the task's name.
    ///
    /// # Errors
    /// A word the task does not know, an option without its value, or a second bare word.
    pub(crate) fn parse(task: &Task, words: &[String]) -> Result<Self, Failure> {
        let mut arguments = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--" && task.passes_rest {
                arguments.rest = words.cloned().collect();
                return Ok(arguments);
            }
            arguments.take(task, word, &mut words)?;
        }
        Ok(arguments)
    }

    fn take<'a>(
        &mut self,
        task: &Task,
        word: &str,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Failure> {
        let (name, inline) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word, None),
        };
        if task.flags.contains(&name) && inline.is_none() {
            self.flags.push(name.to_owned());
        } else if task.options.contains(&name) {
            let value = inline.or_else(|| rest.next().cloned());
            let value = value.ok_or_else(|| refuse(task, &format!("`{name}` needs a value")))?;
            self.options.push((name.to_owned(), value));
        } else if task.operand.is_some() && self.operand.is_none() && !word.starts_with('-') {
            self.operand = Some(word.to_owned());
        } else {
            return Err(refuse(task, &format!("does not know `{word}`")));
        }
        Ok(())
    }

    /// Whether the flag was given.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|given| given == flag)
    }

    /// The last value given for the option.
    pub(crate) fn value(&self, option: &str) -> Option<&str> {
        self.options.iter().rev().find(|(name, _)| name == option).map(|(_, value)| value.as_str())
    }
}

fn refuse(task: &Task, what: &str) -> Failure {
    Failure::usage(
        format!("cargo xtask {}: {what}", task.name),
        format!("cargo xtask {} --help tells what it takes", task.name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: Task = Task {
        name: "try",
        about: "Tries",
        details: "",
        flags: &["--yes"],
        options: &["--seconds"],
        operand: Some("NAME"),
        passes_rest: true,
        run: |_| Ok(()),
    };

    fn parse(line: &str) -> Result<Arguments, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Arguments::parse(&TASK, &words).map_err(|failure| failure.what)
    }

    #[test]
    fn flags_options_a_name_and_the_rest_are_told_apart() {
        let arguments = parse("--yes uri --seconds 5 -- --yes -v").unwrap();
        assert!(arguments.has("--yes"));
        assert_eq!(arguments.operand.as_deref(), Some("uri"));
        assert_eq!(arguments.value("--seconds"), Some("5"));
        assert_eq!(arguments.rest, ["--yes", "-v"]);
    }

    #[test]
    fn an_option_takes_its_value_after_an_equals_sign_too() {
        assert_eq!(parse("--seconds=7").unwrap().value("--seconds"), Some("7"));
    }

    #[test]
    fn a_missing_value_is_refused() {
        assert_eq!(parse("--seconds").unwrap_err(), "cargo xtask try: `--seconds` needs a value");
    }

    #[test]
    fn an_unknown_word_and_a_second_name_are_refused() {
        assert_eq!(parse("--no").unwrap_err(), "cargo xtask try: does not know `--no`");
        assert_eq!(parse("one two").unwrap_err(), "cargo xtask try: does not know `two`");
        assert_eq!(parse("--yes=1").unwrap_err(), "cargo xtask try: does not know `--yes=1`");
    }

    #[test]
    fn help_is_asked_for_only_before_the_double_dash() {
        assert!(asks_for_help(&["-h".to_owned()]));
        assert!(!asks_for_help(&["--".to_owned(), "--help".to_owned()]));
    }
}
