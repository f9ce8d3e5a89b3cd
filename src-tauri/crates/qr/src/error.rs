//! Why a picture could not be looked at, and why a code could not be drawn.

/// Why a picture was not looked at. A picture that was looked at and holds no code is not an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file has no bytes.
    #[error("this file is empty")]
    EmptyFile,
    /// The first bytes are those of none of the formats read here.
    #[error("this is not a PNG, JPEG, WebP, GIF or BMP picture")]
    UnknownFormat,
    /// The file is longer than [`Limits::max_bytes`](crate::Limits::max_bytes).
    #[error("this file has {bytes} bytes; at most {most} are read")]
    TooManyBytes {
        /// Length of the file, in bytes.
        bytes: u64,
        /// The limit, in bytes.
        most: u64,
    },
    /// The picture says that it is larger than [`Limits::max_pixels`](crate::Limits::max_pixels).
    #[error("this picture says it has {width} x {height} pixels; at most {most} are read")]
    TooManyPixels {
        /// Width in pixels, as the file states it.
        width: u32,
        /// Height in pixels, as the file states it.
        height: u32,
        /// The limit, in pixels.
        most: u64,
    },
    /// Decoding would need more than [`Limits::memory`](crate::Limits::memory) allows.
    #[error("this picture needs more memory than one picture may use")]
    TooMuchMemory,
    /// The file is cut off, damaged, or uses a feature of its format that is not read here.
    #[error("this picture is broken or cut off")]
    Broken,
    /// The child process did not start.
    #[error("the picture reader could not be started ({reason})")]
    CouldNotStart {
        /// What the operating system answered.
        reason: String,
    },
}

impl ReadError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::EmptyFile => "picture-empty-file",
            ReadError::UnknownFormat => "picture-unknown-format",
            ReadError::TooManyBytes { .. } => "picture-too-many-bytes",
            ReadError::TooManyPixels { .. } => "picture-too-many-pixels",
            ReadError::TooMuchMemory => "picture-too-much-memory",
            ReadError::Broken => "picture-broken",
            ReadError::CouldNotStart { .. } => "picture-reader-not-started",
        }
    }

    /// What the person can do.
    pub fn hint(&self) -> &'static str {
        match self {
            ReadError::EmptyFile | ReadError::Broken => "save the picture again, or take a new screenshot",
            ReadError::UnknownFormat => "take a screenshot of the code, or save it as PNG or JPEG",
            ReadError::TooManyBytes { .. } | ReadError::TooManyPixels { .. } | ReadError::TooMuchMemory => {
                "cut the picture down to the code and try again"
            }
            ReadError::CouldNotStart { .. } => "start the program again; if that does not help, install it again",
        }
    }
}

/// Why a text could not be drawn as a QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// There is nothing to draw.
    #[error("there is no text to draw as a QR code")]
    Empty,
    /// The text does not fit into the largest QR code.
    #[error("this text has {bytes} bytes and does not fit into a QR code")]
    TooLong {
        /// Length of the text, in bytes.
        bytes: usize,
    },
    /// The picture's edges would be too long, or a module would have no pixels.
    #[error("a QR code cannot be drawn with {module_pixels} pixels a module")]
    ModuleSize {
        /// Pixels asked for along a module's edge.
        module_pixels: u32,
    },
}

impl DrawError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            DrawError::Empty => "draw-empty",
            DrawError::TooLong { .. } => "draw-too-long",
            DrawError::ModuleSize { .. } => "draw-module-size",
        }
    }

    /// What the person can do.
    pub fn hint(&self) -> &'static str {
        match self {
            DrawError::Empty => "give the text that the code shall hold",
            DrawError::TooLong { .. } => "shorten the text, or spread it over several codes",
            DrawError::ModuleSize { .. } => "ask for 1 to 64 pixels a module",
        }
    }
}
