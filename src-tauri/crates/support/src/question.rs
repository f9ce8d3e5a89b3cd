//! What to ask next: the question whose answers part the likeliest causes best.

use serde::{Deserialize, Serialize};

use crate::{Kind, Ranked};

/// A question for the person, or for oneself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// The next code.
    NextCode,
    /// What the clock of the device shows.
    DeviceTime,
    /// Whether other people have the same trouble.
    OthersToo,
    /// Whether there is another entry for this account, or another device.
    OtherEntry,
}

/// Surer than this nothing needs to be asked.
const SURE: f64 = 0.98;

impl Question {
    const ALL: [Self; 4] = [Self::NextCode, Self::DeviceTime, Self::OthersToo, Self::OtherEntry];

    /// The question in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::NextCode => "Ask for the next code that the device shows, and when it was read.",
            Self::DeviceTime => {
                "Ask what time and date the device shows, to the minute, and compare it with a right clock."
            }
            Self::OthersToo => "Look whether other people have been rejected at the same time.",
            Self::OtherEntry => "Ask whether the app has several entries for this account, or another device has one.",
        }
    }

    /// Which answer a cause leads to: causes with one number stay together.
    fn answer(self, kind: Kind) -> u8 {
        match self {
            Self::NextCode => next_code(kind),
            Self::DeviceTime => u8::from(matches!(kind, Kind::DeviceClock | Kind::TimeZone | Kind::WrongDate)),
            Self::OthersToo => u8::from(kind == Kind::ServerClock),
            Self::OtherEntry => u8::from(matches!(
                kind,
                Kind::RetiredSecret | Kind::PendingSecret | Kind::OtherAccount | Kind::NotAskedDevice
            )),
        }
    }
}

/// A clock is off again by as much; what happens once does not happen again; another secret stays another.
fn next_code(kind: Kind) -> u8 {
    match kind {
        Kind::DeviceClock | Kind::TimeZone | Kind::WrongDate | Kind::ServerClock => 0,
        Kind::TypedLate | Kind::NextCode | Kind::Replay | Kind::CodeIsRight => 1,
        Kind::DigitMistyped | Kind::DigitsSwapped | Kind::CodeCut | Kind::ZeroLost | Kind::DigitExtra => 1,
        Kind::NothingKnown => 2,
        Kind::CounterAhead | Kind::CounterBehind => 3,
        Kind::RetiredSecret | Kind::PendingSecret => 4,
        Kind::NotAskedDevice | Kind::OtherForm | Kind::OtherAccount => 5,
        Kind::IgnoresAlgorithm | Kind::IgnoresDigits | Kind::IgnoresPeriod | Kind::IgnoresSeveral => 6,
        _ => 7,
    }
}

/// The question that leaves the least doubt; none where there is next to none already.
pub(crate) fn best(causes: &[Ranked]) -> Option<Question> {
    let members: Vec<(Kind, f64)> =
        causes.iter().flat_map(|cause| &cause.members).map(|member| (member.kind, member.probability)).collect();
    if members.iter().any(|(_, probability)| *probability > SURE) {
        return None;
    }
    let left = |question: &Question| doubt_after(*question, &members);
    let best = Question::ALL.into_iter().min_by(|one, other| left(one).total_cmp(&left(other)))?;
    (left(&best) < doubt(members.iter().map(|(_, probability)| *probability)) - 0.01).then_some(best)
}

/// The doubt that is left on average, in bits.
fn doubt_after(question: Question, members: &[(Kind, f64)]) -> f64 {
    let answers = (0..=u8::MAX).take(8);
    let of = |answer: u8| members.iter().filter(move |(kind, _)| question.answer(*kind) == answer);
    answers
        .map(|answer| {
            let sum: f64 = of(answer).map(|(_, probability)| probability).sum();
            if sum > 0.0 { sum * doubt(of(answer).map(|(_, probability)| probability / sum)) } else { 0.0 }
        })
        .sum()
}

/// The entropy of some probabilities, in bits.
fn doubt(probabilities: impl Iterator<Item = f64>) -> f64 {
    probabilities.filter(|probability| *probability > 0.0).map(|probability| -probability * probability.log2()).sum()
}
