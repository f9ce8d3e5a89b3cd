//! What the tests of the real window share.

pub(crate) mod accounts;
pub(crate) mod app;
pub(crate) mod axe;
pub(crate) mod http;
pub(crate) mod keyring;
pub(crate) mod leaks;
pub(crate) mod machine;
pub(crate) mod memory;
pub(crate) mod oath;
pub(crate) mod page;
pub(crate) mod pictures;
pub(crate) mod processes;
pub(crate) mod webdriver;
