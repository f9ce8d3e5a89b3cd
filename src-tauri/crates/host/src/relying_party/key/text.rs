//! Keys as texts, the current one first.

use sealing::{KeyError, KeyRing, SealingKey};
use zeroize::Zeroizing;

/// Before the older keys of a file that a change of the key wrote. Where people put the keys themselves it does not stand,
/// and their older keys are not removed.
const LEAVING: &str = "# These only open. The server removes them when nothing is sealed under them any more.";

/// The ring of these texts; empty ones and comments (`#`) are passed over.
pub(super) fn ring<'text>(texts: impl Iterator<Item = &'text str>) -> Result<KeyRing, KeyError> {
    let texts = texts.map(str::trim).filter(|text| !text.is_empty() && !text.starts_with('#'));
    let mut keys = texts.map(SealingKey::parse);
    let current = keys.next().ok_or(KeyError::Malformed)??;
    keys.try_fold(KeyRing::new(current), |ring, key| Ok(ring.with_older(key?)))
}

/// Whether the older keys of this text are to be removed when nothing is sealed under them.
pub(super) fn has_leaving_keys(text: &str) -> bool {
    text.lines().any(|line| line.trim() == LEAVING)
}

/// The keys a line each, the older ones as leaving.
pub(super) fn print(ring: &KeyRing) -> Zeroizing<String> {
    // As long as it will get, so that no copy is left behind.
    let mut text = Zeroizing::new(String::with_capacity(200 + 65 * (1 + ring.older().len())));
    text.push_str(&ring.current().to_hex());
    text.push('\n');
    if !ring.older().is_empty() {
        text.push_str(LEAVING);
        text.push('\n');
    }
    for key in ring.older() {
        text.push_str(&key.to_hex());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_again_and_older_keys_are_leaving() {
        let key = |byte| SealingKey::from_bytes([byte; 32]);
        for (older, leaving) in [(vec![], false), (vec![key(2), key(3)], true)] {
            let printed = print(&older.iter().cloned().fold(KeyRing::new(key(1)), KeyRing::with_older));
            let again = ring(printed.lines()).unwrap();
            assert_eq!((again.current(), again.older()), (&key(1), older.as_slice()));
            assert_eq!(has_leaving_keys(&printed), leaving);
        }
    }

    #[test]
    fn the_first_key_seals_and_the_others_open() {
        let (new, old) = ("11".repeat(32), "22".repeat(32));
        let ring = ring(["# since May", "", &new, &format!(" {old} ")].into_iter()).unwrap();
        assert_eq!(ring.current(), &SealingKey::parse(&new).unwrap());
        assert_eq!(ring.older(), [SealingKey::parse(&old).unwrap()]);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = "11".repeat(32);
        for texts in [vec![], vec!["# nothing"], vec!["short"], vec![good.as_str(), "short"]] {
            assert!(ring(texts.into_iter()).is_err());
        }
    }
}
