//! Every way in for pictures and texts: a file, what was dropped, the clipboard, the screen, standard input.
//!
//! What a person shows Countersign is [looked at](look) here and nowhere else, by whichever entrance it comes, from the
//! window and from the command line.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use authenticator::intake::Draft;
use qr::{ReadError, Reader, Reading};
use zeroize::Zeroizing;

use crate::clipboard::{self, ClipboardError, Content};
use crate::screen::{self, Part, ScreenError};

/// How something comes in.
pub enum Entrance<'all> {
    /// A picture that is at hand already.
    Picture(Zeroizing<Vec<u8>>),
    /// A text that is at hand already.
    Text(Zeroizing<String>),
    /// A picture's file.
    File(&'all Path),
    /// A picture, or text, to be read to its end.
    Stream(&'all mut dyn Read),
    /// Whatever is on the clipboard: a picture if there is one, else text.
    Clipboard,
    /// The screens, as they are now.
    Screen(Part),
}

/// Why nothing came in.
#[derive(Debug, thiserror::Error)]
pub enum EntranceError {
    /// A file that cannot be read.
    #[error("it could not be read: {0}")]
    File(io::Error),
    /// A stream that ended early.
    #[error("it could not be read: {0}")]
    Stream(io::Error),
    /// A stream with nothing in it.
    #[error("nothing came")]
    Empty,
    /// The clipboard.
    #[error(transparent)]
    Clipboard(#[from] ClipboardError),
    /// The screen.
    #[error(transparent)]
    Screen(#[from] ScreenError),
}

impl EntranceError {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(_) => "input-file",
            Self::Stream(_) => "input-standard-input",
            Self::Empty => "input-empty",
            Self::Clipboard(error) => error.code(),
            Self::Screen(error) => error.code(),
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::File(_) => "check the file's name, and that you may read it",
            Self::Stream(_) | Self::Empty => "pipe a picture or otpauth:// addresses into it",
            Self::Clipboard(error) => error.hint(),
            Self::Screen(error) => error.hint(),
        }
    }
}

/// What came in, looked through and not yet taken into a [`Draft`].
pub enum Sight {
    /// What looking for QR codes in a picture came to.
    Picture(Result<Reading, ReadError>),
    /// A text.
    Text(Zeroizing<String>),
}

/// Lets something in and looks for codes in it. Blocks for as long as that takes.
///
/// # Errors
/// When there was nothing to look at. A picture that cannot be read is no error here: the draft says so.
pub fn look(reader: &Reader, entrance: Entrance<'_>) -> Result<Sight, EntranceError> {
    Ok(match entrance {
        Entrance::Picture(picture) => read(reader, &picture),
        Entrance::Text(text) => Sight::Text(text),
        Entrance::File(path) => {
            let bytes = File::open(path).and_then(to_the_end);
            read(reader, &bytes.map_err(EntranceError::File)?)
        }
        Entrance::Stream(stream) => of_either_kind(reader, to_the_end(stream).map_err(EntranceError::Stream)?)?,
        Entrance::Clipboard => match clipboard::paste()? {
            Content::Picture(picture) => read(reader, &picture),
            Content::Text(text) => Sight::Text(text),
        },
        Entrance::Screen(part) => read(reader, &screen::capture(part)?),
    })
}

impl Sight {
    /// Takes it into a draft, under the name of its source; gives the number of the source in the draft.
    pub fn add_to(&self, draft: &mut Draft, name: &str) -> usize {
        match self {
            Self::Picture(reading) => draft.add_picture(name, reading),
            Self::Text(text) => draft.add_text(name, text),
        }
    }
}

fn read(reader: &Reader, picture: &[u8]) -> Sight {
    Sight::Picture(reader.read(picture))
}

/// A picture's bytes are no UTF-8; anything that is, is taken for text.
fn of_either_kind(reader: &Reader, bytes: Zeroizing<Vec<u8>>) -> Result<Sight, EntranceError> {
    if bytes.is_empty() {
        return Err(EntranceError::Empty);
    }
    Ok(match std::str::from_utf8(&bytes) {
        Ok(text) if !text.contains('\0') => Sight::Text(Zeroizing::new(text.to_owned())),
        _ => read(reader, &bytes),
    })
}

/// One byte more than is taken at most: the reader of pictures says what is too much.
fn to_the_end(from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let most = qr::Limits::default().max_bytes.saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024 * 1024));
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No picture is read in these tests.
    fn reader() -> Reader {
        Reader::new("/nowhere/child".into(), qr::Limits::default())
    }

    fn kind_of(stream: &[u8]) -> Result<&'static str, &'static str> {
        match look(&reader(), Entrance::Stream(&mut &*stream)) {
            Ok(Sight::Picture(_)) => Ok("picture"),
            Ok(Sight::Text(_)) => Ok("text"),
            Err(error) => Err(error.code()),
        }
    }

    #[test]
    fn a_stream_is_a_picture_or_a_text() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n"), Ok("picture"));
        assert_eq!(kind_of(b"BM\0\0\0\0"), Ok("picture"));
        assert_eq!(kind_of("otpauth://totp/Grüße".as_bytes()), Ok("text"));
        assert_eq!(kind_of(b""), Err("input-empty"));
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error() {
        let looked = look(&reader(), Entrance::File(Path::new("/nowhere/picture.png")));
        assert_eq!(looked.map_err(|error| error.code()).err(), Some("input-file"));
    }

    #[test]
    fn every_entrance_ends_in_the_draft_under_its_name() {
        let mut draft = Draft::new();
        let text = || Zeroizing::new("otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ".to_owned());
        for (place, name) in ["dropped", "standard input"].into_iter().enumerate() {
            let sight = match name {
                "dropped" => look(&reader(), Entrance::Text(text())),
                _ => look(&reader(), Entrance::Stream(&mut text().as_bytes())),
            };
            assert_eq!(sight.unwrap().add_to(&mut draft, name), place);
        }
        let names: Vec<_> = draft.items().iter().map(|item| item.source.as_str()).collect();
        assert_eq!(names, ["dropped", "standard input"]);
    }
}
