//! Times as pages show them: in UTC, said so, with the exact time for programs.

/// A time in Unix seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(i64);

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY: i64 = 86_400;

/// A day of the calendar.
struct Day {
    year: i64,
    month: i64,
    day: i64,
}

/// The proleptic Gregorian day so many days after 1 January 1970 (Howard Hinnant, `civil_from_days`).
fn day_after_epoch(days: i64) -> Day {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Day { year, month, day: day_of_year - (153 * shifted_month + 2) / 5 + 1 }
}

impl Moment {
    /// A time of the database; far beyond any calendar it is cut off.
    pub(super) fn new(seconds: i64) -> Self {
        Self(seconds.clamp(0, 253_402_300_799))
    }

    /// For people, to the minute.
    pub(super) fn html(self) -> String {
        self.element(&self.minute())
    }

    /// For people who compare logs, to the second.
    pub(super) fn exact(self) -> String {
        self.element(&format!("{} {}", self.date(), self.clock()))
    }

    /// To the minute, without markup.
    pub(super) fn minute(self) -> String {
        let rest = self.0.rem_euclid(DAY);
        format!("{}, {:02}:{:02} UTC", self.date(), rest / 3_600, rest / 60 % 60)
    }

    fn element(self, text: &str) -> String {
        let Day { year, month, day } = day_after_epoch(self.0.div_euclid(DAY));
        format!(r#"<time datetime="{year:04}-{month:02}-{day:02}T{}Z">{text}</time>"#, self.clock())
    }

    fn date(self) -> String {
        let Day { year, month, day } = day_after_epoch(self.0.div_euclid(DAY));
        let name = usize::try_from(month - 1).ok().and_then(|place| MONTHS.get(place)).copied().unwrap_or_default();
        format!("{day} {name} {year}")
    }

    fn clock(self) -> String {
        let rest = self.0.rem_euclid(DAY);
        format!("{:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_leap_day_is_written_as_people_and_programs_read_it() {
        let moment = Moment::new(1_709_164_799);
        assert_eq!(moment.html(), r#"<time datetime="2024-02-28T23:59:59Z">28 Feb 2024, 23:59 UTC</time>"#);
        assert_eq!(Moment::new(1_709_164_800).minute(), "29 Feb 2024, 00:00 UTC");
    }

    #[test]
    fn the_first_and_the_last_second_have_a_date() {
        assert_eq!(Moment::new(-5).minute(), "1 Jan 1970, 00:00 UTC");
        assert_eq!(Moment::new(i64::MAX).minute(), "31 Dec 9999, 23:59 UTC");
    }
}
