import { fireEvent } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { anAccount, fault, MockDesk } from '../dev/mock-desk';
import { allByTestId, button, byTestId, click, open, press, settle, titles, type } from './open';

async function pick(...names: string[]): Promise<void> {
  const input = byTestId<HTMLInputElement>('file-input');
  const files = names.map((name) => new File([new Uint8Array([137, 80, 78, 71])], name, { type: 'image/png' }));
  Object.defineProperty(input, 'files', { configurable: true, value: files });
  Object.defineProperty(input, 'value', { configurable: true, writable: true, value: '' });
  await fireEvent.change(input);
  await settle();
  await settle();
}

const ticks = () => [...document.querySelectorAll<HTMLInputElement>('[data-testid=preview-item] input[type=checkbox]')];

describe('a picture', () => {
  test('goes over as bytes, with its name and the draft beside it', async () => {
    const desk = await open('first');
    await pick('größe 1.png', 'two.png');
    const [first, second] = desk.called('scan_picture');
    expect(first?.args).toBeInstanceOf(Uint8Array);
    expect(first?.headers).toEqual({ source: 'gr%C3%B6%C3%9Fe%201.png' });
    expect(second?.headers).toEqual({ source: 'two.png', draft: '1' });
    expect(allByTestId('preview-item')).toHaveLength(2);
  });

  test('stores nothing before it is confirmed, and then only what is ticked', async () => {
    const desk = await open('first');
    await pick('one.png', 'two.png');
    expect(desk.called('add_accounts')).toHaveLength(0);
    await click(ticks()[0] as HTMLInputElement);
    expect(byTestId('add-confirm').textContent).toContain('Add 1 account');
    await click(byTestId('add-confirm'));
    expect(desk.called('add_accounts')[0]?.args).toEqual({ draft: 1, picks: [{ item: 2, issuer: 'Example', name: 'you@example.org' }] });
    expect(titles()).toEqual(['Example']);
    expect(byTestId('toast').textContent).toContain('1 account added.');
    expect(desk.called('discard_draft')).toHaveLength(1);
  });

  test('names can be corrected', async () => {
    const desk = await open('first');
    await pick('one.png');
    await type(document.querySelectorAll<HTMLInputElement>('[data-testid=preview-item] .input')[0] as HTMLInputElement, ' Corrected ');
    await click(byTestId('add-confirm'));
    expect(desk.called('add_accounts')[0]?.args).toMatchObject({ picks: [{ issuer: 'Corrected' }] });
  });

  test('that cannot be read says why, beside the others', async () => {
    const desk = new MockDesk();
    let number = 0;
    const found = { ...desk.draft, problems: [{ source: 'bad.png', error: fault('no-code', 'there is no QR code in this picture', 'Take it closer.') }] };
    desk.overrides['scan_picture'] = () => {
      number += 1;
      if (number === 2) throw fault('picture-unreadable', 'this is not a picture', 'Choose a PNG.');
      return found;
    };
    await open(desk);
    await pick('bad.png', 'worse.png');
    const problems = allByTestId('problem').map((problem) => problem.textContent);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/bad\.png.*no QR code.*Take it closer\..*no-code/s);
    expect(problems[1]).toMatch(/worse\.png.*not a picture/s);
    expect(byTestId<HTMLButtonElement>('add-confirm').disabled).toBe(true);
  });

  test('can be dropped', async () => {
    const desk = await open('first');
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(drop, 'dataTransfer', { value: { files: [new File(['x'], 'dropped.png')], getData: () => '' } });
    document.body.dispatchEvent(drop);
    await settle();
    await settle();
    expect(drop.defaultPrevented).toBe(true);
    expect(desk.called('scan_picture')[0]?.headers).toEqual({ source: 'dropped.png' });
  });
});

describe('the preview', () => {
  test('leaves out what is there, and asks about what is alike', async () => {
    await open('draft');
    await press('v', { ctrlKey: true });
    expect(ticks().map((tick) => [tick.checked, tick.disabled])).toEqual([[true, false], [true, false], [false, true], [false, false]]);
    expect(allByTestId('preview-item')[2]?.textContent).toContain('You already have this one');
    expect(allByTestId('preview-item')[3]?.textContent).toContain('with another secret');
    expect(byTestId('batch').textContent).toContain('2 of 4 pictures of this export read, still missing 3 and 4.');
    expect(byTestId('add-confirm').textContent).toContain('Add 2 accounts');
  });

  test('keeps what was refused, with the reason', async () => {
    const desk = await open('draft');
    desk.overrides['add_accounts'] = () => ({ added: ['x'], refused: [{ item: 2, error: fault('too-large', 'this account is too large', 'Shorten its note.') }] });
    await press('v', { ctrlKey: true });
    await click(byTestId('add-confirm'));
    const items = allByTestId('preview-item').map((item) => item.textContent);
    expect(items[0]).toContain('is added');
    expect(items[1]).toContain('too-large');
    expect(byTestId('add-confirm').textContent).toContain('Add 1 account');
  });

  test('forgets everything when it is closed', async () => {
    const desk = await open('draft');
    await press('v', { ctrlKey: true });
    await click(button('Cancel'));
    expect(desk.called('discard_draft')).toHaveLength(1);
    expect(document.querySelector('dialog')).toBeNull();
  });

  test('a scan that answers after it was closed is forgotten too', async () => {
    const desk = await open('first');
    let answer: (view: unknown) => void = () => undefined;
    desk.overrides['scan_clipboard'] = () => new Promise((done) => (answer = done));
    await click(button('Paste'));
    expect(byTestId('scan-status').textContent).toContain('Reading');
    await click(button('Cancel'));
    answer({ draft: 7, items: [], problems: [], batches: [], pictures: [] });
    await settle();
    expect(desk.called('discard_draft').at(-1)?.args).toEqual({ draft: 7 });
  });
});

