//! Pictures to QR payloads, and payloads to pictures.
//!
//! A picture that a person points at may be hostile, and the decoders it meets are known to panic and to search for
//! more than a minute. So nothing is decoded in the process that asks: a [`Reader`] starts the same program again
//! with [`CHILD_ARGUMENT`], hands it the picture through a pipe, collects each code as the child finds it, and kills
//! the child when its time is over. Every program that reads pictures therefore calls [`run_child_if_asked`] as the
//! first thing in its `main`.
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! fn main() -> ExitCode {
//!     if let Some(exit) = qr::run_child_if_asked() {
//!         return exit;
//!     }
//!     let picture = std::fs::read("codes.png").expect("the example has its picture");
//!     let reading = qr::Reader::for_this_program().and_then(|reader| reader.read(&picture));
//!     println!("{} codes", reading.map_or(0, |reading| reading.codes.len()));
//!     ExitCode::SUCCESS
//! }
//! ```
//!
//! What a payload means (an account, a web address, Wi-Fi) is not known here.

mod bitmap;
mod budget;
mod child;
mod confine;
mod corners;
mod correction;
mod diagnosis;
mod draw;
mod error;
mod finder;
mod findings;
mod found;
mod frame;
mod grid;
mod helper;
mod inherited;
#[cfg(feature = "inspect")]
pub mod inspect;
mod ladder;
mod layout;
mod limits;
mod obstacle;
mod other_codes;
mod picture;
mod place;
mod plane;
mod projection;
mod reader;
mod shades;
mod sheet;
mod sight;
mod sketch;
mod terminal;
mod text;

pub use child::{CHILD_ARGUMENT, run_child_if_asked};
pub use draw::{draw_png, draw_svg};
pub use error::{DrawError, ReadError};
pub use found::{Corners, FoundCode, Incomplete, Reading};
pub use inherited::close_inherited;
pub use limits::Limits;
pub use obstacle::{Obstacle, OtherCode, Outline};
pub use reader::{Reader, this_program};
pub use sketch::Sketch;
pub use terminal::{TerminalDrawing, draw_for_terminal};
