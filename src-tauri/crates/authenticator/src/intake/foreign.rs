//! What a payload is that is no account. Its content is never repeated: a Wi-Fi code holds a password.

/// A kind of content that is no account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Foreign {
    /// `http` or `https`.
    #[error("a web address{}", .host.as_ref().map(|host| format!(" ({host})")).unwrap_or_default())]
    WebAddress {
        /// The host, if it is one.
        host: Option<String>,
    },
    /// `WIFI:`
    #[error("the name and password of a Wi-Fi network")]
    Wifi,
    /// vCard, MeCard or `BIZCARD`.
    #[error("a contact")]
    Contact,
    /// `mailto:`, `MATMSG:` or `SMTP:`.
    #[error("an e-mail")]
    Email,
    /// `tel:`
    #[error("a phone number")]
    Phone,
    /// `sms:` and its relatives.
    #[error("a text message")]
    TextMessage,
    /// `geo:`
    #[error("a place")]
    Place,
    /// iCalendar.
    #[error("a calendar entry")]
    CalendarEntry,
    /// A cryptocurrency's or a bank's request.
    #[error("a payment")]
    Payment,
    /// `FIDO:/`, a passkey kept on another device.
    #[error("a request to sign in with a passkey")]
    Passkey,
    /// A set-up code that only one company's authenticator understands.
    #[error("a set-up code of {program}, in that program's own format")]
    OtherAuthenticator {
        /// Whose it is.
        program: &'static str,
    },
    /// Base32 and nothing else.
    #[error("what looks like a secret without anything around it")]
    BareSecret,
    /// Another scheme.
    #[error("a link for another program ({scheme})")]
    ProgramLink {
        /// Its scheme.
        scheme: String,
    },
    /// Anything else.
    #[error("a text")]
    Text,
}

impl Foreign {
    /// What to do instead.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::WebAddress { .. } => {
                "it was not opened; use the QR code that the site shows when it sets up an authenticator app"
            }
            Self::OtherAuthenticator { .. } => {
                "on the site's page, choose to use another authenticator app; it then shows a code that every program understands"
            }
            Self::Passkey => "scan it with the phone that holds the passkey",
            Self::BareSecret => "add the account by typing, and paste this as its secret",
            _ => "use the QR code or the address that the site shows when it sets up an authenticator app",
        }
    }
}

/// Beginnings in lower case; the longer of two that begin alike stands first.
const BEGINNINGS: [(&str, Foreign); 34] = [
    ("wifi:", Foreign::Wifi),
    ("begin:vcard", Foreign::Contact),
    ("mecard:", Foreign::Contact),
    ("bizcard:", Foreign::Contact),
    ("mailto:", Foreign::Email),
    ("matmsg:", Foreign::Email),
    ("smtp:", Foreign::Email),
    ("tel:", Foreign::Phone),
    ("facetime:", Foreign::Phone),
    ("sms:", Foreign::TextMessage),
    ("smsto:", Foreign::TextMessage),
    ("mmsto:", Foreign::TextMessage),
    ("geo:", Foreign::Place),
    ("begin:vevent", Foreign::CalendarEntry),
    ("begin:vcalendar", Foreign::CalendarEntry),
    ("bitcoin:", Foreign::Payment),
    ("bitcoincash:", Foreign::Payment),
    ("ethereum:", Foreign::Payment),
    ("litecoin:", Foreign::Payment),
    ("monero:", Foreign::Payment),
    ("lightning:", Foreign::Payment),
    ("upi:", Foreign::Payment),
    ("bcd\n", Foreign::Payment),
    ("bcd\r\n", Foreign::Payment),
    ("spc\n", Foreign::Payment),
    ("spc\r\n", Foreign::Payment),
    ("fido:/", Foreign::Passkey),
    ("phonefactor:", Foreign::OtherAuthenticator { program: "Microsoft Authenticator" }),
    ("microsoft-authenticator:", Foreign::OtherAuthenticator { program: "Microsoft Authenticator" }),
    ("duo://", Foreign::OtherAuthenticator { program: "Duo Mobile" }),
    ("oktaverify:", Foreign::OtherAuthenticator { program: "Okta Verify" }),
    ("com-okta-authenticator:", Foreign::OtherAuthenticator { program: "Okta Verify" }),
    ("mfa://", Foreign::OtherAuthenticator { program: "another authenticator" }),
    ("pingid:", Foreign::OtherAuthenticator { program: "PingID" }),
];

/// Says what a text is.
pub(super) fn classify(text: &str) -> Foreign {
    let text = text.trim();
    // Enough for every beginning, and no copy of what follows.
    let beginning: String = text.chars().take(40).collect::<String>().to_ascii_lowercase();
    if let Some((_, kind)) = BEGINNINGS.iter().find(|(start, _)| beginning.starts_with(start)) {
        return kind.clone();
    }
    match text.split_once("://") {
        Some((scheme, rest)) => link(&scheme.to_ascii_lowercase(), rest),
        None if beginning.starts_with("www.") => Foreign::WebAddress { host: host(text) },
        None if is_bare_secret(text) => Foreign::BareSecret,
        None => Foreign::Text,
    }
}

fn link(scheme: &str, rest: &str) -> Foreign {
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.len() <= 30
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'));
    match scheme {
        "http" | "https" => Foreign::WebAddress { host: host(rest) },
        scheme if is_scheme => Foreign::ProgramLink { scheme: scheme.to_owned() },
        _ => Foreign::Text,
    }
}

/// The host of a web address, without a password that may stand in front of it.
fn host(rest: &str) -> Option<String> {
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let is_host = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '.');
    (!host.is_empty() && host.len() <= 253 && host.chars().all(is_host)).then_some(host)
}

fn is_bare_secret(text: &str) -> bool {
    text.len() >= 16
        && otp::Secret::parse_base32(text).is_ok_and(|secret| secret.bits() >= 80)
        && !looks_like_words(text)
}

/// A sentence of letters can be base32 as well; secrets are written in one case.
fn looks_like_words(text: &str) -> bool {
    let has = |test: fn(char) -> bool| text.chars().any(test);
    has(char::is_lowercase) && (has(char::is_uppercase) || !has(char::is_numeric))
}
