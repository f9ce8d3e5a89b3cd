//! What pictures, addresses and typing hold, each thing with the place it was found at.

use authenticator::intake::{Draft, DraftItem, DraftPicture, DraftProblem, IntakeError};
use host::entrance::{self, Entrance, EntranceError, Sight};
use host::screen::Part;
use qr::{Corners, Reader};

use crate::arguments::Sources;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;

/// Everything found.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) draft: Draft,
    pub(crate) sources: Vec<Source>,
}

/// A picture, a text, or the keyboard.
pub(crate) struct Source {
    pub(crate) name: String,
    /// A picture that was read, with the places of its QR codes.
    pub(crate) picture: Option<DraftPicture>,
    pub(crate) finds: Vec<Find>,
}

/// One QR code, or what a text held.
#[derive(Default)]
pub(crate) struct Find {
    /// Where in the picture.
    pub(crate) corners: Option<Corners>,
    /// Numbers of the accounts in the draft.
    pub(crate) items: Vec<u32>,
    pub(crate) problems: Vec<Problem>,
}

/// Why a find, or a part of it, is no account.
#[derive(Clone)]
pub(crate) struct Problem {
    /// Where, such as a file's name, with the line of a text.
    pub(crate) source: String,
    pub(crate) failure: Failure,
    /// Something else beside accounts, such as a web address on the same page, is nobody's fault.
    pub(crate) is_harmless_beside_accounts: bool,
}

impl Gathered {
    /// Reads everything that was named.
    pub(crate) fn from_sources(sources: &Sources, reader: &Reader) -> Self {
        let mut gathered = Self::default();
        for image in &sources.images {
            if image.as_os_str() == input::STANDARD_INPUT {
                gathered.add("standard input", input::look_at_standard_input(reader));
            } else {
                gathered.add(&image.display().to_string(), entrance::look(reader, Entrance::File(image)));
            }
        }
        if sources.clipboard {
            gathered.add("clipboard", entrance::look(reader, Entrance::Clipboard));
        }
        if sources.screen {
            gathered.add("screen", entrance::look(reader, Entrance::Screen(Part::All)));
        }
        if sources.screen_part {
            gathered.add("part of the screen", entrance::look(reader, Entrance::Screen(Part::Chosen)));
        }
        gathered
    }

    fn add(&mut self, name: &str, sight: Result<Sight, EntranceError>) {
        match sight {
            Ok(sight) => {
                let number = sight.add_to(&mut self.draft, name);
                self.sources.extend(Source::of(&self.draft, number));
            }
            Err(error) => self.add_failure(name, error.into()),
        }
    }

    pub(crate) fn add_failure(&mut self, name: &str, failure: Failure) {
        let problem = Problem { source: name.to_owned(), failure, is_harmless_beside_accounts: false };
        let finds = vec![Find { problems: vec![problem], ..Find::default() }];
        self.sources.push(Source { name: name.to_owned(), picture: None, finds });
    }

    /// Notes an account that is in the draft already, such as a typed one.
    pub(crate) fn add_item(&mut self, name: &str, item: u32) {
        let finds = vec![Find { items: vec![item], ..Find::default() }];
        self.sources.push(Source { name: name.to_owned(), picture: None, finds });
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
    /// What a draft has of one source: a find for each QR code that was read, and one for everything else.
    fn of(draft: &Draft, number: usize) -> Option<Self> {
        let source = draft.sources().get(number)?;
        let places = source.picture.as_ref().map(|picture| picture.places.as_slice()).unwrap_or_default();
        let read = places.iter().enumerate().filter(|(_, place)| place.is_read);
        let mut finds: Vec<Find> = read
            .map(|(at, place)| Find {
                corners: Some(place.corners),
                ..Find::of(draft, number, &|places| places == [at])
            })
            .collect();
        let is_read = |at: &usize| places.get(*at).is_some_and(|place| place.is_read);
        let rest = Find::of(draft, number, &|places| !places.iter().any(is_read));
        if finds.is_empty() || !rest.is_empty() {
            finds.push(rest);
        }
        Some(Self { name: source.name.clone(), picture: source.picture.clone(), finds })
    }

    pub(crate) fn has_accounts(&self) -> bool {
        self.finds.iter().any(|find| !find.items.is_empty())
    }

    /// Where QR codes are that could not be read.
    pub(crate) fn damaged(&self) -> impl Iterator<Item = Corners> {
        let places = self.picture.iter().flat_map(|picture| &picture.places);
        places.filter(|place| !place.is_read).map(|place| place.corners)
    }

    fn problems(&self) -> Vec<Failure> {
        let has_accounts = self.has_accounts();
        let problems = self.finds.iter().flat_map(|find| &find.problems);
        let serious = problems.filter(|problem| !(has_accounts && problem.is_harmless_beside_accounts));
        serious.map(|problem| problem.failure.clone().about(&problem.source)).collect()
    }
}

impl Find {
    /// The accounts and problems of a source whose places are among those `wanted`.
    fn of(draft: &Draft, source: usize, wanted: &dyn Fn(&[usize]) -> bool) -> Self {
        let items = draft.items().iter().filter(|item| item.source_number == source);
        let problems = draft.problems().iter().filter(|problem| problem.source_number == source);
        Self {
            corners: None,
            items: items.filter(|item| wanted(item.place.as_slice())).map(|item| item.item).collect(),
            problems: problems.filter(|problem| wanted(&problem.places)).map(Problem::from).collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty() && self.problems.is_empty()
    }
}

impl From<&DraftProblem> for Problem {
    fn from(problem: &DraftProblem) -> Self {
        let error = &problem.error;
        Self {
            source: problem.source.clone(),
            failure: error.into(),
            is_harmless_beside_accounts: matches!(error, IntakeError::NotAnAccount(_) | IntakeError::OtherLines { .. }),
        }
    }
}
