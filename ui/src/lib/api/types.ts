// Made from src-tauri/src/api.rs and api/ by their test. Do not edit: COUNTERSIGN_WRITE_TYPES=1 cargo test --lib typescript

/**
 * What went wrong, in the three parts every error of Countersign has.
 */
export type ErrorView = {
/**
 * Stable and greppable, such as `uri-missing-secret`.
 */
code: string,
/**
 * The fact.
 */
message: string,
/**
 * The remedy.
 */
hint: string, };

/**
 * Something worth knowing that stops nothing.
 */
export type WarningView = {
/**
 * Stable, such as `secret-short`.
 */
code: string,
/**
 * The fact, with what to do about it.
 */
message: string, };

/**
 * How the store of accounts is.
 */
export type StoreState = { "kind": "loading",
/**
 * How many are read.
 */
read: number,
/**
 * How many there are, once that is known.
 */
total: number | null, } | { "kind": "ready",
/**
 * Who answers, such as `gnome-keyring-daemon`.
 */
provider: string, } | { "kind": "locked",
/**
 * Who answers.
 */
provider: string,
/**
 * What to do.
 */
error: ErrorView, } | { "kind": "sealed",
/**
 * The sealed file, where they are in one.
 */
file: string | null,
/**
 * What to do.
 */
error: ErrorView, } | { "kind": "noService",
/**
 * What to do.
 */
error: ErrorView, } | { "kind": "itemsMissing",
/**
 * Who answers now.
 */
provider: string,
/**
 * Who answered when the records were last seen.
 */
previousProvider: string,
/**
 * How many records were last seen.
 */
expected: number,
/**
 * How many of those are here now.
 */
found: number,
/**
 * What to do.
 */
error: ErrorView, } | { "kind": "failed",
/**
 * What to do.
 */
error: ErrorView, };

/**
 * The kind of code an account makes.
 */
export type Kind = "totp" | "hotp" | "steam";

/**
 * One account as the list shows it; no secret and no code.
 */
export type AccountView = {
/**
 * The record's id.
 */
id: string,
/**
 * Changes with each write; an edit names the revision it saw.
 */
revision: number,
/**
 * Who asks for the code; may be empty.
 */
issuer: string,
/**
 * Whose account it is; may be empty.
 */
name: string,
/**
 * The kind of code.
 */
kind: Kind,
/**
 * `SHA1`, `SHA256` or `SHA512`.
 */
algorithm: string,
/**
 * Digits (letters for Steam) of a code.
 */
digits: number,
/**
 * Seconds a code lives; 0 for HOTP.
 */
period: number,
/**
 * The person's own words for grouping.
 */
tags: Array<string>,
/**
 * Shown first.
 */
pinned: boolean,
/**
 * The person's note.
 */
note: string,
/**
 * Unix seconds.
 */
createdAt: number,
/**
 * Unix seconds; set while the account is in the trash.
 */
trashedAt: number | null,
/**
 * Set when this version makes no codes for it, and keeps it as it is.
 */
kept: ErrorView | null,
/**
 * Set when the record could not be read: nothing but `id` is then known.
 */
damaged: ErrorView | null, };

/**
 * What is known of the accounts so far.
 */
export type AccountsView = {
/**
 * How the store is.
 */
state: StoreState,
/**
 * Things worth knowing that stopped nothing, such as records that are missing.
 */
warnings: Array<ErrorView>,
/**
 * In display order: pinned first, then by rank.
 */
accounts: Array<AccountView>, };

/**
 * The code of one account.
 */
export type CodeView = {
/**
 * The account's id.
 */
id: string,
/**
 * The code now; none for HOTP until one is asked for.
 */
code: string | null,
/**
 * The code after it; none for HOTP.
 */
next: string | null,
/**
 * Unix second from which the code is valid.
 */
validFrom: number,
/**
 * Unix second at which the next code takes over; equal to `valid_from` for HOTP.
 */
validUntil: number,
/**
 * HOTP: the counter that made `code`.
 */
counter: number | null,
/**
 * Set when no code can be made.
 */
error: ErrorView | null, };

/**
 * What the page is delivered with, so that its first frame waits for no question.
 */
export type BootView = {
/**
 * The person's settings.
 */
settings: SettingsView,
/**
 * What is known of the accounts so far.
 */
accounts: AccountsView,
/**
 * The codes of the first screenful.
 */
codes: Array<CodeView>, };

/**
 * Which code to copy.
 */
export type Which = "current" | "next";

/**
 * A code is on the clipboard.
 */
export type CopiedView = {
/**
 * Seconds until the clipboard is cleared, if it still holds the code.
 */
clearsIn: number, };

/**
 * Why an item may not be new.
 */
export type DuplicateView = {
/**
 * The same secret and parameters: adding it again adds nothing, and is refused.
 */
same: boolean,
/**
 * The account it is like, as `issuer: name`.
 */
label: string,
/**
 * The id of that account, when it is in the trash.
 */
trashed: string | null, };