describe('several codes in one picture', () => {
  const numbers = (id: string) => allByTestId(id).map((element) => element.querySelector('[data-testid=place]')?.textContent);

  test('are numbered in the picture and in the list, the unread one too', async () => {
    await open('nine');
    await press('v', { ctrlKey: true });
    expect(numbers('preview-item')).toEqual(['1', '2', '3', '4', '6', '7', '8', '9'].map((number) => `Code ${number}`));
    expect(numbers('problem')).toEqual(['Code 5']);
    const picture = byTestId('draft-picture');
    expect(picture.querySelectorAll('polygon')).toHaveLength(9);
    expect(picture.querySelectorAll('polygon.unread')).toHaveLength(1);
    expect(picture.querySelector('polygon')?.getAttribute('points')).toBe('120,90 300,90 300,270 120,270');
    expect(picture.textContent).toContain('9 QR codes, 1 of which cannot be read');
    expect(byTestId<HTMLImageElement>('draft-sketch').src).toMatch(/^data:image/);
  });

  test('are pointed out in the picture as the list is gone through', async () => {
    await open('nine');
    await press('v', { ctrlKey: true });
    const first = document.querySelector<HTMLInputElement>('[data-testid=preview-item] .input');
    first?.focus();
    await settle();
    expect([...document.querySelectorAll('polygon')].map((polygon) => polygon.classList.contains('pointed')).indexOf(true)).toBe(0);
    first?.blur();
    await settle();
    expect(document.querySelector('polygon.pointed')).toBeNull();
  });

  test('are forgotten with the preview', async () => {
    const desk = await open('nine');
    await press('v', { ctrlKey: true });
    await click(button('Cancel'));
    desk.overrides['scan_clipboard'] = () => ({ draft: 2, items: [], problems: [], batches: [], pictures: [] });
    await press('v', { ctrlKey: true });
    expect(allByTestId('draft-picture')).toHaveLength(0);
  });
});

describe('an export of several pictures', () => {
  const part = (have: number, missing: number[]) => ({ draft: 1, items: [], problems: [], pictures: [], batches: [{ have, total: 3, missing }, { have: 1, total: 1, missing: [] }] });

  test('is put together through every entrance until it is complete', async () => {
    const desk = await open('first');
    desk.overrides['scan_clipboard'] = () => part(1, [2, 3]);
    desk.overrides['scan_screen'] = () => part(2, [3]);
    desk.overrides['scan_picture'] = () => part(3, []);
    await press('v', { ctrlKey: true });
    expect(byTestId('batch').textContent).toContain('1 of 3 pictures of this export read, still missing 2 and 3.');
    await click(byTestId('add-dialog').querySelector<HTMLElement>('[data-testid=scan-screen]') as HTMLElement);
    expect(desk.called('scan_screen')[0]?.args).toEqual({ draft: 1, part: false });
    expect(byTestId('batch').textContent).toContain('2 of 3 pictures of this export read, still missing 3.');
    await pick('third.png');
    expect(desk.called('scan_picture')[0]?.headers).toEqual({ source: 'third.png', draft: '1' });
    expect(allByTestId('batch').map((batch) => batch.textContent?.trim())).toEqual(['All 3 pictures of this export are read.']);
  });

  test('keeps the preview open after adding what is here, so that the rest is still known', async () => {
    const desk = await open('draft');
    await press('v', { ctrlKey: true });
    await click(byTestId('add-confirm'));
    expect(allByTestId('preview-item')[0]?.textContent).toContain('is added');
    expect(byTestId('batch').textContent).toContain('still missing 3 and 4');
    expect(desk.called('discard_draft')).toHaveLength(0);
    await click(button('Close'));
    expect(document.querySelector('dialog')).toBeNull();
  });
});

