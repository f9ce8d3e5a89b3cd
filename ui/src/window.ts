import { mount, unmount } from 'svelte';
import App from './App.svelte';
import { boot, onAccountsChanged, onCodes } from './lib/api/client';
import { onBackupsChanged } from './lib/api/backups';
import { accounts } from './lib/state/accounts.svelte';
import { backups } from './lib/state/backups.svelte';
import { codes } from './lib/state/codes.svelte';
import { lock } from './lib/state/lock.svelte';
import { notices } from './lib/state/notices.svelte';
import { place } from './lib/state/place.svelte';
import { settings } from './lib/state/settings.svelte';
import { afterPaint } from './lib/state/startup';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';

/** Shows the window in `target`; gives back what takes it away again. */
export async function openWindow(target: HTMLElement): Promise<() => Promise<void>> {
  await receiveFirst();
  const app = mount(App, { target });
  await Promise.all([
    onAccountsChanged(() => void accounts.refresh()),
    onCodes((views) => codes.receive(views)),
    onBackupsChanged(() => void backups.refresh().catch(() => undefined)),
  ]).catch((error: unknown) => notices.fail(error));
  // What changed before the window listened. What is still being read lets the first frame go first.
  if (accounts.store.kind === 'loading') afterPaint(() => void accounts.refresh());
  else if (accounts.store.kind !== 'ready') void accounts.refresh();
  afterPaint(() => void backups.refresh().catch(() => undefined));
  afterPaint(() => void lock.refresh().catch(() => undefined));
  afterPaint(() => void place.refresh().catch(() => undefined));
  return () => unmount(app);
}

/** Takes in what the page was delivered with, or asks for it. The settings decide the colours of the first frame. */
async function receiveFirst(): Promise<void> {
  const first = boot();
  if (!first) {
    void accounts.refresh();
    await settings.load().catch(() => undefined);
    return;
  }
  settings.receive(first.settings);
  accounts.receive(first.accounts);
  codes.receive(first.codes);
}
