//! Times as pages show them: in UTC, said so, with the exact time for programs.

use jiff::Timestamp;

/// A time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(Timestamp);

impl Moment {
    /// A time of the database, in Unix seconds; far beyond any calendar it is cut off.
    pub(super) fn new(seconds: i64) -> Self {
        Self(Timestamp::from_second(seconds.max(0)).unwrap_or(Timestamp::MAX))
    }

    /// For people, to the minute.
    pub(super) fn html(self) -> String {
        self.element(&self.minute())
    }

    /// For people who compare logs, to the second.
    pub(super) fn exact(self) -> String {
        self.element(&self.0.strftime("%-d %b %Y %T").to_string())
    }

    /// To the minute, without markup.
    pub(super) fn minute(self) -> String {
        self.0.strftime("%-d %b %Y, %H:%M UTC").to_string()
    }

    fn element(self, text: &str) -> String {
        format!(r#"<time datetime="{}">{text}</time>"#, self.0.strftime("%FT%TZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_leap_day_is_written_as_people_and_programs_read_it() {
        let moment = Moment::new(1_709_164_799);
        assert_eq!(moment.html(), r#"<time datetime="2024-02-28T23:59:59Z">28 Feb 2024, 23:59 UTC</time>"#);
        assert_eq!(moment.exact(), r#"<time datetime="2024-02-28T23:59:59Z">28 Feb 2024 23:59:59</time>"#);
        assert_eq!(Moment::new(1_709_164_800).minute(), "29 Feb 2024, 00:00 UTC");
    }

    #[test]
    fn the_first_and_the_last_second_have_a_date() {
        assert_eq!(Moment::new(-5).minute(), "1 Jan 1970, 00:00 UTC");
        assert_eq!(Moment::new(i64::MAX).minute(), "30 Dec 9999, 22:00 UTC");
    }
}
