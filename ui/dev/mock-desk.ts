/** Answers every command of the application from memory. For the development page and the tests; never shipped. */
import { emit } from '@tauri-apps/api/event';
import { BACKUPS, backedUp, DIFFERENCE } from './mock-backups';
import { importOf, ROWS } from './mock-exchange';
import { mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import type {
  AccountView, AddedView, CodeView, DraftItemView, DraftView, EditAccountRequest, ErrorView, Pick, SecretCheckView,
  BackupsView, ImportRowView, LastImportView, LockView, SettingsView, StorePlaceView, StoreState, TypedAccount,
} from '../src/lib/api/types';

export type Call = { command: string; args: unknown; headers: Record<string, string> };
type Answer = (args: never, headers: Record<string, string>) => unknown;

/** What opens the pretended lock. */
export const PASSWORD = 'correct horse battery staple';

export class MockDesk {
  store: StoreState = { kind: 'ready', provider: 'gnome-keyring-daemon' };
  warnings: ErrorView[] = [];
  accounts: AccountView[] = [];
  settings: SettingsView = { theme: 'system', clipboardSeconds: 30, zoomPercent: 100, lockAfterMinutes: 5, version: '0.1.0', problem: null };
  backups: BackupsView = { on: false, folder: null, state: { kind: 'off' }, newest: null, offer: false };
  /** The rows of the file that is imported, and the import that can be taken back. */
  rows: ImportRowView[] = ROWS;
  lastImport: LastImportView | null = null;
  lock: LockView = { state: 'off', halfWay: false, ofFile: false };
  place: StorePlaceView = { file: null, proposal: '/home/ada/.local/share/countersign/accounts.sealed', lastMove: null };
  draft: DraftView = { draft: 1, items: [], problems: [], batches: [], pictures: [] };
  /** Seconds of the current code already gone by; `null` follows the clock. */
  elapsed: number | null = null;
  calls: Call[] = [];
  watched: string[] = [];
  /** What a command answers instead; a thrown value is its error. */
  overrides: Record<string, (args: never, headers: Record<string, string>) => unknown> = {};
  #counters = new Map<string, number>();

  handle(command: string, args: unknown, headers: Record<string, string>): unknown {
    this.calls.push({ command, args, headers });
    const answer = this.overrides[command] ?? this.#answers[command];
    if (!answer) throw fault('no-such-command', `no command ${command}`);
    return answer(args as never, headers);
  }

  called(command: string): Call[] {
    return this.calls.filter((call) => call.command === command);
  }

  async changeBackups(backups: Partial<BackupsView>): Promise<void> {
    this.backups = { ...this.backups, ...backups };
    await emit('backups-changed');
  }

  async change(change: () => void): Promise<void> {
    change();
    await emit('accounts-changed');
  }

  code(id: string, now = Date.now() / 1000): CodeView {
    const account = this.#account(id);
    const empty: CodeView = { id, code: null, next: null, validFrom: 0, validUntil: 0, counter: null, error: null };
    if (account.kind === 'hotp') return empty;
    const period = account.period || 30;
    const from = this.elapsed === null ? Math.floor(now / period) * period : Math.floor(now) - Math.min(this.elapsed, period - 1);
    const step = this.elapsed === null ? from / period : 1;
    return { ...empty, code: pretend(account, step), next: pretend(account, step + 1), validFrom: from, validUntil: from + period };
  }

  #account(id: string): AccountView {
    const account = this.accounts.find((known) => known.id === id);
    if (!account) throw fault('account-unknown', 'There is no such account.');
    return account;
  }

  #view = () => ({ state: this.store, warnings: this.warnings, accounts: [...this.accounts].sort((a, b) => Number(b.pinned) - Number(a.pinned)) });

  #update(id: string, change: Partial<AccountView>): AccountView {
    const old = this.#account(id);
    const account = { ...old, ...change, revision: old.revision + 1 };
    this.accounts = this.accounts.map((known) => (known.id === id ? account : known));
    return account;
  }

  #found(item: Partial<DraftItemView>): DraftView {
    const next: DraftItemView = {
      item: this.draft.items.length + 1, source: 'picture.png', place: null, issuer: 'Example', name: 'you@example.org', kind: 'totp',
      algorithm: 'SHA1', digits: 6, period: 30, secretBits: 160, warnings: [], duplicate: null, ...item,
    };
    this.draft = { ...this.draft, items: [...this.draft.items, next] };
    return this.draft;
  }

  #addAccounts({ picks }: { picks: Pick[] }): AddedView {
    const added = picks.map((pick) => {
      const item = this.draft.items.find((known) => known.item === pick.item);
      const account = anAccount({ ...pick, id: `added-${pick.item}-${this.accounts.length}`, kind: item?.kind ?? 'totp' });
      this.accounts = [...this.accounts, account];
      return account.id;
    });
    return { added, refused: [] };
  }

  #openLock(secret: string): unknown {
    if (secret !== PASSWORD) throw fault('password-wrong', 'the password or recovery code is wrong', 'try again, and mind the keyboard’s layout and caps lock');
    this.lock = { state: 'unlocked', halfWay: false, ofFile: this.place.file !== null };
    this.store = { kind: 'ready', provider: 'gnome-keyring-daemon' };
    return this.#view();
  }

  #keepIn(file: string | null): unknown {
    this.place = { ...this.place, file };
    this.lock = { state: file === null ? 'off' : 'unlocked', halfWay: false, ofFile: file !== null };
    this.store = { kind: 'ready', provider: file === null ? 'gnome-keyring-daemon' : `the sealed file ${file}` };
    return this.#view();
  }

  #nextHotp(id: string): CodeView {
    const counter = (this.#counters.get(id) ?? 41) + 1;
    this.#counters.set(id, counter);
    return { id, code: pretend(this.#account(id), counter), next: null, validFrom: 0, validUntil: 0, counter, error: null };
  }

  readonly #answers: Record<string, Answer> = {
    accounts: () => this.#view(),
    watch: ({ ids }: { ids: string[] }) => ((this.watched = ids), ids.map((id) => this.code(id))),
    next_hotp: ({ id }: { id: string }) => this.#nextHotp(id),
    copy_code: () => ({ clearsIn: this.settings.clipboardSeconds }),
    scan_picture: (_: never, headers) => this.#found({ source: decodeURIComponent(headers['source'] ?? '') }),
    scan_clipboard: () => this.#found({ source: 'Clipboard' }),
    scan_screen: ({ part }: { part: boolean }) => this.#found({ source: part ? 'part of the screen' : 'screen' }),
    draft_picture: () => pretendSketch(),
    scan_text: () => this.#found({ source: 'Text' }),
    scan_typed: ({ account }: { account: TypedAccount }) =>
      this.#found({ source: 'Typed in', issuer: account.issuer, name: account.name, kind: account.kind, digits: account.digits }),
    scan_example: () => this.#found({ source: 'Example' }),
    check_secret: ({ text }: { text: string }) => checkSecret(text),
    discard_draft: () => ((this.draft = { draft: this.draft.draft + 1, items: [], problems: [], batches: [], pictures: [] }), null),
    add_accounts: (args: { picks: Pick[] }) => this.#addAccounts(args),
    edit_account: ({ request }: { request: EditAccountRequest }) => this.#update(request.id, request),
    trash_account: ({ id }: { id: string }) => (this.#update(id, { trashedAt: Math.floor(Date.now() / 1000) }), null),
    restore_account: ({ id }: { id: string }) => (this.#update(id, { trashedAt: null }), null),
    delete_account: ({ id }: { id: string }) => ((this.accounts = this.accounts.filter((a) => a.id !== id)), null),
    reveal: () => ({ secret: 'JBSW Y3DP EHPK 3PXP', uri: 'otpauth://totp/Example:you?secret=JBSWY3DPEHPK3PXP', qrSvg: pretendQr() }),
    damaged_text: () => ({ text: '{"version":1,"issuer":"Exam\\xF0\\x9F' }),
    retry_store: () => this.#view(),
    unlock_store: () => this.#view(),
    start_empty: () => ((this.store = { kind: 'ready', provider: 'gnome-keyring-daemon' }), this.#view()),
    settings: () => this.settings,
    change_settings: ({ request }: { request: Partial<SettingsView> }) => (this.settings = { ...this.settings, ...request }),
    startup_stage: () => null,
    backups: () => this.backups,
    choose_backup_folder: () => '/home/ada/Sync/codes',
    look_at_backup_folder: ({ folder }: { folder: string }) => ({ folder, hasBackups: this.backups.newest !== null, newest: this.backups.newest }),
    prepare_backups: () => ({ recoveryCode: this.backups.newest ? null : 'K7QX2-9FBMC-4TZ0H-WJ8RD-N3VYA-51GPE' }),
    copy_recovery_code: () => ({ clearsIn: this.settings.clipboardSeconds }),
    print_recovery_code: () => null,
    turn_on_backups: () => (this.backups = backedUp()),
    turn_off_backups: () => (this.backups = { ...this.backups, on: false, state: { kind: 'off' } }),
    back_up_now: () => (this.backups = backedUp()),
    put_off_backups: () => (this.backups = { ...this.backups, offer: false }),
    open_backups: () => BACKUPS,
    compare_backup: () => DIFFERENCE,
    put_back: ({ ids }: { ids: string[] }) => ({ putBack: ids.length, refused: [] }),
    change_backup_password: () => ({ changed: 3, left: [] }),
    discard_old_backups: () => 1,
    forget_backups: () => null,
    choose_import_file: () => '/home/ada/list.txt',
    choose_export_file: () => '/home/ada/codes.backup',
    open_import: ({ path }: { path: string }) => ({
      source: path.split('/').pop(), import: path.endsWith('.backup') ? null : importOf(this.rows),
    }),
    unseal_import: ({ request }: { request: { secret: string } }) => {
      if (request.secret !== PASSWORD) throw fault('password-wrong', 'the password or recovery code is wrong');
      return importOf(this.rows);
    },
    apply_import: () => {
      const view = importOf(this.rows);
      this.lastImport = { source: 'list.txt', madeAt: 1_795_347_000, accounts: view.added, finished: true };
      return view;
    },
    forget_import: () => null,
    last_import: () => this.lastImport,
    undo_import: () => {
      this.lastImport = null;
      return { trashed: 2, changed: 1, gone: 0 };
    },
    export_accounts: ({ request }: { request: { path: string; ids: string[] | null } }) => ({
      path: request.path, accounts: request.ids?.length ?? 11, trashed: 2, damaged: 1, newer: 0, tooLong: [],
    }),
    store_place: () => this.place,
    look_at_file_place: ({ path }: { path: string }) => ({ path, isThere: false }),
    prepare_file: () => ({ recoveryCode: 'K7QX2-9FBMC-4TZ0H-WJ8RD-N3VYA-51GPE' }),
    copy_file_code: () => ({ clearsIn: this.settings.clipboardSeconds }),
    forget_file: () => null,
    keep_in_file: () => this.#keepIn(this.place.proposal),
    move_to_keyring: () => this.#keepIn(null),
    go_on_moving: () => ((this.place = { ...this.place, lastMove: null }), this.#view()),
    leave_move: () => ((this.place = { ...this.place, lastMove: null }), this.#view()),
    use_keyring: () => this.#keepIn(null),
    lock_state: () => this.lock,
    prepare_lock: () => ({ recoveryCode: 'K7QX2-9FBMC-4TZ0H-WJ8RD-N3VYA-51GPE' }),
    copy_lock_code: () => ({ clearsIn: this.settings.clipboardSeconds }),
    set_lock: () => ((this.lock = { state: 'unlocked', halfWay: false, ofFile: false }), { done: this.accounts.length, kept: 0, problem: null }),
    forget_lock: () => null,
    turn_off_lock: () => ((this.lock = { state: 'off', halfWay: false, ofFile: false }), { done: this.accounts.length, kept: 0, problem: null }),
    change_lock_password: () => null,
    prepare_lock_code: () => ({ recoveryCode: '3M8VA-K2XTP-0RD9W-HNB6F-QJ4EC-7YS1G' }),
    replace_lock_code: () => ({ left: 0 }),
    open_lock: ({ request }: { request: { secret: string } }) => this.#openLock(request.secret),
    lock_now: () => null,
    used: () => null,
  };
}

/** Puts `desk` where the page expects the application. */
export function installDesk(desk: MockDesk): MockDesk {
  mockWindows('main');
  const handle = (command: string, args?: unknown, options?: { headers?: Record<string, string> }) =>
    desk.handle(command, args, options?.headers ?? {});
  mockIPC(handle as Parameters<typeof mockIPC>[0], { shouldMockEvents: true });
  // `mockIPC` gives its handler no headers; the picture's name travels in them.
  const internals = (window as unknown as { __TAURI_INTERNALS__: { invoke: (...all: unknown[]) => Promise<unknown> } }).__TAURI_INTERNALS__;
  const original = internals.invoke.bind(internals);
  internals.invoke = async (command, args, options) =>
    String(command).startsWith('plugin:') ? original(command, args, options) : handle(String(command), args, options as never);
  return desk;
}

export function anAccount(account: Partial<AccountView>): AccountView {
  return {
    id: 'account', revision: 1, issuer: '', name: '', kind: 'totp', algorithm: 'SHA1', digits: account.kind === 'steam' ? 5 : 6,
    period: account.kind === 'hotp' ? 0 : 30, tags: [], pinned: false, note: '', createdAt: 1_700_000_000, trashedAt: null,
    kept: null, damaged: null, ...account,
  };
}

export function fault(code: string, message: string, hint = 'Try again.'): ErrorView {
  return { code, message, hint };
}

function checkSecret(text: string): SecretCheckView {
  const clean = text.replace(/[\s=-]/g, '').toUpperCase();
  const bad = clean.match(/[^A-Z2-7]/);
  if (bad) {
    return { bits: null, warnings: [], error: fault('secret-not-base32', `“${bad[0]}” is not a letter of a secret.`, 'Secrets use A to Z and 2 to 7; 0 is often an O, and 1 an I or L.') };
  }
  const bits = Math.floor((clean.length * 5) / 8) * 8;
  const warnings = bits < 128 ? [{ code: 'secret-short', message: 'This secret is short; check that it is complete.' }] : [];
  return { bits, warnings, error: null };
}

/** Digits that look like a code and are always the same for an account and a step. */
function pretend(account: AccountView, step: number): string {
  let hash = 2166136261 ^ step;
  for (const letter of account.id) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
  if (account.kind === 'steam') return Array.from({ length: 5 }, (_, at) => '23456789BCDFGHJKMNPQRTVWXY'[(hash >>> (at * 5)) % 26]).join('');
  return String(hash).padStart(10, '0').slice(-account.digits);
}

/** A window with some lines on it. */
function pretendSketch(): string {
  const lines = Array.from({ length: 12 }, (_, at) => `<path d="M16 ${40 + at * 16}h${180 + ((at * 53) % 90)}" stroke="#bbb" stroke-width="6"/>`);
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400"><path d="M0 0h640v400H0z" fill="#eee"/><path d="M0 0h640v22H0z" fill="#999"/>${lines.join('')}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}

export function pretendQr(): string {
  const corner = (x: number, y: number) => `M${x} ${y}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z`;
  const free = (x: number, y: number) => !((x < 8 || x > 12) && y < 8) && !(x < 8 && y > 12);
  const cells = Array.from({ length: 441 }, (_, at) => [at % 21, Math.floor(at / 21)] as const)
    .filter(([x, y]) => free(x, y) && (Math.imul(x * 73 + 11, y * 151 + 7) >>> 4) % 2 === 0)
    .map(([x, y]) => `M${x} ${y}h1v1h-1z`);
  const path = [corner(0, 0), corner(14, 0), corner(0, 14), ...cells].join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 25 25"><path fill-rule="evenodd" d="${path}"/></svg>`;
}
