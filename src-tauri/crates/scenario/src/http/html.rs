//! As much of HTML as reading forms needs: tags, their attributes, and the usual entities.

/// The value of the form field of this name, decoded: of an `input` or `button` its `value`, of a `meta` its
/// `content`, of a `textarea` or `output` the text in it.
pub(super) fn field(page: &str, name: &str) -> Option<String> {
    let mut rest = page;
    while let Some((_, from)) = rest.split_once('<') {
        let tag = Tag::read(from);
        if tag.attribute("name").is_some_and(|found| found == name) {
            match tag.name.as_str() {
                "input" | "button" => return Some(tag.attribute("value").unwrap_or_default()),
                "meta" => return tag.attribute("content"),
                "textarea" | "output" => return tag.rest.split('<').next().map(decode),
                _ => {}
            }
        }
        rest = from;
    }
    None
}

/// A start tag.
struct Tag<'a> {
    name: String,
    attributes: Vec<(String, &'a str)>,
    /// What comes after it.
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads what follows a `<`.
    fn read(text: &'a str) -> Self {
        let end = text.find(|character: char| character.is_whitespace() || "/>".contains(character));
        let (name, mut rest) = text.split_at(end.unwrap_or(text.len()));
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|character: char| character.is_whitespace() || character == '/');
            if rest.is_empty() || rest.starts_with(['>', '<']) {
                break;
            }
            let (attribute, after) = read_attribute(rest);
            // An attribute takes at least one character, so this ends.
            rest = if after.len() < rest.len() { after } else { "" };
            attributes.push(attribute);
        }
        Self { name: name.to_ascii_lowercase(), attributes, rest: rest.strip_prefix('>').unwrap_or(rest) }
    }

    fn attribute(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| decode(value))
    }
}

/// An attribute and what follows it.
fn read_attribute(text: &str) -> ((String, &str), &str) {
    let end = text.find(|character: char| character.is_whitespace() || "=>/".contains(character));
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let name = name.to_ascii_lowercase();
    let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
        return ((name, ""), rest.strip_prefix('=').unwrap_or(rest));
    };
    for quote in ['"', '\''] {
        if let Some((value, rest)) = value.strip_prefix(quote).and_then(|value| value.split_once(quote)) {
            return ((name, value), rest);
        }
    }
    let end = value.find(|character: char| character.is_whitespace() || character == '>').unwrap_or(value.len());
    let (value, rest) = value.split_at(end);
    ((name, value), rest)
}

/// The usual entities: the five of XML, and numbers.
pub(super) fn decode(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('&') {
        decoded.push_str(before);
        let entity = from.split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        let (character, after) = entity.unwrap_or(('&', from));
        decoded.push(character);
        rest = after;
    }
    decoded.push_str(rest);
    decoded
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
            char::from_u32(hexadecimal.unwrap_or_else(|| number.parse()).ok()?)
        }
    }
}
