import { fireEvent } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { fault } from '../dev/mock-desk';
import { allByTestId, button, byTestId, click, hide, open, press, settle, titles, type } from './open';

async function choose(row: number, item: string): Promise<void> {
  await click(allByTestId('row-menu-button')[row] as HTMLElement);
  const found = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((entry) => entry.textContent?.includes(item));
  if (!found) throw new Error(`no menu item ${item}`);
  await click(found);
}

describe('the menu of a row', () => {
  test('opens by key, moves by arrows, and gives the focus back', async () => {
    await open('many');
    const row = allByTestId('account-row')[2];
    row?.focus();
    await press('F10', { shiftKey: true });
    const items = [...document.querySelectorAll('[role=menuitem]')];
    expect(document.activeElement).toBe(items[0]);
    await press('ArrowUp');
    expect(document.activeElement).toBe(items.at(-1));
    await press('Escape');
    expect(document.querySelector('[role=menu]')).toBeNull();
    expect(document.activeElement).toBe(row);
  });

  test('pins to the top', async () => {
    const desk = await open('many');
    await choose(4, 'Pin to the top');
    expect(desk.called('edit_account')[0]?.args).toMatchObject({ request: { id: 'a4', pinned: true, revision: 1 } });
    expect(titles()[2]).toBe('Krankenkasse');
  });
});

describe('editing', () => {
  test('changes names, note and tags, and names the revision it saw', async () => {
    const desk = await open('many');
    allByTestId('account-row')[1]?.focus();
    await press('F2');
    await type(byTestId<HTMLInputElement>('edit-name'), 'countess');
    await type(byTestId<HTMLInputElement>('edit-tags'), 'work, #code');
    await type(byTestId<HTMLTextAreaElement>('edit-note'), 'a note');
    await fireEvent.submit(document.getElementById('edit-form') as HTMLElement);
    await settle();
    expect(desk.called('edit_account')[0]?.args).toEqual({
      request: { id: 'a1', revision: 1, issuer: 'GitHub', name: 'countess', note: 'a note', tags: ['work', 'code'], pinned: true },
    });
    expect(document.querySelector('dialog')).toBeNull();
    expect(document.body.textContent).toContain('countess');
  });

  test('a conflict stays in the dialog with what to do', async () => {
    const desk = await open('many');
    desk.overrides['edit_account'] = () => {
      throw fault('record-conflict', 'somebody changed this account in the meantime', 'Close and open it again.');
    };
    await choose(0, 'Edit, note, tags…');
    await fireEvent.submit(document.getElementById('edit-form') as HTMLElement);
    await settle();
    expect(byTestId('edit-dialog').querySelector('[role=alert]')?.textContent).toContain('record-conflict');
  });

  test('after a conflict saving again names their revision, also when the list was just being asked for', async () => {
    const desk = await open('many');
    const revisions: number[] = [];
    desk.overrides['edit_account'] = ({ request }: { request: { id: string; revision: number } }) => {
      revisions.push(request.revision);
      if (request.revision === 1) throw fault('account-conflict', 'changed by another window', 'Save again.');
      return desk.accounts.find((account) => account.id === request.id);
    };
    const view = (revision: number) => ({
      state: desk.store,
      warnings: [],
      accounts: desk.accounts.map((account) => ({ ...account, revision })),
    });
    const answers: (() => void)[] = [];
    await choose(0, 'Edit, note, tags…');
    desk.overrides['accounts'] = () => {
      const then = view(answers.length === 0 ? 1 : 2);
      return new Promise((done) => answers.push(() => done(then)));
    };
    await desk.change(() => undefined);
    const save = () => fireEvent.submit(document.getElementById('edit-form') as HTMLElement);
    await save();
    await settle();
    expect(byTestId<HTMLButtonElement>('edit-save').disabled).toBe(true);
    answers[0]?.();
    await settle();
    answers[1]?.();
    await settle();
    expect(byTestId('edit-dialog').querySelector('[role=alert]')?.textContent).toContain('account-conflict');
    await save();
    await settle();
    expect(revisions).toEqual([1, 2]);
  });
});

describe('what was typed into the edit dialog', () => {
  test('is not thrown away by one Escape', async () => {
    await open('many');
    await choose(0, 'Edit, note, tags…');
    await type(byTestId<HTMLInputElement>('edit-name'), 'countess');
    await press('Escape');
    expect(document.activeElement).toBe(byTestId('edit-keep'));
    await click(byTestId('edit-keep'));
    expect(document.activeElement).toBe(byTestId('edit-name'));
    expect(byTestId<HTMLInputElement>('edit-name').value).toBe('countess');
    await press('Escape');
    await click(byTestId('edit-discard'));
    expect(document.querySelector('dialog')).toBeNull();
  });

  test('is asked about only when something was typed', async () => {
    await open('many');
    await choose(0, 'Edit, note, tags…');
    await press('Escape');
    expect(document.querySelector('dialog')).toBeNull();
  });
});

describe('the set-up code', () => {
  test('is fetched only when asked for, and leaves the page when closed', async () => {
    const desk = await open('many');
    await choose(0, 'Show set-up code…');
    expect(desk.called('reveal')).toHaveLength(0);
    await click(byTestId('reveal-show'));
    expect(byTestId('reveal-secret').textContent).toBe('JBSW Y3DP EHPK 3PXP');
    expect(byTestId<HTMLImageElement>('reveal-qr').src).toMatch(/^data:image\/svg\+xml,/);
    await click(button('Hide and close'));
    expect(document.body.innerHTML).not.toContain('JBSW');
    expect((document.activeElement as HTMLElement).dataset['id']).toBe('a0');
  });

  test('leaves the page when the window is hidden', async () => {
    await open('many');
    await choose(0, 'Show set-up code…');
    await click(byTestId('reveal-show'));
    await hide(true);
    expect(document.body.innerHTML).not.toContain('JBSW');
  });
});

