import { expect, test } from 'vitest';
import { fault } from '../dev/mock-desk';
import { byTestId, button, click, open, settle, titles } from './open';

test('a first run says where secrets live and offers an example', async () => {
  const desk = await open('first');
  expect(byTestId('first-run').textContent).toContain('keyring');
  await click(byTestId('try-example'));
  expect(desk.called('scan_example')).toHaveLength(1);
});

test('loading shows nothing at first, then says how far it is', async () => {
  await open('loading');
  expect(document.querySelector('[data-testid=store-loading]')).toBeNull();
  await new Promise((done) => setTimeout(done, 250));
  await settle();
  expect(byTestId('store-loading').textContent).toContain('120 of 1000');
});

test('accounts that are there while others load are shown', async () => {
  const desk = await open('loading');
  await desk.change(() => (desk.accounts = [BASE]));
  await settle();
  expect(titles()).toEqual(['Early']);
});

test('a trash that is read before anything else is still loading', async () => {
  const desk = await open('loading');
  await desk.change(() => (desk.accounts = [{ ...BASE, trashedAt: 1 }]));
  await settle();
  expect(document.body.textContent).not.toContain('No account matches');
  expect(byTestId('trash-button')).toBeTruthy();
});

test('a locked keyring can be unlocked, and says when the system is asking', async () => {
  const desk = await open('locked');
  expect(byTestId('store-locked').textContent).toContain('gnome-keyring-daemon');
  let answer: (view: unknown) => void = () => undefined;
  desk.overrides['unlock_store'] = () => new Promise((done) => (answer = done));
  await click(byTestId('unlock'));
  expect(byTestId('unlock-waiting')).toBeTruthy();
  expect(byTestId<HTMLButtonElement>('unlock').disabled).toBe(true);
  answer({ state: { kind: 'ready', provider: 'gnome-keyring-daemon' }, warnings: [], accounts: [] });
  await settle();
  expect(byTestId('first-run')).toBeTruthy();
});

test('what a remedy has between backticks is a command to type', async () => {
  const desk = await open('locked');
  desk.overrides['unlock_store'] = () => {
    throw fault('store-no-service', 'no `secret service` answers', 'install one, such as `gnome-keyring`, and sign in again');
  };
  await click(byTestId('unlock'));
  const alert = byTestId('store-locked').querySelector('[role=alert]');
  expect(alert?.textContent).toContain('install one, such as gnome-keyring, and sign in again');
  expect([...(alert?.querySelectorAll('code') ?? [])].map((code) => code.textContent)).toEqual(['secret service', 'gnome-keyring']);
});

test('an unlock that was turned down says so and can be tried again', async () => {
  const desk = await open('locked');
  desk.overrides['unlock_store'] = () => {
    throw fault('unlock-dismissed', 'the prompt was closed', 'Try again and enter the password.');
  };
  await click(byTestId('unlock'));
  expect(byTestId('store-locked').querySelector('[role=alert]')?.textContent).toContain('unlock-dismissed');
  expect(byTestId<HTMLButtonElement>('unlock').disabled).toBe(false);
});

test('a keyring that is not there yet can be made', async () => {
  const desk = await open('locked');
  const error = fault('store-no-default-keyring', 'the keyring service has no default keyring');
  await desk.change(() => (desk.store = { kind: 'locked', provider: 'gnome-keyring-daemon', error }));
  await settle();
  expect(byTestId('store-locked').textContent).toMatch(/There is no keyring yet.*Create one…/s);
  await click(byTestId('unlock'));
  expect(desk.called('unlock_store')).toHaveLength(1);
});

test('a prompt that was lost does not keep "try again" away', async () => {
  const desk = await open('locked');
  desk.overrides['unlock_store'] = () => new Promise(() => undefined);
  await click(byTestId('unlock'));
  expect(byTestId<HTMLButtonElement>('try-again').disabled).toBe(false);
  await click(byTestId('try-again'));
  expect(desk.called('retry_store')).toHaveLength(1);
});

test('no service says how to get one', async () => {
  const desk = await open('noService');
  expect(byTestId('store-no-service').textContent).toMatch(/Install.*keyring-no-service/s);
  await click(byTestId('try-again'));
  expect(desk.called('retry_store')).toHaveLength(1);
});

test('missing items name both keyrings, and starting over is asked about', async () => {
  const desk = await open('itemsMissing');
  const text = byTestId('store-items-missing').textContent;
  expect(text).toMatch(/37 in gnome-keyring-daemon/);
  expect(text).toMatch(/0 in kwalletd6/);
  await click(button('Start without them…'));
  expect(desk.called('start_empty')).toHaveLength(0);
  await click(byTestId('confirm'));
  expect(desk.called('start_empty')).toHaveLength(1);
  expect(byTestId('first-run')).toBeTruthy();
});

test('any other failure shows its code', async () => {
  await open('failed');
  expect(byTestId('store-failed').textContent).toContain('keyring-failed');
});

test('an application that does not answer is a failure too', async () => {
  const desk = await open('first');
  desk.overrides['accounts'] = () => {
    throw new Error('broken pipe');
  };
  await desk.change(() => undefined);
  await settle();
  expect(byTestId('store-failed').textContent).toMatch(/broken pipe.*window-fault/s);
});

test('codes go on under a banner when the keyring dies', async () => {
  const desk = await open('many');
  const { error } = { error: fault('keyring-no-service', 'the keyring has stopped answering') };
  await desk.change(() => (desk.store = { kind: 'noService', error }));
  await settle();
  expect(byTestId('store-banner').textContent).toContain('keyring-no-service');
  expect(byTestId('code').textContent).toMatch(/^\d+$/);
  await desk.change(() => (desk.store = { kind: 'ready', provider: 'x' }));
  await settle();
  expect(document.querySelector('[data-testid=store-banner]')).toBeNull();
});

test('missing records are told beside the list, until the person says not now', async () => {
  const desk = await open('many');
  const warning = { code: 'store-some-items-missing', message: '2 of 40 accounts are not here', hint: 'restore them' };
  await desk.change(() => (desk.warnings = [warning]));
  await settle();
  expect(byTestId('store-warning').textContent).toContain('2 of 40 accounts are not here');
  const buttons = [...byTestId('store-warning').querySelectorAll('button')];
  expect(buttons.map((button) => button.textContent)).toEqual(['Restore…', 'Go on without them…', 'Not now']);
  buttons[2]?.click();
  await desk.change(() => undefined);
  await settle();
  expect(document.querySelector('[data-testid=store-warning]')).toBeNull();
});

const BASE = {
  id: 'early', revision: 1, issuer: 'Early', name: '', kind: 'totp' as const, algorithm: 'SHA1', digits: 6, period: 30, tags: [],
  pinned: false, note: '', createdAt: 0, trashedAt: null, kept: null, damaged: null,
};
