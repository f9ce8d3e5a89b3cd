//! `lock`: a password for the accounts in the keyring.

use authenticator::{
    HeaderState, LockError, LockState, LockStatus, LockableStore, RecoveryCode, SlotKind, StoreError, Turned, Unlocked,
};
use host::os::now;
use host::{Desk, work_of_a_password};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::arguments::{LockAction, StorePlace};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opening::Opening;
use crate::output::{Console, WarningView};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusView {
    state: &'static str,
    half_way: bool,
    opens_with: Vec<&'static str>,
    in_keyring: &'static str,
    in_folder: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeView<'made> {
    recovery_code: &'made str,
}

#[derive(Serialize)]
struct ChangedView {
    changed: bool,
}

#[derive(Serialize)]
struct OffView {
    off: bool,
    opened: u32,
    left: Vec<LeftView>,
}

#[derive(Serialize)]
struct LeftView {
    id: String,
    error: Failure,
}

const KEEP_IT: &str = "write the recovery code down and keep it apart from the machine: it is shown this once, and opens the lock when \
    the password is forgotten; without both of them only a backup brings the accounts back";

pub(crate) fn run(action: LockAction, mut opening: Opening, console: Console) -> Result<Exit, Failure> {
    let desk = match &opening.place {
        StorePlace::Known(_) => opening.locked_desk()?,
        StorePlace::File(_) => return Err(no_lock()),
    };
    let lock = desk.lock.as_ref().ok_or_else(no_lock)?;
    match action {
        LockAction::Status => status(lock, console),
        LockAction::On => on(&desk, lock, &mut opening, console),
        LockAction::Off => off(lock, &mut opening, console),
        LockAction::Password => password(lock, &mut opening, console),
        LockAction::RecoveryCode => recovery_code(lock, &mut opening, console),
    }
}

fn no_lock() -> Failure {
    let hint = "a sealed file has a password already: `countersign store password` changes it";
    Failure::new("lock-not-here", "a lock is for accounts in the keyring alone", hint).with_exit(Exit::Usage)
}

fn status(lock: &LockableStore, console: Console) -> Result<Exit, Failure> {
    let status = lock.status()?;
    let view = StatusView {
        state: if status.state == LockState::Off { "off" } else { "locked" },
        half_way: status.is_half_way,
        opens_with: status.opens_with.iter().map(|kind| secret_of(*kind)).collect(),
        in_keyring: name_of(status.in_keyring),
        in_folder: name_of(status.in_folder),
    };
    console.answer(&view, |page| {
        page.line(match (status.state, status.is_half_way) {
            (LockState::Off, _) => "no lock is set",
            (_, false) => "a lock is set; commands ask for its password",
            (_, true) => {
                "a lock is set, and setting it or taking it away was cut off: the next opening goes on with it"
            }
        });
        page.line(format!("header: in the keyring {}, in the data folder {}", view.in_keyring, view.in_folder));
    })?;
    // What keeps the accounts shut is told as what it is.
    if is_readable(&status) { Ok(Exit::Done) } else { lock.lock_state().map(|_| Exit::Done).map_err(Failure::from) }
}

fn is_readable(status: &LockStatus) -> bool {
    status.state == LockState::Off || !status.opens_with.is_empty()
}

fn secret_of(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::Password => "password",
        SlotKind::RecoveryCode => "recovery-code",
    }
}

pub(super) fn name_of(header: HeaderState) -> &'static str {
    match header {
        HeaderState::Absent => "absent",
        HeaderState::Readable => "readable",
        HeaderState::Damaged => "damaged",
        HeaderState::Newer => "newer",
    }
}

fn on(desk: &Desk, lock: &LockableStore, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    // Before anybody thinks of a password.
    if lock.lock_state()? != LockState::Off {
        return Err(StoreError::from(LockError::AlreadyOn).into());
    }
    desk.accounts.records().state()?;
    let password = opening.passwords.ask_new("New password of the lock")?;
    let mut is_shown = false;
    let show = |code: &RecoveryCode| tell(code, console).inspect(|()| is_shown = true);
    let turned = lock.turn_on(&password, &work_of_a_password(), now(), show);
    let turned = turned.inspect_err(|_: &Failure| {
        if is_shown {
            console.note("the recovery code above opens nothing; no lock was set");
        }
    })?;
    console.note(KEEP_IT);
    console.note(&format!("{} accounts are sealed; from now on commands ask for the password", turned.done));
    tell_of_the_rest(&turned, "not sealed", console);
    Ok(if turned.is_finished() { Exit::Done } else { Exit::Partly })
}

