//! What the server says of itself, on standard error.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// What of ours writes a log. Others are never asked for more than warnings: they would tell of requests and statements.
const OURS: [&str; 3] = ["relying_party", "relying_party_server", "host"];

/// Logs from this level on; a line each, as JSON where that was asked for.
pub(super) fn to_standard_error(level: &str, json: bool) {
    let level: LevelFilter = level.parse().unwrap_or(LevelFilter::WARN);
    let filter = Targets::new().with_default(level.min(LevelFilter::WARN)).with_targets(OURS.map(|name| (name, level)));
    let lines = fmt::layer().with_ansi(false).with_writer(std::io::stderr);
    let lines = if json { lines.json().with_filter(filter).boxed() } else { lines.with_filter(filter).boxed() };
    // A process has one log; a second start in it, as in a test, keeps the first.
    let _first = tracing_subscriber::registry().with(lines).try_init();
}
