//! What was found and not stored yet. Secrets stay on this side; the window sees what a preview needs.

use std::collections::BTreeMap;

use authenticator::Account;
use authenticator::intake::{Draft, DraftItem, DraftPlace, DraftProblem, DraftSource, Duplicate};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use otp::migration::Progress;

use crate::api::{
    BatchView, DraftItemView, DraftPictureView, DraftProblemView, DraftView, DuplicateView, PlaceView, WarningView,
};
use crate::failure::AppError;
use crate::views;

/// The open drafts by number.
#[derive(Default)]
pub(crate) struct Drafts {
    open: BTreeMap<u32, Draft>,
    last: u32,
}

impl Drafts {
    /// The draft of this number, or a new one.
    pub(crate) fn open(&mut self, draft: Option<u32>) -> Result<(u32, &mut Draft), AppError> {
        let number = draft.unwrap_or_else(|| {
            self.last = self.last.saturating_add(1);
            self.open.insert(self.last, Draft::new());
            self.last
        });
        let draft = self.open.get_mut(&number).ok_or(AppError::NoDraft)?;
        Ok((number, draft))
    }

    /// Closes every draft and wipes it.
    pub(crate) fn clear(&mut self) {
        self.open.clear();
    }

    /// Closes a draft and wipes it.
    pub(crate) fn discard(&mut self, draft: u32) {
        self.open.remove(&draft);
    }
}

/// A draft as the preview shows it.
pub(crate) fn view(number: u32, draft: &Draft, existing: &[&Account]) -> DraftView {
    let duplicates = draft.duplicates(existing.iter().copied());
    let drawn = Drawn::of(draft);
    let items = draft.items().iter().zip(duplicates);
    DraftView {
        draft: number,
        items: items.map(|(item, duplicate)| item_view(item, duplicate, &drawn)).collect(),
        problems: draft.problems().iter().map(|problem| problem_view(problem, &drawn)).collect(),
        batches: draft.batches().into_iter().map(batch_view).collect(),
        pictures: drawn.pictures(draft),
    }
}

/// What a picture of a draft looks like, without its codes, as an address of its data.
pub(crate) fn sketch(draft: &Draft, picture: u32) -> Option<String> {
    let source = draft.sources().get(usize::try_from(picture).ok()?)?;
    let png = source.picture.as_ref()?.sketch.as_ref()?.to_png();
    Some(format!("data:image/png;base64,{}", STANDARD.encode(png)))
}

/// The sources whose pictures are drawn, each with the number of the first code in it.
struct Drawn(BTreeMap<usize, u32>);

impl Drawn {
    /// One code in a picture needs no drawing. Codes are counted in the order of the sources, so that a further picture
    /// leaves the numbers as they are.
    fn of(draft: &Draft) -> Self {
        let mut first = BTreeMap::new();
        let mut next = 1;
        for (number, source) in draft.sources().iter().enumerate() {
            let places = source.picture.as_ref().map_or(0, |picture| picture.places.len());
            if places > 1 {
                first.insert(number, next);
                next += count(places);
            }
        }
        Self(first)
    }

    fn place(&self, source: usize, place: usize) -> Option<u32> {
        self.0.get(&source).map(|first| first + count(place))
    }

    fn pictures(&self, draft: &Draft) -> Vec<DraftPictureView> {
        let drawn = self.0.iter().filter_map(|(number, first)| Some((*number, *first, draft.sources().get(*number)?)));
        drawn.filter_map(|(number, first, source)| picture_view(number, first, source)).collect()
    }
}

fn picture_view(number: usize, first: u32, source: &DraftSource) -> Option<DraftPictureView> {
    let picture = source.picture.as_ref()?;
    let places = picture.places.iter().zip(first..);
    Some(DraftPictureView {
        picture: count(number),
        source: source.name.clone(),
        width: picture.width,
        height: picture.height,
        places: places.map(|(place, number)| place_view(number, place)).collect(),
        has_sketch: picture.sketch.is_some(),
    })
}

fn place_view(number: u32, place: &DraftPlace) -> PlaceView {
    PlaceView { place: number, corners: place.corners, is_read: place.is_read }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn item_view(item: &DraftItem, duplicate: Option<Duplicate>, drawn: &Drawn) -> DraftItemView {
    let parameters = &item.account.parameters;
    let warnings = item.warnings.iter();
    DraftItemView {
        item: item.item,
        source: item.source.clone(),
        place: item.place.and_then(|place| drawn.place(item.source_number, place)),
        issuer: item.account.issuer.clone(),
        name: item.account.name.clone(),
        kind: views::kind(parameters),
        algorithm: parameters.algorithm().to_string(),
        digits: parameters.digits().value().into(),
        period: views::period(parameters),
        secret_bits: item.account.secret.bits(),
        warnings: warnings
            .map(|warning| WarningView { code: warning.code.to_owned(), message: warning.message.clone() })
            .collect(),
        duplicate: duplicate.map(duplicate_view),
    }
}

fn duplicate_view(duplicate: Duplicate) -> DuplicateView {
    let place = if duplicate.in_trash { " (in the trash)" } else { "" };
    let trashed = duplicate.id.filter(|_| duplicate.in_trash).map(|id| id.to_string());
    DuplicateView { same: duplicate.same, label: format!("{}{place}", duplicate.label), trashed }
}

fn problem_view(problem: &DraftProblem, drawn: &Drawn) -> DraftProblemView {
    let places = problem.places.iter().filter_map(|place| drawn.place(problem.source_number, *place));
    DraftProblemView { source: problem.source.clone(), places: places.collect(), error: problem.error.clone().into() }
}

fn batch_view(progress: Progress) -> BatchView {
    BatchView { have: progress.have, total: progress.total, missing: progress.missing }
}
