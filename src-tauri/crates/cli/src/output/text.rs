//! Text for a terminal. Issuers and names come from pictures that strangers made, and a terminal obeys control
//! characters: none of theirs reaches it.

use unicode_width::UnicodeWidthStr;
use zeroize::Zeroizing;

/// Bytes made ready for text that may hold a secret. It fits everything that does, the largest QR code too: a text that
/// outgrows its room leaves a copy behind that nobody wipes.
pub(super) const ROOM: usize = 64 * 1024;

/// What stands between two columns.
const GAP: &str = "  ";
/// No column is cut to less.
const NARROWEST: usize = 8;

/// Lines to be shown; wiped when dropped, since some hold a code.
pub(crate) struct Page {
    text: Zeroizing<String>,
}

impl Default for Page {
    fn default() -> Self {
        Self { text: Zeroizing::new(String::with_capacity(ROOM)) }
    }
}

impl Page {
    /// Adds a line; control characters in it are replaced.
    pub(crate) fn line(&mut self, line: impl AsRef<str>) -> &mut Self {
        self.text.extend(line.as_ref().chars().map(harmless));
        self.text.push('\n');
        self
    }

    /// Adds lines of our own making, with whatever the terminal is to obey.
    pub(crate) fn drawing(&mut self, lines: &str) -> &mut Self {
        self.text.push_str(lines);
        self
    }

    /// Adds rows with their columns one below the other; the last column is not padded.
    pub(crate) fn table(&mut self, rows: &[Vec<String>]) -> &mut Self {
        self.table_within(rows, usize::MAX)
    }

    /// As [`table`](Self::table), with the longest cells cut so that a line takes no more columns than `room`.
    pub(crate) fn table_within(&mut self, rows: &[Vec<String>], room: usize) -> &mut Self {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let widest = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or_default()
        };
        let widths = narrowed((0..columns).map(widest).collect(), room);
        for row in rows {
            let cells = row.iter().zip(&widths).map(|(cell, wide)| padded(&cut(cell, *wide), *wide));
            let line: Vec<String> = cells.collect();
            self.line(line.join(GAP).trim_end());
        }
        self
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

/// One line of text without control characters.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(harmless).collect()
}

/// Controls (C0, C1) and what turns the direction of writing, shown as what they are: not a letter.
pub(crate) fn harmless(letter: char) -> char {
    match letter {
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        letter if letter.is_control() => char::REPLACEMENT_CHARACTER,
        letter => letter,
    }
}

/// Columns of a terminal that the text takes.
fn width(text: &str) -> usize {
    one_line(text).width()
}

/// Takes from the widest column, and again, until all of them fit or none can give any more.
fn narrowed(mut widths: Vec<usize>, room: usize) -> Vec<usize> {
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ => break,
        }
    }
    widths
}

/// The beginning of a text that is too wide, with an ellipsis for the rest.
fn cut(text: &str, wide: usize) -> String {
    if width(text) <= wide {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if width(&kept) >= wide {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

fn padded(text: &str, wide: usize) -> String {
    let missing = wide.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// `one`, or `many` with the number before it.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_reaches_the_terminal() {
        let mut page = Page::default();
        page.line("a\u{1b}[31mb\u{9b}c\r\n\u{202e}d");
        assert_eq!(page.as_str(), "a\u{fffd}[31mb\u{fffd}c\u{fffd}\u{fffd}\u{fffd}d\n");
    }

    #[test]
    fn a_long_name_is_cut_where_the_line_would_not_fit() {
        let mut page = Page::default();
        let row = |first: &str| vec![first.to_owned(), "alice".to_owned(), "1234".to_owned()];
        page.table_within(&[row("The Bank of the Far North"), row("日本日本日本日本日本"), row("Post")], 25);
        let lines: Vec<&str> = page.as_str().lines().collect();
        assert_eq!(lines, ["The Bank of…  alice  1234", "日本日本日…   alice  1234", "Post          alice  1234"]);
        assert!(lines.iter().all(|line| line.width() <= 25));
    }

    #[test]
    fn a_line_that_cannot_fit_keeps_something_of_each_cell() {
        let mut page = Page::default();
        page.table_within(&[vec!["A long issuer".to_owned(), "a long name".to_owned()]], 3);
        assert_eq!(page.as_str(), "A long …  a long …\n");
    }

    #[test]
    fn columns_stand_below_each_other_in_wide_and_combining_letters() {
        let mut page = Page::default();
        let row = |first: &str| vec![first.to_owned(), "x".to_owned()];
        page.table(&[row("日本"), row("abcd"), row("e\u{301}")]);
        assert_eq!(page.as_str(), "日本  x\nabcd  x\ne\u{301}     x\n");
    }
}
