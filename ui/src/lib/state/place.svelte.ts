/** Where the accounts are kept, and how a move between two places goes. */
import type { AccountsView, StorePlaceView } from '../api/client';
import * as client from '../api/keeping';
import { accounts } from './accounts.svelte';
import { backups } from './backups.svelte';
import { lock } from './lock.svelte';

class Place {
  view = $state.raw<StorePlaceView | null>(null);
  isMoving = $state(false);

  file = $derived(this.view?.file ?? null);
  /** A move that is half-way, or was and is done now, until the person has read it. */
  told = $derived.by(() => {
    const move = this.view?.lastMove;
    return move && move !== this.#read && (move.problem || move.wasCutOff) ? move : null;
  });

  #read = $state.raw<StorePlaceView['lastMove']>(null);

  async refresh(): Promise<void> {
    this.view = await client.storePlace();
  }

  /** The person has read what became of the last move. */
  dismiss(): void {
    this.#read = this.view?.lastMove ?? null;
  }

  async keepInFile(moving: boolean): Promise<void> {
    await this.#while(() => client.keepInFile(moving));
  }

  async moveToKeyring(): Promise<void> {
    await this.#while(client.moveToKeyring);
  }

  async goOn(): Promise<void> {
    await this.#while(client.goOnMoving);
  }

  async leave(): Promise<void> {
    await this.#while(client.leaveMove);
  }

  async useKeyring(): Promise<void> {
    await this.#while(client.useKeyring);
  }

  /** Goes back to a generation of a damaged file. */
  async restore(name: string): Promise<void> {
    await this.#while(() => client.restoreGeneration(name));
  }

  /** Everything that depends on where the accounts are is asked for anew. */
  async #while(act: () => Promise<AccountsView>): Promise<void> {
    this.isMoving = true;
    try {
      accounts.receive(await act());
    } finally {
      this.isMoving = false;
      await Promise.allSettled([this.refresh(), lock.refresh(), backups.refresh()]);
    }
  }
}

export const place = new Place();
