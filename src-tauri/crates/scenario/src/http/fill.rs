//! Makes a request of a profile's by putting the values in.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};
use url::Url;
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

use super::client::Prepared;
use crate::profile::Request;
use crate::template::{self, Filled, Part, ValueKind};
use crate::{Action, RawRequest, Visitor};

/// Where values come from, and where requests go.
pub(super) struct Values<'a> {
    /// The base address, ending with a `/`.
    pub(super) base: &'a Url,
    /// Those of the profile and of the run.
    pub(super) fixed: &'a BTreeMap<String, Zeroizing<String>>,
    /// The headers of the profile.
    pub(super) headers: &'a BTreeMap<String, String>,
    pub(super) visitor: &'a Visitor,
    pub(super) action: &'a Action,
}

/// Why there is no request: said to people.
type Filling<T> = Result<T, String>;

impl<'a> Values<'a> {
    /// The value of a placeholder: what the action says, what the visitor has, what the profile says.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        let given = self.action.given.get(name).map(|value| value.as_str());
        let fixed = || self.fixed.get(name).map(|value| value.as_str());
        given.or_else(|| self.visitor.value(name)).or_else(fixed)
    }

    /// A request of the profile; where it is the last of its action, with the action's own fields.
    pub(super) fn request(&self, request: &Request, is_last: bool) -> Filling<Prepared> {
        let mut headers = self.headers(&request.headers)?;
        let fields = if is_last { self.action.fields.as_slice() } else { &[] };
        let moved = self.action.in_address.filter(|_| is_last);
        let (kind, body) = self.body(request, fields, moved)?;
        if let Some(kind) = kind.filter(|_| !headers.iter().any(|(name, _)| is(name, "content-type"))) {
            headers.push(("content-type".to_owned(), Zeroizing::new(kind.to_owned())));
        }
        let mut url = self.url(&request.path)?;
        self.add_moved(&mut url, request, moved)?;
        Ok(self.with_cookies(Prepared { method: request.method.clone(), url, headers, body }))
    }

    /// Puts the fields that hold this placeholder into the address.
    fn add_moved(&self, url: &mut Url, request: &Request, moved: Option<&str>) -> Filling<()> {
        let json = request.json.iter().flatten().filter_map(|(name, value)| Some((name, value.as_str()?)));
        let form = request.form.iter().flatten().map(|(name, text)| (name, text.as_str()));
        for (name, text) in json.chain(form).filter(|(_, text)| holds(text, moved)) {
            if let Some(value) = self.text(text)? {
                url.query_pairs_mut().append_pair(name, &value);
            }
        }
        Ok(())
    }

    /// A request of the caller's own.
    pub(super) fn raw(&self, raw: &RawRequest) -> Filling<Prepared> {
        let mut headers = self.headers(&BTreeMap::new())?;
        headers.retain(|(name, _)| !raw.headers.iter().any(|(own, _)| is(own, name)));
        for (name, text) in &raw.headers {
            headers.extend(self.text(text)?.map(|value| (name.clone(), value)));
        }
        let body = raw.body.as_ref().map(|body| self.text(body)).transpose()?.flatten().unwrap_or_default();
        Ok(self.with_cookies(Prepared { method: raw.method.clone(), url: self.url(&raw.path)?, headers, body }))
    }

    /// The GET that follows a redirect. Only to the same host.
    pub(super) fn redirected(&self, from: &Url, location: &str) -> Filling<Prepared> {
        let url = from.join(location).map_err(|_| format!("it redirects to `{location}`, which is no address"))?;
        if url.origin() != self.base.origin() {
            return Err(format!("it redirects to another host, {}", url.host_str().unwrap_or("?")));
        }
        let headers = self.headers(&BTreeMap::new())?;
        let body = Zeroizing::default();
        Ok(self.with_cookies(Prepared { method: "GET".to_owned(), url, headers, body }))
    }

    fn with_cookies(&self, mut prepared: Prepared) -> Prepared {
        let is_said = prepared.headers.iter().any(|(name, _)| is(name, "cookie"));
        if let Some(cookies) = self.visitor.cookies.header(prepared.url.path()).filter(|_| !is_said) {
            prepared.headers.push(("cookie".to_owned(), cookies));
        }
        prepared
    }

    /// The headers of the profile, those of the request over them, those of the action over both. An empty text
    /// leaves a header out.
    fn headers(&self, own: &BTreeMap<String, String>) -> Filling<Vec<(String, Zeroizing<String>)>> {
        let said = |name: &str| {
            let of_request = own.keys().any(|other| is(other, name));
            of_request || self.action.headers.iter().any(|(other, _)| is(other, name))
        };
        let of_profile = self.headers.iter().filter(|(name, _)| !said(name));
        let of_request = own.iter().filter(|(name, _)| !self.action.headers.iter().any(|(other, _)| is(other, name)));
        let of_action = self.action.headers.iter().map(|(name, text)| (name, text));
        let mut headers = Vec::new();
        for (name, text) in of_profile.chain(of_request).chain(of_action) {
            headers.extend(self.text(text)?.filter(|value| !value.is_empty()).map(|value| (name.clone(), value)));
        }
        Ok(headers)
    }

    fn url(&self, path: &str) -> Filling<Url> {
        let is_whole = template::whole(path).is_some();
        let encode = |value: &str| match is_whole {
            true => Zeroizing::new(value.to_owned()),
            false => Zeroizing::new(byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")),
        };
        let path = needed(template::fill(path, |name| self.value(name), encode))?;
        let origin = self.base.origin().ascii_serialization();
        let path = path.strip_prefix(&origin).unwrap_or(&path);
        if !path.starts_with('/') || path.starts_with("//") {
            return Err(format!("`{path}` is no path of this server"));
        }
        let url = format!("{origin}{}{path}", self.base.path().trim_end_matches('/'));
        Url::parse(&url).map_err(|error| format!("`{path}` is no path: {error}"))
    }

    fn body(
        &self,
        request: &Request,
        fields: &[(String, String)],
        moved: Option<&str>,
    ) -> Filling<(Option<&'static str>, Zeroizing<String>)> {
        if let Some(json) = &request.json {
            let mut body = Map::new();
            for (name, value) in json.iter().filter(|(_, value)| !value.as_str().is_some_and(|text| holds(text, moved)))
            {
                body.extend(self.json(value)?.map(|value| (name.clone(), value)));
            }
            body.extend(fields.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))));
            return Ok((Some("application/json"), Zeroizing::new(Value::Object(body).to_string())));
        }
        if request.form.is_none() && fields.is_empty() {
            let body = request.body.as_ref().map(|body| self.text(body)).transpose()?.flatten();
            return Ok((None, body.unwrap_or_default()));
        }
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for (name, text) in request.form.iter().flatten().filter(|(_, text)| !holds(text, moved)) {
            if let Some(value) = self.text(text)? {
                form.append_pair(name, &value);
            }
        }
        form.extend_pairs(fields);
        Ok((Some("application/x-www-form-urlencoded"), Zeroizing::new(form.finish())))
    }

    fn json(&self, value: &Value) -> Filling<Option<Value>> {
        match value {
            Value::String(text) => self.json_text(text),
            Value::Array(items) => {
                let items: Filling<Vec<Option<Value>>> = items.iter().map(|item| self.json(item)).collect();
                Ok(Some(Value::Array(items?.into_iter().flatten().collect())))
            }
            Value::Object(fields) => {
                let mut filled = Map::new();
                for (name, value) in fields {
                    filled.extend(self.json(value)?.map(|value| (name.clone(), value)));
                }
                Ok(Some(Value::Object(filled)))
            }
            other => Ok(Some(other.clone())),
        }
    }

    fn json_text(&self, text: &str) -> Filling<Option<Value>> {
        let Some(filled) = self.text(text)? else { return Ok(None) };
        if template::whole(text) != Some(ValueKind::Number) {
            return Ok(Some(Value::String(filled.to_string())));
        }
        let number: Result<Number, _> = serde_json::from_str(&filled);
        number.map(|number| Some(Value::Number(number))).map_err(|_| format!("the value of `{text}` is no number"))
    }

    /// A text with its values; none where it is to be left out.
    fn text(&self, text: &str) -> Filling<Option<Zeroizing<String>>> {
        let plain = |value: &str| Zeroizing::new(value.to_owned());
        match template::fill(text, |name| self.value(name), plain) {
            Filled::LeftOut => Ok(None),
            filled => needed(filled).map(Some),
        }
    }
}

fn needed(filled: Filled) -> Filling<Zeroizing<String>> {
    match filled {
        Filled::Text(text) => Ok(text),
        Filled::LeftOut => Ok(Zeroizing::default()),
        Filled::Missing(name) => Err(format!("`{{{name}}}` has no value: no answer before gave one")),
    }
}

/// Whether a text has this placeholder.
fn holds(text: &str, placeholder: Option<&str>) -> bool {
    let Ok(parts) = template::parts(text) else { return false };
    parts.iter().any(|part| matches!(part, Part::Value { name, .. } if Some(*name) == placeholder))
}

fn is(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}
