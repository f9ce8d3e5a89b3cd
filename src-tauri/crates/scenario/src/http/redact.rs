//! Evidence without secrets: known values are replaced by their names, and what looks like a secret by what it is.

use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

use crate::{Action, Taken, Visitor};

/// The most of a body that evidence holds, in characters.
const MOST_BODY: usize = 4_000;
/// The most of a body that is looked at for that.
const MOST_READ: usize = 40_000;
/// The shortest text taken from an answer that is worth replacing; shorter ones are everywhere by chance.
const SHORTEST: usize = 4;
/// A run of letters and digits of this length is no word: a picture, a token.
const LONG_RUN: usize = 100;
/// Base32 of this length is a secret (80 bits).
const BASE32_RUN: usize = 16;

/// The values to be replaced, longest first, each with its name.
#[derive(Default)]
pub(super) struct Redactor {
    known: Vec<(Zeroizing<String>, String)>,
}

impl Redactor {
    /// Learns what the visitor has and what the action brings.
    pub(super) fn learn(&mut self, visitor: &Visitor, action: &Action) {
        self.add("password", &visitor.person.password);
        self.add("username", &visitor.person.username);
        for (name, value) in &action.given {
            self.add(name, value);
        }
        for (name, taken) in visitor.taken() {
            let texts = match taken {
                Taken::Text(text) => std::slice::from_ref(text),
                Taken::List(texts) => texts.as_slice(),
            };
            texts.iter().for_each(|text| self.add(name, text));
        }
        for cookie in visitor.cookies.iter() {
            self.add(&format!("cookie {}", cookie.name), &cookie.value);
        }
    }

    /// Learns one value, as it is and as forms, JSON and HTML write it.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        if value.chars().count() < SHORTEST {
            return;
        }
        let quoted = serde_json::Value::from(value).to_string();
        let escaped = value.replace('&', "&amp;").replace('"', "&quot;");
        let encoded: String = byte_serialize(value.as_bytes()).collect();
        for form in
            [value.to_owned(), quoted.trim_matches('"').to_owned(), escaped, encoded.replace('+', "%20"), encoded]
        {
            if !self.known.iter().any(|(known, _)| **known == form) {
                self.known.push((Zeroizing::new(form), name.to_owned()));
            }
        }
        self.known.sort_by_key(|(known, _)| std::cmp::Reverse(known.len()));
    }

    /// A text with the known values replaced, then what looks like a secret.
    pub(super) fn text(&self, text: &str) -> String {
        let text = cut(self.named(text), "<svg", "svg>", "<picture>");
        runs(&cut(text, "otpauth", " ", "<otpauth address>"))
    }

    /// A text with the known values replaced, from its start to its end, so that no name is looked into.
    fn named(&self, text: &str) -> String {
        let (mut done, mut rest) = (String::new(), text);
        let first = |rest: &str| {
            let found = self.known.iter().filter_map(|known| Some((rest.find(known.0.as_str())?, known)));
            // Of those that begin at the same place the longest, which stands first.
            found.min_by_key(|(at, _)| *at)
        };
        while let Some((at, (value, name))) = first(rest) {
            done.push_str(rest.get(..at).unwrap_or_default());
            done.push_str(&format!("<{name}>"));
            rest = rest.get(at.saturating_add(value.len())..).unwrap_or_default();
        }
        done.push_str(rest);
        done
    }

    /// A body, shortened.
    pub(super) fn body(&self, body: &str) -> String {
        let beginning: String = body.chars().take(MOST_READ).collect();
        self.text(&beginning).chars().take(MOST_BODY).collect()
    }

    /// Headers. Of `Set-Cookie` only what is not the value stays.
    pub(super) fn headers<'h>(&self, headers: impl Iterator<Item = (&'h str, &'h str)>) -> Vec<(String, String)> {
        let told = |(name, value): (&str, &str)| match value.split_once('=') {
            Some((cookie, rest)) if name.eq_ignore_ascii_case("set-cookie") => {
                let attributes = rest.split_once(';').map(|(_, attributes)| format!(";{attributes}"));
                (name.to_owned(), format!("{cookie}=<cookie {cookie}>{}", attributes.unwrap_or_default()))
            }
            _ => (name.to_owned(), self.text(value)),
        };
        headers.map(told).collect()
    }
}

/// Replaces everything from one text to the next other one (a quote and a tag end it too, where that is a blank).
fn cut(text: String, from: &str, to: &str, with: &str) -> String {
    let ends = |character: char| character.is_whitespace() || "\"'<>\\".contains(character);
    let (mut done, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find(from) {
        let (before, inner) = rest.split_at(at);
        let end = match to {
            " " => inner.find(ends).unwrap_or(inner.len()),
            _ => inner.find(to).map_or(inner.len(), |end| end.saturating_add(to.len())),
        };
        done.push_str(before);
        done.push_str(with);
        rest = inner.get(end..).unwrap_or_default();
    }
    done.push_str(rest);
    done
}

/// Replaces long runs of letters and digits, and secrets in base32.
fn runs(text: &str) -> String {
    let in_run = |character: char| character.is_ascii_alphanumeric() || "+/=_-".contains(character);
    let mut done = String::new();
    let mut run = String::new();
    for character in text.chars().chain(std::iter::once('\0')) {
        if in_run(character) {
            run.push(character);
            continue;
        }
        done.push_str(&told_run(&run));
        run.clear();
        if character != '\0' {
            done.push(character);
        }
    }
    done
}

fn told_run(run: &str) -> String {
    let is_base32 = run.bytes().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte) || byte == b'=');
    if run.len() >= LONG_RUN {
        format!("<{} characters>", run.len())
    } else if run.len() >= BASE32_RUN && is_base32 {
        "<base32>".to_owned()
    } else {
        run.to_owned()
    }
}
