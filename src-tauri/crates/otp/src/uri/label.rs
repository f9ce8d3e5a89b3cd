//! The path of an address: `ISSUER:NAME`.

use super::escape::{Plus, tidy, unescape};
use super::warning::UriWarning;

pub(super) struct Label {
    pub(super) issuer: Option<String>,
    pub(super) label_issuer: Option<String>,
    pub(super) name: String,
}

/// Reads a label beside the `issuer` parameter, which wins where the two differ.
pub(super) fn read_label(raw: &str, parameter: Option<String>, warnings: &mut Vec<UriWarning>) -> Label {
    let (raw_prefix, raw_name) = split_label(raw);
    let (prefix, form_encoded) = read_prefix(raw_prefix, parameter.as_deref(), warnings);
    let name = tidy(&unescape(raw_name, plus_in_name(raw_name, form_encoded), warnings));
    let prefix = Some(prefix).filter(|text| !text.is_empty());
    let (Some(parameter), Some(prefix)) = (&parameter, &prefix) else {
        return Label { issuer: parameter.or(prefix), label_issuer: None, name };
    };
    if parameter == prefix {
        return Label { issuer: Some(parameter.clone()), label_issuer: None, name };
    }
    if !parameter.eq_ignore_ascii_case(prefix) {
        UriWarning::IssuerMismatch { label: prefix.clone(), parameter: parameter.clone() }.note(warnings);
    }
    Label { issuer: Some(parameter.clone()), label_issuer: Some(prefix.clone()), name }
}

/// Splits a label that holds no escapes, as Google's export does: its first part counts only where it
/// repeats the issuer, or where there is no issuer.
pub(crate) fn split_plain_label(label: &str, issuer: &str) -> (Option<String>, String) {
    let (issuer, label) = (tidy(issuer), tidy(label));
    let Some((prefix, name)) = label.split_once(':') else {
        return (Some(issuer).filter(|text| !text.is_empty()), label);
    };
    let prefix = tidy(prefix);
    match (issuer.is_empty(), prefix.is_empty()) {
        (true, true) => (None, tidy(name)),
        (true, false) => (Some(prefix), tidy(name)),
        (false, _) if prefix == issuer => (Some(issuer), tidy(name)),
        (false, _) => (Some(issuer), label),
    }
}

/// At the first plain colon, or else at the first escaped one.
fn split_label(raw: &str) -> (&str, &str) {
    if let Some(parts) = raw.split_once(':') {
        return parts;
    }
    let escaped = raw.match_indices('%').find_map(|(place, _)| {
        let tail = raw.get(place..place + 3)?;
        tail.eq_ignore_ascii_case("%3A").then_some(place)
    });
    match escaped {
        Some(place) => (raw.get(..place).unwrap_or_default(), raw.get(place + 3..).unwrap_or_default()),
        None => ("", raw),
    }
}

/// The issuer in the label, and whether its `+` were spaces.
///
/// In a path `+` is itself, yet some sites write `My+Company:alice`. It is a space between two other
/// characters, unless the `issuer` parameter has a `+` there too.
fn read_prefix(raw: &str, parameter: Option<&str>, warnings: &mut Vec<UriWarning>) -> (String, bool) {
    let plain = tidy(&unescape(raw, Plus::Itself, warnings));
    let spaced = tidy(&unescape(raw, Plus::SpaceBetween, warnings));
    if plain == spaced || parameter == Some(plain.as_str()) {
        return (plain, false);
    }
    (spaced, true)
}

/// A `+` in a name is itself (`alice+shop@example.com`), unless the issuer beside it shows that the label
/// was written by a form and the name is no mail address.
fn plus_in_name(raw: &str, form_encoded: bool) -> Plus {
    let mail_address = raw.contains('@') || raw.contains("%40");
    if form_encoded && !mail_address { Plus::SpaceBetween } else { Plus::Itself }
}
