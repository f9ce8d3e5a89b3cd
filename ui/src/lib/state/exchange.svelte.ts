/** The last import, which can be taken back. */
import * as client from '../api/exchange';
import type { LastImportView } from '../api/types';
import { count } from '../model/labels';
import { accounts } from './accounts.svelte';
import { notices } from './notices.svelte';

class Exchange {
  last = $state.raw<LastImportView | null>(null);
  waiting = $state(false);

  async refresh(): Promise<void> {
    this.last = await client.lastImport();
  }

  /** Says what came of it, also where it failed. */
  async undo(): Promise<void> {
    if (this.waiting) return;
    this.waiting = true;
    try {
      const { trashed, changed } = await client.undoImport();
      const left = changed > 0 ? ` ${count(changed, 'account was', 'accounts were')} changed since and left alone.` : '';
      notices.tell(`${count(trashed, 'account')} taken back, into the trash.${left}`);
      await Promise.all([accounts.refresh(), this.refresh()]);
    } catch (error) {
      notices.fail(error);
    } finally {
      this.waiting = false;
    }
  }
}

export const exchange = new Exchange();
