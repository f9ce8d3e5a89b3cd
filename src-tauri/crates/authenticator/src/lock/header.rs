//! The header of a lock: the data key, wrapped for each secret that opens it. Its form: docs/lock.md.

use sealing::{HexBytes, Nonce, Random, SealingKey, Slots, open_beside, seal_beside};
use serde::{Deserialize, Serialize};

use super::error::LockError;

const FORMAT: &str = "countersign-lock";
const VERSION: u64 = 1;

/// Of what is read as a header, in bytes. One of ours has fewer than 1,000.
pub(super) const LONGEST: u64 = 16 * 1024;

/// What the program is about to do with the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Phase {
    /// Some may be plain still, and are to be sealed.
    Sealing,
    /// All that can be sealed are.
    Sealed,
    /// Some may be sealed still, and are to be plain.
    Opening,
}

/// The first line: authenticated as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    format: String,
    version: u64,
    /// Grows with each write: of two headers, the higher one is the newer.
    sequence: u64,
    phase: Phase,
    nonce: Nonce,
    slots: Slots,
}

/// As much as every version has.
#[derive(Deserialize)]
struct Preamble {
    format: String,
    version: u64,
}

/// A header that was read. Whether it is as it was written is known with its key only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    line: Line,
    text: String,
}

/// What a place holds that is no header of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Damaged,
    Newer(u64),
}

impl Header {
    pub(super) fn seal(
        key: &SealingKey,
        sequence: u64,
        phase: Phase,
        slots: Slots,
        rng: &mut dyn Random,
    ) -> Result<Self, LockError> {
        let nonce = Nonce::random(rng)?;
        let line = Line { format: FORMAT.to_owned(), version: VERSION, sequence, phase, nonce, slots };
        let mut text = serde_json::to_string(&line).expect("texts, numbers and lists of them are always JSON");
        text.push('\n');
        let tag = seal_beside(key, &nonce, text.as_bytes(), &[])?;
        text.push_str(&sealing::hex(&tag));
        text.push('\n');
        Ok(Self { line, text })
    }

    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        let (first, rest) = text.split_once('\n').ok_or(Fault::Damaged)?;
        let preamble: Preamble = serde_json::from_str(first).map_err(|_| Fault::Damaged)?;
        if preamble.format != FORMAT {
            return Err(Fault::Damaged);
        }
        if preamble.version > VERSION {
            return Err(Fault::Newer(preamble.version));
        }
        let line: Line = serde_json::from_str(first).map_err(|_| Fault::Damaged)?;
        let tag = rest.strip_suffix('\n').and_then(|tag| HexBytes::<16>::try_from(tag.to_owned()).ok());
        if preamble.version == VERSION && tag.is_some() {
            Ok(Self { line, text: text.to_owned() })
        } else {
            Err(Fault::Damaged)
        }
    }

    /// Whether it was written by whoever has this key, and not changed since.
    pub(super) fn is_of(&self, key: &SealingKey) -> bool {
        let Some((first, tag)) = self.text.trim_end().split_once('\n') else { return false };
        let Ok(tag) = HexBytes::<16>::try_from(tag.to_owned()) else { return false };
        open_beside(key, &self.line.nonce, format!("{first}\n").as_bytes(), tag.bytes()).is_ok()
    }

    pub(super) fn sequence(&self) -> u64 {
        self.line.sequence
    }

    pub(super) fn phase(&self) -> Phase {
        self.line.phase
    }

    pub(super) fn slots(&self) -> &Slots {
        &self.line.slots
    }

    /// As it is kept. Public, but for whoever would guess a password.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use sealing::{RandomError, RecoveryCode};

    use super::*;

    struct Counting(u8);

    impl Random for Counting {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
            for byte in bytes {
                self.0 = self.0.wrapping_mul(5).wrapping_add(113);
                *byte = self.0;
            }
            Ok(())
        }
    }

    #[test]
    fn no_byte_of_a_header_can_be_changed_or_cut_off_unnoticed() {
        let rng = &mut Counting(1);
        let (key, code) = (SealingKey::random(rng).unwrap(), RecoveryCode::random(rng).unwrap());
        let slots = Slots::new(&key, "a password", &code, &Slots::LEAST, rng).unwrap();
        let header = Header::seal(&key, 7, Phase::Sealed, slots, rng).unwrap();
        let is_whole = |text: &str| Header::parse(text).is_ok_and(|header| header.is_of(&key));
        assert!(is_whole(header.text()) && header.text().len() < 1_000, "{}", header.text().len());
        assert!(!Header::parse(header.text()).unwrap().is_of(&SealingKey::random(rng).unwrap()));
        for place in 0..header.text().len() {
            let mut bytes = header.text().as_bytes().to_vec();
            bytes[place] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(!is_whole(&changed), "{place}: {changed}");
            assert!(!is_whole(header.text().get(..place).unwrap()), "{place}");
        }
    }

    #[test]
    fn a_later_version_is_told_from_damage() {
        let newer = "{\"format\":\"countersign-lock\",\"version\":9,\"else\":[]}\nwhatever";
        assert_eq!(Header::parse(newer), Err(Fault::Newer(9)));
        for text in ["", "\n", "{}\n", "{\"format\":\"countersign-store\",\"version\":9}\n", "[1]\n00\n"] {
            assert_eq!(Header::parse(text), Err(Fault::Damaged), "{text}");
        }
    }
}
