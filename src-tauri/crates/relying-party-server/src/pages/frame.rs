//! What is around every page, and what is wrong with what was sent.

use relying_party::SessionKind;

use super::assets;
use super::done::Flash;

/// Whose page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Nobody,
    User(SessionKind),
    Admin,
}

/// What is around every page.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// What the page's forms carry.
    pub(super) form: String,
    /// The name of who is signed in.
    pub(super) name: Option<String>,
    /// What was done before.
    pub(super) flash: Option<Flash>,
    /// The tab of administration it is in.
    pub(super) section: &'static str,
    /// `narrow`, `wide` or nothing.
    pub(super) width: &'static str,
    /// The path of the style.
    pub(super) style: &'static str,
    pub(super) who: Who,
    /// Whether tests may control the server.
    pub(super) is_controlled: bool,
}

impl Frame {
    /// One for pages that answer nobody in particular.
    pub(super) fn bare() -> Self {
        let style = assets::style_path();
        let (who, is_controlled) = (Who::Nobody, false);
        Self { form: String::new(), name: None, flash: None, section: "", width: "", style, who, is_controlled }
    }

    pub(super) fn narrow(self) -> Self {
        Self { width: "narrow", ..self }
    }

    pub(super) fn wide(self, section: &'static str) -> Self {
        Self { width: "wide", section, ..self }
    }

    pub(super) fn in_section(self, section: &'static str) -> Self {
        Self { section, ..self }
    }

    pub(super) fn is_admin(&self) -> bool {
        self.who == Who::Admin
    }

    pub(super) fn is_full(&self) -> bool {
        self.who == Who::User(SessionKind::Full)
    }

    pub(super) fn is_half(&self) -> bool {
        self.who == Who::User(SessionKind::Partial)
    }

    pub(super) fn is_replacing(&self) -> bool {
        self.who == Who::User(SessionKind::Replacement)
    }
}

/// What is wrong with what was sent, and at which field.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown(Option<(&'static str, String)>);

impl Shown {
    /// Nothing is wrong.
    pub(super) fn nothing() -> Self {
        Self(None)
    }

    /// `text` at the field; an empty name is the whole form.
    pub(super) fn at_field(field: &'static str, text: String) -> Self {
        Self(Some((field, text)))
    }

    pub(super) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn is_at(&self, field: &str) -> bool {
        self.at(field).is_some()
    }

    pub(super) fn at(&self, field: &str) -> Option<&str> {
        self.0.as_ref().filter(|(at, _)| *at == field).map(|(_, text)| text.as_str())
    }

    pub(super) fn text(&self) -> Option<&str> {
        self.0.as_ref().map(|(_, text)| text.as_str())
    }

    /// The text, unless it is at one of these fields.
    pub(super) fn elsewhere(&self, fields: impl AsRef<[&'static str]>) -> Option<&str> {
        self.0.as_ref().filter(|(at, _)| !fields.as_ref().contains(at)).map(|(_, text)| text.as_str())
    }
}
