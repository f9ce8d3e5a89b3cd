// Made from src-tauri/src/api.rs by its test. Do not edit: COUNTERSIGN_WRITE_TYPES=1 cargo test --lib typescript

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
warnings: Array<WarningView>,
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
label: string, };

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
 * Codes: `no-code`, `not-an-account`, `damaged-code`, `time-out`, or an error of reading.
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
batches: Array<BatchView>, };

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
clipboardSeconds: number, };
