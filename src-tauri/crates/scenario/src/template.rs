//! Texts with placeholders: `{name}`, `{name?}` for a value that may be missing, `{name#}` for a number of a JSON body.
//! `{{` and `}}` are braces.

use zeroize::Zeroizing;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Text(&'a str),
    Value { name: &'a str, kind: ValueKind },
}

/// What is said of a value beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    Needed,
    /// `{name?}`
    MayMiss,
    /// `{name#}`
    Number,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filled {
    Text(Zeroizing<String>),
    /// It held a `{name?}` without a value: the whole field is left out.
    LeftOut,
    /// It held a `{name}` without a value.
    Missing(String),
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    #[error("a `{{` is not closed; a brace that is meant is written `{{{{`")]
    Open,
    #[error("a `}}` was never opened; a brace that is meant is written `}}}}`")]
    Closed,
    #[error("`{{{0}}}` is no placeholder: a name has letters, digits and `_` only")]
    Name(String),
}

/// The parts of a text.
pub(crate) fn parts(text: &str) -> Result<Vec<Part<'_>>, TemplateError> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        parts.push(Part::Text(before));
        rest = if let Some(after) = from.strip_prefix("{{") {
            parts.push(Part::Text("{"));
            after
        } else if let Some(after) = from.strip_prefix("}}") {
            parts.push(Part::Text("}"));
            after
        } else {
            let inner = from.strip_prefix('{').ok_or(TemplateError::Closed)?;
            let (name, after) = inner.split_once('}').ok_or(TemplateError::Open)?;
            parts.push(value(name)?);
            after
        };
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| *part != Part::Text(""));
    Ok(parts)
}

fn value(written: &str) -> Result<Part<'_>, TemplateError> {
    let (name, kind) = match (written.strip_suffix('?'), written.strip_suffix('#')) {
        (Some(name), _) => (name, ValueKind::MayMiss),
        (_, Some(name)) => (name, ValueKind::Number),
        _ => (written, ValueKind::Needed),
    };
    let fits = |character: char| character.is_ascii_alphanumeric() || character == '_';
    if name.is_empty() || !name.chars().all(fits) {
        return Err(TemplateError::Name(written.to_owned()));
    }
    Ok(Part::Value { name, kind })
}

/// Whether a text is one placeholder and nothing else, and of which kind.
pub(crate) fn whole(text: &str) -> Option<ValueKind> {
    match parts(text).ok()?.as_slice() {
        [Part::Value { kind, .. }] => Some(*kind),
        _ => None,
    }
}

/// Puts the values in, each as `write` has it. A text that is no template stays as it is: profiles are checked before.
pub(crate) fn fill<'v>(
    text: &str,
    look_up: impl Fn(&str) -> Option<&'v str>,
    write: impl Fn(&str) -> Zeroizing<String>,
) -> Filled {
    let Ok(parts) = parts(text) else { return Filled::Text(Zeroizing::new(text.to_owned())) };
    let mut filled = Zeroizing::new(String::new());
    let mut missing = None;
    for part in parts {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Value { name, kind } => match look_up(name) {
                Some(value) => filled.push_str(&write(value)),
                None if kind == ValueKind::MayMiss => return Filled::LeftOut,
                None => missing = missing.or_else(|| Some(name.to_owned())),
            },
        }
    }
    missing.map_or(Filled::Text(filled), Filled::Missing)
}
