/** The case that the Support view shows, and what is being done with it. It stays when another view is opened. */
import { asError, type ErrorView } from '../api/client';
import * as client from '../api/support';
import type { CaseView, KnownSince, RejectionsView, ReproductionView, TypedCase } from '../api/types';

export type Way = 'rejection' | 'bundle' | 'typed';
type Doing = 'list' | 'look' | 'add' | 'reproduce';

class Support {
  way = $state<Way>('rejection');
  case = $state.raw<CaseView | null>(null);
  rejections = $state.raw<RejectionsView | null>(null);
  reproduction = $state.raw<ReproductionView | null>(null);
  /** What is being done, so that it is not done twice. */
  busy = $state<Doing | null>(null);
  /** What was tried last and failed. */
  failure = $state.raw<{ what: Doing; error: ErrorView } | null>(null);

  /** Asks the relying party for its rejections. */
  list(): Promise<boolean> {
    return this.#doing('list', async () => {
      this.rejections = await client.rejections();
    });
  }

  /** An entry of the journal. */
  ofRejection(entry: number): Promise<boolean> {
    return this.#opening('look', () => client.lookIntoRejection(entry));
  }

  ofTyped(typed: TypedCase): Promise<boolean> {
    return this.#opening('look', () => client.lookIntoTyped(typed));
  }

  ofBundle(file: File): Promise<boolean> {
    return this.#opening('look', async () => client.openBundle(file.name, new Uint8Array(await file.arrayBuffer())));
  }

  /** What is known since. */
  add(known: KnownSince): Promise<boolean> {
    const open = this.case;
    return this.#opening('add', () => client.addToCase(open?.case ?? 0, known));
  }

  reproduce(): Promise<boolean> {
    const open = this.case;
    return this.#doing('reproduce', async () => {
      this.reproduction = null;
      const reproduction = await client.reproduceCase(open?.case ?? 0);
      if (this.case === open) this.reproduction = reproduction;
    });
  }

  /** Rust wipes what it held for it. */
  async close(): Promise<void> {
    this.case = this.reproduction = this.failure = null;
    await client.closeCase().catch(() => undefined);
  }

  errorOf(what: Doing): ErrorView | null {
    return this.failure?.what === what ? this.failure.error : null;
  }

  #opening(what: Doing, ask: () => Promise<CaseView>): Promise<boolean> {
    return this.#doing(what, async () => {
      this.case = await ask();
      this.reproduction = null;
    });
  }

  /** Whether it was done. */
  async #doing(what: Doing, act: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = what;
    this.failure = null;
    try {
      await act();
      return true;
    } catch (error) {
      this.failure = { what, error: asError(error) };
      return false;
    } finally {
      this.busy = null;
    }
  }
}

export const support = new Support();