describe('the screen', () => {
  test('is scanned by Rust, and the preview shows what came of it', async () => {
    const desk = await open('first');
    await click(byTestId('scan-screen'));
    expect(desk.called('scan_screen')).toHaveLength(1);
    expect(byTestId('preview-item').textContent).toContain('from screen');
  });

  test('is scanned in part where the system lets a person choose one', async () => {
    const desk = await open('first');
    await click(byTestId('scan-screen-part'));
    expect(desk.called('scan_screen')[0]?.args).toEqual({ draft: null, part: true });
    expect(byTestId('preview-item').textContent).toContain('from part of the screen');
  });

  test('that cannot be looked at says what to do instead', async () => {
    const desk = await open('first');
    desk.overrides['scan_screen'] = () => {
      throw fault('screen-no-portal', 'this desktop offers no way to look at its screen', 'Take a screenshot and paste it.');
    };
    await click(byTestId('scan-screen'));
    expect(byTestId('problem').textContent).toMatch(/Screen.*no way to look at its screen.*Take a screenshot and paste it\./s);
  });
});

describe('typing in', () => {
  test('checks the secret while it is typed', async () => {
    const desk = await open('first');
    await click(button('Type it in'));
    const secret = byTestId<HTMLInputElement>('typed-secret');
    await type(secret, 'JBSW 0');
    await new Promise((done) => setTimeout(done, 200));
    await settle();
    expect(byTestId('typed-form').textContent).toContain('secret-not-base32');
    expect(secret.getAttribute('aria-invalid')).toBe('true');
    expect(byTestId<HTMLButtonElement>('typed-continue').disabled).toBe(true);
    await type(secret, 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
    await new Promise((done) => setTimeout(done, 200));
    await settle();
    expect(byTestId('typed-form').textContent).toContain('160 bits');
    await type(byTestId<HTMLInputElement>('typed-issuer'), 'Typed');
    await fireEvent.submit(byTestId('typed-form'));
    await settle();
    expect(desk.called('scan_typed')[0]?.args).toMatchObject({ account: { issuer: 'Typed', kind: 'totp', algorithm: 'SHA1', digits: 6, period: 30 } });
    expect(allByTestId('preview-item')).toHaveLength(1);
  });

  test('takes a whole set-up link', async () => {
    const desk = await open('first');
    await click(button('Type it in'));
    await type(byTestId<HTMLInputElement>('typed-secret'), ' otpauth://totp/a?secret=JBSWY3DP ');
    expect(desk.called('check_secret')).toHaveLength(0);
    await fireEvent.submit(byTestId('typed-form'));
    await settle();
    expect(desk.called('scan_text')[0]?.args).toEqual({ draft: null, text: 'otpauth://totp/a?secret=JBSWY3DP' });
  });
});

describe('pasting', () => {
  test('reads the clipboard in Rust, not in the page', async () => {
    const desk = await open('many');
    await press('v', { ctrlKey: true });
    expect(desk.called('scan_clipboard')).toHaveLength(1);
    expect(byTestId('add-dialog')).toBeTruthy();
  });

  test('into the search field stays there', async () => {
    const desk = await open('many');
    byTestId('search').focus();
    await press('v', { ctrlKey: true });
    expect(desk.called('scan_clipboard')).toHaveLength(0);
  });
});

describe('what was found', () => {
  test('is added by Enter', async () => {
    const desk = await open('first');
    await press('n', { ctrlKey: true });
    await pick('one.png', 'two.png');
    expect(document.activeElement).toBe(byTestId('add-confirm'));
    await click(document.activeElement as HTMLElement);
    expect(desk.called('add_accounts')).toHaveLength(1);
  });

  test('does not take the focus from a name that is being corrected', async () => {
    await open('first');
    await press('n', { ctrlKey: true });
    await pick('one.png');
    const name = document.querySelectorAll<HTMLInputElement>('[data-testid=preview-item] .input')[0] as HTMLInputElement;
    name.focus();
    await pick('two.png');
    expect(document.activeElement).toBe(name);
  });

  test('and is in the trash comes out of it again', async () => {
    const desk = new MockDesk();
    desk.accounts = [anAccount({ id: 'old', issuer: 'GitHub', name: 'ada', trashedAt: 1 }), anAccount({ id: 'other' })];
    desk.overrides['scan_clipboard'] = () => ({
      ...desk.draft,
      items: [{
        item: 1, source: 'Clipboard', place: null, issuer: 'GitHub', name: 'ada', kind: 'totp', algorithm: 'SHA1', digits: 6, period: 30,
        secretBits: 160, warnings: [], duplicate: { same: true, label: 'GitHub: ada (in the trash)', trashed: 'old' },
      }],
    });
    await open(desk);
    await press('v', { ctrlKey: true });
    await settle();
    await click(byTestId('restore-duplicate'));
    expect(desk.called('restore_account').map((call) => call.args)).toEqual([{ id: 'old' }]);
    expect(byTestId('preview-item').textContent).toContain('out of the trash');
  });
});
