//! What the bytes of a code say.

use encoding_rs::SHIFT_JIS;
use zeroize::Zeroizing;

/// This many bytes above 127 in a row are hardly European text.
const LONG_RUN: usize = 3;

/// UTF-8 if it is valid; else Shift JIS if that is likely; else ISO 8859-1, in which every byte is a character.
pub(crate) fn text_of(bytes: &[u8]) -> Zeroizing<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => shift_jis(bytes).unwrap_or_else(|| bytes.iter().copied().map(char::from).collect()),
    };
    Zeroizing::new(text)
}

/// The text in Shift JIS, if it can be that and is unlikely to be ISO 8859-1: that has no printable characters from
/// 0x80 to 0x9f, and no words of accented letters alone.
fn shift_jis(bytes: &[u8]) -> Option<String> {
    let control = bytes.iter().any(|byte| (0x80..0xa0).contains(byte));
    let longest = bytes.split(u8::is_ascii).map(<[u8]>::len).max().unwrap_or_default();
    if !control && longest < LONG_RUN {
        return None;
    }
    let text = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)?;
    let readable = !text.chars().any(|character| matches!(character, '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}'));
    readable.then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_read_as_what_it_is() {
        assert_eq!(text_of("Grüße, 世界".as_bytes()).as_str(), "Grüße, 世界");
    }

    #[test]
    fn european_bytes_are_latin_1() {
        for (bytes, text) in
            [(&b"Gr\xfc\xdfe"[..], "Grüße"), (b"\xe9t\xe9", "été"), (b"Z\xfcrich \xff\0\x80", "Zürich \u{ff}\0\u{80}")]
        {
            assert_eq!(text_of(bytes).as_str(), text);
        }
    }

    #[test]
    fn japanese_bytes_are_shift_jis() {
        assert_eq!(text_of(b"Google \x83\x82\x83o\x83C\x83\x8b").as_str(), "Google モバイル");
        assert_eq!(text_of(b"\xc3\xde\xbb\xde\xb2\xddQR").as_str(), "ﾃﾞｻﾞｲﾝQR");
    }
}
