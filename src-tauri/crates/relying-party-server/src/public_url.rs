//! The name a server has outside, behind a proxy that speaks TLS for it.

use std::fmt;
use std::str::FromStr;

/// Where people reach the server through a proxy: `https://` and a name, with a port where it is not 443.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    /// As browsers put it into `Host`: lower case, without the port 443.
    authority: String,
}

/// A text that is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the public address has to be https:// and a name, such as https://mfa.example.org, without a path")]
pub struct PublicUrlError;

impl PublicUrlError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        "public-url-refused"
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        "give the address people type; the proxy before the server has to speak TLS under it"
    }
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let authority = text.strip_prefix("https://").ok_or(PublicUrlError)?;
        let authority = authority.strip_suffix('/').unwrap_or(authority).to_ascii_lowercase();
        let (name, port) = authority.rsplit_once(':').unwrap_or((&authority, "443"));
        let is_label = |label: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            !label.is_empty() && label.len() <= 63 && label.bytes().all(fits)
        };
        let is_name = name.len() <= 253 && name.split('.').all(is_label);
        if !is_name || port.parse::<u16>().is_err() {
            return Err(PublicUrlError);
        }
        let authority = authority.strip_suffix(":443").unwrap_or(&authority).to_owned();
        Ok(Self { authority })
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "https://{}", self.authority)
    }
}

impl PublicUrl {
    /// Whether a request was sent to this name.
    pub(crate) fn is_host(&self, host: &str) -> bool {
        host.strip_suffix(":443").unwrap_or(host).eq_ignore_ascii_case(&self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_https_and_a_name() {
        for (text, shown) in [
            ("https://mfa.example.test", "https://mfa.example.test"),
            ("https://MFA.example.test/", "https://mfa.example.test"),
            ("https://mfa.example.test:443", "https://mfa.example.test"),
            ("https://mfa.example.test:8443", "https://mfa.example.test:8443"),
        ] {
            assert_eq!(text.parse::<PublicUrl>().map(|url| url.to_string()).as_deref(), Ok(shown));
        }
        for text in ["http://mfa.example.test", "https://", "https://a/b", "https://a:b", "https://a@b", "mfa", ""] {
            assert_eq!(text.parse::<PublicUrl>(), Err(PublicUrlError), "{text}");
        }
    }
}