fn off(lock: &LockableStore, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    opened(lock, opening)?;
    // What was cut off is finished by opening it.
    let turned = if lock.lock_state()? == LockState::Off { Turned::default() } else { lock.turn_off()? };
    let left = turned.left.iter().map(|(id, error)| LeftView { id: id.to_string(), error: error.clone().into() });
    let view = OffView { off: turned.is_finished(), opened: turned.done, left: left.collect() };
    console.answer(&view, |page| {
        let words = if view.off { "the lock is off" } else { "the lock is not off yet" };
        page.line(format!("{words}; {} accounts were opened", view.opened));
    })?;
    tell_of_the_rest(&turned, "not opened", console);
    Ok(if view.off { Exit::Done } else { Exit::Partly })
}

fn password(lock: &LockableStore, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    opened(lock, opening)?;
    let password = opening.passwords.ask_new("New password of the lock")?;
    lock.set_password(&password, &work_of_a_password())?;
    console.answer(&ChangedView { changed: true }, |page| {
        page.line("the password was changed");
    })?;
    console.note(
        "a copy of the header made before, such as one in a backup of the data folder, still opens with the old one",
    );
    Ok(Exit::Done)
}

fn recovery_code(lock: &LockableStore, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    opened(lock, opening)?;
    let mut is_shown = false;
    let show = |code: &RecoveryCode| tell(code, console).inspect(|()| is_shown = true);
    lock.set_recovery_code(&work_of_a_password(), show).inspect_err(|_: &Failure| {
        if is_shown {
            console.note("the recovery code above opens nothing; the one before still does");
        }
    })?;
    console.note(KEEP_IT);
    Ok(Exit::Done)
}

fn opened(lock: &LockableStore, opening: &mut Opening) -> Result<(), Failure> {
    match lock.lock_state()? {
        LockState::Off => Err(StoreError::from(LockError::NotOn).into()),
        LockState::Locked => opening.open_lock(lock),
        LockState::Unlocked => Ok(()),
    }
}

/// A code that nobody sees must not be the one that counts.
fn tell(code: &RecoveryCode, console: Console) -> Result<(), Failure> {
    let code = code.to_text();
    console.answer_to_somebody(&CodeView { recovery_code: &code }, |page| {
        page.line(Zeroizing::new(["recovery code: ", code.as_str()].concat()).as_str());
    })
}

/// What else happened when the lock was opened.
pub(crate) fn tell_of_the_opening(unlocked: &Unlocked, console: Console) {
    if let Some(resumed) = &unlocked.resumed {
        console.note(&format!("what had been cut off was gone on with: {} accounts", resumed.done));
        tell_of_the_rest(resumed, "left as they are", console);
    }
    if let Some(error) = &unlocked.unmended {
        let message = format!("the lock's header could not be made whole in both places: {error}");
        console.warn(&WarningView { code: error.cause().code(), message, hint: Some(error.hint()) });
    }
}

fn tell_of_the_rest(turned: &Turned, what: &str, console: Console) {
    if !turned.kept.is_empty() {
        let ids: Vec<String> = turned.kept.iter().map(ToString::to_string).collect();
        let hint = "they are damaged, or of a newer version: look at them with `countersign list`".to_owned();
        let message = format!("{what}: {}", ids.join(", "));
        console.warn(&WarningView { code: "lock-records-kept", message, hint: Some(hint) });
    }
    for (id, error) in &turned.left {
        let message = format!("{what}: {id}: {error}");
        console.warn(&WarningView { code: error.cause().code(), message, hint: Some(error.hint()) });
    }
    if let Some(error) = &turned.interrupted {
        let message = format!("it stopped half-way, and is gone on with when the lock is opened next: {error}");
        console.warn(&WarningView { code: error.cause().code(), message, hint: Some(error.hint()) });
    }
}
