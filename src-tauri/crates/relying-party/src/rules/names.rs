//! Names of users.

use unicode_normalization::UnicodeNormalization;

/// The longest name, in characters.
const LONGEST: usize = 64;

/// The longest text that is looked at, in bytes.
const LONGEST_TEXT: usize = 1_024;

/// The name a user signs in with: NFKC, trimmed, 1 to 64 characters, none of them invisible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserName {
    name: String,
    key: String,
}

impl UserName {
    /// Takes `text` as a name; none where it cannot be one.
    pub fn new(text: &str) -> Option<Self> {
        if text.len() > LONGEST_TEXT {
            return None;
        }
        let name: String = text.nfkc().collect();
        let name = name.trim();
        let fits = (1..=LONGEST).contains(&name.chars().count()) && !name.chars().any(is_invisible);
        fits.then(|| Self { name: name.to_owned(), key: folded(name) })
    }

    /// The name, as it is shown.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// What no two users have in common: the name without the difference between capital and small letters.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Control characters, and those that change how others look without being seen.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// By way of capitals, so that `ß` and `SS`, `ς` and `σ` come out the same.
pub(super) fn folded(text: &str) -> String {
    let small = text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    small.nfkc().collect()
}
