import { expect, test, vi } from 'vitest';
import { fault, PASSWORD } from '../dev/mock-desk';
import { sceneNamed } from '../dev/scenes';
import { allByTestId, byTestId, click, open, settle, type } from './open';

const has = (id: string): boolean => document.querySelector(`[data-testid="${id}"]`) !== null;

async function known(id: string): Promise<void> {
  await vi.waitFor(() => byTestId(id), { timeout: 20_000 });
  await settle();
}

async function atTheFirstStep(): Promise<void> {
  await known('file-store-dialog');
  await vi.waitFor(() => expect(byTestId<HTMLInputElement>('file-path').value).not.toBe(''));
  await settle();
}

async function choosePassword(): Promise<void> {
  await atTheFirstStep();
  await click(byTestId('file-continue'));
  await type(byTestId('file-password'), PASSWORD);
  await type(byTestId('file-password-again'), PASSWORD);
  await click(byTestId('file-continue'));
}

test('without a keyring a sealed file is offered, and made only once the recovery code is kept', async () => {
  const desk = await open('noService');
  await click(byTestId('offer-file'));
  await known('file-store-dialog');
  expect(byTestId('file-store-dialog').textContent).toContain('Forget both');
  await choosePassword();
  expect(byTestId('recovery-code').textContent).toContain('K7QX2');
  expect(byTestId<HTMLButtonElement>('file-keep').disabled).toBe(true);
  expect(desk.called('keep_in_file')).toEqual([]);
  await click(byTestId('recovery-code-kept'));
  await click(byTestId('file-keep'));
  expect(desk.called('keep_in_file').map((call) => call.args)).toEqual([{ moving: false }]);
  expect(has('file-store-dialog')).toBe(false);
  expect(byTestId('first-run').textContent).toContain('sealed file');
  expect(desk.called('prepare_file').map((call) => call.args)).toEqual([{ request: { path: desk.place.proposal, secret: PASSWORD } }]);
});

test('two passwords that differ, and a short one, are not taken', async () => {
  await open('noService');
  await click(byTestId('offer-file'));
  await atTheFirstStep();
  await click(byTestId('file-continue'));
  await type(byTestId('file-password'), 'longer than eight');
  await type(byTestId('file-password-again'), 'longer than nine');
  expect(byTestId('file-store-dialog').textContent).toContain('The two differ.');
  expect(byTestId<HTMLButtonElement>('file-continue').disabled).toBe(true);
  await type(byTestId('file-password'), 'short');
  await type(byTestId('file-password-again'), 'short');
  expect(byTestId<HTMLButtonElement>('file-continue').disabled).toBe(true);
});

test('a file that is there already is asked for its password, once', async () => {
  const desk = await open('noService');
  desk.overrides['look_at_file_place'] = ({ path }: { path: string }) => ({ path, isThere: true });
  desk.overrides['prepare_file'] = () => ({ recoveryCode: null });
  await click(byTestId('offer-file'));
  await atTheFirstStep();
  await click(byTestId('file-continue'));
  expect(has('file-password-again')).toBe(false);
  await type(byTestId('file-password'), PASSWORD);
  await click(byTestId('file-continue'));
  expect(desk.called('keep_in_file')).toHaveLength(1);
});

test('the settings move the accounts to a file and back', async () => {
  const desk = await open('codes');
  await click(byTestId('settings-button'));
  await click(byTestId('to-file'));
  await choosePassword();
  await click(byTestId('recovery-code-kept'));
  await click(byTestId('file-keep'));
  expect(desk.called('keep_in_file').map((call) => call.args)).toEqual([{ moving: true }]);
  expect(byTestId('store-section').textContent).toContain('accounts.sealed');
  expect(has('lock-turn-off')).toBe(false);
  await click(byTestId('to-keyring'));
  await click(byTestId('confirm'));
  expect(desk.called('move_to_keyring')).toHaveLength(1);
  expect(has('to-file')).toBe(true);
});

test('a lock over the keyring is to be turned off before a move', async () => {
  await open('lockSet');
  await known('lock-button');
  await click(byTestId('settings-button'));
  expect(byTestId<HTMLButtonElement>('to-file').disabled).toBe(true);
  expect(byTestId('store-section').textContent).toContain('Turn the lock off first');
});

test('a window over a sealed file says which, and asks for its password', async () => {
  const desk = sceneNamed('sealed', 9);
  desk.place = { ...desk.place, file: '/home/ada/codes' };
  desk.store = { kind: 'sealed', file: '/home/ada/codes', error: fault('store-file-closed', 'your accounts are in the sealed file') };
  await open(desk);
  expect(byTestId('sealed-file').textContent).toBe('/home/ada/codes');
  await type(byTestId('lock-secret'), PASSWORD);
  await click(byTestId('lock-open'));
  expect(has('store-sealed')).toBe(false);
});

test('a damaged file offers the newest version that its password opens', async () => {
  const desk = sceneNamed('sealed', 9);
  desk.store = { kind: 'sealed', file: '/home/ada/codes', error: fault('store-file-closed', 'your accounts are in the sealed file') };
  desk.overrides['open_lock'] = () => {
    throw fault('store-file-damaged', '/home/ada/codes cannot be read', 'it was not written over');
  };
  desk.overrides['file_generations'] = () => [{ name: '12', writtenAt: 1_790_000_000, accounts: 2 }, { name: '11', writtenAt: 1_780_000_000, accounts: 1 }];
  desk.overrides['restore_generation'] = () => ({ state: { kind: 'ready', provider: 'x' }, warnings: [], accounts: [] });
  await open(desk);
  expect(has('generation-offer')).toBe(false);
  await type(byTestId('lock-secret'), PASSWORD);
  await click(byTestId('lock-open'));
  await known('generation-offer');
  expect(byTestId('generation-offer').textContent).toContain('2 accounts');
  await click(byTestId('restore-generation'));
  expect(desk.called('restore_generation').map((call) => call.args)).toEqual([{ name: '12' }]);
  expect(has('store-sealed')).toBe(false);
});

test('a move that was cut off is said to be done, until it was read', async () => {
  const desk = sceneNamed('codes', 9);
  desk.place = { ...desk.place, lastMove: { toFile: true, moved: 3, left: 0, wasCutOff: true, problem: null } };
  await open(desk);
  await known('move-banner');
  expect(byTestId('move-banner').textContent).toContain('3 accounts');
  await click(byTestId('move-read'));
  expect(has('move-banner')).toBe(false);
});

test('what keeps a move from ending is said, and it can be gone on with', async () => {
  const desk = sceneNamed('codes', 9);
  const problem = fault('store-locked', 'the keyring is locked', 'unlock it');
  desk.place = { ...desk.place, lastMove: { toFile: false, moved: 0, left: 2, wasCutOff: false, problem } };
  await open(desk);
  await known('move-banner');
  expect(byTestId('move-banner').textContent).toContain('store-locked');
  await click(byTestId('move-again'));
  expect(desk.called('go_on_moving')).toHaveLength(1);
  expect(allByTestId('move-banner')).toEqual([]);
});