/**
 * One account found in a picture or a text and not stored yet.
 */
export type DraftItemView = {
/**
 * Its number in the draft.
 */
item: number,
/**
 * Where it was found, such as a file's name.
 */
source: string,
/**
 * The number of its QR code in the drawn pictures; none where there is nothing to tell apart.
 */
place: number | null,
/**
 * Who asks for the code.
 */
issuer: string,
/**
 * Whose account it is.
 */
name: string,
/**
 * The kind of code.
 */
kind: Kind,
/**
 * `SHA1`, `SHA256` or `SHA512`.
 */
algorithm: string,
/**
 * Digits of a code.
 */
digits: number,
/**
 * Seconds a code lives; 0 for HOTP.
 */
period: number,
/**
 * Bits of the secret.
 */
secretBits: number,
/**
 * Things worth knowing.
 */
warnings: Array<WarningView>,
/**
 * Set when the store, or an earlier item of the draft, holds something alike.
 */
duplicate: DuplicateView | null, };

/**
 * A source that gave no account.
 */
export type DraftProblemView = {
/**
 * Where, such as a file's name.
 */
source: string,
/**
 * The numbers of the QR codes that it is about, in the drawn pictures.
 */
places: Array<number>,
/**
 * Codes: `no-code`, `not-an-account`, `damaged-code`, `code-too-small`, `code-too-blurred`, `picture-too-dark`,
 * `other-code`, `time-out`, or an error of reading.
 */
error: ErrorView, };

/**
 * How much of one of Google's exports is here.
 */
export type BatchView = {
/**
 * Pictures of this export read.
 */
have: number,
/**
 * Pictures it has.
 */
total: number,
/**
 * Which are missing, from 1.
 */
missing: Array<number>, };

/**
 * Where a QR code is.
 */
export type PlaceView = {
/**
 * Counted through all drawn pictures, from 1; it does not change while pictures are added.
 */
place: number,
/**
 * Top left, top right, bottom right, bottom left of the code, in pixels of the picture.
 */
corners: [number, number][],
/**
 * Whether it could be read.
 */
isRead: boolean, };

/**
 * A picture with several QR codes. What it looks like is asked for by its number; no code can be read from that.
 */
export type DraftPictureView = {
/**
 * Its number in the draft.
 */
picture: number,
/**
 * What it is called, such as a file's name.
 */
source: string,
/**
 * In pixels.
 */
width: number,
/**
 * In pixels.
 */
height: number,
/**
 * Its codes, row by row and from left to right.
 */
places: Array<PlaceView>,
/**
 * Whether there is something to show of the picture itself.
 */
hasSketch: boolean, };

/**
 * Everything found and not stored yet.
 */
export type DraftView = {
/**
 * Names the draft in the next request.
 */
draft: number,
/**
 * Accounts found.
 */
items: Array<DraftItemView>,
/**
 * Sources that gave none.
 */
problems: Array<DraftProblemView>,
/**
 * Exports of several pictures.
 */
batches: Array<BatchView>,
/**
 * Pictures with several QR codes, to be drawn.
 */
pictures: Array<DraftPictureView>, };

/**
 * An account typed in.
 */
export type TypedAccount = {
/**
 * Who asks for the code.
 */
issuer: string,
/**
 * Whose account it is.
 */
name: string,
/**
 * Base32, spaces and case as typed.
 */
secret: string,
/**
 * The kind of code.
 */
kind: Kind,
/**
 * `SHA1`, `SHA256` or `SHA512`.
 */
algorithm: string,
/**
 * Digits of a code.
 */
digits: number,
/**
 * Seconds a code lives.
 */
period: number,
/**
 * HOTP: the counter of the next code.
 */
counter: number, };

/**
 * What a live look at a typed secret says.
 */
export type SecretCheckView = {
/**
 * Bits of the secret, when it can be read.
 */
bits: number | null,
/**
 * Why it cannot be read.
 */
error: ErrorView | null,
/**
 * Things worth knowing.
 */
warnings: Array<WarningView>, };

/**
 * One ticked item of a draft.
 */
export type Pick = {
/**
 * Its number in the draft.
 */
item: number,
/**
 * The issuer as corrected in the preview.
 */
issuer: string,
/**
 * The name as corrected in the preview.
 */
name: string, };

/**
 * One item that was not stored.
 */
export type RefusedView = {
/**
 * Its number in the draft.
 */
item: number,
/**
 * Why.
 */
error: ErrorView, };

/**
 * What was stored.
 */
export type AddedView = {
/**
 * Ids of the new accounts.
 */
added: Array<string>,
/**
 * What was not stored, and why; the draft keeps it.
 */
refused: Array<RefusedView>, };

/**
 * What a person may change of an account.
 */
