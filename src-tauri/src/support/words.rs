//! What the window says of a case beside the words of the catalogue.

use ::support::{Refusal, percent, sureness};

/// As sure as anything gets.
const AS_GOOD_AS: f64 = 0.99;

/// Why a code was not looked at.
pub(super) fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Locked => "not looked at: locked",
        Refusal::Throttled => "not looked at: too soon after wrong tries",
        Refusal::SessionOver => "not looked at: the half sign-in had ended",
    }
}

/// Whether the person would have got in, with these probabilities that they would and that they would not.
pub(super) fn answer(gets_in: f64, rejected: f64) -> String {
    match () {
        () if gets_in >= AS_GOOD_AS => format!("Yes: {}", percent(gets_in)),
        () if rejected >= AS_GOOD_AS => "No".to_owned(),
        () if 1.0 - gets_in - rejected >= 0.5 => "Nobody can tell".to_owned(),
        () if gets_in >= 0.5 => format!("Yes, {}: {}", sureness(gets_in), percent(gets_in)),
        () if gets_in >= 0.1 => format!("Perhaps: {}", percent(gets_in)),
        () => format!("No, {}: {}", sureness(rejected), percent(rejected)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_as_sure_as_the_evidence() {
        for (gets_in, rejected, told) in [
            (0.999, 0.001, "Yes: 99.90 %"),
            (0.0, 0.999, "No"),
            (0.02, 0.03, "Nobody can tell"),
            (0.7, 0.3, "Yes, likely: 70 %"),
            (0.3, 0.7, "Perhaps: 30 %"),
            (0.05, 0.94, "No, very likely: 94 %"),
        ] {
            assert_eq!(answer(gets_in, rejected), told);
        }
    }
}
