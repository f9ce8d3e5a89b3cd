/** The person's settings. */
import * as client from '../api/client';
import type { SettingsView, Theme } from '../api/client';

class Settings {
  view = $state.raw<SettingsView>({ theme: 'system', clipboardSeconds: 30, version: '', problem: null });

  async load(): Promise<void> {
    this.receive(await client.settings());
  }

  async setTheme(theme: Theme): Promise<void> {
    this.receive(await client.changeSettings({ theme, clipboardSeconds: this.view.clipboardSeconds }));
  }

  async setClipboardSeconds(clipboardSeconds: number): Promise<void> {
    this.receive(await client.changeSettings({ theme: this.view.theme, clipboardSeconds }));
  }

  receive(view: SettingsView): void {
    this.view = view;
    if (view.theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = view.theme;
  }
}

export const settings = new Settings();
