//! Times in scenarios: `90s`, `1d 2h 30m`, `-40s`.

/// Whole seconds in words; none where it is no time.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let (sign, text) = match text.trim().strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.trim()),
    };
    let parts: Option<Vec<i64>> = text.split_whitespace().map(part).collect();
    let parts = parts.filter(|parts| !parts.is_empty())?;
    parts.into_iter().try_fold(0_i64, i64::checked_add)?.checked_mul(sign)
}

fn part(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse::<i64>().ok()?.checked_mul(unit)).flatten()
}

/// Seconds for people: `2d 03:00:10`.
pub(crate) fn shown(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let whole = seconds.unsigned_abs();
    let (days, rest) = (whole / 86_400, whole % 86_400);
    let clock = format!("{:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60);
    if days > 0 { format!("{sign}{days}d {clock}") } else { format!("{sign}{clock}") }
}
