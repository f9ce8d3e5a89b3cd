//! What crosses for the Support view: rejections to choose from, a rejection that was looked into, what would have come of
//! it, its bundle, and what became of that when it was replayed.
//!
//! A secret comes in once, with [`TypedCase`], and never goes back; codes come in and never go back either.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Kind;

/// The rejections of codes in the journal of the relying party.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectionsView {
    /// Newest first.
    pub rejections: Vec<RejectionView>,
    /// There are older ones, which are not told.
    pub more: bool,
}

/// A rejection of a code.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectionView {
    /// Its number in the journal.
    pub entry: u32,
    /// Unix seconds.
    pub at: u32,
    /// Whose it was; none where the user is gone.
    pub username: Option<String>,
    /// What was tried, for people.
    pub event_words: String,
    /// What the journal gives as the reason, for people.
    pub reason_words: String,
}

/// What a person has at hand where no relying party holds it.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypedCase {
    /// An otpauth:// address, or base32. It leaves the page with this.
    pub secret: String,
    /// Of a secret without an address: the kind of code.
    pub kind: Kind,
    /// Of a secret without an address: `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: String,
    /// Of a secret without an address: digits of a code.
    pub digits: u32,
    /// Of a secret without an address: seconds a code lives.
    pub period: u32,
    /// Of a secret without an address, HOTP: the counter that is expected next.
    pub counter: u32,
    /// The rejected code, then those that were read out since.
    pub codes: Vec<TypedCode>,
    /// Steps before the current one that the verifier accepts.
    pub back: u32,
    /// Steps after it.
    pub ahead: u32,
    /// What the clock of the device showed at the first code, in Unix seconds.
    pub device_showed: Option<f64>,
    /// When the code was given that was accepted last, in Unix seconds.
    pub last_accepted: Option<f64>,
}

/// A code as a person gave it.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypedCode {
    /// As it was typed.
    pub text: String,
    /// When, by the verifier's clock, in Unix seconds; none for now.
    pub at: Option<f64>,
}

/// What is known since; at least one of both.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnownSince {
    /// A code that the person read out.
    pub code: Option<TypedCode>,
    /// What the clock of the device shows at this moment, in Unix seconds.
    pub device_shows: Option<f64>,
}

/// A rejection that was looked into.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseView {
    /// Which: what is asked about it names this.
    pub case: u32,
    /// Where it came from.
    pub origin: CaseOrigin,
    /// Whose account it is, as far as that is known.
    pub names: Vec<CaseName>,
    /// Why it was rejected, the likeliest first.
    pub causes: Vec<CauseView>,
    /// Where the reason is known, such as a lock: what the code says besides.
    pub beneath: Vec<CauseView>,
    /// What to ask the person next; none where nothing needs to be asked.
    pub question: Option<QuestionView>,
    /// Where nothing explains it: one in so many times the catalogue has the cause and it was missed.
    pub missed_one_in: Option<f64>,
    /// How many hypotheses were tried, for all codes together.
    pub tried: f64,
    /// What could not be tried, because nothing was at hand to try it with.
    pub untried: Vec<String>,
    /// What the codes looked like, and what they matched, in the order of time.
    pub evidence: Vec<EvidenceView>,
    /// What they were compared with, in words.
    pub held: Vec<String>,
    /// How far the codes of other people were off, in seconds.
    pub others: Vec<i32>,
    /// What the picture shows.
    pub timeline: TimelineView,
    /// Whether what is known since can be compared with the rest.
    pub takes_more: bool,
}

/// Where a case came from.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CaseOrigin {
    /// A rejection of the relying party.
    Rejection {
        /// Its number in the journal.
        entry: u32,
    },
    /// A secret and codes that were typed in.
    Typed,
    /// A bundle.
    Bundle {
        /// What its file is called.
        file: String,
    },
}

/// A name that a bundle may have in it, if the person ticks it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseName {
    /// Which.
    pub part: NamePart,
    /// The name.
    pub text: String,
}

/// Whose name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NamePart {
    /// The site's.
    Issuer,
    /// The account's.
    Account,
}

