import { describe, expect, test, vi } from 'vitest';
import { manyRows } from '../dev/mock-exchange';
import { anAccount, fault, PASSWORD } from '../dev/mock-desk';
import { allByTestId, button, byTestId, click, open, settle, type } from './open';

/** The dialogs are loaded when they are opened first. */
async function dialog(id: string): Promise<HTMLElement> {
  await vi.waitFor(() => byTestId(id), { timeout: 20_000 });
  await settle();
  return byTestId(id);
}

const field = (id: string) => byTestId(id) as HTMLInputElement;
const isOff = (id: string) => (byTestId(id) as HTMLButtonElement).disabled;

async function importing() {
  const desk = await open('many');
  await click(byTestId('settings-button'));
  await click(byTestId('import'));
  await dialog('import-dialog');
  return desk;
}

async function exporting() {
  const desk = await open('many');
  await click(byTestId('settings-button'));
  await click(byTestId('export'));
  await dialog('export-dialog');
  return desk;
}

describe('import', () => {
  test('shows every row with its outcome, and counts that add up', async () => {
    const desk = await importing();
    await type(field('import-path'), '/home/ada/list.txt');
    await click(byTestId('import-open'));
    const numbers = [...byTestId('import-counts').querySelectorAll('.number')].map((one) => Number(one.textContent));
    expect(numbers).toEqual([7, 3, 3, 1]);
    expect(allByTestId('import-row').length).toBe(7);
    expect(byTestId('import-rows').textContent).toContain('uri-secret-not-base32');
    expect(byTestId('import-rows').textContent).toContain('Cannot be shown yet, kept unchanged');
    await click(byTestId('import-counts').querySelector<HTMLElement>('input[value=refused]')!);
    expect(allByTestId('import-row').map((row) => row.dataset.outcome)).toEqual(['refused']);
    expect(desk.called('apply_import')).toEqual([]);
  });

  test('adds, leaves what was refused to be read, and is taken back from the toast or the settings', async () => {
    const desk = await importing();
    await type(field('import-path'), '/home/ada/list.txt');
    await click(byTestId('import-open'));
    await click(byTestId('import-apply'));
    expect(byTestId('import-dialog').textContent).toContain('This is what came of');
    await click(button('Close'));
    expect(byTestId('last-import').textContent).toContain('3 accounts');
    await click(byTestId('undo-import'));
    expect(desk.called('undo_import').length).toBe(1);
    expect(byTestId('toast').textContent).toBeTruthy();
    expect(document.querySelector('[data-testid=last-import]')).toBeNull();
  });

  test('asks for the password of a sealed file, again after a wrong one, and keeps none', async () => {
    const desk = await importing();
    await type(field('import-path'), '/home/ada/codes.backup');
    await click(byTestId('import-open'));
    await type(field('import-secret'), 'wrong one');
    await click(byTestId('import-open'));
    expect(byTestId('import-dialog').textContent).toContain('password-wrong');
    expect(field('import-secret').value).toBe('');
    await type(field('import-secret'), PASSWORD);
    await click(byTestId('import-open'));
    expect(allByTestId('import-row').length).toBe(7);
    await click(button('Cancel'));
    expect(desk.called('forget_import').length).toBeGreaterThan(0);
  });

  test('shows a part of ten thousand rows and says how many it does not', async () => {
    const desk = await importing();
    desk.rows = manyRows(1_000);
    await type(field('import-path'), '/home/ada/list.txt');
    await click(byTestId('import-open'));
    expect(allByTestId('import-row').length).toBe(400);
    expect(byTestId('import-dialog').textContent).toContain('And 600 more');
  });

  test('says why a file cannot be read, and takes another', async () => {
    const desk = await importing();
    desk.overrides['open_import'] = () => { throw fault('import-not-text', 'this is neither a file of Countersign nor a text'); };
    await type(field('import-path'), '/home/ada/picture.png');
    await click(byTestId('import-open'));
    expect(byTestId('import-dialog').textContent).toContain('import-not-text');
    expect(field('import-path').value).toBe('/home/ada/picture.png');
  });
});

describe('export', () => {
  test('needs a password typed twice for a sealed file', async () => {
    const desk = await exporting();
    await type(field('export-path'), '/home/ada/codes.backup');
    await type(field('export-password'), 'a long password');
    await type(field('export-again'), 'a long passwor');
    expect(isOff('export-write')).toBe(true);
    expect(byTestId('export-dialog').textContent).toContain('The two differ.');
    await type(field('export-again'), 'a long password');
    await click(byTestId('export-write'));
    expect(desk.called('export_accounts')[0]?.args).toEqual({
      request: { path: '/home/ada/codes.backup', password: 'a long password', ids: null, replace: false },
    });
    const done = byTestId('exported').textContent ?? '';
    expect(done).toContain('11 accounts');
    expect(done).toContain('2 in the trash');
    expect(done).toContain('1 damaged record');
  });

  test('writes a plain list only once the person has typed that they mean it', async () => {
    const desk = await exporting();
    await click(byTestId('export-plain'));
    await type(field('export-path'), '/home/ada/list.txt');
    expect(byTestId('export-warning').textContent).toContain('readable to anyone');
    expect(isOff('export-write')).toBe(true);
    await type(field('export-knowingly'), 'plain');
    await click(byTestId('export-write'));
    expect(desk.called('export_accounts')[0]?.args).toMatchObject({ request: { password: null } });
    expect(byTestId('exported').textContent).toContain('not sealed');
  });

  test('replaces a file only when it is said', async () => {
    const desk = await exporting();
    desk.overrides['export_accounts'] = ({ request }: { request: { replace: boolean; path: string } }) => {
      if (!request.replace) throw fault('export-exists', 'it is there already');
      return { path: request.path, accounts: 1, trashed: 0, damaged: 0, newer: 0, tooLong: [] };
    };
    await type(field('export-path'), '/home/ada/codes.backup');
    await type(field('export-password'), 'a long password');
    await type(field('export-again'), 'a long password');
    await click(byTestId('export-write'));
    await click(byTestId('export-replace'));
    await click(byTestId('export-write'));
    expect(byTestId('exported').textContent).toContain('1 account');
  });
});

test('an account without codes says so in its row and has no code to copy', async () => {
  const desk = await open('many');
  const kept = fault('account-not-made-yet', 'this version of Countersign makes no codes for this account');
  await desk.change(() => (desk.accounts = [anAccount({ id: 'kept', issuer: 'Yandex', kept })]));
  await settle();
  const row = byTestId('account-row');
  expect(row.textContent).toContain('Cannot be shown yet');
  row.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await settle();
  expect(desk.called('copy_code')).toEqual([]);
});
