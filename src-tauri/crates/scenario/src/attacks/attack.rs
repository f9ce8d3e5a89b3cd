//! What an attack is.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::trial::Trial;
use super::verdict::Judged;

/// An attack: what it does, what speaks of it, and how it is tried.
pub struct Attack {
    /// Its name, such as `trailing-replay`; it never changes.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub does: &'static str,
    /// What forbids the hole, such as `RFC 6238 §5.2`.
    pub standards: &'static [&'static str],
    /// Where it happened.
    pub case: Option<Case>,
    /// How to mend the hole.
    pub mend: &'static str,
    /// How many steps it waits for at most, where nobody moves the target's clock.
    pub(super) steps: u32,
    /// Whether it sends much, so that it must not disturb the others.
    pub(super) loud: bool,
    pub(super) attempt: Attempt,
}

/// A case that is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Case {
    /// Such as `CVE-2021-43177 (devise-two-factor)`.
    pub name: &'static str,
    /// Where to read about it.
    pub url: &'static str,
}

/// How an attack is tried.
pub(super) type Attempt = for<'a, 't> fn(&'a mut Trial<'t>) -> Pin<Box<dyn Future<Output = Judged> + Send + 'a>>;

impl fmt::Debug for Attack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Attack").field(&self.name).finish()
    }
}
