//! What was typed into the one box for codes.

use std::fmt;

use zeroize::Zeroizing;

use super::backup;

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 64;

/// Every length a one-time code can have; a backup code is longer.
pub const ONE_TIME_LENGTHS: [u8; 5] = [5, 6, 7, 8, 9];

/// What a text can be. The shape alone decides, so a guess of six digits never costs an Argon2id.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeInput {
    /// A one-time code: ASCII digits and nothing else.
    OneTime(Zeroizing<String>),
    /// A backup code.
    Backup {
        /// Which of the set it is; not secret.
        slot: char,
        /// The secret part, as it is hashed.
        code: Zeroizing<String>,
    },
    /// Neither.
    Unreadable,
}

impl fmt::Debug for CodeInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneTime(code) => write!(formatter, "OneTime({} digits)", code.len()),
            Self::Backup { slot, .. } => write!(formatter, "Backup({slot:?}, hidden)"),
            Self::Unreadable => formatter.write_str("Unreadable"),
        }
    }
}

/// Reads a code. `digits` are the lengths of the codes that may be given: those of the user's devices, or
/// [`ONE_TIME_LENGTHS`] where they are not known yet.
///
/// A one-time code is exactly that many ASCII digits after trimming, with spaces or one dash between them. Full-width
/// digits, signs, underscores and every other length are refused.
pub fn read_code(text: &str, digits: &[u8]) -> CodeInput {
    let text = text.trim();
    if text.len() > LONGEST {
        return CodeInput::Unreadable;
    }
    if let Some(code) = one_time(text, digits) {
        return CodeInput::OneTime(code);
    }
    match backup::canonical(text) {
        Some((slot, code)) => CodeInput::Backup { slot, code },
        None => CodeInput::Unreadable,
    }
}

fn one_time(text: &str, lengths: &[u8]) -> Option<Zeroizing<String>> {
    let separator = if text.contains('-') { '-' } else { ' ' };
    // A dash has to stand between digits: before them it is a sign.
    let is_misplaced = text.starts_with('-') || text.ends_with('-') || text.matches('-').count() > 1;
    let mut code = Zeroizing::new(String::with_capacity(text.len()));
    code.extend(text.chars().filter(|character| *character != separator));
    let fits = lengths.iter().any(|length| usize::from(*length) == code.len());
    (fits && !is_misplaced && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}
