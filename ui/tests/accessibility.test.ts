/** axe-core on every view. jsdom lays nothing out: contrast is held by contrast.test.ts, and by axe in the real window. */
import axe from 'axe-core';
import { expect, test, vi } from 'vitest';
import { allByTestId, button, byTestId, click, open, press, settle } from './open';

const VIEWS: [string, string, (() => Promise<unknown>)?, number?][] = [
  ['first run', 'first'],
  ['codes', 'many'],
  ['codes in their last seconds', 'many', undefined, 27],
  ['a thousand codes', 'thousand'],
  ['a search', 'many', async () => (byTestId('search').focus(), press('g'))],
  ['a row menu', 'many', () => click(allByTestId('row-menu-button')[0] as HTMLElement)],
  ['a message', 'many', () => click(allByTestId('account-row')[0] as HTMLElement)],
  ['adding', 'many', () => click(byTestId('add-button'))],
  ['a preview', 'draft', () => press('v', { ctrlKey: true })],
  ['nine codes in a preview', 'nine', () => press('v', { ctrlKey: true })],
  ['typing in', 'first', () => click(button('Type it in'))],
  ['editing', 'many', async () => (allByTestId('account-row')[0]?.focus(), press('F2'))],
  ['keys', 'many', () => press('?')],
  ['trash', 'trash', () => click(byTestId('trash-button'))],
  ['empty trash', 'many', () => click(byTestId('trash-button'))],
  ['settings', 'settingsProblem', () => click(byTestId('settings-button'))],
  ['damaged records', 'damaged'],
  ['a damaged record', 'damaged', () => click(button('Details…'))],
  ['loading', 'loading', () => new Promise((done) => setTimeout(done, 250))],
  ['locked', 'locked'],
  ['no service', 'noService'],
  ['items missing', 'itemsMissing'],
  ['starting over', 'itemsMissing', () => click(button('Start without them…'))],
  ['failed', 'failed'],
  ['banner', 'banner'],
  ['an offer of backups', 'backupOffer', painted],
  ['a failed backup', 'backupFailed', painted],
  ['backups in the settings', 'backedUp', () => click(byTestId('settings-button'))],
  ['setting backups up', 'backupOffer', async () => (await painted(), await click(button('Set up backups…')), loaded('backup-setup-dialog'))],
  ['restoring', 'backedUp', async () => (await click(byTestId('settings-button')), await click(byTestId('backups-restore')), loaded('restore-dialog'))],
  ['a reset keyring', 'resetKeyring', painted],
  ...['Stopped', 'Failed', 'Empty', 'Scan', 'Keep', 'Confirm', 'SignIn', 'Wait', 'Over'].map(
    (state): [string, string, () => Promise<unknown>] => [`relying party, ${state}`, `party${state}`, () => party('try')],
  ),
  ['relying party, users', 'partySome', () => party('users')],
  ['relying party, journal', 'partyOver', () => party('journal')],
  ['relying party, outbox', 'partyOver', () => party('outbox')],
  ...['None', 'Empty', 'Some', 'Broken'].map((state): [string, string, () => Promise<unknown>] => [`support, ${state}`, `support${state}`, () => support()]),
  ['support, from a bundle', 'supportSome', () => support('bundle')],
  ['support, from a secret', 'supportSome', () => support('typed')],
  ...['Clock', 'Late', 'Unexplained', 'Locked', 'Long', 'Counter'].map(
    (state): [string, string, () => Promise<unknown>] => [`support, the answer: ${state}`, `support${state}`, explained],
  ),
  ['support, a bundle before it is written', 'supportLong', async () => (await explained(), await click(byTestId('case-save')))],
  ['support, a replay', 'supportClock', async () => (await explained(), await click(byTestId('case-reproduce')))],
];

async function support(way = 'rejection'): Promise<void> {
  await click(byTestId('support-button'));
  await vi.waitFor(() => byTestId('support-view'), { timeout: 20_000 });
  await settle();
  await click(byTestId(`support-tab-${way}`));
}

async function explained(): Promise<void> {
  await support();
  await click(allByTestId('support-rejection')[0] as HTMLElement);
}

async function painted(): Promise<void> {
  await new Promise((done) => setTimeout(done, 80));
  await settle();
}

async function loaded(id: string): Promise<void> {
  await vi.waitFor(() => byTestId(id), { timeout: 20_000 });
  await settle();
}

async function party(tab: string): Promise<void> {
  await click(byTestId('party-button'));
  await vi.waitFor(() => byTestId('party-view'), { timeout: 20_000 });
  await settle();
  const found = document.querySelector<HTMLElement>(`[data-testid=party-tab-${tab}]`);
  if (found) await click(found);
}

test.each(VIEWS)('%s has no violation', async (_name, scene, act, elapsed) => {
  document.documentElement.lang = 'en';
  await open(scene, elapsed);
  await act?.();
  await settle();
  const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([]);
});
