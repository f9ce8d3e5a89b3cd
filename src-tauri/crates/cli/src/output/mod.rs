//! What is shown, and how.

mod console;
mod text;
mod views;

pub(crate) use console::Console;
pub(crate) use text::{Page, counted, one_line};
pub(crate) use views::{AccountView, ParametersView, WarningView, label, parameters_in_short, parameters_in_words};
