//! What pictures, addresses and typing hold, each thing with the place it was found at.

use std::path::Path;

use authenticator::intake::{Draft, DraftItem, DraftProblem, IntakeError};
use host::clipboard;
use qr::{Reader, Reading};

use crate::arguments::Sources;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{self, Input};

/// Everything found.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) draft: Draft,
    pub(crate) sources: Vec<Source>,
}

/// A picture, a text, or the keyboard.
pub(crate) struct Source {
    pub(crate) name: String,
    /// Width and height in pixels, of a picture that was read.
    pub(crate) size: Option<(u32, u32)>,
    pub(crate) finds: Vec<Find>,
}

/// One QR code, or what a text held.
#[derive(Default)]
pub(crate) struct Find {
    /// Where in the picture: top left, top right, bottom right, bottom left of the code, in pixels.
    pub(crate) corners: Option<[(f32, f32); 4]>,
    /// Numbers of the accounts in the draft.
    pub(crate) items: Vec<u32>,
    pub(crate) problems: Vec<Problem>,
}

/// Why a find, or a part of it, is no account.
#[derive(Clone)]
pub(crate) struct Problem {
    pub(crate) failure: Failure,
    /// Something else beside accounts, such as a web address on the same page, is nobody's fault.
    pub(crate) is_harmless_beside_accounts: bool,
}

impl Gathered {
    /// Reads everything that was named.
    pub(crate) fn from_sources(sources: &Sources, reader: &Reader) -> Self {
        let mut gathered = Self::default();
        for image in &sources.images {
            gathered.add_image(image, reader);
        }
        if sources.clipboard {
            gathered.add_input("clipboard", from_clipboard(), reader);
        }
        gathered
    }

    fn add_image(&mut self, image: &Path, reader: &Reader) {
        if image.as_os_str() == input::STANDARD_INPUT {
            self.add_input("standard input", input::from_standard_input().map_err(Failure::from), reader);
        } else {
            self.add_input(&image.display().to_string(), input::from_file(image).map_err(Failure::from), reader);
        }
    }

    fn add_input(&mut self, name: &str, input: Result<Input, Failure>, reader: &Reader) {
        match input {
            Ok(Input::Picture(bytes)) => match reader.read(&bytes) {
                Ok(reading) => self.add_reading(name, reading),
                Err(error) => self.add_failure(name, error.into()),
            },
            Ok(Input::Text(text)) => {
                let find = self.find(None, |draft| draft.add_text(name, &text));
                self.add_source(name, None, vec![find]);
            }
            Err(failure) => self.add_failure(name, failure),
        }
    }

    /// Hands the codes to the draft one by one, so that what it makes of each is known; then the rest of the reading.
    fn add_reading(&mut self, name: &str, reading: Reading) {
        let Reading { codes, damaged, obstacles, incomplete, width, height } = reading;
        let alone = |codes| Reading { codes, width, height, ..Reading::default() };
        let found_any = !codes.is_empty();
        let mut finds = Vec::new();
        for code in codes {
            let corners = Some(code.corners);
            let reading = Ok(alone(vec![code]));
            finds.push(self.find(corners, |draft| draft.add_picture(name, &reading)));
        }
        if !found_any || damaged > 0 || incomplete.is_some() {
            let rest = Ok(Reading { damaged, obstacles, incomplete, ..alone(Vec::new()) });
            finds.push(self.find(None, |draft| draft.add_picture(name, &rest)));
        }
        self.add_source(name, Some((width, height)), finds);
    }

    pub(crate) fn add_failure(&mut self, name: &str, failure: Failure) {
        let problem = Problem { failure, is_harmless_beside_accounts: false };
        self.add_source(name, None, vec![Find { problems: vec![problem], ..Find::default() }]);
    }

    /// Notes an account that is in the draft already, such as a typed one.
    pub(crate) fn add_item(&mut self, name: &str, item: u32) {
        self.add_source(name, None, vec![Find { items: vec![item], ..Find::default() }]);
    }

    fn add_source(&mut self, name: &str, size: Option<(u32, u32)>, finds: Vec<Find>) {
        self.sources.push(Source { name: name.to_owned(), size, finds });
    }

    /// What the draft makes of something.
    fn find(&mut self, corners: Option<[(f32, f32); 4]>, add: impl FnOnce(&mut Draft)) -> Find {
        let (items, problems) = (self.draft.items().len(), self.draft.problems().len());
        add(&mut self.draft);
        Find {
            corners,
            items: self.draft.items().iter().skip(items).map(|item| item.item).collect(),
            problems: self.draft.problems().iter().skip(problems).map(Problem::from).collect(),
        }
    }

    /// The account of that number.
    pub(crate) fn item(&self, number: u32) -> Option<&DraftItem> {
        self.draft.items().iter().find(|item| item.item == number)
    }

    /// What stands in the way, each with the name of its source.
    pub(crate) fn problems(&self) -> Vec<Failure> {
        self.sources.iter().flat_map(Source::problems).collect()
    }

    /// How reading ended: well, in part, or with what all problems have in common.
    pub(crate) fn exit(&self) -> Exit {
        let problems = self.problems();
        match problems.first() {
            None => Exit::Done,
            Some(_) if !self.draft.items().is_empty() => Exit::Partly,
            Some(first) if problems.iter().all(|problem| problem.exit == first.exit) => first.exit,
            Some(_) => Exit::Failed,
        }
    }
}

impl Source {
    pub(crate) fn has_accounts(&self) -> bool {
        self.finds.iter().any(|find| !find.items.is_empty())
    }

    fn problems(&self) -> Vec<Failure> {
        let has_accounts = self.has_accounts();
        let problems = self.finds.iter().flat_map(|find| &find.problems);
        let serious = problems.filter(|problem| !(has_accounts && problem.is_harmless_beside_accounts));
        serious.map(|problem| problem.failure.clone().about(&self.name)).collect()
    }
}

impl From<&DraftProblem> for Problem {
    fn from(problem: &DraftProblem) -> Self {
        let error = &problem.error;
        Self {
            failure: error.into(),
            is_harmless_beside_accounts: matches!(error, IntakeError::NotAnAccount(_) | IntakeError::OtherLines { .. }),
        }
    }
}

fn from_clipboard() -> Result<Input, Failure> {
    Ok(match clipboard::paste()? {
        clipboard::Content::Picture(bytes) => Input::Picture(bytes),
        clipboard::Content::Text(text) => Input::Text(text),
    })
}
