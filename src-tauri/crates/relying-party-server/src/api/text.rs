//! Texts of a request: bounded, wiped.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use utoipa::openapi::schema::{Object, Schema, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};
use zeroize::Zeroizing;

/// A text of at most so many characters, wiped when dropped. Any of them may be a secret.
pub(super) struct Text<const MOST: usize>(Zeroizing<String>);

/// A user's name, as sent.
pub(super) type NameText = Text<256>;
/// A password, as sent.
pub(super) type PasswordText = Text<4096>;
/// A code or a backup code, as sent.
pub(super) type CodeText = Text<256>;
/// An identity, as sent.
pub(super) type IdText = Text<64>;

impl<const MOST: usize> Deref for Text<MOST> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de, const MOST: usize> Deserialize<'de> for Text<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor::<MOST>)
    }
}

struct TextVisitor<const MOST: usize>;

impl<const MOST: usize> Visitor<'_> for TextVisitor<MOST> {
    type Value = Text<MOST>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a text of at most {MOST} characters")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.chars().count() > MOST {
            return Err(E::invalid_length(text.chars().count(), &self));
        }
        Ok(Text(Zeroizing::new(text.to_owned())))
    }
}

impl<const MOST: usize> PartialSchema for Text<MOST> {
    fn schema() -> RefOr<Schema> {
        let text: Object =
            ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).max_length(Some(MOST)).build();
        text.into()
    }
}

impl<const MOST: usize> ToSchema for Text<MOST> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("Text{MOST}"))
    }
}
