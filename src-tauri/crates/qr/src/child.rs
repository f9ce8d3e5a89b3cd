//! The child's side: picture in, frames out.

use crate::confine::confine;
use crate::frame::{Frame, Refusal};
use crate::helper::Helper;
use crate::inherited::close_inherited;
use crate::ladder::search;
use crate::limits::Limits;
use crate::picture::decode_picture;
use crate::sketch::Sketch;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// The first argument of a process that shall decode a picture.
pub const CHILD_ARGUMENT: &str = "--countersign-decode-picture";

/// The argument, after the limits, of a child that shall tell what the picture looks like.
pub(crate) const SKETCH_ARGUMENT: &str = "sketch";

/// Does a child's work, if this process was started as one: reads a picture from standard input and writes what it
/// finds to standard output, for [`Reader`](crate::Reader) on the other side. `None` in any other process.
///
/// Every binary calls this before anything else in its `main`, so that a child has no window, no keyring and no
/// other thread.
pub fn run_child_if_asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != CHILD_ARGUMENT {
        return None;
    }
    close_inherited();
    let Some(limits) = Limits::from_arguments(&mut arguments) else {
        return Some(ExitCode::FAILURE);
    };
    let sketches = arguments.next().is_some_and(|argument| argument == SKETCH_ARGUMENT);
    Some(match run_child(&limits, sketches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

fn run_child(limits: &Limits, sketches: bool) -> io::Result<()> {
    // A panic message may quote what was being decoded.
    std::panic::set_hook(Box::new(|_| {}));
    let stop = Arc::new(AtomicBool::new(false));
    let _on_duty = start_watchdog(limits.budget, Arc::clone(&stop))?;
    let helper = Helper::start();
    confine(limits)?;
    let bytes = read_picture(limits.max_bytes)?;
    let mut output = io::stdout().lock();
    match decode_picture(bytes, limits) {
        Ok(picture) => {
            if let Some(sketch) = sketches.then(|| Sketch::of(&picture.on_white)).flatten() {
                Frame::Sketch(sketch).write_to(&mut output)?;
            }
            search(picture, &helper, stop, &mut |frame| frame.write_to(&mut output))
        }
        Err(refusal) => refuse(refusal, &mut output),
    }
}

fn refuse(refusal: Refusal, output: &mut impl Write) -> io::Result<()> {
    Frame::Refused(refusal).write_to(output)
}

/// Sets `stop` when most of the budget is used up, so that what was seen can still be told; ends this process when it
/// outlives its budget by far, as it would if the parent were gone. The watchdog ends when the returned end of the
/// channel is dropped.
fn start_watchdog(budget: Duration, stop: Arc<AtomicBool>) -> io::Result<Sender<()>> {
    let (on_duty, off_duty) = channel::<()>();
    let working_time = budget - budget / 10;
    let patience = (budget - working_time).saturating_add(Duration::from_secs(1));
    thread::Builder::new().stack_size(64 << 10).spawn(move || {
        if off_duty.recv_timeout(working_time) == Err(RecvTimeoutError::Timeout) {
            stop.store(true, Ordering::Relaxed);
            if off_duty.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                std::process::exit(1);
            }
        }
    })?;
    Ok(on_duty)
}

fn read_picture(max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(max_bytes).read_to_end(&mut bytes)?;
    Ok(bytes)
}
