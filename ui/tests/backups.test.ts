import { describe, expect, test, vi } from 'vitest';
import { backedUp } from '../dev/mock-backups';
import { fault } from '../dev/mock-desk';
import { allByTestId, button, byTestId, click, open, settle, titles, type } from './open';

const CODE = 'K7QX2-9FBMC-4TZ0H-WJ8RD-N3VYA-51GPE';

/** The dialogs are loaded when they are opened first. */
async function dialog(id: string): Promise<HTMLElement> {
  await vi.waitFor(() => byTestId(id), { timeout: 20_000 });
  await settle();
  return byTestId(id);
}

function has(id: string): boolean {
  return document.querySelector(`[data-testid="${id}"]`) !== null;
}

async function looked(): Promise<void> {
  await vi.waitFor(() => expect(document.querySelector('[data-testid=account-row]')).toBeTruthy());
  await new Promise((done) => setTimeout(done, 60));
  await settle();
}

describe('the offer', () => {
  test('stands below the list and is put off for some days or for good', async () => {
    for (const [words, forever] of [['Later', false], ['Never ask again', true]] as const) {
      const desk = await open('many');
      await desk.changeBackups({ offer: true });
      await settle();
      expect(titles().length).toBeGreaterThan(0);
      await click(button(words));
      expect(desk.called('put_off_backups')[0]?.args).toEqual({ forever });
      expect(has('backup-offer')).toBe(false);
    }
  });

  test('is not made where there is no account, and not over a trouble of the store', async () => {
    const desk = await open('first');
    await desk.changeBackups({ offer: true });
    await settle();
    expect(has('backup-offer')).toBe(false);
    const other = await open('banner');
    await other.changeBackups({ offer: true });
    await settle();
    expect(has('backup-offer')).toBe(false);
  });

  test('is asked for once the window has painted', async () => {
    const desk = await open('many');
    await looked();
    expect(desk.called('backups').length).toBeGreaterThan(0);
  });
});

describe('another password', () => {
  async function changing(left: string[]) {
    const desk = await open('many');
    desk.backups = backedUp();
    desk.overrides['change_backup_password'] = () => ({ changed: 3, left });
    await click(byTestId('settings-button'));
    await desk.changeBackups({});
    await settle();
    await click(byTestId('backup-change-password'));
    await dialog('backup-password-dialog');
    await type(byTestId('backup-old') as HTMLInputElement, 'the one of before');
    await type(byTestId('backup-new') as HTMLInputElement, 'another password');
    expect((byTestId('backup-password-done') as HTMLButtonElement).disabled).toBe(true);
    await type(byTestId('backup-new-again') as HTMLInputElement, 'another password');
    await click(byTestId('backup-password-done'));
    return desk;
  }

  test('is typed twice and says how many open with it', async () => {
    const desk = await changing([]);
    expect(desk.called('change_backup_password')[0]?.args).toEqual({ request: { secret: 'the one of before', newPassword: 'another password' } });
    expect(has('backup-password-dialog')).toBe(false);
    expect(byTestId('toast').textContent).toContain('3 backups open with the new one');
  });

  test('names what still opens with the old one, and deletes it only when asked to', async () => {
    const desk = await changing(['/home/ada/Sync/codes/old.backup']);
    expect(byTestId('backups-left').textContent).toContain('old.backup');
    expect(desk.called('discard_old_backups')).toEqual([]);
    await click(byTestId('discard-old-backups'));
    expect(desk.called('discard_old_backups').length).toBe(1);
  });
});