export type EditAccountRequest = {
/**
 * The record's id.
 */
id: string,
/**
 * The revision the person saw.
 */
revision: number,
/**
 * Who asks for the code.
 */
issuer: string,
/**
 * Whose account it is.
 */
name: string,
/**
 * The person's note.
 */
note: string,
/**
 * The person's own words for grouping.
 */
tags: Array<string>,
/**
 * Shown first.
 */
pinned: boolean, };

/**
 * A secret a person asked to see.
 */
export type RevealView = {
/**
 * Base32 in groups of four.
 */
secret: string,
/**
 * The otpauth URI.
 */
uri: string,
/**
 * The same as a QR code, as an SVG document; none when the address is too long for one.
 */
qrSvg: string | null, };

/**
 * The raw text of a damaged record that a person asked to see.
 */
export type DamagedTextView = {
/**
 * As the keyring holds it; bytes that are no UTF-8 are shown as `\xNN`.
 */
text: string, };

/**
 * Light, dark, or what the system says.
 */
export type Theme = "system" | "light" | "dark";

/**
 * The person's settings, and what the window has to know once.
 */
export type SettingsView = {
/**
 * The theme.
 */
theme: Theme,
/**
 * Seconds until a copied code leaves the clipboard.
 */
clipboardSeconds: number,
/**
 * How large the window's content is drawn, in percent.
 */
zoomPercent: number,
/**
 * Minutes without use until the accounts are locked, where a lock is set; 0 for never.
 */
lockAfterMinutes: number,
/**
 * Countersign's version.
 */
version: string,
/**
 * Set when the settings file could not be read; it is kept, and the defaults are used.
 */
problem: ErrorView | null, };

/**
 * New settings.
 */
export type ChangeSettingsRequest = {
/**
 * The theme.
 */
theme: Theme,
/**
 * Seconds until a copied code leaves the clipboard, 5 to 300.
 */
clipboardSeconds: number,
/**
 * How large the window's content is drawn, in percent, 50 to 300.
 */
zoomPercent: number,
/**
 * Minutes without use until the accounts are locked, up to 1,440; 0 for never.
 */
lockAfterMinutes: number, };

/**
 * Whether there is a backup of how everything is now.
 */
export type BackupsState = { "kind": "off" } | { "kind": "waiting" } | { "kind": "current",
/**
 * The file.
 */
path: string,
/**
 * Unix seconds.
 */
madeAt: number,
/**
 * How many accounts are in it.
 */
accounts: number, } | { "kind": "nothing" } | { "kind": "failed",
/**
 * Why, and what to do.
 */
error: ErrorView, };

/**
 * The newest backup of the folder, by what stands in its first line.
 */
export type NewestBackupView = {
/**
 * The file.
 */
path: string,
/**
 * Unix seconds.
 */
madeAt: number, };

/**
 * How backups are.
 */
export type BackupsView = {
/**
 * They are made by themselves.
 */
on: boolean,
/**
 * Where they are made, or were.
 */
folder: string | null,
/**
 * Whether there is one of how everything is now.
 */
state: BackupsState,
/**
 * The newest there is.
 */
newest: NewestBackupView | null,
/**
 * The person should be asked whether to make them.
 */
offer: boolean, };

/**
 * What is in a folder.
 */
export type BackupFolderView = {
/**
 * Its whole path.
 */
folder: string,
/**
 * Whether backups are in it, so that their password is asked for and no new one.
 */
hasBackups: boolean,
/**
 * The newest of them.
 */
newest: NewestBackupView | null, };

/**
 * A folder, and what opens the backups in it. The password is typed by a person and wiped after use.
 */
export type BackupSecretRequest = {
/**
 * The folder, by its whole path.
 */
folder: string,
/**
 * The password, or the recovery code.
 */
secret: string, };

/**
 * What the person has to keep before the first backup is made.
 */
export type PreparedBackupsView = {
/**
 * Shown this once; none where backups are there already.
 */
recoveryCode: string | null, };

/**
 * What became of the backups of a folder when their password changed.
 */
export type ChangedBackupsView = {
/**
 * How many open with the new password, and no longer with the old one.
 */
changed: number,
/**
 * The files that could not be changed, and still open with the old one.
 */
left: Array<string>, };

/**
 * Whether a backup can be restored.
 */
export type BackupOpens = "opens" | "otherSecret" | "unreadable";

/**
 * One backup.
 */
export type BackupView = {
/**
 * The file.
 */
path: string,
/**
 * Unix seconds.
 */
madeAt: number | null,
/**
 * Whether it opened.
 */
state: BackupOpens,
/**
 * How many accounts are in it; 0 unless it opened.
 */
accounts: number,
/**
 * How many of them were damaged when it was made.
 */
damaged: number, };

/**
 * One account of a backup that is not here, or not like this.
 */
