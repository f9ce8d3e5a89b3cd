/** How backups are. */
import * as client from '../api/backups';
import type { BackupsView, ErrorView } from '../api/types';

class Backups {
  /** `null` until it was asked for, or where it could not be found out. */
  view = $state.raw<BackupsView | null>(null);
  waiting = $state(false);

  failure = $derived<ErrorView | null>(this.view?.state.kind === 'failed' ? this.view.state.error : null);

  async refresh(): Promise<void> {
    this.view = await client.backups();
  }

  /** Makes one now; what went wrong is in the view. */
  async make(anew: boolean): Promise<void> {
    await this.#while(() => client.backUpNow(anew));
  }

  async turnOn(): Promise<void> {
    await this.#while(client.turnOnBackups);
  }

  async turnOff(): Promise<void> {
    await this.#while(client.turnOffBackups);
  }

  async putOff(forever: boolean): Promise<void> {
    await this.#while(() => client.putOffBackups(forever));
  }

  async #while(act: () => Promise<BackupsView>): Promise<void> {
    this.waiting = true;
    try {
      this.view = await act();
    } finally {
      this.waiting = false;
    }
  }
}

export const backups = new Backups();
