use super::*;
use crate::record_id::RecordId;

fn ids() -> Vec<RecordId> {
    ["3h0q8zt5v2wkd4n7r9xm6yb1ca", "5c2mt9rw4x7e1n8k0vq3zh6jyd"].map(|id| id.parse().unwrap()).to_vec()
}

fn folder() -> (tempfile::TempDir, DataFolder) {
    let outer = tempfile::tempdir().unwrap();
    let folder = DataFolder::new(&outer.path().join("a/b"));
    (outer, folder)
}

#[test]
fn hints_come_back_and_name_nothing_but_the_provider_and_ids() {
    let (_outer, folder) = folder();
    assert_eq!(folder.read_hints().unwrap(), HintsFound::Readable(Hints::default()));
    let hints = Hints { provider: "one".to_owned(), records: ids(), given_up: vec![ids()[0]], ..Hints::default() };
    folder.write_hints(&folder.lock().unwrap(), &hints).unwrap();
    assert_eq!(folder.read_hints().unwrap(), HintsFound::Readable(hints));
    let value: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path.join(HINTS)).unwrap()).unwrap();
    let names: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["format", "given_up", "provider", "records"]);
}

#[test]
fn hints_that_cannot_be_read_are_set_aside_under_free_names() {
    let (_outer, folder) = folder();
    let lock = folder.lock().unwrap();
    for text in ["", "{", r#"{"format":9,"provider":"","records":[]}"#, r#"{"format":1,"provider":"","records":["x"]}"#]
    {
        std::fs::write(folder.path.join(HINTS), text).unwrap();
        assert_eq!(folder.read_hints().unwrap(), HintsFound::Unreadable, "{text}");
        let kept = folder.set_hints_aside(&lock).unwrap();
        assert_eq!(std::fs::read_to_string(kept).unwrap(), text);
        assert_eq!(folder.read_hints().unwrap(), HintsFound::Readable(Hints::default()));
    }
    assert_eq!(std::fs::read_dir(&folder.path).unwrap().count(), 5, "the lock and four kept files");
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_outer, folder) = folder();
    folder.write_hints(&folder.lock().unwrap(), &Hints::default()).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path), 0o700);
    assert_eq!(mode(&folder.path.join(HINTS)), 0o600);
    assert_eq!(mode(&folder.path.join(LOCK)), 0o600);
}

#[test]
fn the_lock_lets_one_in_at_a_time() {
    let (_outer, folder) = folder();
    let held = folder.lock().unwrap();
    let other = std::fs::File::open(folder.path.join(LOCK)).unwrap();
    assert!(matches!(other.try_lock(), Err(std::fs::TryLockError::WouldBlock)));
    drop(held);
    other.try_lock().unwrap();
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_that_says_so() {
    let outer = tempfile::NamedTempFile::new().unwrap();
    let error = DataFolder::new(&outer.path().join("below-a-file")).lock().unwrap_err();
    assert_eq!(error.code(), "data-folder-failed");
    assert!(error.to_string().starts_with("could not create the folder "), "{error}");
}
