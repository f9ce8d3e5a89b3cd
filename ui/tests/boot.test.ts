import { afterEach, describe, expect, test, vi } from 'vitest';
import type { BootView } from '../src/lib/api/types';
import { anAccount, MockDesk } from '../dev/mock-desk';
import { allByTestId, byTestId, open, settle } from './open';

/** Delivers the page with what this application knows. */
function deliverWith(desk: MockDesk, theme: 'system' | 'dark' = 'system'): void {
  const first: BootView = {
    settings: { ...desk.settings, theme },
    accounts: { state: desk.store, warnings: desk.warnings, accounts: desk.accounts },
    codes: desk.accounts.map((account) => desk.code(account.id)),
  };
  const data = document.createElement('script');
  data.type = 'application/json';
  data.id = 'boot';
  data.textContent = JSON.stringify(first);
  document.head.append(data);
}

function deskWith(...issuers: string[]): MockDesk {
  const desk = new MockDesk();
  desk.accounts = issuers.map((issuer, index) => anAccount({ id: `a${index}`, issuer }));
  return desk;
}

describe('a page that was delivered with its first screen', () => {
  afterEach(() => {
    delete document.documentElement.dataset['theme'];
  });

  test('shows accounts and codes without asking for them', async () => {
    const desk = deskWith('GitHub', 'Fastmail');
    deliverWith(desk);
    await open(desk);
    expect(allByTestId('account-row')).toHaveLength(2);
    expect(byTestId('code').textContent).toBe(desk.code('a0').code);
    expect(desk.called('accounts')).toHaveLength(0);
    expect(desk.called('settings')).toHaveLength(0);
    expect(desk.watched).toEqual(['a0', 'a1']);
  });

  test('has the colours that were chosen from its first frame on', async () => {
    const desk = deskWith('GitHub');
    deliverWith(desk, 'dark');
    await open(desk);
    expect(document.documentElement.dataset['theme']).toBe('dark');
  });

  test('keeps no copy of what it was delivered with', async () => {
    const desk = deskWith('GitHub');
    deliverWith(desk);
    await open(desk);
    expect(document.getElementById('boot')).toBeNull();
  });

  test('asks for the rest when reading had not come to its end', async () => {
    const desk = deskWith('GitHub', 'Fastmail', 'Example');
    const all = desk.accounts;
    desk.accounts = all.slice(0, 1);
    desk.store = { kind: 'loading', read: 1, total: 3 };
    deliverWith(desk);
    desk.accounts = all;
    desk.store = { kind: 'ready', provider: 'gnome-keyring-daemon' };
    await open(desk);
    await vi.waitFor(() => expect(desk.called('accounts')).toHaveLength(1));
    await settle();
    expect(allByTestId('account-row')).toHaveLength(3);
  });
});
