//! The keyring as another program sees it: `secret-tool`.

use std::io::Write;
use std::process::{Output, Stdio};

use private_desktop::Desktop;

/// One of our items.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Item {
    /// What a keyring program shows as its name.
    pub(crate) label: String,
    /// Name and value of each attribute; a keyring keeps these unencrypted.
    pub(crate) attributes: Vec<(String, String)>,
    /// What is kept.
    pub(crate) secret: String,
}

/// Every item of ours that the keyring gives out.
pub(crate) fn items(desktop: &Desktop) -> Vec<Item> {
    let output = secret_tool(desktop, &["search", "--all", "service", "countersign"], "");
    // The tool prints secrets and attributes to two streams, each item's in the order of the items.
    let secrets = String::from_utf8_lossy(&output.stdout).into_owned();
    let attributes = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut items: Vec<Item> = secrets.split("\n[").map(item).filter(|item| !item.secret.is_empty()).collect();
    let mut attributes = attributes.lines().filter_map(|line| line.strip_prefix("attribute.")?.split_once(" = "));
    let each = if items.is_empty() { 0 } else { attributes.clone().count() / items.len() };
    for item in &mut items {
        let own = attributes.by_ref().take(each);
        item.attributes = own.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    }
    items
}

fn item(text: &str) -> Item {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
    Item { label: field("label = "), secret: field("secret = "), attributes: Vec::new() }
}

/// Writes an item as somebody else might: under the attributes of a record of ours, but with any text.
pub(crate) fn store(desktop: &Desktop, attributes: &[(String, String)], secret: &str) {
    let words = attributes.iter().filter(|(name, _)| name != "xdg:schema").flat_map(|(name, value)| [name, value]);
    let arguments: Vec<&str> = ["store", "--label=Countersign"].into_iter().chain(words.map(String::as_str)).collect();
    let output = secret_tool(desktop, &arguments, secret);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn secret_tool(desktop: &Desktop, arguments: &[&str], input: &str) -> Output {
    let mut tool = desktop.command("secret-tool");
    tool.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = tool.spawn().expect("secret-tool is installed; on Debian: apt-get install libsecret-tools");
    child.stdin.take().expect("its input is piped").write_all(input.as_bytes()).expect("it reads its input");
    child.wait_with_output().expect("it ends")
}
