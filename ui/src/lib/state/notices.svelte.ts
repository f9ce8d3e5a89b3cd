/** Short messages at the foot of the window, and words for screen readers only. */
import { asError, type ErrorView } from '../api/client';

export type Notice = {
  id: number;
  text: string;
  error?: ErrorView;
  action?: { label: string; run: () => void };
};

const SHOWN_AT_MOST = 3;
const MILLISECONDS = { message: 5_000, action: 12_000, error: 15_000 };

class Notices {
  shown = $state.raw<Notice[]>([]);
  /** Said by screen readers and not shown. */
  spoken = $state('');
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Shows a message for some seconds. */
  tell(text: string, action?: Notice['action']): void {
    this.#show({ id: this.#next++, text, ...(action && { action }) });
  }

  /** Shows what went wrong and what to do. */
  fail(thrown: unknown): void {
    const error = asError(thrown);
    this.#show({ id: this.#next++, text: error.message, error });
  }

  /** Has a screen reader say `text`, also when it said the same before. */
  say(text: string): void {
    this.spoken = this.spoken === text ? `${text}\u00a0` : text;
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.shown = this.shown.filter((notice) => notice.id !== id);
  }

  /** Runs the newest action there is, such as "Undo". */
  runLastAction(): void {
    const notice = this.shown.findLast((shown) => shown.action);
    if (notice) this.run(notice);
  }

  run(notice: Notice): void {
    this.dismiss(notice.id);
    notice.action?.run();
  }

  /** Stops the clocks: a hidden window runs no timer, and nobody loses a message they could not read. */
  pause(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  resume(): void {
    for (const notice of this.shown) this.#startTimer(notice);
  }

  #show(notice: Notice): void {
    const same = this.shown.find((shown) => shown.text === notice.text && !shown.action);
    if (same) this.dismiss(same.id);
    for (const old of this.shown.slice(0, Math.max(0, this.shown.length - SHOWN_AT_MOST + 1))) this.dismiss(old.id);
    this.shown = [...this.shown, notice];
    this.#startTimer(notice);
  }

  #startTimer(notice: Notice): void {
    if (document.hidden || this.#timers.has(notice.id)) return;
    const length = notice.error ? MILLISECONDS.error : notice.action ? MILLISECONDS.action : MILLISECONDS.message;
    this.#timers.set(notice.id, setTimeout(() => this.dismiss(notice.id), length));
  }
}

export const notices = new Notices();