export type BackupRecordView = {
/**
 * The record's id.
 */
id: string,
/**
 * Issuer and name; none of a record that was damaged when the backup was made.
 */
label: string | null,
/**
 * It is here, and was changed since.
 */
changed: boolean,
/**
 * It was in the trash when the backup was made.
 */
inTrash: boolean, };

/**
 * A backup against what is here.
 */
export type BackupDifferenceView = {
/**
 * What could be put back: what is missing first, and then what was changed.
 */
records: Array<BackupRecordView>,
/**
 * How many are the same.
 */
same: number,
/**
 * How many were added since.
 */
added: number, };

/**
 * Why one account was not put back.
 */
export type NotPutBackView = {
/**
 * The record's id.
 */
id: string,
/**
 * Why.
 */
error: ErrorView, };

/**
 * What became of the accounts that were to be put back.
 */
export type PutBackView = {
/**
 * How many are back.
 */
putBack: number,
/**
 * Each that is not.
 */
refused: Array<NotPutBackView>, };

/**
 * A file to import, read. Nothing of it is stored yet.
 */
export type OpenedImportView = {
/**
 * What it is called.
 */
source: string,
/**
 * Every row, where no password is needed.
 */
import: ImportView | null, };

/**
 * Every row of a file, and what becomes of it: the last three counts add up to the first.
 */
export type ImportView = {
/**
 * Rows that were read.
 */
read: number,
/**
 * Those that are added.
 */
added: number,
/**
 * Those that were here.
 */
alreadyHere: number,
/**
 * Those that are refused.
 */
refused: number,
/**
 * Of those that are added: without codes, kept as they are.
 */
kept: number,
/**
 * Pictures of Google's exports that are not in the list.
 */
missingPictures: number,
/**
 * In the order of the file.
 */
rows: Array<ImportRowView>, };

/**
 * What becomes of a row.
 */
export type ImportOutcome = "added" | "alreadyHere" | "refused";

/**
 * One line of a list, or one record of our own file; no secret.
 */
export type ImportRowView = {
/**
 * The line, or which record, from 1.
 */
number: number,
/**
 * Issuer and name; empty where they could not be read.
 */
label: string,
/**
 * What becomes of it.
 */
outcome: ImportOutcome,
/**
 * Why there are no codes for it, where it is kept as it is.
 */
kept: string | null,
/**
 * An account with this issuer and name is here, with another secret.
 */
nameTaken: boolean,
/**
 * What the account that is here is called.
 */
here: string | null,
/**
 * That account is in the trash.
 */
inTrash: boolean,
/**
 * The row that has it too, where it stands in the file twice.
 */
sameAs: number | null,
/**
 * Why it is refused.
 */
error: ErrorView | null, };

/**
 * The last import, unless it was taken back.
 */
export type LastImportView = {
/**
 * What it came from, such as a file's name.
 */
source: string,
/**
 * Unix seconds.
 */
madeAt: number,
/**
 * How many accounts it added; of one that was broken off, how many it was going to add.
 */
accounts: number,
/**
 * It was stored to its end.
 */
finished: boolean, };

/**
 * What taking an import back came to.
 */
export type UndoneImportView = {
/**
 * How many are in the trash now.
 */
trashed: number,
/**
 * How many were changed since, and stay.
 */
changed: number,
/**
 * How many were in the trash, or gone, before.
 */
gone: number, };

/**
 * What to export, and where to. The password is typed by a person and wiped after use.
 */
export type ExportRequest = {
/**
 * The file, by its whole path.
 */
path: string,
/**
 * What our own file is to open with; none for a plain list, which nothing protects.
 */
password: string | null,
/**
 * Only these; none for all.
 */
ids: Array<string> | null,
/**
 * Replace the file, if it is there.
 */
replace: boolean, };

/**
 * What was written, read back and compared.
 */
export type ExportedView = {
/**
 * The file.
 */
path: string,
/**
 * How many accounts are in it.
 */
accounts: number,
/**
 * Left out: in the trash.
 */
trashed: number,
/**
 * Left out: damaged records.
 */
damaged: number,
/**
 * Left out of a plain list: records of a newer version.
 */
newer: number,
/**
 * Left out of a plain list: addresses longer than programs read, by name.
 */
tooLong: Array<string>, };

/**
 * Where the accounts are kept.
 */
export type StorePlaceView = {
/**
 * The sealed file; none for the keyring.
 */
file: string | null,
/**
 * Where a sealed file would be made, unless the person says otherwise.
 */
proposal: string,
/**
 * What became of the last move, or of one that is to be gone on with.
 */
lastMove: MoveView | null, };

/**
 * What became of a move.
 */
export type MoveView = {
/**
 * Out of the keyring; otherwise into it.
 */
toFile: boolean,
/**
 * How many accounts were moved.
 */
moved: number,
/**
 * How many are still where they were.
 */
left: number,
/**
 * It goes on from before the program ended.
 */
wasCutOff: boolean,
/**
 * Why it is not done; none when it is.
 */
problem: ErrorView | null, };