describe('the trash', () => {
  test('takes an account by Delete, and Undo brings it back', async () => {
    const desk = await open('many');
    allByTestId('account-row')[2]?.focus();
    await press('Delete');
    expect(titles()).not.toContain('Bundesverwaltung');
    expect((document.activeElement as HTMLElement).dataset['id']).toBe('a3');
    await click(button('Undo'));
    expect(desk.called('restore_account')[0]?.args).toEqual({ id: 'a2' });
    expect(titles()).toContain('Bundesverwaltung');
  });

  test('Ctrl Z undoes as well', async () => {
    const desk = await open('many');
    await choose(3, 'Move to trash');
    await press('z', { ctrlKey: true });
    expect(desk.called('restore_account')).toHaveLength(1);
  });

  test('restores, and deletes only after asking', async () => {
    const desk = await open('trash');
    await click(byTestId('trash-button'));
    expect(titles()).toHaveLength(4);
    expect(desk.watched).toEqual([]);
    expect(document.body.textContent).toContain('kept here for at least 30 days');
    await click(button('Restore'));
    expect(titles()).toHaveLength(3);
    await click(button('Delete GitHub: ada-l for good'));
    expect(desk.called('delete_account')).toHaveLength(0);
    expect(byTestId('delete-dialog').getAttribute('role')).toBe('alertdialog');
    await click(byTestId('confirm'));
    expect(desk.called('delete_account')[0]?.args).toEqual({ id: 'a1' });
    expect(titles()).toHaveLength(2);
    expect(document.querySelector('dialog')).toBeNull();
    expect((document.activeElement as HTMLElement).dataset['testid']).toBe('account-row');
    await press('Escape');
    expect(document.activeElement).toBe(byTestId('trash-button'));
  });
});

describe('settings', () => {
  test('the theme is set on the page', async () => {
    const desk = await open('many');
    await press(',', { ctrlKey: true });
    await click(document.querySelector<HTMLElement>('input[value=dark]') as HTMLElement);
    expect(desk.called('change_settings')[0]?.args).toEqual({ request: { theme: 'dark', clipboardSeconds: 30, zoomPercent: 100, lockAfterMinutes: 5 } });
    expect(document.documentElement.dataset['theme']).toBe('dark');
    await click(document.querySelector<HTMLElement>('input[value=system]') as HTMLElement);
    expect(document.documentElement.dataset['theme']).toBeUndefined();
  });

  test('Ctrl + and − go through the sizes and Ctrl 0 back to the usual one, also in a dialog', async () => {
    const desk = await open('many');
    const sizes = () => desk.called('change_settings').map((call) => (call.args as { request: { zoomPercent: number } }).request.zoomPercent);
    await press('+', { ctrlKey: true });
    await press('=', { ctrlKey: true });
    await click(byTestId('add-button'));
    await press('-', { ctrlKey: true });
    await press('0', { ctrlKey: true });
    await press('0', { ctrlKey: true });
    await press('-', { ctrlKey: true });
    expect(sizes()).toEqual([110, 125, 110, 100, 90]);
  });

  test('keys that are pressed faster than they are answered all count', async () => {
    const desk = await open('many');
    const answers: (() => void)[] = [];
    const sizes: number[] = [];
    desk.overrides['change_settings'] = ({ request }: { request: { zoomPercent: number } }) => {
      sizes.push(request.zoomPercent);
      return new Promise((done) => answers.push(() => done((desk.settings = { ...desk.settings, ...request }))));
    };
    for (const key of ['+', '+', '-', '+']) await fireEvent.keyDown(document.body, { key, ctrlKey: true, bubbles: true });
    for (let turn = 0; turn < 4; turn += 1) {
      await settle();
      answers.shift()?.();
    }
    await settle();
    expect(sizes).toEqual([110, 125, 110, 125]);
  });

  test('a change that failed does not hold up the next one', async () => {
    const desk = await open('many');
    let calls = 0;
    desk.overrides['change_settings'] = ({ request }: { request: Partial<typeof desk.settings> }) => {
      calls += 1;
      if (calls === 1) throw fault('settings-unwritable', 'the settings cannot be written', 'Free some space.');
      return (desk.settings = { ...desk.settings, ...request });
    };
    for (const key of ['+', '+']) await fireEvent.keyDown(document.body, { key, ctrlKey: true, bubbles: true });
    await settle();
    expect(calls).toBe(2);
    expect(desk.settings.zoomPercent).toBe(110);
    expect(document.body.textContent).toContain('the settings cannot be written');
  });

  test('seconds out of range are not sent', async () => {
    const desk = await open('many');
    await click(byTestId('settings-button'));
    const input = document.getElementById('clipboard-seconds') as HTMLInputElement;
    await type(input, '4');
    await fireEvent.change(input);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    await type(input, '45');
    await fireEvent.change(input);
    await settle();
    expect(desk.called('change_settings').map((call) => call.args)).toEqual([{ request: { theme: 'system', clipboardSeconds: 45, zoomPercent: 100, lockAfterMinutes: 5 } }]);
  });

  test('a settings file that cannot be read is told', async () => {
    await open('settingsProblem');
    await click(byTestId('settings-button'));
    expect(document.querySelector('[role=alert]')?.textContent).toContain('settings-unreadable');
    expect(document.body.textContent).toContain('0.1.0');
  });
});

test('the list of keys opens with a question mark', async () => {
  await open('many');
  await press('?');
  expect(byTestId('shortcuts-dialog').textContent).toContain('Copy the next code');
});
