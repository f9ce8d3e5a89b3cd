import { describe, expect, test, vi } from 'vitest';
import { anAccount, fault, PASSWORD } from '../dev/mock-desk';
import { sceneNamed } from '../dev/scenes';
import { button, byTestId, click, open, press, settle, titles, type } from './open';

const has = (id: string): boolean => document.querySelector(`[data-testid="${id}"]`) !== null;

/** The dialogs are loaded when they are opened first. */
async function dialog(id: string): Promise<void> {
  await vi.waitFor(() => byTestId(id), { timeout: 20_000 });
  await settle();
}

/** The lock is asked for once the window has painted. */
async function known(id: string): Promise<void> {
  await vi.waitFor(() => byTestId(id), { timeout: 20_000 });
}

async function submit(): Promise<void> {
  await click(byTestId('lock-open'));
  await settle();
}

describe('locked accounts', () => {
  test('show nothing but a field for the password', async () => {
    const desk = await open('sealed');
    expect(has('store-sealed')).toBe(true);
    expect(titles()).toEqual([]);
    expect(has('settings-button')).toBe(false);
    for (const key of ['n', ',', 'd', 'v']) await press(key, { ctrlKey: true });
    expect(has('settings-button')).toBe(false);
    expect(desk.called('scan_clipboard')).toEqual([]);
  });

  test('are opened by the password, and a wrong one is told', async () => {
    const desk = sceneNamed('sealed', 9);
    desk.accounts = [anAccount({ id: 'first' }), anAccount({ id: 'second' })];
    await open(desk);
    await type(byTestId('lock-secret'), 'wrong');
    await submit();
    expect(document.body.textContent).toContain('the password or recovery code is wrong');
    expect(byTestId<HTMLInputElement>('lock-secret').value).toBe('');
    await type(byTestId('lock-secret'), PASSWORD);
    await submit();
    expect(has('store-sealed')).toBe(false);
    expect(document.activeElement).toBe(byTestId('account-row'));
    expect(desk.called('open_lock').map((call) => call.args)).toEqual([{ request: { secret: 'wrong' } }, { request: { secret: PASSWORD } }]);
  });
});

describe('an open lock', () => {
  test('can be locked again as soon as the accounts are there', async () => {
    const desk = await open('sealed');
    await vi.waitFor(() => expect(desk.called('lock_state').length).toBeGreaterThan(0));
    await settle();
    // How the lock is takes its time.
    desk.overrides['lock_state'] = () => new Promise(() => undefined);
    await type(byTestId('lock-secret'), PASSWORD);
    await submit();
    await press('l', { ctrlKey: true });
    expect(desk.called('lock_now').length).toBe(1);
  });

  test('is locked by Ctrl L and by a button', async () => {
    const desk = await open('lockSet');
    await known('lock-button');
    await press('l', { ctrlKey: true });
    await click(byTestId('lock-button'));
    expect(desk.called('lock_now').length).toBe(2);
  });

  test('is told that the window is used, and not at every key', async () => {
    const desk = await open('lockSet');
    await known('lock-button');
    for (const key of ['a', 'b', 'c']) await press(key);
    expect(desk.called('used').length).toBe(1);
  });

  test('closes after a time of choice', async () => {
    const desk = await open('lockSet');
    await known('lock-button');
    await press(',', { ctrlKey: true });
    const after = byTestId<HTMLSelectElement>('lock-after');
    after.value = '15';
    after.dispatchEvent(new Event('change', { bubbles: true }));
    await settle();
    expect(desk.settings.lockAfterMinutes).toBe(15);
  });

  test('gets another password or is turned off once the password was given again', async () => {
    const desk = await open('lockSet');
    await known('lock-button');
    await press(',', { ctrlKey: true });
    await click(byTestId('lock-change'));
    await dialog('lock-change-dialog');
    await type(byTestId('lock-old'), PASSWORD);
    await type(byTestId('lock-new'), 'another password');
    await type(byTestId('lock-new-again'), 'another passwort');
    expect(byTestId<HTMLButtonElement>('lock-change-done').disabled).toBe(true);
    await type(byTestId('lock-new-again'), 'another password');
    await click(byTestId('lock-change-done'));
    expect(desk.called('change_lock_password')[0]?.args).toEqual({ request: { secret: PASSWORD, newPassword: 'another password' } });
    await vi.waitFor(() => expect(has('lock-change-dialog')).toBe(false));
    await click(byTestId('lock-turn-off'));
    await dialog('lock-change-dialog');
    await type(byTestId('lock-old'), PASSWORD);
    await click(byTestId('lock-change-done'));
    await vi.waitFor(() => expect(has('lock-turn-on')).toBe(true));
  });
});