/**
 * What is where a sealed file is wanted.
 */
export type FilePlaceView = {
/**
 * The whole path.
 */
path: string,
/**
 * A sealed file is there already: it is asked for its password.
 */
isThere: boolean, };

/**
 * A password for a sealed file, a new one or that of one which is there. Wiped after use.
 */
export type FileSecretRequest = {
/**
 * The whole path of the file.
 */
path: string,
/**
 * The password.
 */
secret: string, };

/**
 * What the person has to keep before a sealed file is made.
 */
export type PreparedFileView = {
/**
 * Shown this once; none for a file that is there already.
 */
recoveryCode: string | null, };

/**
 * A generation of a sealed file that can be gone back to.
 */
export type GenerationView = {
/**
 * What it is called.
 */
name: string,
/**
 * When it was written, in Unix seconds.
 */
writtenAt: number,
/**
 * How many accounts are in it.
 */
accounts: number, };

/**
 * Whether the accounts can be read.
 */
export type LockStateView = "off" | "locked" | "unlocked";

/**
 * How the lock is.
 */
export type LockView = {
/**
 * Whether the accounts can be read.
 */
state: LockStateView,
/**
 * Setting it or taking it away was cut off; the next opening goes on with it.
 */
halfWay: boolean,
/**
 * It is the password of a sealed file, which can be changed and not taken away.
 */
ofFile: boolean, };

/**
 * A password, or the recovery code, which a person types. Wiped after use.
 */
export type LockSecretRequest = {
/**
 * It.
 */
secret: string, };

/**
 * Another password. Wiped after use.
 */
export type LockPasswordRequest = {
/**
 * The password of before, or the recovery code.
 */
secret: string,
/**
 * The new one.
 */
newPassword: string, };

/**
 * What the person has to keep before a lock is set, or its recovery code is another.
 */
export type PreparedLockView = {
/**
 * Shown this once.
 */
recoveryCode: string, };

/**
 * What became of the accounts when a lock was set or taken away.
 */
export type LockChangedView = {
/**
 * How many were written in their new form.
 */
done: number,
/**
 * How many stay as they are: damaged ones, and those of a newer version.
 */
kept: number,
/**
 * Why some are left for the next opening, if any are.
 */
problem: ErrorView | null, };

/**
 * Another recovery code opens from now on.
 */
export type LockCodeChangedView = {
/**
 * How many generations beside a sealed file could not be written, and still open with the one of before.
 */
left: number, };

/**
 * What it decides by.
 */
export type RelyingPartyProfile = "strict" | "rfc" | "lenient";

/**
 * How a relying party is to be started.
 */
export type StartRelyingPartyRequest = {
/**
 * What it decides by.
 */
profile: RelyingPartyProfile,
/**
 * The port; 0 for any that is free.
 */
port: number,
/**
 * Keeps the data in the app's folder; else all is gone when it stops.
 */
keepData: boolean, };

/**
 * How the server is.
 */
export type RelyingPartyState = { "kind": "stopped" } | { "kind": "starting" } | { "kind": "running",
/**
 * Such as `http://127.0.0.1:43211`.
 */
url: string,
/**
 * What it decides by.
 */
profile: RelyingPartyProfile,
/**
 * Where the data is kept; none for memory.
 */
folder: string | null, } | { "kind": "failed",
/**
 * What to do.
 */
error: ErrorView, };

/**
 * A step of the walk through one enrolment.
 */
export type WalkStep = "register" | "enrol" | "scan" | "keep" | "confirm" | "signIn" | "backupCode" | "again";

/**
 * What a step that was done came to.
 */
export type DoneStep = {
/**
 * Which.
 */
step: WalkStep,
/**
 * What happened, in a sentence.
 */
said: string,
/**
 * The requests that were made, each with its answer's status, such as `POST /api/v1/login → 200`.
 */
requests: Array<string>, };

/**
 * How far the walk is.
 */
export type WalkView = {
/**
 * The user's name; none before there is one.
 */
username: string | null,
/**
 * What was done, in order.
 */
done: Array<DoneStep>,
/**
 * The step that comes next; none at the end.
 */
next: WalkStep | null,
/**
 * The steps that were done and can be taken again, after which the later ones are to be taken anew.
 */
repeatable: Array<WalkStep>,
/**
 * The picture that is enrolled by, as an SVG document, as long as it waits to be scanned. It holds the secret.
 */
qrSvg: string | null,
/**
 * The account that was read from it, as long as it waits to be kept.
 */
found: DraftItemView | null,
/**
 * The account in the person's list.
 */
account: string | null,
/**
 * The Unix second from which on signing in can work; none when it can now.
 */
notBefore: number | null,
/**
 * The Unix second up to which the code that was used last is the one that is shown.
 */
spentUntil: number | null, };

