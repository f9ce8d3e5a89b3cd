//! The case behind the Support view: one rejection at a time, with what it was compared with. Secrets and codes stay
//! here, until the case is closed or another one takes its place.

mod error;
mod typed;
mod views;
mod words;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use host::diagnosis::{Found, Given, Material, Names};
use host::os;
use host::relying_party::Administration;
use host::scenario::carried_in_text;
use otp::UnixSeconds;
use serde_json::{Value, json};

use crate::api::{CaseView, ErrorView, NamePart, TypedCase, TypedCode};

pub(crate) use error::SupportError;
pub(crate) use views::{reproduction, what_if};

/// The most codes beside the rejected one: as many as the relying party takes.
const MOST_MORE: usize = 4;

/// The case that is open.
#[derive(Default)]
pub(crate) struct Cases {
    slot: Mutex<Slot>,
}

#[derive(Default)]
struct Slot {
    last: u32,
    open: Option<Arc<Case>>,
}

/// A rejection that was looked into.
pub(crate) struct Case {
    number: u32,
    pub(crate) origin: Origin,
    pub(crate) found: Found,
}

/// Where a case came from, and what it takes to look again.
#[derive(Clone)]
pub(crate) enum Origin {
    /// A rejection of the relying party, with what is known besides.
    Rejection { entry: u32, since: Vec<Given>, device_showed: Option<UnixSeconds> },
    /// A secret and codes that were typed in.
    Typed(Box<Material>),
    /// A bundle's text, and what its file is called.
    Bundle { file: String, text: String },
}

impl Cases {
    /// The open case, if it is this one.
    pub(crate) fn case(&self, number: u32) -> Result<Arc<Case>, SupportError> {
        let open = self.slot().open.clone().filter(|case| case.number == number);
        open.ok_or(SupportError::UnknownCase)
    }

    /// Opens a case in place of the one before.
    fn put(&self, origin: Origin, found: Found) -> CaseView {
        let mut slot = self.slot();
        slot.last = slot.last.wrapping_add(1);
        let case = Arc::new(Case { number: slot.last, origin, found });
        slot.open = Some(Arc::clone(&case));
        drop(slot);
        views::case(&case, case.number)
    }

    /// Closes it; its secrets are wiped.
    pub(crate) fn close(&self) {
        self.slot().open = None;
    }

    /// What was typed in.
    pub(crate) fn of_typed(&self, typed: TypedCase) -> Result<CaseView, ErrorView> {
        let material = typed::material(typed, os::now())?;
        let found = material.look_into();
        Ok(self.put(Origin::Typed(Box::new(material)), found))
    }

    /// A bundle's text; `file` is what it is called.
    pub(crate) fn of_bundle(&self, text: String, file: String) -> Result<CaseView, ErrorView> {
        let (scenario, carried) = carried_in_text(&text, &file)?;
        let found = Found::carried(&scenario, carried);
        Ok(self.put(Origin::Bundle { file, text }, found))
    }

    /// A rejection of the relying party, and what is known besides.
    pub(crate) async fn of_rejection(
        &self,
        server: &Administration,
        entry: u32,
        username: Option<String>,
        since: Vec<Given>,
        device_showed: Option<UnixSeconds>,
    ) -> Result<CaseView, ErrorView> {
        let names = Names { issuer: None, account: username };
        let known = known(&since, device_showed);
        let found = Found::of_server(server, entry.into(), known, names).await?;
        Ok(self.put(Origin::Rejection { entry, since, device_showed }, found))
    }

    /// The case with one more code of the person, by the person's own relying party or by what was typed in.
    pub(crate) async fn with_code(
        &self,
        case: &Case,
        server: impl FnOnce() -> Result<Administration, ErrorView>,
        code: TypedCode,
    ) -> Result<CaseView, ErrorView> {
        let given = typed::given(code, os::now())?;
        match &case.origin {
            Origin::Bundle { .. } => Err(SupportError::NoMoreCodes.into()),
            Origin::Typed(material) if material.given.len() > MOST_MORE => Err(SupportError::TooManyCodes.into()),
            Origin::Typed(material) => {
                let mut material = material.clone();
                material.given.push(given);
                let found = material.look_into();
                Ok(self.put(Origin::Typed(material), found))
            }
            Origin::Rejection { since, .. } if since.len() >= MOST_MORE => Err(SupportError::TooManyCodes.into()),
            Origin::Rejection { entry, since, device_showed } => {
                let since = [since.as_slice(), &[given]].concat();
                let username = case.found.names.account.clone();
                self.of_rejection(&server()?, *entry, username, since, *device_showed).await
            }
        }
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Case {
    /// The bundle's text: the one that was opened, or the one that is made of what was found, with these names in it.
    pub(crate) fn bundle(&self, names: &[NamePart]) -> Result<String, ErrorView> {
        if let Origin::Bundle { text, .. } = &self.origin {
            return Ok(text.clone());
        }
        let Names { issuer, account } = &self.found.names;
        let ticked = |part: NamePart, name: &Option<String>| name.clone().filter(|_| names.contains(&part));
        let ticked = Names { issuer: ticked(NamePart::Issuer, issuer), account: ticked(NamePart::Account, account) };
        Ok(self.found.bundle(ticked.line(), concat!("countersign ", env!("CARGO_PKG_VERSION")))?)
    }

    /// The sentence for the person of the cause with this name.
    pub(crate) fn sentence(&self, kind: &str) -> Result<&str, SupportError> {
        let explanation = &self.found.explanation;
        let mut causes = explanation.causes.iter().chain(&explanation.beneath);
        let cause = causes.find(|cause| cause.kind.name() == kind).ok_or(SupportError::UnknownCause)?;
        Ok(&cause.person)
    }
}

/// What the relying party is told besides.
fn known(since: &[Given], device_showed: Option<UnixSeconds>) -> Value {
    let codes: Vec<Value> =
        since.iter().map(|given| json!({ "code": given.text.as_str(), "at": given.at.0 })).collect();
    let mut known = json!({ "codes": codes });
    if let (Some(showed), Some(known)) = (device_showed, known.as_object_mut()) {
        known.insert("device_showed".to_owned(), showed.0.into());
    }
    known
}

#[cfg(test)]
mod tests;
