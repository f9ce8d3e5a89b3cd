//! Which backups are kept: the newest of each of ten days, eight weeks and twelve months that have one.

use std::collections::BTreeSet;

use otp::UnixSeconds;

const DAYS: usize = 10;
const WEEKS: usize = 8;
const MONTHS: usize = 12;

const SECONDS_A_DAY: u64 = 86_400;

/// The places in `made` of those that are kept; the rest may go. Of two of one second the later place is the newer. Days
/// are those of UTC, weeks begin on Monday.
pub(super) fn kept(made: &[UnixSeconds]) -> BTreeSet<usize> {
    let mut newest_first: Vec<(UnixSeconds, usize)> = made.iter().copied().zip(0..).collect();
    newest_first.sort_unstable();
    newest_first.reverse();
    let mut kept = BTreeSet::new();
    keep(&mut kept, &newest_first, DAYS, day);
    // The first day of 1970 was a Thursday.
    keep(&mut kept, &newest_first, WEEKS, |made| (day(made) + 3) / 7);
    keep(&mut kept, &newest_first, MONTHS, |made| {
        let (year, month, _) = date(made);
        year * 12 + month
    });
    kept
}

fn keep(
    kept: &mut BTreeSet<usize>,
    newest_first: &[(UnixSeconds, usize)],
    most: usize,
    period: impl Fn(UnixSeconds) -> u64,
) {
    let mut seen = BTreeSet::new();
    for (made, place) in newest_first {
        if seen.len() < most && seen.insert(period(*made)) {
            kept.insert(*place);
        }
    }
}

fn day(made: UnixSeconds) -> u64 {
    made.0 / SECONDS_A_DAY
}

/// Year, month and day of UTC, by the usual counting in eras of 400 years that begin in March.
fn date(at: UnixSeconds) -> (u64, u64, u64) {
    let days = day(at).saturating_add(719_468);
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let (month, next_year) = if from_march < 10 { (from_march + 3, 0) } else { (from_march - 9, 1) };
    (era * 400 + year_of_era + next_year, month, day)
}

/// Letters of what [`name_of`] gives, until the year 9999.
pub(super) const NAME_LENGTH: usize = 17;

/// Such as `2026-11-22-113000`: sorts by time, and every system takes it in a name.
pub(super) fn name_of(made: UnixSeconds) -> String {
    let (year, month, day) = date(made);
    let second = made.0 % SECONDS_A_DAY;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}-{hour:02}{minute:02}{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = SECONDS_A_DAY;

    /// 2026-11-22 11:30:00.
    const NOW: u64 = 1_795_347_000;

    /// When those that are kept were made.
    fn times(made: &[UnixSeconds]) -> BTreeSet<UnixSeconds> {
        kept(made).into_iter().map(|place| made[place]).collect()
    }

    #[test]
    fn a_name_tells_the_moment() {
        for (seconds, name) in [
            (0, "1970-01-01-000000"),
            (951_782_400, "2000-02-29-000000"),
            (NOW, "2026-11-22-113000"),
            (4_107_542_399, "2100-02-28-235959"),
            (4_107_542_400, "2100-03-01-000000"),
        ] {
            assert_eq!(name_of(UnixSeconds(seconds)), name);
        }
    }

    #[test]
    fn one_a_day_for_three_years_leaves_ten_days_eight_weeks_and_twelve_months() {
        let made: Vec<_> = (0..1_095).map(|day| UnixSeconds(NOW - day * DAY)).collect();
        let kept = times(&made);
        let days = |seconds: &UnixSeconds| (NOW - seconds.0) / DAY;
        let ages: BTreeSet<u64> = kept.iter().map(days).collect();
        assert!((0..10).all(|day| ages.contains(&day)), "{ages:?}");
        // The newest of a week is its Sunday; of a month its last day.
        assert!((0..8).all(|week| ages.contains(&(7 * week))), "{ages:?}");
        for month_end in ["2025-12-31", "2026-01-31", "2026-02-28", "2026-09-30", "2026-10-31"] {
            assert!(kept.iter().any(|made| name_of(*made).starts_with(month_end)), "{month_end}");
        }
        assert!(kept.len() <= DAYS + WEEKS + MONTHS && kept.len() >= 25, "{}", kept.len());
        assert_eq!(times(&kept.iter().copied().collect::<Vec<_>>()), kept, "a second time nothing more goes");
    }

    #[test]
    fn many_in_an_hour_leave_the_newest_and_gaps_lose_nothing() {
        let made: Vec<_> = (0..100).map(|second| UnixSeconds(NOW - second)).collect();
        assert_eq!(times(&made), BTreeSet::from([UnixSeconds(NOW)]));
        assert_eq!(kept(&[UnixSeconds(NOW); 3]), BTreeSet::from([2]));
        let rare: Vec<_> = (0..10).map(|year| UnixSeconds(NOW - year * 366 * DAY)).collect();
        assert_eq!(kept(&rare).len(), 10);
        assert!(kept(&[]).is_empty());
    }
}
