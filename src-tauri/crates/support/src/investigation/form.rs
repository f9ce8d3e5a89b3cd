//! What a submitted text looked like, and the digits that were meant.

use otp::UnixSeconds;
use zeroize::Zeroizing;

use super::seconds;
use crate::Form;

/// The longest text that can be a code, in digits.
const LONGEST: usize = 12;

/// The characters of a backup code as Countersign's relying party makes it.
const BACKUP_CODE: usize = 15;

/// The zeros of the scripts that have digits of their own: full-width, Arabic, Persian, the scripts of India, Thai, Lao,
/// Tibetan, Burmese, Khmer, Mongolian, and the five sets of mathematical digits.
const ZEROS: [u32; 25] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
    0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1FBF0,
];

/// A text, read.
pub(super) struct Typed {
    /// What it looked like.
    pub(super) form: Form,
    /// The characters that were meant: ASCII digits, or letters where they are codes. Empty where it is no code.
    pub(super) code: Zeroizing<Vec<u8>>,
    /// When it was submitted, in Unix seconds.
    pub(super) at: i64,
}

impl Typed {
    /// Reads a text; `has_letters`: one of the accounts has codes of letters.
    pub(super) fn read(text: &str, at: UnixSeconds, has_letters: bool) -> Self {
        let mut code = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
        let (mut foreign, mut letters, mut others) = (0_usize, 0_usize, 0_usize);
        let mut all = 0_usize;
        for character in text.chars().filter(|character| !is_separator(*character)) {
            all += 1;
            let (digit, count) = match digit_of(character) {
                Some(Digit::Ascii(digit)) => (digit, None),
                Some(Digit::Foreign(digit)) => (digit, Some(&mut foreign)),
                Some(Digit::Letter(digit)) => (digit, Some(&mut letters)),
                None => (0, Some(&mut others)),
            };
            if let Some(count) = count {
                *count += 1;
            }
            if all <= LONGEST {
                code.push(b'0' + digit);
            }
        }
        let form = form_of(text, all, (foreign, letters, others), has_letters);
        match form {
            Form::Letters { .. } => code = letters_of(text),
            Form::BackupCode | Form::Other => code.clear(),
            Form::Digits { .. } | Form::ForeignDigits { .. } | Form::LettersForDigits { .. } => {}
        }
        Self { form, code, at: seconds(at.0) }
    }
}

fn form_of(text: &str, all: usize, (foreign, letters, others): (usize, usize, usize), has_letters: bool) -> Form {
    let count = u8::try_from(all).unwrap_or(u8::MAX);
    let is_code = (1..=LONGEST).contains(&all);
    let is_ascii = text.chars().filter(|letter| !is_separator(*letter)).all(|letter| letter.is_ascii_alphanumeric());
    match () {
        () if is_code && foreign + letters + others == 0 => Form::Digits { count },
        () if has_letters && all == 5 && is_ascii => Form::Letters { count },
        () if is_code && others == 0 && letters == 0 => Form::ForeignDigits { count },
        () if is_code && others == 0 && letters * 2 < all => Form::LettersForDigits { count },
        () if all == BACKUP_CODE && is_ascii && letters + others > 0 => Form::BackupCode,
        () => Form::Other,
    }
}

fn letters_of(text: &str) -> Zeroizing<Vec<u8>> {
    let letters = text.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase());
    Zeroizing::new(letters.collect())
}

/// Spaces of every kind, and the dashes of every keyboard.
fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}')
}

enum Digit {
    Ascii(u8),
    Foreign(u8),
    Letter(u8),
}

fn digit_of(character: char) -> Option<Digit> {
    if let Some(digit) = character.to_digit(10) {
        return u8::try_from(digit).ok().map(Digit::Ascii);
    }
    let looks_like = match character {
        'O' | 'o' | 'Q' => Some(0),
        'I' | 'i' | 'l' | '|' => Some(1),
        'Z' | 'z' => Some(2),
        'S' | 's' => Some(5),
        'B' => Some(8),
        _ => None,
    };
    if let Some(digit) = looks_like {
        return Some(Digit::Letter(digit));
    }
    let point = u32::from(character);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&point))?;
    u8::try_from(point - zero).ok().map(Digit::Foreign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Form, Vec<u8>) {
        let typed = Typed::read(text, UnixSeconds(0), false);
        (typed.form, typed.code.to_vec())
    }

    #[test]
    fn spaces_and_dashes_are_no_part_of_a_code() {
        assert_eq!(read(" 123 456 "), (Form::Digits { count: 6 }, b"123456".to_vec()));
        assert_eq!(read("123-456"), (Form::Digits { count: 6 }, b"123456".to_vec()));
    }

    #[test]
    fn digits_of_other_scripts_are_read_and_told_apart() {
        for text in ["１２３４５６", "١٢٣٤٥٦", "۱۲۳۴۵۶", "१२३४५६", "𝟏𝟐𝟑𝟒𝟓𝟔"]
        {
            assert_eq!(read(text), (Form::ForeignDigits { count: 6 }, b"123456".to_vec()), "{text}");
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_read_as_those() {
        assert_eq!(read("l2345O"), (Form::LettersForDigits { count: 6 }, b"123450".to_vec()));
        assert_eq!(read("hello!").0, Form::Other);
        assert_eq!(read("").0, Form::Other);
        assert_eq!(read("1234567890123").0, Form::Other);
    }

    #[test]
    fn a_backup_code_is_told_by_its_form() {
        assert_eq!(read("A7K2M-9XR4T-Q8WDE"), (Form::BackupCode, Vec::new()));
    }

    #[test]
    fn letters_are_a_code_only_where_an_account_has_such_codes() {
        let typed = Typed::read("b5n8c", UnixSeconds(0), true);
        assert_eq!((typed.form, typed.code.as_slice()), (Form::Letters { count: 5 }, b"B5N8C".as_slice()));
        assert_eq!(read("b5n8c").0, Form::Other);
    }
}
