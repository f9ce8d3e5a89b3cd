import { fireEvent } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { fault, MockDesk } from '../dev/mock-desk';
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
    answer({ draft: 7, items: [], problems: [], batches: [] });
    await settle();
    expect(desk.called('discard_draft').at(-1)?.args).toEqual({ draft: 7 });
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
