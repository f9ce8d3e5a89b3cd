//! Which backups are deleted when a new one was proven.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use otp::UnixSeconds;

use super::{Backup, BackupKey, Backups, made_at, read, rotation};
use crate::record_id::RecordId;
use crate::sealed_file::format::Records;

/// How long the last backup of an account that is gone is kept, in seconds: a year.
const LAST_OF_AN_ACCOUNT: u64 = 366 * 86_400;

impl Backups {
    /// Deletes what newer ones stand for, and says which. None is deleted that cannot be read, nor the one just made (the
    /// clock may have gone back), nor for a year the last that has an account which is gone: a backup that was made over
    /// a loss must not take the account with it. What could not be deleted is left to the next time.
    pub(super) fn rotate(&self, made: &Backup, records: &Records, key: &BackupKey) -> Vec<PathBuf> {
        let paths = self.paths().unwrap_or_default();
        let dated: Vec<(UnixSeconds, PathBuf)> =
            paths.into_iter().filter_map(|path| Some((made_at(&path)?, path))).collect();
        let kept = rotation::kept(&dated.iter().map(|(at, _)| *at).collect::<Vec<_>>());
        let is_kept = |(place, (_, path)): &(usize, (UnixSeconds, PathBuf))| kept.contains(place) || *path == made.path;
        let (stay, surplus): (Vec<_>, Vec<_>) = (0..).zip(dated).partition(is_kept);
        let mut elsewhere: Option<BTreeSet<RecordId>> = None;
        let mut deleted = Vec::new();
        for (_, (at, path)) in surplus.into_iter().rev() {
            let Some(held) = ids(&path, key) else { continue };
            let is_old = made.made_at.is_some_and(|now| now.0.saturating_sub(at.0) > LAST_OF_AN_ACCOUNT);
            if !is_old && held.iter().any(|id| !records.contains_key(id)) {
                let known = elsewhere.get_or_insert_with(|| {
                    let others = stay.iter().filter_map(|(_, (_, path))| ids(path, key)).flatten();
                    others.chain(records.keys().copied()).collect()
                });
                if !held.is_subset(known) {
                    known.extend(held);
                    continue;
                }
            }
            if fs::remove_file(&path).is_ok() {
                deleted.push(path);
            }
        }
        deleted
    }
}

fn ids(path: &std::path::Path, key: &BackupKey) -> Option<BTreeSet<RecordId>> {
    let records = read(path).ok()?.open(&key.key, path).ok()?;
    Some(records.keys().copied().collect())
}
