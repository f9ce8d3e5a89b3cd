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

use crate::api::{CaseView, ErrorView, KnownSince, NamePart, TypedCase};

pub(crate) use error::SupportError;
use typed::Since;
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
    /// A rejection of the relying party.
    Rejection(Rejection),
    /// A secret and codes that were typed in.
    Typed(Box<Material>),
    /// A bundle's text, and what its file is called.
    Bundle { file: String, text: String },
}

/// A rejection of the relying party, and what is known besides.
#[derive(Clone)]
pub(crate) struct Rejection {
    /// Its number in the journal.
    pub(crate) entry: u32,
    /// When it was.
    pub(crate) at: UnixSeconds,
    /// Codes read out since.
    pub(crate) since: Vec<Given>,
    /// What the clock of the device showed then.
    pub(crate) device_showed: Option<UnixSeconds>,
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

    /// A rejection of the relying party.
    pub(crate) async fn of_rejection(
        &self,
        server: &Administration,
        rejection: Rejection,
        username: Option<String>,
    ) -> Result<CaseView, ErrorView> {
        let names = Names { issuer: None, account: username };
        let found = Found::of_server(server, rejection.entry.into(), rejection.known(), names).await?;
        Ok(self.put(Origin::Rejection(rejection), found))
    }

    /// The case with what is known since: compared by the relying party, or with what was typed in.
    pub(crate) async fn with_more(
        &self,
        case: &Case,
        server: impl FnOnce() -> Result<Administration, ErrorView>,
        known: KnownSince,
    ) -> Result<CaseView, ErrorView> {
        let Since { code, ahead } = typed::since(known, os::now())?;
        match case.origin.clone() {
            Origin::Bundle { .. } => Err(SupportError::NoMoreCodes.into()),
            Origin::Typed(mut material) => {
                let first = material.given.first().map(|given| given.at);
                material.device_showed = shown(first, ahead).or(material.device_showed);
                material.given.extend(code);
                within_bounds(material.given.len().saturating_sub(1))?;
                let found = material.look_into();
                Ok(self.put(Origin::Typed(material), found))
            }
            Origin::Rejection(mut rejection) => {
                rejection.device_showed = shown(Some(rejection.at), ahead).or(rejection.device_showed);
                rejection.since.extend(code);
                within_bounds(rejection.since.len())?;
                self.of_rejection(&server()?, rejection, case.found.names.account.clone()).await
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

impl Rejection {
    /// What the relying party is told besides.
    fn known(&self) -> Value {
        let code = |given: &Given| json!({ "code": given.text.as_str(), "at": given.at.0 });
        let mut known = json!({ "codes": self.since.iter().map(code).collect::<Vec<Value>>() });
        if let (Some(showed), Some(known)) = (self.device_showed, known.as_object_mut()) {
            known.insert("device_showed".to_owned(), showed.0.into());
        }
        known
    }
}

/// What the clock of the device showed when the code was rejected, if it is so far ahead now.
fn shown(rejected: Option<UnixSeconds>, ahead: Option<i64>) -> Option<UnixSeconds> {
    Some(UnixSeconds(rejected?.0.saturating_add_signed(ahead?)))
}

fn within_bounds(more: usize) -> Result<(), SupportError> {
    if more > MOST_MORE { Err(SupportError::TooManyCodes) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
