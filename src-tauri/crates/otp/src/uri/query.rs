//! The parameters of an address.

use zeroize::Zeroizing;

use super::escape::{Plus, tidy, unescape};
use super::{UriError, UriWarning};

/// Parameters not read yet; what is left at the end is kept as unknown.
pub(super) struct Query {
    parameters: Vec<Parameter>,
}

struct Parameter {
    key: String,
    value: Zeroizing<String>,
}

impl Query {
    /// Decodes everything. Empty parts are skipped, and so is the `amp;` that copying from HTML leaves.
    pub(super) fn read(raw: &str, warnings: &mut Vec<UriWarning>) -> Query {
        let parts = raw.split('&').map(|part| part.strip_prefix("amp;").unwrap_or(part));
        let parameters = parts.filter(|part| !part.is_empty()).map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let key = unescape(key, Plus::Space, warnings).to_string();
            Parameter { key, value: unescape(value, Plus::Space, warnings) }
        });
        Query { parameters: parameters.collect() }
    }

    /// Takes out every value of a parameter, whatever the case of its name.
    pub(super) fn take(&mut self, name: &str) -> Vec<Zeroizing<String>> {
        let taken = self.parameters.extract_if(.., |parameter| parameter.key.trim().eq_ignore_ascii_case(name));
        taken.map(|parameter| parameter.value).collect()
    }

    /// Takes out a parameter that decides the code. An empty value says nothing; two values that mean the
    /// same are one.
    pub(super) fn take_one<T: PartialEq>(
        &mut self,
        name: &'static str,
        read: fn(&str) -> Result<T, UriError>,
        warnings: &mut Vec<UriWarning>,
    ) -> Result<Option<T>, UriError> {
        let values = self.take(name);
        let mut values = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty());
        let Some(first) = values.next().map(read).transpose()? else {
            return Ok(None);
        };
        for value in values {
            if read(value)? != first {
                return Err(UriError::ConflictingParameters { name });
            }
            UriWarning::Repeated { name }.note(warnings);
        }
        Ok(Some(first))
    }

    /// Takes out the issuer: it decides no code, so the first of several is used and the others are kept.
    pub(super) fn take_issuer(&mut self, warnings: &mut Vec<UriWarning>) -> Option<String> {
        let values = self.take("issuer");
        let mut issuers = values.iter().map(|value| tidy(value)).filter(|issuer| !issuer.is_empty());
        let first = issuers.next()?;
        for other in issuers {
            UriWarning::Repeated { name: "issuer" }.note(warnings);
            if other != first {
                self.put_back("issuer", other);
            }
        }
        Some(first)
    }

    /// Keeps a value that was read and is not used.
    pub(super) fn put_back(&mut self, key: &str, value: String) {
        self.parameters.push(Parameter { key: key.to_owned(), value: Zeroizing::new(value) });
    }

    /// What nobody took.
    pub(super) fn into_extra(self) -> Vec<(String, String)> {
        self.parameters
            .into_iter()
            .map(|mut parameter| (parameter.key, std::mem::take(&mut *parameter.value)))
            .collect()
    }
}
