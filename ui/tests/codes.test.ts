import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { anAccount, MockDesk } from '../dev/mock-desk';
import { many } from '../dev/scenes';
import { allByTestId, button, byTestId, click, hide, open, press, settle, titles, type } from './open';

describe('the list', () => {
  test('shows issuer, name and grouped digits', async () => {
    const desk = await open('one');
    const row = byTestId('account-row');
    expect(row.dataset['id']).toBe('a0');
    expect(row.textContent).toContain('GitHub');
    const code = byTestId('code');
    expect(code.textContent).toBe(desk.code('a0').code);
    expect(code.querySelectorAll('.group')).toHaveLength(2);
    expect(code.getAttribute('aria-label')).toBe([...(desk.code('a0').code ?? '')].join(' '));
    expect(code.hasAttribute('data-none')).toBe(false);
  });

  test('renders only what is on screen, and watches only that', async () => {
    const desk = await open('thousand');
    const rows = allByTestId('account-row');
    expect(rows.length).toBeLessThan(20);
    expect(desk.watched).toEqual(rows.map((row) => row.dataset['id']));
    expect(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')).toBe('1000');
    expect(rows[3]?.getAttribute('aria-rowindex')).toBe('4');
  });

  test('End goes to the last of a thousand, Home comes back', async () => {
    await open('thousand');
    allByTestId('account-row')[0]?.focus();
    await press('End');
    expect(document.activeElement?.getAttribute('aria-rowindex')).toBe('1000');
    await press('ArrowUp');
    expect(document.activeElement?.getAttribute('aria-rowindex')).toBe('999');
    await press('Home');
    expect(document.activeElement?.getAttribute('aria-rowindex')).toBe('1');
    await press('PageDown');
    expect(Number(document.activeElement?.getAttribute('aria-rowindex'))).toBeGreaterThan(5);
  });

  test('has one tab stop', async () => {
    await open('many');
    const stops = allByTestId('account-row').filter((row) => row.tabIndex === 0);
    expect(stops).toHaveLength(1);
    await press('Tab');
    expect(document.querySelectorAll('[role=grid] button[tabindex="0"]').length).toBeLessThanOrEqual(1);
  });

  test('arrow keys reach the buttons of a row and come back', async () => {
    await open('many');
    const row = allByTestId('account-row')[0];
    row?.focus();
    await press('ArrowRight');
    expect((document.activeElement as HTMLElement).dataset['testid']).toBe('row-menu-button');
    await press('ArrowLeft');
    expect(document.activeElement).toBe(row);
  });

  test('shows damaged records beside the good ones and does not watch them', async () => {
    const desk = await open('damaged');
    expect(titles()).toContain('A damaged record');
    expect(desk.watched).not.toContain('bad');
    await click(button('Details…'));
    expect(byTestId('damaged-dialog').textContent).toContain('record-damaged');
    expect(document.querySelector('[data-testid=damaged-text]')).toBeNull();
    await click(byTestId('show-raw-text'));
    expect(byTestId('damaged-text').textContent).toContain('Exam');
  });

  test('says so where no code can be made', async () => {
    await open('noCodes');
    expect(document.body.textContent).toContain('before 1970');
  });
});

describe('copying', () => {
  test('Enter copies the code, Shift Enter the next one', async () => {
    const desk = await open('many');
    allByTestId('account-row')[1]?.focus();
    await press('Enter');
    expect(desk.called('copy_code').at(-1)?.args).toEqual({ id: 'a1', which: 'current' });
    expect(byTestId('toast').textContent).toContain('Copied. Cleared in 30 s.');
    await press('Enter', { shiftKey: true });
    expect(desk.called('copy_code').at(-1)?.args).toEqual({ id: 'a1', which: 'next' });
  });

  test('a click on a row copies, a click on its menu does not', async () => {
    const desk = await open('many');
    await click(allByTestId('row-menu-button')[0] as HTMLElement);
    expect(desk.called('copy_code')).toHaveLength(0);
    await press('Escape');
    await click(allByTestId('account-row')[0] as HTMLElement);
    expect(desk.called('copy_code')).toHaveLength(1);
  });

  test('the code itself is in no attribute but the spoken name', async () => {
    const desk = await open('one', 27);
    const { code, next } = desk.code('a0');
    for (const element of document.querySelectorAll('*')) {
      for (const attribute of element.attributes) {
        expect(attribute.value).not.toContain(code);
        expect(attribute.value).not.toContain(next);
      }
    }
  });

  test('a failure says what to do', async () => {
    const desk = await open('one');
    desk.overrides['copy_code'] = () => {
      throw { code: 'clipboard-busy', message: 'the clipboard is held by another program', hint: 'Try again.' };
    };
    await click(byTestId('account-row'));
    expect(byTestId('toast').textContent).toContain('clipboard-busy');
  });
});

describe('a counter', () => {
  test('shows no code until one is asked for, then copies it', async () => {
    const desk = new MockDesk();
    desk.accounts = [anAccount({ id: 'h', issuer: 'Bank', kind: 'hotp' })];
    await open(desk);
    expect(document.querySelector('[data-testid=code]')).toBeNull();
    byTestId('account-row').focus();
    await press('Enter');
    expect(desk.called('next_hotp')).toHaveLength(1);
    expect(desk.called('copy_code')).toHaveLength(1);
    expect(byTestId('code').textContent).toMatch(/^\d{6}$/);
    await press('Enter');
    expect(desk.called('next_hotp')).toHaveLength(1);
    expect(desk.called('copy_code')).toHaveLength(2);
    await click(button('Next code'));
    expect(desk.called('next_hotp')).toHaveLength(2);
    byTestId('account-row').focus();
    await press('Enter', { shiftKey: true });
    expect(desk.called('next_hotp')).toHaveLength(3);
    expect(desk.called('copy_code').map((call) => call.args)).toEqual(Array(3).fill({ id: 'h', which: 'current' }));
  });

  test('that could not move on leaves the clipboard alone', async () => {
    const desk = new MockDesk();
    desk.accounts = [anAccount({ id: 'h', issuer: 'Bank', kind: 'hotp' })];
    await open(desk);
    desk.overrides['next_hotp'] = () => {
      throw { code: 'store-locked', message: 'the keyring is locked', hint: 'Unlock it.' };
    };
    byTestId('account-row').focus();
    await press('Enter');
    expect(desk.called('copy_code')).toHaveLength(0);
    expect(byTestId('toast').textContent).toContain('store-locked');
  });

  test('a double click moves a counter once', async () => {
    const desk = new MockDesk();
    desk.accounts = [anAccount({ id: 'h', issuer: 'Bank', kind: 'hotp' })];
    await open(desk);
    desk.overrides['next_hotp'] = () => new Promise(() => undefined);
    await click(button('Next code'));
    await click(button('Next code'));
    expect(desk.called('next_hotp')).toHaveLength(1);
  });
});

describe('the search', () => {
  test('a typed letter begins it, Escape ends it', async () => {
    await open('many');
    await press('g');
    expect(document.activeElement).toBe(byTestId('search'));
    await type(byTestId<HTMLInputElement>('search'), 'geneve');
    expect(titles()).toEqual(['Université de Genève']);
    await press('Escape');
    expect(titles().length).toBeGreaterThan(5);
  });

  test('Enter copies the first found, Arrow Down goes to it', async () => {
    const desk = await open('many');
    await press('/');
    await type(byTestId<HTMLInputElement>('search'), 'hetz');
    await press('Enter');
    expect(desk.called('copy_code').at(-1)?.args).toEqual({ id: 'a3', which: 'current' });
    await press('ArrowDown');
    expect((document.activeElement as HTMLElement).dataset['id']).toBe('a3');
  });

  test('says when nothing matches', async () => {
    await open('many');
    await type(byTestId<HTMLInputElement>('search'), 'xyz');
    expect(document.body.textContent).toContain('No account matches “xyz”');
    await click(button('Show all'));
    expect(titles().length).toBeGreaterThan(5);
  });

  test('a tag narrows the list', async () => {
    await open('many');
    await click(button('servers'));
    expect(titles()).toEqual(['Hetzner']);
    expect(button('servers').getAttribute('aria-pressed')).toBe('true');
  });
});

describe('time', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: 1_700_000_010_000 }));
  afterEach(() => void vi.useRealTimers());

  const openAt = async () => {
    const desk = new MockDesk();
    desk.accounts = many(3).map((account) => ({ ...account, kind: 'totp', period: 30, digits: 6 }));
    return open(desk);
  };

  test('the next code is shown in the last five seconds, after one timer and no tick', async () => {
    await openAt();
    // 1,700,000,010 is a boundary of thirty seconds.
    expect(document.querySelector('[data-testid=next-code]')).toBeNull();
    const before = vi.getTimerCount();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(vi.getTimerCount()).toBe(before);
    expect(document.querySelector('[data-testid=next-code]')).toBeNull();
    await vi.advanceTimersByTimeAsync(5_100);
    expect(allByTestId('next-code')).toHaveLength(3);
  });

  test('a code that ended without word from Rust is asked for once', async () => {
    const desk = await openAt();
    const before = desk.called('watch').length;
    await vi.advanceTimersByTimeAsync(30_500);
    expect(desk.called('watch')).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(700);
    expect(desk.called('watch')).toHaveLength(before + 1);
    expect(byTestId('code').textContent).toBe(desk.code('a0').code);
  });

  test('a hidden window watches nothing and runs no timer', async () => {
    const desk = await openAt();
    await hide(true);
    expect(desk.called('watch').at(-1)?.args).toEqual({ ids: [] });
    // What Svelte puts off while it hands an event on.
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(0);
    await hide(false);
    expect(desk.watched).toEqual(['a0', 'a1', 'a2']);
  });

  test('the time left is told when a row is focused, and on Ctrl T', async () => {
    await openAt();
    await vi.advanceTimersByTimeAsync(10_000);
    allByTestId('account-row')[0]?.focus();
    await settle();
    expect(document.getElementById('row-description')?.textContent).toBe('20 seconds left.');
    await press('t', { ctrlKey: true });
    expect([...document.querySelectorAll('[aria-live=polite]')].map((live) => live.textContent).join('')).toContain('20 seconds left.');
  });
});

describe('start-up', () => {
  /** Frames that a window of an earlier test had asked for. */
  beforeEach(() => new Promise((done) => setTimeout(done, 60)));

  test('tells when the first codes were painted', async () => {
    const desk = await open('one');
    await new Promise((done) => setTimeout(done, 60));
    await settle();
    expect(desk.called('startup_stage').map((call) => call.args)).toEqual([{ stage: 'first-codes' }]);
  });

  test('tells when the first screen was painted', async () => {
    const desk = await open('first');
    await new Promise((done) => setTimeout(done, 60));
    await settle();
    expect(desk.called('startup_stage').map((call) => call.args)).toEqual([{ stage: 'first-screen' }]);
  });

  test('follows what changes elsewhere', async () => {
    const desk = await open('first');
    expect(byTestId('first-run')).toBeTruthy();
    await desk.change(() => (desk.accounts = many(2)));
    await settle();
    expect(titles()).toHaveLength(2);
  });
});
