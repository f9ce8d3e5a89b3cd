//! From an account to its address.

use zeroize::Zeroizing;

use super::escape::escape_into;
use super::parameters::looks_like_steam;
use super::{KeyUri, MAX_URI_BYTES};
use crate::Parameters;

impl KeyUri {
    /// The address of the account, which [`super::parse_uri`] reads back as the same account.
    ///
    /// Every parameter is spelled out, since programs differ in their defaults, and every character that
    /// two programs might read differently is escaped.
    #[must_use]
    pub fn print(&self) -> Zeroizing<String> {
        // Room enough from the start: a string that grows would leave copies of the secret behind.
        let mut text = Zeroizing::new(String::with_capacity(self.printed_at_most()));
        text.push_str("otpauth://");
        text.push_str(self.parameters.kind().name());
        text.push('/');
        self.print_label(&mut text);
        text.push_str("?secret=");
        text.push_str(&self.secret.to_base32());
        if let Some(issuer) = &self.issuer {
            print_parameter(&mut text, "issuer", issuer);
        }
        self.print_parameters(&mut text);
        for (key, value) in &self.extra {
            print_parameter(&mut text, key, value);
        }
        text
    }

    fn print_label(&self, text: &mut String) {
        match self.label_issuer.as_ref().or(self.issuer.as_ref()) {
            Some(issuer) => {
                escape_into(text, issuer);
                text.push(':');
            }
            // The colon in front says that none of the name is an issuer.
            None if self.name.contains(':') => text.push(':'),
            None => {}
        }
        escape_into(text, &self.name);
    }

    fn print_parameters(&self, text: &mut String) {
        print_parameter(text, "algorithm", self.parameters.algorithm().name());
        print_parameter(text, "digits", &self.parameters.digits().value().to_string());
        if let Some(period) = self.parameters.period() {
            print_parameter(text, "period", &period.seconds().to_string());
        }
        if let Some(counter) = self.parameters.counter() {
            print_parameter(text, "counter", &counter.value().to_string());
        }
        if self.parameters == Parameters::Steam {
            print_parameter(text, "encoder", "steam");
        } else if looks_like_steam(self.issuer.as_deref(), &self.name, &self.parameters) {
            print_parameter(text, "encoder", "totp");
        }
    }

    /// An escape is three characters long, base32 less than two for a byte.
    fn printed_at_most(&self) -> usize {
        let issuers =
            self.issuer.as_ref().map_or(0, String::len) * 2 + self.label_issuer.as_ref().map_or(0, String::len);
        let extra: usize = self.extra.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
        (issuers + self.name.len() + extra) * 3 + self.secret.expose().len() * 2 + MAX_URI_BYTES / 16
    }
}

fn print_parameter(text: &mut String, key: &str, value: &str) {
    text.push('&');
    escape_into(text, key);
    text.push('=');
    escape_into(text, value);
}
