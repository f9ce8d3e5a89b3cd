//! What a caller calls itself, as a person would call it.

const BROWSERS: [(&str, &str); 7] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// A short name for it: a browser and a system where they are known, else its first word.
pub(super) fn short(agent: &str) -> String {
    let known =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => agent.split([' ', '/']).next().filter(|word| !word.is_empty()).unwrap_or("Unknown program").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn browsers_are_known_by_name_and_system() {
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1";
        assert_eq!(short(edge), "Edge on Windows");
        assert_eq!(short(safari), "Safari on iPhone");
    }

    #[test]
    fn other_programs_are_called_by_their_first_word() {
        assert_eq!(short("python-requests/2.31"), "python-requests");
        assert_eq!(short(""), "Unknown program");
    }
}
