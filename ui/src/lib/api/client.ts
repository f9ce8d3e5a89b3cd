/**
 * Every command and event of the application, typed. Nothing else in the window talks to Tauri.
 * Each function rejects with an {@link ErrorView}.
 */
import { invoke, type InvokeArgs, type InvokeOptions } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type {
  AccountsView,
  AccountView,
  AddedView,
  BootView,
  ChangeSettingsRequest,
  CodeView,
  CopiedView,
  DamagedTextView,
  DraftView,
  EditAccountRequest,
  ErrorView,
  Pick,
  RevealView,
  SecretCheckView,
  SettingsView,
  TypedAccount,
  Which,
} from './types';

export type * from './types';

/** Stages of start-up that the page reports, for the benchmarks. */
export type StartupStage = 'first-screen' | 'first-codes';

export async function call<Answer>(command: string, request?: InvokeArgs, options?: InvokeOptions): Promise<Answer> {
  try {
    return await invoke<Answer>(command, request, options);
  } catch (error) {
    throw asError(error);
  }
}

/** Whatever was thrown, as an error with its three parts. */
export function asError(thrown: unknown): ErrorView {
  if (thrown && typeof thrown === 'object' && 'code' in thrown && 'message' in thrown && 'hint' in thrown) {
    return thrown as ErrorView;
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'window-fault', message, hint: 'Try again; if it stays, start Countersign again.' };
}

/** What the page was delivered with, if it was; then nothing needs to be asked before the first frame. */
export function boot(): BootView | null {
  const data = document.getElementById('boot');
  data?.remove();
  return data?.textContent ? (JSON.parse(data.textContent) as BootView) : null;
}

export const accounts = () => call<AccountsView>('accounts');
/** Replaces the set of accounts whose codes are wanted. */
export const watch = (ids: string[]) => call<CodeView[]>('watch', { ids });
/** Moves the counter of an HOTP account on, then gives the code. */
export const nextHotp = (id: string) => call<CodeView>('next_hotp', { id });
export const copyCode = (id: string, which: Which) => call<CopiedView>('copy_code', { id, which });

/** Looks for accounts in a picture. The bytes go over as they are, what describes them in headers. */
export function scanPicture(draft: number | null, source: string, picture: Uint8Array): Promise<DraftView> {
  const headers: Record<string, string> = { source: encodeURIComponent(source) };
  if (draft !== null) headers['draft'] = String(draft);
  return call<DraftView>('scan_picture', picture, { headers });
}
/** Rust reads the clipboard, so that what is on it never enters the page. */
export const scanClipboard = (draft: number | null) => call<DraftView>('scan_clipboard', { draft });
/** Our window leaves the screen for a moment, or until a part is dragged; the picture stays in Rust. */
export const scanScreen = (draft: number | null, part: boolean) => call<DraftView>('scan_screen', { draft, part });
export const scanText = (draft: number | null, text: string) => call<DraftView>('scan_text', { draft, text });
export const scanTyped = (draft: number | null, account: TypedAccount) =>
  call<DraftView>('scan_typed', { draft, account });
export const scanExample = (draft: number | null) => call<DraftView>('scan_example', { draft });
export const checkSecret = (text: string) => call<SecretCheckView>('check_secret', { text });
/** A picture of the draft without its codes, as an address of its data. */
export const draftPicture = (draft: number, picture: number) => call<string | null>('draft_picture', { draft, picture });
export const discardDraft = (draft: number) => call<null>('discard_draft', { draft });
export const addAccounts = (draft: number, picks: Pick[]) => call<AddedView>('add_accounts', { draft, picks });

export const editAccount = (request: EditAccountRequest) => call<AccountView>('edit_account', { request });
export const trashAccount = (id: string) => call<null>('trash_account', { id });
export const restoreAccount = (id: string) => call<null>('restore_account', { id });
export const deleteAccount = (id: string) => call<null>('delete_account', { id });
export const reveal = (id: string) => call<RevealView>('reveal', { id });
export const damagedText = (id: string) => call<DamagedTextView>('damaged_text', { id });

export const retryStore = () => call<AccountsView>('retry_store');
/** May take as long as the system's own prompt stays open. */
export const unlockStore = () => call<AccountsView>('unlock_store');
export const startEmpty = () => call<AccountsView>('start_empty');

export const settings = () => call<SettingsView>('settings');
export const changeSettings = (request: ChangeSettingsRequest) => call<SettingsView>('change_settings', { request });
export const startupStage = (stage: StartupStage) => call<null>('startup_stage', { stage });

/** The list or the store's state changed: ask for {@link accounts} again. */
export const onAccountsChanged = (handle: () => void) => listen<null>('accounts-changed', () => handle());
/** Codes of watched accounts that changed. */
export const onCodes = (handle: (codes: CodeView[]) => void) =>
  listen<CodeView[]>('codes', (event) => handle(event.payload));
