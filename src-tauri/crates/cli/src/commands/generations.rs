//! `store generations` and `store restore`.

use authenticator::{Generation, GenerationName, GenerationState, GoingBack, SealedFileStore};
use host::Desk;
use host::os::OsRandom;
use otp::UnixSeconds;
use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::opening::Opening;
use crate::output::{Console, Page, counted};
use crate::{moment, terminal};

#[derive(Serialize)]
struct GenerationsView {
    path: String,
    generations: Vec<GenerationView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GenerationView {
    /// What `store restore` takes.
    name: String,
    generation: u64,
    current: bool,
    written_at: Option<UnixSeconds>,
    state: &'static str,
    /// Another password or recovery code opens it than the file.
    other_secrets: bool,
    /// Accounts in it, where it opens.
    records: Option<u32>,
    file: String,
}

impl From<&Generation> for GenerationView {
    fn from(generation: &Generation) -> Self {
        let (state, records) = match generation.state {
            GenerationState::Opens { records } => ("opens", Some(records)),
            GenerationState::OtherSecret => ("other-secret", None),
            GenerationState::Unreadable => ("unreadable", None),
        };
        let (current, file) = (generation.is_current, generation.path.display().to_string());
        let (other_secrets, written_at) = (generation.has_other_secrets, generation.written_at);
        let (name, generation) = (generation.name.to_string(), generation.name.number);
        Self { name, generation, current, written_at, state, other_secrets, records, file }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RestoredView {
    path: String,
    restored: String,
    accounts: usize,
    /// How many accounts the file had that the generation has not.
    left_out: usize,
    /// How many counters did not go back.
    counters_kept: usize,
}

pub(crate) fn list(opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let path = opening.path()?;
    let secret = opening.secret_of(&path)?;
    let all = SealedFileStore::generations(&path, &secret)?;
    let view = GenerationsView {
        path: path.display().to_string(),
        generations: all.iter().map(GenerationView::from).collect(),
    };
    console.answer(&view, |page| show(&view, page))?;
    Ok(Exit::Done)
}

fn show(view: &GenerationsView, page: &mut Page) {
    let heading = ["GENERATION", "WRITTEN", "ACCOUNTS", ""].map(str::to_owned).to_vec();
    let rows = view.generations.iter().map(|generation| {
        let number = if generation.current { "newest".to_owned() } else { generation.name.clone() };
        let what = match generation.state {
            "opens" if generation.other_secrets => "still opens with an old password or recovery code, too",
            "opens" => "",
            "other-secret" => "opens with another password or recovery code",
            _ => "cannot be read",
        };
        let written = generation.written_at.map(moment::print).unwrap_or_default();
        let records = generation.records.map(|records| records.to_string()).unwrap_or_default();
        vec![number, written, records, what.to_owned()]
    });
    page.table(&std::iter::once(heading).chain(rows).collect::<Vec<_>>());
    if view.generations.iter().any(|generation| generation.other_secrets) {
        page.line("`countersign store prune` deletes those that open with an old password or recovery code");
    }
}

pub(crate) fn restore(
    name: GenerationName,
    yes: bool,
    opening: &mut Opening,
    console: Console,
) -> Result<Exit, Failure> {
    let path = opening.path()?;
    let secret = opening.secret_of(&path)?;
    let change = SealedFileStore::going_back(&path, &secret, name)?;
    if !yes {
        let question = format!("Go back to generation {name} of {}, with {}?", path.display(), in_words(&change));
        terminal::confirm(&question)?;
    }
    let store = SealedFileStore::restore(&path, &secret, name, Box::new(OsRandom))?;
    let desk = Desk::of_sealed_file(store)?;
    // Given up knowingly, and in the generation that is kept. What was missing before is still told.
    desk.accounts.give_up(&change.lost)?;
    let accounts = desk.accounts.records().ids()?.len();
    let (left_out, counters_kept) = (change.lost.len(), change.counters.len());
    let view = RestoredView {
        path: path.display().to_string(),
        restored: name.to_string(),
        accounts,
        left_out,
        counters_kept,
    };
    console.answer(&view, |page| {
        page.line(format!("generation {name} is the newest again, with {}", in_words(&change)));
        page.line("the file as it was before is kept, in the folder beside it");
    })?;
    Ok(Exit::Done)
}

/// What going back means: "2 accounts; 10 that are there now are not in it; 3 counters stay as they are now".
fn in_words(change: &GoingBack) -> String {
    let mut parts = vec![counted(usize::try_from(change.records).unwrap_or(usize::MAX), "account", "accounts")];
    match change.lost.len() {
        _ if !change.is_compared => {
            parts.push("the file as it is now cannot be opened, so what it has more is not known".to_owned())
        }
        0 => {}
        1 => parts.push("1 that is there now is not in it".to_owned()),
        lost => parts.push(format!("{lost} that are there now are not in it")),
    }
    match change.counters.len() {
        0 => {}
        1 => parts.push("1 counter stays as it is now".to_owned()),
        counters => parts.push(format!("{counters} counters stay as they are now")),
    }
    parts.join("; ")
}
