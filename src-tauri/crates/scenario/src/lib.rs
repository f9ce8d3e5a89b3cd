//! Scenarios and the targets they run against.
//!
//! - [`Target`]: a relying party, reached in some way; [`Action`] and [`Answer`] are what goes to and fro, and a
//!   [`Visitor`] is the browser or client that acts;
//! - [`attacks`]: what a relying party has to withstand, by name;
//! - [`profile`]: the file that says how an HTTP server is asked, and how its answers are read; [`HttpTarget`] asks it.
//! - [`bundle`]: a rejection as such a file, without secret and code;
//! - [`Scenario`]: the file that tells a story of people, [`Device`]s and what is expected; [`run`] plays it against a
//!   target and makes a [`Report`].
//!
//! No clock and no source of randomness: whoever runs a scenario brings them.

mod action;
mod answer;
pub mod attacks;
pub mod bundle;
mod cookies;
mod device;
mod file;
mod http;
pub mod profile;
mod report;
mod runner;
mod story;
mod target;
mod template;
mod time;
mod visitor;

pub use action::{Action, Kind, RawRequest};
pub use answer::{Answer, Exchange, Granted, Outcome, OutcomeName, Received, Sent};
pub use cookies::{Cookie, Cookies};
pub use device::{Device, DeviceDescription, DeviceError, Quirk};
pub use file::FileError;
pub use http::{HttpOptions, HttpTarget, HttpTargetError};
pub use report::{Report, StepReport, junit};
pub use runner::{StepError, run};
pub use story::{PersonDescription, Place, PolicyChoice, START, Scenario, Step};
pub use target::{AcceptedSteps, ClockControl, ClockNote, Description, Target, TargetError};
pub use time::MachineTime;
pub use visitor::{Person, Taken, Visitor};
