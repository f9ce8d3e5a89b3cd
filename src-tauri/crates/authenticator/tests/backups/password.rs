//! Another password for the backups of a folder.

use std::path::Path;

use authenticator::Rewrapped;

use super::*;

const NEW: &str = "another battery, another staple";

fn change(desk: &Desk, secret: &str, seed: u64) -> Result<Rewrapped, StoreError> {
    let key = desk.backups().with_password(secret, NEW, &Slots::LEAST, &mut Counting(seed))?;
    desk.backups().rewrap(&key, &mut Counting(seed + 100))
}

fn opens(path: &Path, secret: &str) -> bool {
    Backups::open(path, secret).is_ok()
}

/// Three backups of one account; gives them, the oldest first, and the recovery code.
fn three(desk: &Desk) -> (Vec<PathBuf>, String) {
    desk.add("alice", Parameters::default());
    let first = desk.make_at(NOW);
    let code = first.recovery_code.as_ref().unwrap().to_text().to_string();
    let others = [1, 2].map(|days| desk.make_at(UnixSeconds(NOW.0 + days * DAY)).backup.path);
    ([vec![first.backup.path], others.to_vec()].concat(), code)
}

#[test]
fn every_backup_opens_with_the_new_password_and_the_same_recovery_code_and_none_with_the_old() {
    let desk = Desk::new();
    let (paths, code) = three(&desk);
    let made: Vec<_> = desk.backups().list(PASSWORD).unwrap().into_iter().map(|backup| backup.made_at).collect();
    let done = change(&desk, PASSWORD, 1).unwrap();
    assert_eq!((done.changed.len(), done.left.len()), (3, 0));
    for path in &paths {
        assert!(opens(path, NEW) && opens(path, &code) && !opens(path, PASSWORD), "{}", path.display());
    }
    let after: Vec<_> = desk.backups().list(NEW).unwrap().into_iter().map(|backup| backup.made_at).collect();
    assert_eq!(made, after, "when each was made stays");
    let again = desk.backups().make(&desk.accounts(), NEW, &Slots::LEAST, NOW, &mut Counting(5)).unwrap();
    assert!(again.recovery_code.is_none() && opens(&again.backup.path, &code));
}

#[test]
fn a_wrong_or_short_password_changes_nothing_and_a_forgotten_one_is_set_anew_by_the_recovery_code() {
    let desk = Desk::new();
    let (paths, code) = three(&desk);
    let before: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    assert_eq!(change(&desk, "a wrong password", 1).unwrap_err().code(), "password-wrong");
    let short = desk.backups().with_password(PASSWORD, "short", &Slots::LEAST, &mut Counting(1));
    assert_eq!(short.unwrap_err().code(), "password-too-short");
    assert_eq!(paths.iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>(), before);
    assert_eq!(change(&desk, &code, 2).unwrap().changed.len(), 3);
    assert!(opens(&paths[0], NEW));
    let empty = Backups::in_folder(&desk.folder.path().join("nowhere"));
    let refused = empty.with_password(PASSWORD, NEW, &Slots::LEAST, &mut Counting(1)).unwrap_err();
    assert_eq!(refused.code(), "backup-folder-empty");
}

/// As a program leaves them that is killed after so many of the replacements.
#[test]
fn a_change_that_is_cut_off_anywhere_leaves_all_readable_and_goes_on_with_either_password() {
    for (changed, secret) in [(0, PASSWORD), (1, PASSWORD), (2, NEW), (3, NEW)] {
        let desk = Desk::new();
        let (paths, code) = three(&desk);
        let before: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        change(&desk, PASSWORD, 1).unwrap();
        // The newest are changed first.
        for (path, bytes) in paths.iter().zip(&before).take(3 - changed) {
            fs::write(path, bytes).unwrap();
        }
        fs::write(paths[0].with_extension("backup.new"), b"half").unwrap();
        assert!(paths.iter().all(|path| opens(path, &code)), "{changed}");
        change(&desk, secret, 2).unwrap();
        assert!(paths.iter().all(|path| opens(path, NEW) && !opens(path, PASSWORD)), "{changed}");
    }
}

#[test]
fn what_could_not_be_changed_is_named_and_deleted_only_while_another_opens() {
    let desk = Desk::new();
    let (paths, _) = three(&desk);
    let old = fs::read(&paths[0]).unwrap();
    let key = desk.backups().with_password(PASSWORD, NEW, &Slots::LEAST, &mut Counting(1)).unwrap();
    assert_eq!(desk.backups().discard_old(&key).unwrap(), Vec::<PathBuf>::new(), "none opens with the new one yet");
    assert!(paths.iter().all(|path| opens(path, PASSWORD)));
    desk.backups().rewrap(&key, &mut Counting(2)).unwrap();
    fs::write(&paths[0], &old).unwrap();
    let foreign = desk.place().join("countersign-2020-01-01-000000.backup");
    fs::write(&foreign, b"damaged").unwrap();
    assert_eq!(desk.backups().with_old_password(&key).unwrap(), [paths[0].clone()]);
    assert_eq!(desk.backups().discard_old(&key).unwrap(), [paths[0].clone()]);
    assert!(foreign.exists() && opens(&paths[1], NEW) && opens(&paths[2], NEW));
}

/// A folder in the place of the file that would be written first.
#[test]
fn a_backup_that_cannot_be_written_is_left_as_it_was_and_told() {
    let desk = Desk::new();
    let (paths, _) = three(&desk);
    fs::create_dir(desk.place().join(format!("{}.new", paths[1].file_name().unwrap().to_str().unwrap()))).unwrap();
    let done = change(&desk, PASSWORD, 1).unwrap();
    assert_eq!((done.changed.len(), done.left), (2, vec![paths[1].clone()]));
    assert!(opens(&paths[1], PASSWORD) && opens(&paths[2], NEW));
}
