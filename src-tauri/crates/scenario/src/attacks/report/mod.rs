//! Reports of attacks: for a terminal, as JSON, and as one HTML file without a script.

mod html;
mod json;
mod text;

pub use html::html;
pub use json::json;
pub use text::{line, text};
