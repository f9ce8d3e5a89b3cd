//! What is made of codes whose cause is known.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod causes;
mod evidence;
mod person;
mod sureness;
mod what_if;
