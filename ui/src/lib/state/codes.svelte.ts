/**
 * The codes of the rows on screen.
 *
 * Rust sends a code when it changes; the page keeps one timer, set for the next moment at which a code changes its
 * look. A hidden window watches nothing and runs no timer.
 */
import { SvelteMap } from 'svelte/reactivity';
import * as client from '../api/client';
import type { CodeView } from '../api/client';
import { isTimed, nextMoment } from '../model/moments';
import { notices } from './notices.svelte';

/** How long after its end a code may stand before Rust is asked again, in seconds: a sleeping machine misses events. */
const GRACE = 1;
/** Timers cannot be set for weeks ahead; in milliseconds. */
const LONGEST_WAIT = 3_600_000;

class Codes {
  /** Unix seconds, moved on only at moments that matter to a row. */
  now = $state(Date.now() / 1000);

  #views = new SvelteMap<string, CodeView>();
  #wanted: string[] = [];
  #asking = false;
  #askAgain = false;
  #askedFor = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  of(id: string): CodeView | undefined {
    return this.#views.get(id);
  }

  /** Names the rows on screen. */
  want(ids: string[]): void {
    if (ids.length === this.#wanted.length && ids.every((id, index) => id === this.#wanted[index])) return;
    this.#wanted = ids;
    if (!document.hidden) void this.#ask();
  }

  /** The window was hidden or shown. */
  visibilityChanged(): void {
    clearTimeout(this.#timer);
    void this.#ask();
  }

  receive(views: CodeView[]): void {
    for (const view of views) this.#views.set(view.id, this.#keepingHotp(view));
    this.now = Date.now() / 1000;
    this.#schedule();
  }

  /** Rows asked about follow scrolling faster than answers come: only the newest question counts. */
  async #ask(): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    try {
      do {
        this.#askAgain = false;
        const ids = document.hidden ? [] : this.#wanted;
        this.receive(await client.watch(ids));
        if (!document.hidden) this.#forgetAllBut(ids);
      } while (this.#askAgain);
    } catch (error) {
      notices.fail(error);
    } finally {
      this.#asking = false;
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    const moment = nextMoment(this.#views.values(), this.now) ?? Infinity;
    const overdue = this.#overdueAt();
    const at = Math.min(moment, overdue);
    if (at === Infinity) return;
    const wait = Math.min(Math.max(0, at * 1000 - Date.now()), LONGEST_WAIT);
    this.#timer = setTimeout(() => this.#tick(), wait);
  }

  #tick(): void {
    this.now = Date.now() / 1000;
    const ended = this.#ended();
    if (ended !== null && this.now >= ended + GRACE && this.#askedFor !== ended) {
      this.#askedFor = ended;
      void this.#ask();
    }
    this.#schedule();
  }

  /** When to ask Rust again about a code that has ended, at most once for each end. */
  #overdueAt(): number {
    const ended = this.#ended();
    return ended === null || ended === this.#askedFor ? Infinity : ended + GRACE;
  }

  #ended(): number | null {
    let latest: number | null = null;
    for (const view of this.#views.values()) {
      if (isTimed(view) && view.validUntil <= this.now) latest = Math.max(latest ?? 0, view.validUntil);
    }
    return latest;
  }

  /** A counter's code stays as it was shown: asking for it again would use up another. */
  #keepingHotp(view: CodeView): CodeView {
    const known = this.#views.get(view.id);
    const isOld = view.code === null && view.error === null && known?.code && !isTimed(known);
    return isOld ? known : view;
  }

  #forgetAllBut(ids: string[]): void {
    const kept = new Set(ids);
    for (const [id, view] of this.#views) {
      if (!kept.has(id) && (isTimed(view) || view.error)) this.#views.delete(id);
    }
  }
}

export const codes = new Codes();
