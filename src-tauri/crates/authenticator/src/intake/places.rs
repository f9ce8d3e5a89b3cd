//! What was looked through, and where in a picture its QR codes are.

use qr::{Corners, FoundCode, Obstacle, Reading, Sketch};

/// Pictures of which a draft keeps what they look like, at most: each takes some hundred kilobytes.
const MAX_SKETCHES: usize = 50;

/// A picture, a text, or typing: something that was looked through for accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftSource {
    /// What it is called, such as a file's name.
    pub name: String,
    /// Set for a picture that was read.
    pub picture: Option<DraftPicture>,
}

/// A picture and the places of its QR codes.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftPicture {
    /// In pixels, as it is shown.
    pub width: u32,
    /// In pixels, as it is shown.
    pub height: u32,
    /// Where its codes are, row by row and from left to right, as a person counts them.
    pub places: Vec<DraftPlace>,
    /// What it looks like without its codes; only of a picture with several places, and not of more pictures than
    /// anybody looks at.
    pub sketch: Option<Sketch>,
}

/// One QR code of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DraftPlace {
    /// In pixels of the picture.
    pub corners: Corners,
    /// Whether it could be read.
    pub is_read: bool,
}

/// Where a draft is taking something in.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'name> {
    pub(super) name: &'name str,
    /// The number of the source.
    pub(super) source: usize,
    /// The number of the place in the source's picture.
    pub(super) place: Option<usize>,
}

/// The codes of a picture in the order a person counts them; `None` is one that could not be read.
pub(super) fn in_reading_order(reading: &Reading) -> Vec<(Corners, Option<&FoundCode>)> {
    let read = reading.codes.iter().map(|code| (code.corners, Some(code)));
    let mut left: Vec<_> = read.chain(reading.damaged_at.iter().map(|corners| (*corners, None))).collect();
    left.sort_by(|one, other| middle(&one.0).1.total_cmp(&middle(&other.0).1));
    let mut ordered = Vec::with_capacity(left.len());
    while let Some((first, _)) = left.first() {
        // What lies less than half a code lower than the highest one stands in its row.
        let lowest = middle(first).1 + height(first) / 2.0;
        let end = left.iter().take_while(|(corners, _)| middle(corners).1 <= lowest).count().max(1);
        let mut row: Vec<_> = left.drain(..end).collect();
        row.sort_by(|one, other| middle(&one.0).0.total_cmp(&middle(&other.0).0));
        ordered.append(&mut row);
    }
    ordered
}

/// What stood in the way of reading and has a remedy of its own, each with the places it is about: none where it is about
/// the picture as a whole. A reading tells one obstacle for each damaged code, in their order.
pub(super) fn obstacles(reading: &Reading, order: &[(Corners, Option<&FoundCode>)]) -> Vec<(Vec<usize>, Obstacle)> {
    let place_of = |index: usize| {
        let corners = reading.damaged_at.get(index)?;
        order.iter().position(|(other, code)| code.is_none() && other == corners)
    };
    let with_remedy = |(_, obstacle): &(usize, &Obstacle)| !matches!(obstacle, Obstacle::Unreadable { .. });
    let told = reading.obstacles.iter().enumerate().filter(with_remedy);
    told.map(|(index, obstacle)| (place_of(index).into_iter().collect(), *obstacle)).collect()
}

/// What a draft keeps of a picture, of `sketched` others of which it keeps what they look like.
pub(super) fn picture(reading: &Reading, order: &[(Corners, Option<&FoundCode>)], sketched: usize) -> DraftPicture {
    let places = order.iter().map(|(corners, code)| DraftPlace { corners: *corners, is_read: code.is_some() });
    let places: Vec<DraftPlace> = places.collect();
    let is_drawn = places.len() > 1 && sketched < MAX_SKETCHES;
    let sketch = reading.sketch.clone().filter(|_| is_drawn);
    DraftPicture { width: reading.width, height: reading.height, places, sketch }
}

fn middle(corners: &Corners) -> (f32, f32) {
    corners.iter().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x / 4.0, sum.1 + y / 4.0))
}

fn height(corners: &Corners) -> f32 {
    let down = corners.map(|(_, y)| y);
    down.into_iter().fold(f32::MIN, f32::max) - down.into_iter().fold(f32::MAX, f32::min)
}

#[cfg(test)]
mod tests {
    use qr::Incomplete;
    use zeroize::Zeroizing;

    use super::super::Draft;
    use super::*;

    const NAMES: [&str; 4] = ["ada", "bob", "cleo", "dora"];

    /// A square code of 100 pixels for this person.
    fn code(name: &str, x: f32, y: f32) -> FoundCode {
        let text = format!("otpauth://totp/{name}?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        FoundCode { payload: Zeroizing::new(text.into_bytes()), corners: square(x, y) }
    }

    fn square(x: f32, y: f32) -> Corners {
        [(x, y), (x + 100.0, y), (x + 100.0, y + 100.0), (x, y + 100.0)]
    }

    fn drafted(reading: Reading) -> Draft {
        let mut draft = Draft::new();
        draft.add_picture("screen.png", &Ok(reading));
        draft
    }

    #[test]
    fn codes_are_counted_row_by_row_however_crooked_and_in_whatever_order_they_were_read() {
        // Two rows, each on a slope, read from the bottom right on.
        let places = [(0.0, 20.0), (400.0, 0.0), (0.0, 340.0), (400.0, 300.0)];
        let codes = NAMES.iter().zip(places).rev().map(|(name, (x, y))| code(name, x, y)).collect();
        let draft = drafted(Reading { codes, width: 600, height: 600, ..Reading::default() });
        let found: Vec<_> = draft.items().iter().map(|item| (item.account.name.as_str(), item.place)).collect();
        assert_eq!(found, [("ada", Some(0)), ("bob", Some(1)), ("cleo", Some(2)), ("dora", Some(3))]);
    }

    #[test]
    fn damaged_codes_are_counted_among_the_others() {
        let codes = vec![code("ada", 0.0, 0.0), code("bob", 400.0, 0.0)];
        let damaged_at = vec![square(200.0, 0.0)];
        let reading = Reading { codes, damaged: 1, damaged_at, width: 500, height: 100, ..Reading::default() };
        let draft = drafted(reading);
        assert_eq!(draft.items().iter().map(|item| item.place).collect::<Vec<_>>(), [Some(0), Some(2)]);
        assert_eq!(draft.problems()[0].places, [1]);
        let picture = draft.sources()[0].picture.as_ref().unwrap();
        assert_eq!(picture.places.iter().map(|place| place.is_read).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn everything_knows_its_source() {
        let mut draft = drafted(Reading { incomplete: Some(Incomplete::TimeOut), ..Reading::default() });
        draft.add_text("pasted", "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ\nhttps://example.org/");
        let names: Vec<_> = draft.sources().iter().map(|source| source.name.as_str()).collect();
        assert_eq!(names, ["screen.png", "pasted"]);
        assert_eq!((draft.items()[0].source_number, draft.items()[0].place), (1, None));
        assert_eq!(draft.problems().iter().map(|problem| problem.source_number).collect::<Vec<_>>(), [0, 1]);
    }
}
