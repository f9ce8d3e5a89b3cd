/** The relying party as this view sees it. While it runs and the view is open and seen, what is new is asked for. */
import { asError, type ErrorView } from '../api/client';
import * as client from '../api/relying-party';
import type {
  PartyEntry, PartyMessage, PartyUser, RelyingPartyView, StartRelyingPartyRequest, WalkStep, WalkView,
} from '../api/types';
import { accounts } from '../state/accounts.svelte';
import { screen } from '../state/screen.svelte';

/** Milliseconds between two questions for what is new. */
const PAUSE = 1_000;
/** Older entries leave the page; the server's own pages have them all. */
const MOST_ENTRIES = 200;

const NO_WALK: WalkView = {
  username: null, done: [], next: null, repeatable: [], qrSvg: null, found: null, account: null, notBefore: null, spentUntil: null,
};

class Party {
  view = $state.raw<RelyingPartyView | null>(null);
  journal = $state.raw<PartyEntry[]>([]);
  users = $state.raw<PartyUser[]>([]);
  moreUsers = $state(false);
  outbox = $state.raw<PartyMessage[]>([]);
  /** What is being done, so that it is not done twice. */
  busy = $state<WalkStep | 'start' | 'stop' | 'end' | null>(null);
  /** What the walk failed at last, and why. */
  walkFailure = $state.raw<{ step: WalkStep | 'end'; error: ErrorView } | null>(null);
  /** The server runs and does not answer. */
  trouble = $state.raw<ErrorView | null>(null);

  state = $derived(this.view?.state ?? null);
  walk = $derived(this.view?.walk ?? NO_WALK);
  running = $derived(this.state?.kind === 'running' ? this.state : null);

  #isOpen = false;
  #asking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The view is on screen. */
  async open(): Promise<void> {
    this.#isOpen = true;
    try {
      this.#receive(await client.relyingParty());
    } catch (error) {
      this.trouble = asError(error);
    }
  }

  /** The view is gone; the server goes on. */
  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  visibilityChanged(): void {
    clearTimeout(this.#timer);
    if (!document.hidden) void this.look();
  }

  start(request: StartRelyingPartyRequest): Promise<void> {
    return this.#doing('start', async () => {
      this.#forget();
      this.#receive(await client.startRelyingParty(request));
    });
  }

  stop(): Promise<void> {
    return this.#doing('stop', async () => {
      this.#receive(await client.stopRelyingParty());
      this.#forget();
    });
  }

  take(step: WalkStep): Promise<void> {
    return this.#walking(step, () => client.takeWalkStep(step));
  }

  /** Removes what the walk left. */
  endWalk(): Promise<void> {
    return this.#walking('end', client.endWalk);
  }

  /** Asks for what is new, now, and again after a pause. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#asking || !this.running || !this.#isOpen) return;
    this.#asking = true;
    try {
      const news = await client.relyingPartyNews(this.journal[0]?.id ?? 0);
      this.journal = [...news.journal, ...this.journal].slice(0, MOST_ENTRIES);
      if (news.users) [this.users, this.moreUsers] = [news.users, news.moreUsers];
      if (news.outbox) this.outbox = news.outbox;
      this.trouble = null;
    } catch (error) {
      this.trouble = asError(error);
    } finally {
      this.#asking = false;
      if (!document.hidden && this.running && this.#isOpen) this.#timer = setTimeout(() => void this.look(), PAUSE);
    }
  }

  #receive(view: RelyingPartyView): void {
    this.view = view;
    screen.partyRuns = view.state.kind === 'running';
    void this.look();
  }

  #forget(): void {
    [this.journal, this.users, this.outbox, this.moreUsers] = [[], [], [], false];
    this.walkFailure = this.trouble = null;
  }

  async #walking(step: WalkStep | 'end', ask: () => Promise<RelyingPartyView>): Promise<void> {
    await this.#doing(step, async () => {
      this.walkFailure = null;
      try {
        this.#receive(await ask());
        if (step === 'keep' || step === 'end') await accounts.refresh();
      } catch (error) {
        this.walkFailure = { step, error: asError(error) };
        void this.look();
      }
    });
  }

  async #doing(what: NonNullable<Party['busy']>, act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = what;
    try {
      await act();
    } catch (error) {
      this.trouble = asError(error);
    } finally {
      this.busy = null;
    }
  }
}

export const party = new Party();
