/** The person's settings. */
import * as client from '../api/client';
import type { ChangeSettingsRequest, SettingsView, Theme } from '../api/client';

/** The sizes a key press goes through, in percent. */
const SIZES = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

class Settings {
  view = $state.raw<SettingsView>({ theme: 'system', clipboardSeconds: 30, zoomPercent: 100, version: '', problem: null });

  async load(): Promise<void> {
    this.receive(await client.settings());
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.#change({ theme });
  }

  async setClipboardSeconds(clipboardSeconds: number): Promise<void> {
    await this.#change({ clipboardSeconds });
  }

  /** Draws everything larger or smaller, by one of {@link SIZES}. */
  async zoom(change: 'larger' | 'smaller' | 'usualSize'): Promise<void> {
    const now = this.view.zoomPercent;
    const next = change === 'usualSize' ? 100 : change === 'larger' ? SIZES.find((size) => size > now) : SIZES.findLast((size) => size < now);
    if (next !== undefined && next !== now) await this.setZoomPercent(next);
  }

  async setZoomPercent(zoomPercent: number): Promise<void> {
    await this.#change({ zoomPercent });
  }

  async #change(change: Partial<ChangeSettingsRequest>): Promise<void> {
    const { theme, clipboardSeconds, zoomPercent } = this.view;
    this.receive(await client.changeSettings({ theme, clipboardSeconds, zoomPercent, ...change }));
  }

  receive(view: SettingsView): void {
    this.view = view;
    if (view.theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = view.theme;
  }
}

export const settings = new Settings();