describe('setting a lock', () => {
  test('seals nothing before the recovery code was kept', async () => {
    const desk = await open('many');
    await press(',', { ctrlKey: true });
    await known('lock-turn-on');
    await click(byTestId('lock-turn-on'));
    await dialog('lock-setup-dialog');
    await type(byTestId('lock-password'), 'seven c');
    await type(byTestId('lock-password-again'), 'seven c');
    expect(byTestId<HTMLButtonElement>('lock-continue').disabled).toBe(true);
    await type(byTestId('lock-password'), PASSWORD);
    await type(byTestId('lock-password-again'), PASSWORD);
    await click(byTestId('lock-continue'));
    await vi.waitFor(() => byTestId('recovery-code'));
    expect(desk.called('set_lock')).toEqual([]);
    expect(byTestId<HTMLButtonElement>('lock-set').disabled).toBe(true);
    await click(byTestId('recovery-code-kept'));
    await click(byTestId('lock-set'));
    await vi.waitFor(() => expect(has('lock-on')).toBe(true));
    expect(has('lock-setup-dialog')).toBe(false);
  });

  test('that is cancelled leaves nothing behind', async () => {
    const desk = await open('many');
    await press(',', { ctrlKey: true });
    await known('lock-turn-on');
    await click(byTestId('lock-turn-on'));
    await dialog('lock-setup-dialog');
    await type(byTestId('lock-password'), PASSWORD);
    await type(byTestId('lock-password-again'), PASSWORD);
    await click(byTestId('lock-continue'));
    await vi.waitFor(() => byTestId('recovery-code'));
    await click(button('Cancel'));
    expect(desk.called('forget_lock').length).toBe(1);
    expect(desk.called('set_lock')).toEqual([]);
  });

  test('that fails says why', async () => {
    const desk = await open('many');
    desk.overrides['prepare_lock'] = () => {
      throw fault('store-busy', 'another Countersign program is writing to the store', 'wait until it is done, and try again');
    };
    await press(',', { ctrlKey: true });
    await known('lock-turn-on');
    await click(byTestId('lock-turn-on'));
    await dialog('lock-setup-dialog');
    await type(byTestId('lock-password'), PASSWORD);
    await type(byTestId('lock-password-again'), PASSWORD);
    await click(byTestId('lock-continue'));
    await vi.waitFor(() => expect(document.body.textContent).toContain('another Countersign program is writing'));
  });
});

describe('a new recovery code', () => {
  /** With the password given, and the code shown. */
  async function shown(scene: string | Awaited<ReturnType<typeof open>> = 'lockSet') {
    const desk = await open(scene);
    await known('lock-button');
    await press(',', { ctrlKey: true });
    await click(byTestId('lock-new-code'));
    await dialog('lock-code-dialog');
    expect(byTestId<HTMLButtonElement>('lock-code-continue').disabled).toBe(true);
    await type(byTestId('lock-code-secret'), PASSWORD);
    await click(byTestId('lock-code-continue'));
    await vi.waitFor(() => byTestId('recovery-code'));
    return desk;
  }

  test('counts once it is kept, and not before', async () => {
    const desk = await shown();
    expect(desk.called('prepare_lock_code').map((call) => call.args)).toEqual([{ request: { secret: PASSWORD } }]);
    expect(byTestId('recovery-code').textContent).toContain('3M8VA');
    expect(byTestId<HTMLButtonElement>('lock-code-use').disabled).toBe(true);
    await click(byTestId('copy-recovery-code'));
    await click(byTestId('print-recovery-code'));
    expect([desk.called('copy_lock_code').length, desk.called('print_recovery_code').length]).toEqual([1, 1]);
    expect(desk.called('replace_lock_code')).toEqual([]);
    await click(byTestId('recovery-code-kept'));
    await click(byTestId('lock-code-use'));
    expect(desk.called('replace_lock_code').length).toBe(1);
    await vi.waitFor(() => expect(has('lock-code-dialog')).toBe(false));
    expect(document.body.textContent).toContain('the one of before no longer does');
    expect(document.body.textContent).not.toContain('3M8VA');
  });

  test('that is cancelled, and with it forgotten, changes nothing', async () => {
    const desk = await shown();
    await click(button('Cancel'));
    expect(desk.called('forget_lock').length).toBe(1);
    expect(desk.called('replace_lock_code')).toEqual([]);
    expect(document.body.textContent).not.toContain('3M8VA');
  });

  test('is not made for a wrong password', async () => {
    const desk = await open('lockSet');
    desk.overrides['prepare_lock_code'] = () => {
      throw fault('password-wrong', 'the password or recovery code is wrong', 'try again');
    };
    await known('lock-button');
    await press(',', { ctrlKey: true });
    await click(byTestId('lock-new-code'));
    await dialog('lock-code-dialog');
    await type(byTestId('lock-code-secret'), 'wrong');
    await click(byTestId('lock-code-continue'));
    await vi.waitFor(() => expect(document.body.textContent).toContain('the password or recovery code is wrong'));
    expect(has('recovery-code')).toBe(false);
    expect(byTestId<HTMLInputElement>('lock-code-secret').value).toBe('');
  });

  test('that could not be written stays on the screen, to be tried again', async () => {
    const desk = await shown();
    desk.overrides['replace_lock_code'] = () => {
      throw fault('store-busy', 'another Countersign program is writing to the store', 'wait until it is done, and try again');
    };
    await click(byTestId('recovery-code-kept'));
    await click(byTestId('lock-code-use'));
    await vi.waitFor(() => expect(document.body.textContent).toContain('another Countersign program is writing'));
    expect(byTestId('recovery-code').textContent).toContain('3M8VA');
    delete desk.overrides['replace_lock_code'];
    await click(byTestId('lock-code-use'));
    await vi.waitFor(() => expect(has('lock-code-dialog')).toBe(false));
  });

  test('of a sealed file says which of its versions the one of before still opens', async () => {
    const desk = sceneNamed('lockSet', 9);
    desk.lock = { state: 'unlocked', halfWay: false, ofFile: true };
    desk.overrides['replace_lock_code'] = () => ({ left: 2 });
    await shown(desk);
    expect(byTestId('lock-code-dialog').textContent).toContain('the sealed file');
    await click(byTestId('recovery-code-kept'));
    await click(byTestId('lock-code-use'));
    await vi.waitFor(() => expect(document.body.textContent).toContain('still opens 2 versions'));
  });
});
