//! Addresses of accounts whose codes are not made here.

use std::fmt;

use zeroize::Zeroizing;

use super::escape::{is_control, trim};
use super::label::{Label, read_label};
use super::query::Query;
use super::{UriError, parse_uri};

/// A scheme of its own for Mobile-OTP, beside `otpauth://motp/…`.
const MOTP: &str = "motp";

/// The address of an account that another program makes codes for, and this version does not: of a kind, hash, alphabet,
/// length or period that it does not know. It has a secret, and is kept to the letter.
///
/// `Debug` shows nothing of the address but issuer and name.
#[derive(Clone, PartialEq, Eq)]
pub struct UnmadeUri {
    /// The address as it stands, without the space around it.
    pub text: Zeroizing<String>,
    /// Who asks for the code.
    pub issuer: Option<String>,
    /// Whose account it is; may be empty.
    pub name: String,
    /// Why no codes are made.
    pub reason: UriError,
}

impl fmt::Debug for UnmadeUri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text: _, issuer, name, reason } = self;
        let mut shown = formatter.debug_struct("UnmadeUri");
        shown.field("issuer", issuer).field("name", name).field("reason", reason).finish_non_exhaustive()
    }
}

impl UnmadeUri {
    /// Reads an address that [`parse_uri`] refuses for what it asks for, and not for how it is written: one without a
    /// secret, broken over lines, or with two secrets is none.
    #[must_use]
    pub fn read(text: &str) -> Option<UnmadeUri> {
        let reason = parse_uri(text).err()?;
        let text = trim(text);
        let (scheme, rest) = text.split_once("://")?;
        let is_motp = reason == UriError::NotOtpauth && scheme.eq_ignore_ascii_case(MOTP);
        let is_asked_for = reason.is_of_what_is_asked_for() && !scheme.eq_ignore_ascii_case("steam");
        if !(is_motp || is_asked_for) || rest.chars().any(is_control) {
            return None;
        }
        let (path, query) = rest.split_once('?')?;
        let label = if is_motp { path } else { path.split_once('/').map_or("", |(_, label)| label) };
        let mut query = Query::read(query, &mut Vec::new());
        if query.take("secret").iter().all(|secret| secret.trim().is_empty()) {
            return None;
        }
        let Label { issuer, name, .. } = read_label(label, query.take_issuer(&mut Vec::new()), &mut Vec::new());
        let reason = if is_motp { UriError::UnknownType } else { reason };
        Some(UnmadeUri { text: Zeroizing::new(text.to_owned()), issuer, name, reason })
    }
}

impl UriError {
    /// The address says what is wanted, and a later version or another program may make it.
    fn is_of_what_is_asked_for(self) -> bool {
        matches!(
            self,
            UriError::UnknownType
                | UriError::UnknownAlgorithm
                | UriError::UnknownEncoder
                | UriError::DigitsOutOfRange
                | UriError::PeriodTooLong
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn what_another_program_makes_codes_of_is_kept_to_the_letter() {
        let asked = [
            ("otpauth://totp/Site:ada?SECRET&algorithm=SHA3-256", UriError::UnknownAlgorithm),
            ("otpauth://totp/Site:ada?SECRET&algorithm=MD5", UriError::UnknownAlgorithm),
            ("otpauth://totp/Site:ada?SECRET&digits=10", UriError::DigitsOutOfRange),
            ("otpauth://totp/Site:ada?SECRET&period=604800", UriError::PeriodTooLong),
            ("otpauth://totp/Site:ada?SECRET&encoder=battle", UriError::UnknownEncoder),
            ("otpauth://yaotp/Site:ada?SECRET&pin_length=4", UriError::UnknownType),
            ("otpauth://motp/Site:ada?secret=e3152afee62599c8", UriError::UnknownType),
            ("motp://Site:ada?secret=e3152afee62599c8", UriError::UnknownType),
        ];
        for (text, reason) in asked {
            let text = text.replace("SECRET", SECRET);
            let kept = UnmadeUri::read(&format!("  {text}\r\n")).expect(&text);
            assert_eq!((kept.text.as_str(), kept.reason), (text.as_str(), reason));
            assert_eq!((kept.issuer.as_deref(), kept.name.as_str()), (Some("Site"), "ada"));
            assert!(!format!("{kept:?}").contains("GEZD"));
        }
    }

    #[test]
    fn what_is_written_wrongly_is_not_kept() {
        for text in [
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ",
            "otpauth://totp/a?algorithm=MD5",
            "otpauth://yaotp/a?secret=",
            "otpauth://yaotp/a",
            "otpauth://totp/a?secret=GE!&algorithm=MD5",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&period=0",
            "otpauth://totp/a?secret=GEZDGNBV\nGY3TQOJQ&algorithm=MD5",
            "steam://run/440?secret=GEZDGNBV",
            "https://example.com/?secret=GEZDGNBV",
        ] {
            assert_eq!(UnmadeUri::read(text), None, "{text}");
        }
    }
}
