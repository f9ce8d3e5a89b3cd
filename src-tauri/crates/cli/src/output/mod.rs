//! What is shown, and how.

mod console;
mod text;
mod views;

pub(crate) use console::Console;
pub(crate) use text::{Page, counted, one_line};
pub(crate) use views::{
    AccountView, KeptView, ParametersView, WarningView, codes_in_short, codes_in_words, label, parameters_in_words,
};
