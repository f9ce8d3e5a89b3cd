//! The parent's side: starts the child, listens, kills.

use crate::child::{CHILD_ARGUMENT, SKETCH_ARGUMENT};
use crate::error::ReadError;
use crate::found::{Incomplete, Reading};
use crate::frame::{Frame, Refusal};
use crate::limits::Limits;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// More codes than any picture has; a child that tells of more is not believed.
const MAX_CODES: usize = 1_000;

/// Reads pictures, each in a child process of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    program: PathBuf,
    limits: Limits,
    sketches: bool,
}

/// What the reader hears while a child works.
enum Event {
    Told(Frame),
    Ended,
    TimeOver,
}

/// Where this very program is, to start it again as a child.
///
/// # Errors
/// When the system does not say.
pub fn this_program() -> std::io::Result<PathBuf> {
    // On Linux this link still leads to the running program after an upgrade has replaced its file.
    let link = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && link.exists() { Ok(link) } else { std::env::current_exe() }
}

impl Reader {
    /// A reader whose children run `program`, which must call [`run_child_if_asked`](crate::run_child_if_asked).
    pub fn new(program: PathBuf, limits: Limits) -> Self {
        Reader { program, limits, sketches: false }
    }

    /// A reader whose children run this very program, with the default limits.
    ///
    /// # Errors
    /// [`ReadError::CouldNotStart`] when the system does not say where this program is.
    pub fn for_this_program() -> Result<Self, ReadError> {
        Ok(Reader::new(this_program().map_err(could_not_start)?, Limits::default()))
    }

    /// The same reader, which also gives a small picture of each picture, without its codes: [`Reading::sketch`].
    #[must_use]
    pub fn with_sketches(self) -> Self {
        Reader { sketches: true, ..self }
    }

    /// What `picture`, the bytes of an image file, holds. Blocks for at most about the budget; costs one process.
    ///
    /// # Errors
    /// When `picture` was not looked at: it is no picture of a known format, is broken, is over a limit, or the child
    /// could not be started. A child that crashes or runs out of time is no error: see [`Reading::incomplete`].
    pub fn read(&self, picture: &[u8]) -> Result<Reading, ReadError> {
        self.check_size(picture)?;
        let mut child = self.start_child().map_err(could_not_start)?;
        let input = child.stdin.take();
        let output = child.stdout.take();
        thread::scope(|scope| {
            let (tell, events) = channel();
            let (_at_work, stopped) = channel::<()>();
            let tell_time = tell.clone();
            scope.spawn(move || feed(picture, input));
            scope.spawn(move || listen(output, &tell));
            scope.spawn(move || watch(self.limits.budget, &stopped, &tell_time));
            let outcome = collect(&events);
            end(&mut child);
            outcome.map(Reading::with_codes_covered)
        })
        .map_err(|refusal| self.explain(refusal))
    }

    fn check_size(&self, picture: &[u8]) -> Result<(), ReadError> {
        let bytes = u64::try_from(picture.len()).unwrap_or(u64::MAX);
        let most = self.limits.max_bytes;
        match bytes {
            0 => Err(ReadError::EmptyFile),
            bytes if bytes > most => Err(ReadError::TooManyBytes { bytes, most }),
            _ => Ok(()),
        }
    }

    fn start_child(&self) -> io::Result<Child> {
        let mut command = Command::new(&self.program);
        command
            .arg(CHILD_ARGUMENT)
            .args(self.limits.to_arguments())
            .args(self.sketches.then_some(SKETCH_ARGUMENT))
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        for_this_system(&mut command);
        command.spawn()
    }