describe('turning backups on', () => {
  async function setUp(): Promise<ReturnType<typeof open>> {
    const desk = await open('many');
    await desk.changeBackups({ offer: true });
    await settle();
    await click(button('Set up backups…'));
    await dialog('backup-setup-dialog');
    return desk;
  }

  test('asks for a folder, a password twice, and that the code was kept; then all of it leaves the page', async () => {
    const desk = await setUp();
    await click(byTestId('backup-folder-choose'));
    expect(byTestId<HTMLInputElement>('backup-folder').value).toBe('/home/ada/Sync/codes');
    await click(byTestId('backup-continue'));
    const again = byTestId<HTMLButtonElement>('backup-continue');
    await type(byTestId('backup-password'), 'correct horse');
    await type(byTestId('backup-password-again'), 'correct hors');
    expect(again.disabled).toBe(true);
    expect(byTestId('backup-setup-dialog').textContent).toContain('The two differ.');
    await type(byTestId('backup-password-again'), 'correct horse');
    await click(again);
    expect(desk.called('prepare_backups')[0]?.args).toEqual({ request: { folder: '/home/ada/Sync/codes', secret: 'correct horse' } });
    expect(byTestId('recovery-code').textContent).toBe(CODE);
    expect(has('backup-password')).toBe(false);
    expect(byTestId<HTMLButtonElement>('backup-turn-on').disabled).toBe(true);
    await click(byTestId('copy-recovery-code'));
    await click(byTestId('print-recovery-code'));
    expect([desk.called('copy_recovery_code').length, desk.called('print_recovery_code').length]).toEqual([1, 1]);
    expect(desk.called('turn_on_backups')).toHaveLength(0);
    await click(byTestId('recovery-code-kept'));
    await click(byTestId('backup-turn-on'));
    expect(desk.called('turn_on_backups')).toHaveLength(1);
    expect(has('backup-setup-dialog')).toBe(false);
    expect(document.documentElement.outerHTML).not.toContain(CODE);
    expect(desk.called('forget_backups').length).toBeGreaterThan(0);
  });

  test('a dialog that is closed early turns nothing on and forgets', async () => {
    const desk = await setUp();
    await type(byTestId('backup-folder'), '/media/disk');
    await click(byTestId('backup-continue'));
    await type(byTestId('backup-password'), 'correct horse');
    await type(byTestId('backup-password-again'), 'correct horse');
    await click(byTestId('backup-continue'));
    await click(button('Cancel'));
    expect(desk.called('turn_on_backups')).toHaveLength(0);
    expect(desk.called('forget_backups').length).toBeGreaterThan(0);
    expect(document.documentElement.outerHTML).not.toContain(CODE);
  });

  test('where backups are, their password is asked for and no code shown', async () => {
    const desk = await setUp();
    desk.backups = { ...desk.backups, newest: backedUp().newest };
    await type(byTestId('backup-folder'), '/media/disk');
    await click(byTestId('backup-continue'));
    expect(has('backup-password-again')).toBe(false);
    await type(byTestId('backup-password'), 'correct horse');
    await click(byTestId('backup-continue'));
    expect(desk.called('turn_on_backups')).toHaveLength(1);
    expect(has('recovery-code')).toBe(false);
  });

  test('what goes wrong is said in the dialog, and the password is typed again', async () => {
    const desk = await setUp();
    desk.overrides['prepare_backups'] = () => {
      throw fault('password-wrong', 'the password or recovery code is wrong');
    };
    await type(byTestId('backup-folder'), '/media/disk');
    await click(byTestId('backup-continue'));
    await type(byTestId('backup-password'), 'correct horse');
    await type(byTestId('backup-password-again'), 'correct horse');
    await click(byTestId('backup-continue'));
    expect(byTestId('backup-setup-dialog').textContent).toContain('password-wrong');
    expect(byTestId<HTMLInputElement>('backup-password').value).toBe('');
  });
});

