//! The links of a page, where its tenant has a segment of its own in the path.

/// What a link to a path of ours begins with. Nothing a person wrote can: its quotes are escaped.
const LINKS: [&str; 3] = [" href=\"/", " action=\"/", " formaction=\"/"];

/// The page with links that lead into the tenant.
pub(super) fn within(base: &str, html: String) -> String {
    if base.is_empty() {
        return html;
    }
    LINKS.iter().fold(html, |html, link| {
        let (start, _) = link.split_at(link.len() - 1);
        html.replace(link, &format!("{start}{base}/"))
    })
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn links_and_forms_lead_into_the_tenant_and_nothing_else_does() {
        let page = |base: &str| {
            format!("<a href=\"{base}/x\"><form action=\"{base}/y\">/z href=&#34;/q <a href=\"otpauth://totp/a\">")
        };
        assert_eq!(within("/t/a", page("")), page("/t/a"));
        assert_eq!(within("", page("")), page(""));
    }
}