    fn explain(&self, refusal: Refusal) -> ReadError {
        match refusal {
            Refusal::UnknownFormat => ReadError::UnknownFormat,
            Refusal::TooManyPixels { width, height } => {
                ReadError::TooManyPixels { width, height, most: self.limits.max_pixels }
            }
            Refusal::TooMuchMemory => ReadError::TooMuchMemory,
            Refusal::Broken => ReadError::Broken,
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn could_not_start(error: io::Error) -> ReadError {
    ReadError::CouldNotStart { reason: error.to_string() }
}

/// Windows: no console window for the child, and the one variable without which system libraries do not load.
#[cfg(windows)]
fn for_this_system(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
}

#[cfg(not(windows))]
fn for_this_system(_command: &mut Command) {}

/// Hands the picture over. A child that refuses early breaks the pipe, which is no concern here.
fn feed(picture: &[u8], input: Option<impl Write>) {
    if let Some(mut input) = input {
        let _broken_pipe = input.write_all(picture);
    }
}

/// Passes on what the child tells until it ends or talks nonsense.
fn listen(output: Option<impl Read>, tell: &Sender<Event>) {
    // Not buffered: a buffer would keep payloads that nobody wipes.
    if let Some(mut output) = output {
        while let Ok(frame) = Frame::read_from(&mut output) {
            if tell.send(Event::Told(frame)).is_err() {
                return;
            }
        }
    }
    let _nobody_listens = tell.send(Event::Ended);
}

/// Tells when the budget is over, unless the reading has stopped before.
fn watch(budget: Duration, stopped: &Receiver<()>, tell: &Sender<Event>) {
    if stopped.recv_timeout(budget) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
        let _nobody_listens = tell.send(Event::TimeOver);
    }
}

/// Puts together what the child tells, until it is through, gone, or out of time.
fn collect(events: &Receiver<Event>) -> Result<Reading, Refusal> {
    let mut reading = Reading::default();
    loop {
        match events.recv() {
            Ok(Event::Told(Frame::Size { width, height })) => (reading.width, reading.height) = (width, height),
            Ok(Event::Told(Frame::Sketch(sketch))) => reading.sketch = Some(sketch),
            Ok(Event::Told(Frame::Step(_) | Frame::Checked { .. })) => {}
            Ok(Event::Told(Frame::Code(code))) if reading.codes.len() < MAX_CODES => reading.codes.push(code),
            Ok(Event::Told(Frame::Damaged(places))) => reading.take_damaged(places),
            Ok(Event::Told(Frame::Obstacle(obstacle))) if reading.obstacles.len() < MAX_CODES => {
                reading.obstacles.push(obstacle);
            }
            Ok(Event::Told(Frame::Refused(refusal))) => return Err(refusal),
            Ok(Event::Told(Frame::Done)) => return Ok(reading),
            Ok(Event::Told(Frame::Stopped) | Event::TimeOver) => {
                return Ok(Reading { incomplete: Some(Incomplete::TimeOut), ..reading });
            }
            Ok(Event::Told(Frame::Code(_) | Frame::Obstacle(_)) | Event::Ended) | Err(_) => {
                return Ok(Reading { incomplete: Some(Incomplete::Crashed), ..reading });
            }
        }
    }
}

/// Kills the child, whatever it does, and reaps it.
fn end(child: &mut Child) {
    let _already_gone = child.kill();
    let _reaped = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::found::FoundCode;
    use zeroize::Zeroizing;

    fn code() -> Event {
        let payload = Zeroizing::new(b"payload".to_vec());
        Event::Told(Frame::Code(FoundCode { payload, corners: [(0.0, 0.0); 4] }))
    }

    fn collected(events: impl IntoIterator<Item = Event>) -> Result<Reading, Refusal> {
        let (tell, heard) = channel();
        for event in events {
            tell.send(event).expect("the other end is here");
        }
        collect(&heard)
    }

    #[test]
    fn what_was_found_in_time_is_kept() {
        let events = [
            Event::Told(Frame::Size { width: 5, height: 6 }),
            code(),
            Event::Told(Frame::Damaged(vec![[(0.0, 0.0); 4]; 2])),
            Event::TimeOver,
        ];
        let reading = collected(events).expect("the picture was looked at");
        assert_eq!((reading.codes.len(), reading.damaged, reading.width, reading.height), (1, 2, 5, 6));
        assert_eq!(reading.incomplete, Some(Incomplete::TimeOut));
    }

    #[test]
    fn the_end_is_only_where_the_child_says_so() {
        let through = collected([code(), Event::Told(Frame::Done), Event::Ended]).expect("the picture was looked at");
        assert_eq!((through.codes.len(), through.incomplete), (1, None));
        let gone = collected([code(), Event::Ended]).expect("the picture was looked at");
        assert_eq!((gone.codes.len(), gone.incomplete), (1, Some(Incomplete::Crashed)));
    }

    #[test]
    fn a_child_cannot_fill_the_memory_with_codes() {
        let reading = collected((0..=MAX_CODES).map(|_| code())).expect("the picture was looked at");
        assert_eq!((reading.codes.len(), reading.incomplete), (MAX_CODES, Some(Incomplete::Crashed)));
    }
}
