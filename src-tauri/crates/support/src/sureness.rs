//! A probability as people read it: in words, and as a number that is neither certain nor impossible.

/// How sure a probability makes one.
#[must_use]
pub fn sureness(probability: f64) -> &'static str {
    match probability {
        sure if sure >= 0.99 => "as good as certain",
        sure if sure >= 0.9 => "very likely",
        sure if sure >= 0.66 => "likely",
        sure if sure >= 0.4 => "about as likely as not",
        sure if sure >= 0.1 => "possible",
        _ => "unlikely",
    }
}

/// As many digits as tell something.
#[must_use]
pub fn percent(probability: f64) -> String {
    match probability * 100.0 {
        small if small < 0.01 => "less than 0.01 %".to_owned(),
        small if small < 10.0 => format!("{small:.2} %"),
        large if large < 99.0 => format!("{large:.0} %"),
        large if large < 99.99 => format!("{large:.2} %"),
        _ => "more than 99.99 %".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_as_certain_or_impossible() {
        for (probability, told) in [
            (0.0, "less than 0.01 %"),
            (0.0123, "1.23 %"),
            (0.5, "50 %"),
            (0.9951, "99.51 %"),
            (1.0, "more than 99.99 %"),
        ] {
            assert_eq!(percent(probability), told);
        }
    }

    #[test]
    fn words_grow_with_the_probability() {
        let words: Vec<&str> = [0.02, 0.3, 0.5, 0.8, 0.95, 0.999].into_iter().map(sureness).collect();
        let all = ["unlikely", "possible", "about as likely as not", "likely", "very likely", "as good as certain"];
        assert_eq!(words, all);
    }
}
