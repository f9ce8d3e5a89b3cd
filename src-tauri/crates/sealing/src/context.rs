//! What a sealed value is, and whose.

/// The version of the canonical form below.
const VERSION: u8 = 1;

/// What a sealed value is and whose: bound to it as associated data, so that it opens nowhere else.
///
/// Canonical: every part is preceded by its length, so that no two contexts have the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    bytes: Vec<u8>,
}

impl Context {
    /// The context of one purpose, `totp-secret` for example.
    #[must_use]
    pub fn new(purpose: &str) -> Self {
        let mut context = Self { bytes: Vec::with_capacity(128) };
        context.bytes.extend_from_slice(b"countersign");
        context.bytes.push(VERSION);
        context.push(purpose);
        context
    }

    /// The same, narrowed: only the owner of `name` = `value`. The order matters.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.push(name);
        self.push(value);
        self
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn push(&mut self, part: &str) {
        self.bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        self.bytes.extend_from_slice(part.as_bytes());
    }
}
