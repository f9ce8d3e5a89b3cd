/** The person's settings. */
import * as client from '../api/client';
import type { ChangeSettingsRequest, SettingsView, Theme } from '../api/client';

/** The sizes a key press goes through, in percent. */
const SIZES = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

class Settings {
  view = $state.raw<SettingsView>({ theme: 'system', clipboardSeconds: 30, zoomPercent: 100, lockAfterMinutes: 5, version: '', problem: null });

  #changes: Promise<unknown> = Promise.resolve();

  async load(): Promise<void> {
    this.receive(await client.settings());
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.#change(() => ({ theme }));
  }

  async setClipboardSeconds(clipboardSeconds: number): Promise<void> {
    await this.#change(() => ({ clipboardSeconds }));
  }

  /** Draws everything larger or smaller, by one of {@link SIZES}. */
  async zoom(change: 'larger' | 'smaller' | 'usualSize'): Promise<void> {
    await this.#change((now) => {
      const zoomPercent = nextSize(change, now.zoomPercent);
      return zoomPercent === now.zoomPercent ? undefined : { zoomPercent };
    });
  }

  async setZoomPercent(zoomPercent: number): Promise<void> {
    await this.#change(() => ({ zoomPercent }));
  }

  async setLockAfterMinutes(lockAfterMinutes: number): Promise<void> {
    await this.#change(() => ({ lockAfterMinutes }));
  }

  /** One after the other: each starts from what the one before it left, also when that one failed. */
  #change(next: (now: SettingsView) => Partial<ChangeSettingsRequest> | undefined): Promise<void> {
    const change = this.#changes.then(() => this.#send(next(this.view)));
    this.#changes = change.catch(() => undefined);
    return change;
  }

  async #send(change: Partial<ChangeSettingsRequest> | undefined): Promise<void> {
    if (!change) return;
    const { theme, clipboardSeconds, zoomPercent, lockAfterMinutes } = this.view;
    const after = { theme, clipboardSeconds, zoomPercent, lockAfterMinutes, ...change };
    this.receive(await client.changeSettings(after));
  }

  receive(view: SettingsView): void {
    this.view = view;
    if (view.theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = view.theme;
  }
}

function nextSize(change: 'larger' | 'smaller' | 'usualSize', now: number): number {
  if (change === 'usualSize') return 100;
  const next = change === 'larger' ? SIZES.find((size) => size > now) : SIZES.findLast((size) => size < now);
  return next ?? now;
}

export const settings = new Settings();
