//! What stands in the way of reading a code.

/// A code's outer corners, in whole pixels of the picture as it is shown: top left, top right, bottom right, bottom left.
pub type Outline = [(i32, i32); 4];

/// Why something that was seen in a picture was not read, as far as the picture tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// Nothing in the picture is much lighter than black.
    #[error("this picture is too dark to see a QR code in it")]
    TooDark,
    /// A code whose edges are softer than its modules are long; or, without a place, a picture without a sharp edge.
    #[error("{} too blurred to be read", if corners.is_some() { "the QR code in this picture is" } else { "this picture is" })]
    TooBlurred {
        /// Where the code is.
        corners: Option<Outline>,
    },
    /// A code whose modules are too few pixels long.
    #[error(
        "the small squares of the QR code in this picture are about {}.{} pixels wide; at least 2 are needed",
        tenths / 10,
        tenths % 10
    )]
    TooSmall {
        /// Length of a module, in tenths of a pixel.
        tenths: u32,
        /// Where the code is.
        corners: Outline,
    },
    /// What looks like a QR code, large and sharp enough, and cannot be read.
    #[error("{}", unreadable(corners))]
    Unreadable {
        /// Where it is.
        corners: Outline,
    },
    /// A code of another kind; no QR code was seen.
    #[error("{kind} is in this picture, and no QR code")]
    OtherCode {
        /// Its kind.
        kind: OtherCode,
        /// Where it is.
        corners: Outline,
    },
}

/// Kinds of codes that are not read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherCode {
    /// ISO/IEC 24778.
    Aztec,
    /// ISO/IEC 16022.
    DataMatrix,
    /// Any code of bars alone.
    Bars,
}

impl Obstacle {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Obstacle::TooDark => "picture-too-dark",
            Obstacle::TooBlurred { .. } => "code-too-blurred",
            Obstacle::TooSmall { .. } => "code-too-small",
            Obstacle::Unreadable { .. } => "damaged-code",
            Obstacle::OtherCode { .. } => "other-code",
        }
    }

    /// What the person can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Obstacle::TooDark => "take the picture again with more light, or make the screen brighter",
            Obstacle::TooBlurred { .. } => "hold the camera still until the picture is sharp, or take a screenshot",
            Obstacle::TooSmall { .. } => {
                "enlarge the code before you take the screenshot, or go closer with the camera"
            }
            Obstacle::Unreadable { .. } => {
                "take the picture again: straight on, sharp, the whole code with the white space around it"
            }
            Obstacle::OtherCode { .. } => "look for a QR code on the page, or have the site show the secret as text",
        }
    }

    /// Where it is, if it is at a place.
    pub fn corners(&self) -> Option<Outline> {
        match self {
            Obstacle::TooDark => None,
            Obstacle::TooBlurred { corners } => *corners,
            Obstacle::TooSmall { corners, .. }
            | Obstacle::Unreadable { corners }
            | Obstacle::OtherCode { corners, .. } => Some(*corners),
        }
    }
}

impl std::fmt::Display for OtherCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            OtherCode::Aztec => "an Aztec code",
            OtherCode::DataMatrix => "a Data Matrix code",
            OtherCode::Bars => "a bar code",
        })
    }
}

fn unreadable(corners: &Outline) -> String {
    let middle = |along: fn(&(i32, i32)) -> i32| {
        let sum: i64 = corners.iter().map(|corner| i64::from(along(corner))).sum();
        (sum / 4).max(0)
    };
    let (x, y) = (middle(|corner| corner.0), middle(|corner| corner.1));
    format!(
        "there is a QR code in this picture that cannot be read, {x} pixels from its left edge and {y} from its upper edge"
    )
}
