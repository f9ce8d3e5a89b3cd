//! What became of all rows, counted.

use super::preview::{ImportOutcome, PreviewRow};

/// How many rows there are, and of each outcome: the last three always add up to the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Rows that were read: lines that are neither empty nor comments, accounts of exports, records.
    pub read: u32,
    /// Those that are added.
    pub added: u32,
    /// Those that were here, or stood in the file before.
    pub already_here: u32,
    /// Those that are refused.
    pub refused: u32,
    /// Of those that are added: accounts that this version makes no codes for.
    pub kept: u32,
}

impl ImportCounts {
    pub(super) fn of(rows: &[PreviewRow]) -> Self {
        let mut counts = Self::default();
        for row in rows {
            let count = match row.outcome {
                ImportOutcome::Added => &mut counts.added,
                ImportOutcome::AlreadyHere { .. } => &mut counts.already_here,
                ImportOutcome::Refused(_) => &mut counts.refused,
            };
            *count = count.saturating_add(1);
            counts.read = counts.read.saturating_add(1);
            if row.kept.is_some() && row.outcome == ImportOutcome::Added {
                counts.kept = counts.kept.saturating_add(1);
            }
        }
        counts
    }
}