/**
 * The server and the walk.
 */
export type RelyingPartyView = {
/**
 * How the server is.
 */
state: RelyingPartyState,
/**
 * How far the walk is.
 */
walk: WalkView,
/**
 * Where data would be kept.
 */
folder: string, };

/**
 * What of the server to put on the clipboard.
 */
export type RelyingPartyText = "address" | "adminToken";

/**
 * Which of the server's pages to open in the system's browser.
 */
export type RelyingPartyPages = "users" | "administration";

/**
 * A device of a user.
 */
export type PartyDevice = {
/**
 * Its id.
 */
id: string,
/**
 * The name its user gave it.
 */
name: string,
/**
 * `pending`, `active`, `retired` or `expired`.
 */
state: string,
/**
 * `SHA1`, `SHA256` or `SHA512`.
 */
algorithm: string | null,
/**
 * Digits of a code.
 */
digits: number | null,
/**
 * Seconds of a step.
 */
period: number | null,
/**
 * When a code of it was last accepted.
 */
lastUsedAt: number | null, };

/**
 * A session of a user.
 */
export type PartySession = {
/**
 * Its id; not its token.
 */
id: string,
/**
 * `partial`, `full` or `replacement`.
 */
kind: string,
/**
 * Unix seconds.
 */
createdAt: number,
/**
 * Unix seconds.
 */
expiresAt: number,
/**
 * Where it was begun.
 */
source: string, };

/**
 * How many backup codes a user has.
 */
export type PartyBackupCodes = {
/**
 * How many the set had.
 */
total: number,
/**
 * How many can still be used.
 */
left: number,
/**
 * So few that new ones should be made.
 */
few: boolean, };

/**
 * What a user has beside the password.
 */
export type PartySecondFactor = "none" | "devices" | "withoutDevice" | "mustEnrol";

/**
 * A user.
 */
export type PartyUser = {
/**
 * The id.
 */
id: string,
/**
 * The name.
 */
username: string,
/**
 * Unix seconds.
 */
createdAt: number,
/**
 * What there is beside the password.
 */
secondFactor: PartySecondFactor,
/**
 * The devices, also those that are gone.
 */
devices: Array<PartyDevice>,
/**
 * The sessions.
 */
sessions: Array<PartySession>,
/**
 * The backup codes.
 */
backupCodes: PartyBackupCodes,
/**
 * The ways of signing in that are locked, for people.
 */
lockedWords: Array<string>, };

/**
 * A decision.
 */
export type PartyEntry = {
/**
 * Later ones are higher.
 */
id: number,
/**
 * Unix seconds.
 */
at: number,
/**
 * Whose account, where it was somebody's.
 */
user: string | null,
/**
 * What was decided on, for people.
 */
eventWords: string,
/**
 * `accepted` or `rejected`.
 */
outcome: string,
/**
 * Why; empty where there is nothing to say.
 */
reason: string,
/**
 * The same for people.
 */
reasonWords: string,
/**
 * More of it.
 */
detail: string,
/**
 * Where the request came from.
 */
source: string, };

/**
 * What a rejected code was, as far as it can be told.
 */
export type PartyReason = {
/**
 * `not-kept`, `not-a-code`, `of-a-step`, `no-match`, `backup-code` or `no-backup-code`.
 */
reason: string,
/**
 * With `of-a-step`: the state of its device.
 */
state: string | null,
/**
 * With `of-a-step`: below 0 an older code, above 0 one of the future.
 */
stepsOff: number | null,
/**
 * The same in seconds.
 */
secondsOff: number | null,
/**
 * With `of-a-step`: this step or a later one of the device was accepted, before or since.
 */
wasUsed: boolean | null,
/**
 * With `backup-code`: when it was used, in Unix seconds.
 */
usedAt: number | null,
/**
 * With `backup-code`: when it came to its end, in Unix seconds.
 */
endedAt: number | null, };

/**
 * A message in the outbox.
 */
export type PartyMessage = {
/**
 * Later ones are higher.
 */
id: number,
/**
 * `sms`, `email`, `password-reset` or `notice`.
 */
kind: string,
/**
 * Where it would go.
 */
recipient: string,
/**
 * The subject.
 */
subject: string,
/**
 * The text. It may hold a code.
 */
body: string,
/**
 * Unix seconds.
 */
createdAt: number, };

/**
 * What is new at the relying party.
 */
export type PartyNews = {
/**
 * Entries later than the one that was named, newest first.
 */
journal: Array<PartyEntry>,
/**
 * The users by name, where anything was decided since.
 */
users: Array<PartyUser> | null,
/**
 * There are more users than are told.
 */
moreUsers: boolean,
/**
 * The outbox, newest first, where anything was decided since.
 */
outbox: Array<PartyMessage> | null, };

