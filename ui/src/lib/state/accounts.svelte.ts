/** The list of accounts and how the store is. */
import * as client from '../api/client';
import type { AccountsView, AccountView, ErrorView, StoreState } from '../api/client';

/** What the window shows in place of the list, or `null` when there is a list to show. */
export type StoreScreenKind = 'loading' | 'locked' | 'sealed' | 'noService' | 'itemsMissing' | 'failed' | 'firstRun';

class Accounts {
  store = $state.raw<StoreState>({ kind: 'loading', read: 0, total: null });
  all = $state.raw<AccountView[]>([]);
  /** What reading found that stopped nothing, until the person says "not now". */
  warnings = $state.raw<ErrorView[]>([]);
  /** A system prompt, or a slow keyring, is being waited for. */
  waiting = $state<'unlock' | 'retry' | null>(null);

  listed = $derived(this.all.filter((account) => account.trashedAt === null));
  trashed = $derived(this.all.filter((account) => account.trashedAt !== null));
  screen = $derived(screenFor(this.store, this.listed));
  /** The store's trouble while accounts are still shown, or `null`. */
  trouble = $derived(this.screen === null ? errorOf(this.store) : null);

  #dismissed = new Set<string>();
  #asking: Promise<void> | null = null;
  #isOld = false;

  byId(id: string): AccountView | undefined {
    return this.all.find((account) => account.id === id);
  }

  /** Asks for the list; while an answer is under way, once more after it. Ends when the list is no older than the call. */
  refresh(): Promise<void> {
    this.#isOld = true;
    this.#asking ??= this.#ask();
    return this.#asking;
  }

  async #ask(): Promise<void> {
    try {
      while (this.#isOld) {
        this.#isOld = false;
        this.receive(await client.accounts());
      }
    } catch (error) {
      this.store = { kind: 'failed', error: client.asError(error) };
    } finally {
      this.#asking = null;
    }
  }

  receive(view: AccountsView): void {
    this.store = view.state;
    this.all = view.accounts;
    this.warnings = view.warnings.filter((warning) => !this.#dismissed.has(warning.message));
  }

  /** Says nothing more of the warnings that are shown, until the program is started again. */
  dismissWarnings(): void {
    for (const warning of this.warnings) this.#dismissed.add(warning.message);
    this.warnings = [];
  }

  async retry(): Promise<void> {
    await this.#whileWaiting('retry', client.retryStore);
  }

  async unlock(): Promise<void> {
    await this.#whileWaiting('unlock', client.unlockStore);
  }

  /** Starts over without the missing records; the person has confirmed it. */
  async startEmpty(): Promise<void> {
    this.receive(await client.startEmpty());
  }

  async #whileWaiting(what: 'unlock' | 'retry', ask: () => Promise<AccountsView>): Promise<void> {
    // A prompt that was lost must not keep "try again" away.
    if (this.waiting === what) return;
    this.waiting = what;
    try {
      this.receive(await ask());
    } finally {
      if (this.waiting === what) this.waiting = null;
    }
  }
}

/** The error a state carries, if it carries one. */
export function errorOf(store: StoreState): ErrorView | null {
  return 'error' in store ? store.error : null;
}

function screenFor(store: StoreState, listed: AccountView[]): StoreScreenKind | null {
  if (listed.length > 0) return null;
  return store.kind === 'ready' ? 'firstRun' : store.kind;
}

export const accounts = new Accounts();
