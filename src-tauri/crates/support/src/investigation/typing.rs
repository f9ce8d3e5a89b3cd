//! What a person may make of the code that a device shows.

use crate::Typing;

/// The most digits that are taken to be missing.
const MOST_MISSING: usize = 3;

/// How `typed` comes of `shown`, both ASCII; none where nothing simple leads there.
pub(super) fn compare(shown: &[u8], typed: &[u8]) -> Option<Typing> {
    if shown == typed {
        return Some(Typing::AsShown);
    }
    match (shown.len().checked_sub(typed.len()), typed.len().checked_sub(shown.len())) {
        (Some(0), _) => of_same_length(shown, typed),
        (Some(missing @ 1..=MOST_MISSING), _) if !typed.is_empty() => shorter(shown, typed, missing),
        (_, Some(1)) => is_without_one(typed, shown).then_some(Typing::Extra),
        _ => None,
    }
}

/// How many hypotheses [`compare`] stands for, beside the code as it is shown.
pub(super) fn hypotheses(shown: usize, typed: usize) -> u64 {
    let count = match (shown.checked_sub(typed), typed.checked_sub(shown)) {
        (Some(0), _) => (shown - 1) + 9 * shown,
        (Some(1), _) => shown,
        (Some(2..=MOST_MISSING), _) => 2,
        (_, Some(1)) => typed,
        _ => 0,
    };
    count as u64
}

fn of_same_length(shown: &[u8], typed: &[u8]) -> Option<Typing> {
    let mut different = shown.iter().zip(typed).enumerate().filter(|(_, (one, other))| one != other);
    let (first, (one, other)) = different.next()?;
    match (different.next(), different.next()) {
        (None, _) => Some(Typing::Mistyped),
        (Some((second, pair)), None) => (second == first + 1 && pair == (other, one)).then_some(Typing::Swapped),
        _ => None,
    }
}

fn shorter(shown: &[u8], typed: &[u8], missing: usize) -> Option<Typing> {
    let (front, end) = shown.split_at(missing);
    match () {
        () if end == typed && front.iter().all(|digit| *digit == b'0') => Some(Typing::ZeroLost),
        () if missing == 1 => is_without_one(shown, typed).then_some(Typing::Missing),
        // Six or seven digits of more are what an app shows that ignores how many there should be.
        () if end == typed && typed.len() < 6 => Some(Typing::Cut),
        () if shown.starts_with(typed) => Some(Typing::Cut),
        () => None,
    }
}

/// Whether one digit of `long` left out gives `short`.
fn is_without_one(long: &[u8], short: &[u8]) -> bool {
    let same = long.iter().zip(short).take_while(|(one, other)| one == other).count();
    long.get(same + 1..) == short.get(same..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_does_to_a_code_is_recognised() {
        let cases: &[(&str, &str, Option<Typing>)] = &[
            ("123456", "123456", Some(Typing::AsShown)),
            ("123456", "123465", Some(Typing::Swapped)),
            ("123456", "213456", Some(Typing::Swapped)),
            ("123456", "123956", Some(Typing::Mistyped)),
            ("123456", "321456", None),
            ("123456", "123999", None),
            ("012345", "12345", Some(Typing::ZeroLost)),
            ("001234", "1234", Some(Typing::ZeroLost)),
            ("123456", "23456", Some(Typing::Missing)),
            ("123456", "12356", Some(Typing::Missing)),
            ("123456", "12345", Some(Typing::Missing)),
            ("123456", "1234", Some(Typing::Cut)),
            ("123456", "3456", Some(Typing::Cut)),
            ("12345678", "345678", None),
            ("12345678", "123456", Some(Typing::Cut)),
            ("123456", "1234567", Some(Typing::Extra)),
            ("123456", "1223456", Some(Typing::Extra)),
            ("123456", "12345678", None),
            ("123456", "12", None),
            ("123456", "", None),
        ];
        for (shown, typed, expected) in cases {
            assert_eq!(compare(shown.as_bytes(), typed.as_bytes()), *expected, "{shown} typed as {typed}");
        }
    }

    #[test]
    fn the_hypotheses_are_as_many_as_texts_can_come_of_a_code() {
        let texts = |length: u32| {
            (0..10_u32.pow(length)).map(move |number| format!("{number:0width$}", width = length as usize))
        };
        let typos =
            texts(5).filter(|text| compare(b"12345", text.as_bytes()).is_some_and(|how| how != Typing::AsShown));
        assert_eq!(typos.count() as u64, hypotheses(5, 5));
        let missing = texts(4).filter(|text| compare(b"12345", text.as_bytes()) == Some(Typing::Missing));
        assert_eq!(missing.count() as u64, hypotheses(5, 4));
    }
}
