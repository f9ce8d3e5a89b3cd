//! Reports of attacks: for a terminal, as JSON, as one HTML file without a script, and as a table in Markdown.

mod html;
mod json;
mod markdown;
mod text;

pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use text::{line, text};