/// A cause.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CauseView {
    /// Its name in the catalogue, such as `device-clock`.
    pub kind: String,
    /// What it is, in a few words.
    pub title: String,
    /// 0 to 1.
    pub probability: f64,
    /// The same in words, such as "very likely".
    pub sureness: String,
    /// The same as a number, such as "97 %".
    pub percent: String,
    /// It needs no probability: the relying party says so, or the text of the code shows it.
    pub is_known: bool,
    /// Every cause that leaves the same evidence, with its own probability, where there are several.
    pub members: Vec<MemberView>,
    /// How far the clock (or the counter) is off, in words.
    pub off: Option<String>,
    /// How many hypotheses of this kind were tried.
    pub tried: f64,
    /// The probability that one of these hits by chance, such as "0.58 %".
    pub chance: String,
    /// What staff should do.
    pub staff: String,
    /// What to tell the person.
    pub person: String,
}

/// One cause of several that leave the same evidence.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    /// What it is, in a few words.
    pub title: String,
    /// Its own probability, such as "70 %".
    pub percent: String,
}

/// What to ask next.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// Whether it asks for the next code.
    pub is_next_code: bool,
    /// In words.
    pub text: String,
}

/// What is known of one code.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceView {
    /// Seconds after the first.
    pub after: f64,
    /// Whether it was only read out afterwards.
    pub read_out: bool,
    /// What the text looked like.
    pub form: String,
    /// What it matched, in words; the nearest first.
    pub matches: Vec<String>,
    /// How many more it matched.
    pub more_matches: u32,
    /// How many hypotheses it was compared with.
    pub tried: f64,
}

/// What the picture shows. Steps are counted from the verifier's own step of that moment, negative: before it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TimelineView {
    /// Seconds of a step; none for codes by a counter.
    pub period: Option<u32>,
    /// The steps that are accepted.
    pub window: WindowView,
    /// How far into its own step the verifier's clock was, in seconds; none where nothing tells.
    pub second: Option<u32>,
    /// The step of the rejected code; none where it is of no step that was looked at.
    pub code: Option<i32>,
    /// Whether it is that which stands in its way: it, or a later one, had been used.
    pub is_used: bool,
    /// Whether it is a code of another secret, or of one read wrongly.
    pub is_foreign: bool,
    /// Whether it was typed otherwise than it was shown.
    pub is_mistyped: bool,
    /// How far the device's clock is ahead, at least and at most, in seconds; none where nothing tells.
    pub device: Option<[i32; 2]>,
    /// How far that is, in words, such as "about 82 minutes behind".
    pub device_words: Option<String>,
    /// The steps of codes that were read out besides.
    pub read_out: Vec<i32>,
}

/// Steps that are accepted around the verifier's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowView {
    /// Before it.
    pub back: u32,
    /// After it.
    pub ahead: u32,
}

/// What is supposed to be otherwise.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfRequest {
    /// The steps that are accepted; none: as they are.
    pub window: Option<WindowView>,
    /// The clock that is off shows the right time.
    pub clock_mended: bool,
    /// The same app was set up again.
    pub set_up_again: bool,
    /// The person tries again with a fresh code.
    pub fresh_code: bool,
}

/// What would have come of it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfView {
    /// The probability that the person would have got in.
    pub gets_in: f64,
    /// The probability of a rejection. What is missing to 1 nobody can tell.
    pub rejected: f64,
    /// The answer, such as "Yes, very likely: 97 %".
    pub answer: String,
    /// What would still stand in the way, in words.
    pub left: Vec<String>,
    /// The step of the code then.
    pub code: Option<i32>,
    /// The steps that would be accepted.
    pub window: WindowView,
    /// The steps that would have to be accepted for the code as it was typed.
    pub needed: Option<WindowView>,
    /// One guess in so many hits then.
    pub guess_one_in: f64,
}

/// A bundle before it is written.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BundleView {
    /// The whole text.
    pub text: String,
    /// Where it might go.
    pub path: String,
}

/// What became of a bundle that was replayed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReproductionView {
    /// Whether the same rejection came out, for the same reason, at the same step.
    pub same: bool,
    /// What was rejected, in words.
    pub rejection: String,
    /// Where it differs.
    pub differences: Vec<DifferenceView>,
    /// How many fresh secrets were tried.
    pub secrets: u32,
    /// The story as it was played.
    pub steps: Vec<ReplayedStepView>,
}

/// One thing that is otherwise.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceView {
    /// Such as `step 7`, `cause` or `code`.
    pub what: String,
    /// What the bundle says.
    pub expected: String,
    /// What came.
    pub got: String,
}

/// A step of the story.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReplayedStepView {
    /// Counted from 1.
    pub number: u32,
    /// What was done.
    pub what: String,
    /// Seconds since the start of the story.
    pub at: f64,
    /// How it ended.
    pub got: String,
    /// Whether that was expected.
    pub passed: bool,
}
