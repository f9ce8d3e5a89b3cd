//! Tables in docs/ that a test makes: they stand between two marks.

/// Holds what stands between the marks against `made`; with `COUNTERSIGN_WRITE_DOCS=1` it writes it there instead.
pub(crate) fn holds_between(page: &str, (begin, end): (&str, &str), made: &str, how_to_write_it: &str) {
    let text = std::fs::read_to_string(page).unwrap();
    let (before, rest) = text.split_once(begin).unwrap();
    let (written, after) = rest.split_once(end).unwrap();
    if std::env::var_os("COUNTERSIGN_WRITE_DOCS").is_some() {
        return std::fs::write(page, [before, begin, made, end, after].concat()).unwrap();
    }
    assert_eq!(written, made, "{how_to_write_it}");
}
