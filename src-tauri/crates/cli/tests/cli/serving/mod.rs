//! `serve` and `exec`.

mod client;
mod control;
mod running;

mod options;
pub(crate) mod whole_path;

#[cfg(unix)]
mod data;
#[cfg(unix)]
mod exec;
#[cfg(unix)]
mod log;
#[cfg(unix)]
mod ready_file;

pub(crate) use client::Client;
pub(crate) use running::Server;