describe('how backups are', () => {
  test('a failure stands above the list with code, fact and remedy until one was made', async () => {
    const desk = await open('many');
    const error = fault('backup-folder-missing', 'the folder of the backups is not there', 'connect the disk');
    await desk.changeBackups({ ...backedUp(), state: { kind: 'failed', error } });
    await settle();
    const banner = byTestId('backup-banner');
    expect(banner.getAttribute('role')).toBe('alert');
    expect(banner.textContent).toMatch(/not there.*connect the disk.*backup-folder-missing/s);
    await click(button('Try again'));
    expect(desk.called('back_up_now')[0]?.args).toEqual({ anew: false });
    expect(has('backup-banner')).toBe(false);
  });

  test('the settings say what is newest, make one now, and turn them off', async () => {
    const desk = await open('many');
    await desk.changeBackups(backedUp());
    await click(byTestId('settings-button'));
    expect(byTestId('backups-state').textContent).toMatch(/11 accounts, 2[12] Nov 2026/);
    await click(byTestId('backup-now'));
    expect(desk.called('back_up_now')[0]?.args).toEqual({ anew: true });
    await click(byTestId('backups-turn-off'));
    expect(byTestId('backups').textContent).toContain('/home/ada/Sync/codes');
    expect(has('backups-turn-on')).toBe(true);
  });
});

describe('restoring', () => {
  async function restore(scene = 'many'): Promise<Awaited<ReturnType<typeof open>>> {
    const desk = await open(scene);
    await desk.changeBackups(backedUp());
    if (scene === 'itemsMissing') await click(byTestId('restore-missing'));
    else {
      await click(byTestId('settings-button'));
      await click(byTestId('backups-restore'));
    }
    await dialog('restore-dialog');
    expect(document.activeElement, 'what is typed at once is not seen').toBe(byTestId('restore-secret'));
    await type(byTestId('restore-secret'), 'correct horse');
    await click(byTestId('restore-open'));
    return desk;
  }

  test('opens the folder, compares the chosen backup, and puts back what is ticked', async () => {
    const desk = await restore();
    expect(desk.called('open_backups')[0]?.args).toEqual({ request: { folder: '/home/ada/Sync/codes', secret: 'correct horse' } });
    expect(has('restore-secret')).toBe(false);
    const radios = [...document.querySelectorAll<HTMLInputElement>('[name=backup]')];
    expect(radios.map((radio) => [radio.checked, radio.disabled])).toEqual([[true, false], [false, false], [false, false], [false, true], [false, true]]);
    await click(radios[1] as HTMLElement);
    await click(byTestId('restore-compare'));
    expect(desk.called('compare_backup')[0]?.args).toEqual({ path: '/home/ada/Sync/codes/1.backup' });
    const boxes = allByTestId('restore-record').map((record) => record.querySelector('input') as HTMLInputElement);
    expect(boxes.map((box) => box.checked)).toEqual([true, true, false, true]);
    await click(boxes[1] as HTMLElement);
    await click(boxes[2] as HTMLElement);
    expect(byTestId('restore-put-back').textContent).toBe('Put back 3');
    await click(byTestId('restore-put-back'));
    expect(desk.called('put_back')[0]?.args).toEqual({ ids: ['a', 'd', 'c'] });
    expect(has('restore-dialog')).toBe(false);
    expect(desk.called('forget_backups').length).toBeGreaterThan(0);
  });

  test('what was refused stays, with the reason', async () => {
    const desk = await restore();
    const error = fault('account-duplicate', 'GitHub: ada-l is here already, with the same secret');
    desk.overrides['put_back'] = () => ({ putBack: 2, refused: [{ id: 'a', error }] });
    await click(byTestId('restore-compare'));
    await click(byTestId('restore-put-back'));
    expect(allByTestId('restore-record')[0]?.textContent).toContain('account-duplicate');
  });

  test('when accounts are missing, the newest backup is named and restored from', async () => {
    const desk = await open('itemsMissing');
    await desk.changeBackups(backedUp());
    await settle();
    expect(byTestId('newest-backup').textContent).toMatch(/Nov 2026.*countersign-2026-11-22-113000\.backup/s);
    expect(byTestId('restore-missing').textContent?.trim()).toBe('Restore from it…');
    const restored = await restore('itemsMissing');
    await click(byTestId('restore-compare'));
    expect(restored.called('compare_backup')).toHaveLength(1);
  });

  test('without a known backup one can be looked for', async () => {
    await open('itemsMissing');
    expect(byTestId('restore-missing').textContent?.trim()).toBe('Restore from a backup…');
  });
});