/**
 * What to do with a user.
 */
export type PartyUserAction = "unlock" | "resetSecondFactor" | "delete";

/**
 * The rejections of codes in the journal of the relying party.
 */
export type RejectionsView = {
/**
 * Newest first.
 */
rejections: Array<RejectionView>,
/**
 * There are older ones, which are not told.
 */
more: boolean, };

/**
 * A rejection of a code.
 */
export type RejectionView = {
/**
 * Its number in the journal.
 */
entry: number,
/**
 * Unix seconds.
 */
at: number,
/**
 * Whose it was; none where the user is gone.
 */
username: string | null,
/**
 * What was tried, for people.
 */
eventWords: string,
/**
 * What the journal gives as the reason, for people.
 */
reasonWords: string, };

/**
 * What a person has at hand where no relying party holds it.
 */
export type TypedCase = {
/**
 * An otpauth:// address, or base32. It leaves the page with this.
 */
secret: string,
/**
 * Of a secret without an address: the kind of code.
 */
kind: Kind,
/**
 * Of a secret without an address: `SHA1`, `SHA256` or `SHA512`.
 */
algorithm: string,
/**
 * Of a secret without an address: digits of a code.
 */
digits: number,
/**
 * Of a secret without an address: seconds a code lives.
 */
period: number,
/**
 * Of a secret without an address, HOTP: the counter that is expected next.
 */
counter: number,
/**
 * The rejected code, then those that were read out since.
 */
codes: Array<TypedCode>,
/**
 * Steps before the current one that the verifier accepts.
 */
back: number,
/**
 * Steps after it.
 */
ahead: number,
/**
 * What the clock of the device showed at the first code, in Unix seconds.
 */
deviceShowed: number | null,
/**
 * When the code was given that was accepted last, in Unix seconds.
 */
lastAccepted: number | null, };

/**
 * A code as a person gave it.
 */
export type TypedCode = {
/**
 * As it was typed.
 */
text: string,
/**
 * When, by the verifier's clock, in Unix seconds; none for now.
 */
at: number | null, };

/**
 * What is known since; at least one of both.
 */
export type KnownSince = {
/**
 * A code that the person read out.
 */
code: TypedCode | null,
/**
 * What the clock of the device shows at this moment, in Unix seconds.
 */
deviceShows: number | null, };

/**
 * A rejection that was looked into.
 */
export type CaseView = {
/**
 * Which: what is asked about it names this.
 */
case: number,
/**
 * Where it came from.
 */
origin: CaseOrigin,
/**
 * Whose account it is, as far as that is known.
 */
names: Array<CaseName>,
/**
 * Why it was rejected, the likeliest first.
 */
causes: Array<CauseView>,
/**
 * Where the reason is known, such as a lock: what the code says besides.
 */
beneath: Array<CauseView>,
/**
 * What to ask the person next; none where nothing needs to be asked.
 */
question: QuestionView | null,
/**
 * Where nothing explains it: one in so many times the catalogue has the cause and it was missed.
 */
missedOneIn: number | null,
/**
 * How many hypotheses were tried, for all codes together.
 */
tried: number,
/**
 * What could not be tried, because nothing was at hand to try it with.
 */
untried: Array<string>,
/**
 * What the codes looked like, and what they matched, in the order of time.
 */
evidence: Array<EvidenceView>,
/**
 * What they were compared with, in words.
 */
held: Array<string>,
/**
 * How far the codes of other people were off, in seconds.
 */
others: Array<number>,
/**
 * What the picture shows.
 */
timeline: TimelineView,
/**
 * Whether what is known since can be compared with the rest.
 */
takesMore: boolean, };

/**
 * Where a case came from.
 */
export type CaseOrigin = { "kind": "rejection",
/**
 * Its number in the journal.
 */
entry: number, } | { "kind": "typed" } | { "kind": "bundle",
/**
 * What its file is called.
 */
file: string, };

/**
 * A name that a bundle may have in it, if the person ticks it.
 */
export type CaseName = {
/**
 * Which.
 */
part: NamePart,
/**
 * The name.
 */
text: string, };

/**
 * Whose name it is.
 */
export type NamePart = "issuer" | "account";

/**
 * A cause.
 */
export type CauseView = {
/**
 * Its name in the catalogue, such as `device-clock`.
 */
kind: string,
/**
 * What it is, in a few words.
 */
title: string,
/**
 * 0 to 1.
 */
probability: number,
/**
 * The same in words, such as "very likely".
 */
sureness: string,
/**
 * The same as a number, such as "97 %".
 */
percent: string,
/**
 * It needs no probability: the relying party says so, or the text of the code shows it.
 */
isKnown: boolean,
/**
 * Every cause that leaves the same evidence, with its own probability, where there are several.
 */
members: Array<MemberView>,
/**
 * How far the clock (or the counter) is off, in words.
 */
off: string | null,
/**
 * How many hypotheses of this kind were tried.
 */
tried: number,
/**
 * The probability that one of these hits by chance, such as "0.58 %".
 */
chance: string,
/**
 * What staff should do.
 */
staff: string,
/**
 * What to tell the person.
 */
person: string, };

