//! What the page is delivered with, so that its first frame waits for no question.

use std::borrow::Cow;

use tauri::http::{Request, Response};

use crate::app::App;

/// Puts what is known into the page while it is delivered; other answers stay as they are.
pub(crate) fn deliver_with(app: &App, request: &Request<Vec<u8>>, response: &mut Response<Cow<'static, [u8]>>) {
    if !matches!(request.uri().path(), "" | "/" | "/index.html") {
        return;
    }
    let Ok(boot) = serde_json::to_string(&app.boot()) else { return };
    if let Some(page) = with_data(response.body(), &boot) {
        *response.body_mut() = Cow::Owned(page);
    }
}

/// The page with `json` in its head, as data that no browser runs; none for a page without a head.
fn with_data(page: &[u8], json: &str) -> Option<Vec<u8>> {
    let page = std::str::from_utf8(page).ok()?;
    let (head, rest) = page.split_once("</head>")?;
    // Nothing a person typed can end the element: in JSON a `<` only stands in texts, where it may be written so.
    let json = json.replace('<', "\\u003c");
    Some(format!("{head}<script type=\"application/json\" id=\"boot\">{json}</script></head>{rest}").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_put_into_the_head_and_cannot_end_its_element() {
        let page = with_data(b"<head><title>T</title></head><body></body>", r#"{"name":"</script><b>"}"#).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert_eq!(
            page,
            "<head><title>T</title><script type=\"application/json\" id=\"boot\">\
             {\"name\":\"\\u003c/script>\\u003cb>\"}</script></head><body></body>"
        );
    }

    #[test]
    fn a_page_without_a_head_stays_as_it_is() {
        assert_eq!(with_data(b"body { color: red }", "{}"), None);
        assert_eq!(with_data(&[0xff, 0xfe], "{}"), None);
    }
}
