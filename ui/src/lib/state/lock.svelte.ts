/** The lock over the accounts: whether one is set, and telling that the window is used. */
import type { LockChangedView, LockView } from '../api/client';
import * as client from '../api/lock';
import { count } from '../model/labels';
import { accounts } from './accounts.svelte';
import { backups } from './backups.svelte';
import { notices } from './notices.svelte';
import { place } from './place.svelte';
import { screen } from './screen.svelte';

/** Between two times that use is told, in milliseconds. */
const TELL_EVERY = 10_000;

class Lock {
  view = $state.raw<LockView | null>(null);
  /** A password is being tried: half a second. */
  isOpening = $state(false);

  isOpen = $derived(this.view?.state === 'unlocked');

  #told = 0;

  async refresh(): Promise<void> {
    this.view = await client.lockState();
  }

  async open(secret: string): Promise<void> {
    this.isOpening = true;
    try {
      const opened = await client.openLock(secret);
      // The accounts are on the page from here on, and can be locked again at once.
      if (this.view) this.view = { ...this.view, state: 'unlocked' };
      accounts.receive(opened);
      // The field that had the focus is gone.
      screen.focusId = accounts.listed[0]?.id ?? null;
    } finally {
      this.isOpening = false;
    }
    // What a sealed file holds is known only now.
    await Promise.allSettled([this.refresh(), place.refresh(), backups.refresh()]);
  }

  async set(): Promise<void> {
    this.#say(await client.setLock(), 'sealed');
    await this.refresh();
  }

  async turnOff(secret: string): Promise<void> {
    this.#say(await client.turnOffLock(secret), 'no longer sealed');
    await this.refresh();
  }

  /** The recovery code that is shown is kept. */
  async replaceCode(): Promise<void> {
    const { left } = await client.replaceLockCode();
    notices.tell(
      left > 0
        ? `The new recovery code opens. The one of before still opens ${count(left, 'version', 'versions')} beside the file that could not be written.`
        : 'The new recovery code opens, and the one of before no longer does.',
    );
  }

  /** Locks at once, unless it is known that nothing can be locked. */
  now(): void {
    if (this.view === null || this.isOpen) client.lockNow().catch((error: unknown) => notices.fail(error));
  }

  /** A key, the pointer or the wheel was used. */
  used(): void {
    const now = Date.now();
    if (!this.isOpen || Math.abs(now - this.#told) < TELL_EVERY) return;
    this.#told = now;
    client.used().catch(() => undefined);
  }

  #say(changed: LockChangedView, what: string): void {
    if (changed.problem) notices.fail(changed.problem);
    else if (changed.kept > 0) notices.tell(`${count(changed.done, 'account')} ${what}; ${changed.kept} could not be and stay as they are.`);
    else notices.tell(`${count(changed.done, 'account')} ${what}.`);
  }
}

export const lock = new Lock();