/**
 * One cause of several that leave the same evidence.
 */
export type MemberView = {
/**
 * What it is, in a few words.
 */
title: string,
/**
 * Its own probability, such as "70 %".
 */
percent: string, };

/**
 * What to ask next.
 */
export type QuestionView = {
/**
 * Whether it asks for the next code.
 */
isNextCode: boolean,
/**
 * In words.
 */
text: string, };

/**
 * What is known of one code.
 */
export type EvidenceView = {
/**
 * Seconds after the first.
 */
after: number,
/**
 * Whether it was only read out afterwards.
 */
readOut: boolean,
/**
 * What the text looked like.
 */
form: string,
/**
 * What it matched, in words; the nearest first.
 */
matches: Array<string>,
/**
 * How many more it matched.
 */
moreMatches: number,
/**
 * How many hypotheses it was compared with.
 */
tried: number, };

/**
 * What the picture shows. Steps are counted from the verifier's own step of that moment, negative: before it.
 */
export type TimelineView = {
/**
 * Seconds of a step; none for codes by a counter.
 */
period: number | null,
/**
 * The steps that are accepted.
 */
window: WindowView,
/**
 * How far into its own step the verifier's clock was, in seconds; none where nothing tells.
 */
second: number | null,
/**
 * The step of the rejected code; none where it is of no step that was looked at.
 */
code: number | null,
/**
 * Whether it is that which stands in its way: it, or a later one, had been used.
 */
isUsed: boolean,
/**
 * Whether it is a code of another secret, or of one read wrongly.
 */
isForeign: boolean,
/**
 * Whether it was typed otherwise than it was shown.
 */
isMistyped: boolean,
/**
 * How far the device's clock is ahead, at least and at most, in seconds; none where nothing tells.
 */
device: [number, number] | null,
/**
 * How far that is, in words, such as "about 82 minutes behind".
 */
deviceWords: string | null,
/**
 * The steps of codes that were read out besides.
 */
readOut: Array<number>, };

/**
 * Steps that are accepted around the verifier's own.
 */
export type WindowView = {
/**
 * Before it.
 */
back: number,
/**
 * After it.
 */
ahead: number, };

/**
 * What is supposed to be otherwise.
 */
export type WhatIfRequest = {
/**
 * The steps that are accepted; none: as they are.
 */
window: WindowView | null,
/**
 * The clock that is off shows the right time.
 */
clockMended: boolean,
/**
 * The same app was set up again.
 */
setUpAgain: boolean,
/**
 * The person tries again with a fresh code.
 */
freshCode: boolean, };

/**
 * What would have come of it.
 */
export type WhatIfView = {
/**
 * The probability that the person would have got in.
 */
getsIn: number,
/**
 * The probability of a rejection. What is missing to 1 nobody can tell.
 */
rejected: number,
/**
 * The answer, such as "Yes, very likely: 97 %".
 */
answer: string,
/**
 * What would still stand in the way, in words.
 */
left: Array<string>,
/**
 * The step of the code then.
 */
code: number | null,
/**
 * The steps that would be accepted.
 */
window: WindowView,
/**
 * The steps that would have to be accepted for the code as it was typed.
 */
needed: WindowView | null,
/**
 * One guess in so many hits then.
 */
guessOneIn: number, };

/**
 * A bundle before it is written.
 */
export type BundleView = {
/**
 * The whole text.
 */
text: string,
/**
 * Where it might go.
 */
path: string, };

/**
 * What became of a bundle that was replayed.
 */
export type ReproductionView = {
/**
 * Whether the same rejection came out, for the same reason, at the same step.
 */
same: boolean,
/**
 * What was rejected, in words.
 */
rejection: string,
/**
 * Where it differs.
 */
differences: Array<DifferenceView>,
/**
 * How many fresh secrets were tried.
 */
secrets: number,
/**
 * The story as it was played.
 */
steps: Array<ReplayedStepView>, };

/**
 * One thing that is otherwise.
 */
export type DifferenceView = {
/**
 * Such as `step 7`, `cause` or `code`.
 */
what: string,
/**
 * What the bundle says.
 */
expected: string,
/**
 * What came.
 */
got: string, };

/**
 * A step of the story.
 */
export type ReplayedStepView = {
/**
 * Counted from 1.
 */
number: number,
/**
 * What was done.
 */
what: string,
/**
 * Seconds since the start of the story.
 */
at: number,
/**
 * How it ended.
 */
got: string,
/**
 * Whether that was expected.
 */
passed: boolean, };
