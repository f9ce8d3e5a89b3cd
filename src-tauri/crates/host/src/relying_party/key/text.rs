//! Keys as texts, the current one first.

use sealing::{KeyError, KeyRing, SealingKey};

/// The ring of these texts; empty ones and comments (`#`) are passed over.
pub(super) fn ring<'text>(texts: impl Iterator<Item = &'text str>) -> Result<KeyRing, KeyError> {
    let texts = texts.map(str::trim).filter(|text| !text.is_empty() && !text.starts_with('#'));
    let mut keys = texts.map(SealingKey::parse);
    let current = keys.next().ok_or(KeyError::Malformed)??;
    keys.try_fold(KeyRing::new(current), |ring, key| Ok(ring.with_older(key?)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
