import { describe, expect, test, vi } from 'vitest';
import { fault, MockDesk } from '../dev/mock-desk';
import { MockParty } from '../dev/mock-party';
import { aCase, MockSupport, SUPPORT_SCENES } from '../dev/mock-support';
import { parseMoment } from '../src/lib/support/moment';
import { layout, pictureWords, shortTime, type Otherwise } from '../src/lib/support/timeline';
import { allByTestId, button, byTestId, click, open, press, settle, type } from './open';

/** Opens the view over a pretended application; its chunk is loaded with it. */
async function openSupport(scene: string, prepare: (support: MockSupport) => unknown = () => undefined): Promise<{ desk: MockDesk; support: MockSupport }> {
  const desk = new MockDesk();
  desk.elapsed = 9;
  const support = SUPPORT_SCENES[scene]?.(desk);
  if (!support) throw new Error(`no scene ${scene}`);
  prepare(support);
  await open(desk);
  await click(byTestId('support-button'));
  await vi.waitFor(() => byTestId('support-view'), { timeout: 20_000 });
  await settle();
  return { desk, support };
}

async function explain(): Promise<void> {
  await click(allByTestId('support-rejection')[0] as HTMLElement);
}

const text = () => document.body.textContent?.replace(/\s+/g, ' ') ?? '';

describe('ways in', () => {
  test('cost nothing before the view is opened', async () => {
    const desk = await open('many');
    expect(desk.calls.filter(({ command }) => ['rejections', 'relying_party'].includes(command))).toEqual([]);
  });

  test('Ctrl D opens the view, and the list of keys says so', async () => {
    await open('many');
    await press('?');
    expect(byTestId('shortcuts-dialog').textContent).toContain('Ctrl D');
    await press('Escape');
    await press('d', { ctrlKey: true });
    await vi.waitFor(() => byTestId('support-view'), { timeout: 20_000 });
  });

  test('without a relying party it offers to start one', async () => {
    await openSupport('supportNone');
    expect(byTestId('support-no-party').textContent).toContain('No relying party runs');
    await click(byTestId('support-start-party'));
    await vi.waitFor(() => byTestId('party-start-form'), { timeout: 20_000 });
  });

  test('a journal without rejections is said to be that', async () => {
    await openSupport('supportEmpty');
    expect(byTestId('support-no-rejection').textContent).toContain('No code was rejected yet');
  });

  test('a relying party that does not answer is told, and can be asked again', async () => {
    const { desk, support } = await openSupport('supportBroken');
    expect(text()).toContain('server-unreachable');
    desk.overrides['rejections'] = () => ({ rejections: support.rejections, more: false });
    await click(button('Try again'));
    expect(allByTestId('support-rejection')).toHaveLength(5);
  });

  test('a person is chosen, then a rejection of theirs', async () => {
    const { desk } = await openSupport('supportSome');
    expect(allByTestId('support-rejection')).toHaveLength(5);
    const who = byTestId<HTMLSelectElement>('support-who');
    expect([...who.options].map((option) => option.text)).toContain('ada (2)');
    who.value = 'ada';
    who.dispatchEvent(new Event('change', { bubbles: true }));
    await settle();
    expect(allByTestId('support-rejection')).toHaveLength(2);
    await explain();
    expect(desk.called('look_into_rejection')[0]?.args).toEqual({ entry: 52 });
  });

  test('the journal of the relying party leads to the cause of an entry', async () => {
    const desk = new MockDesk();
    new MockParty(desk).run().walked(8);
    new MockSupport(desk);
    await open(desk);
    await click(byTestId('party-button'));
    await vi.waitFor(() => byTestId('party-view'), { timeout: 20_000 });
    await settle();
    await click(byTestId('party-tab-journal'));
    await click(allByTestId('party-explain')[0] as HTMLElement);
    await vi.waitFor(() => byTestId('case'), { timeout: 20_000 });
    expect(desk.called('look_into_rejection')[0]?.args).toEqual({ entry: 14 });
  });

  test('a bundle goes over as its bytes, with the name of its file', async () => {
    const { desk } = await openSupport('supportSome');
    await click(byTestId('support-tab-bundle'));
    const input = byTestId<HTMLInputElement>('bundle-input');
    const file = new File(['format = 1'], 'köln.toml');
    Object.defineProperty(input, 'files', { configurable: true, value: [file] });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await vi.waitFor(() => byTestId('case'));
    const call = desk.called('open_bundle')[0];
    expect(new TextDecoder().decode(call?.args as Uint8Array)).toBe('format = 1');
    expect(call?.headers['source']).toBe('k%C3%B6ln.toml');
    expect(allByTestId('case-save')).toEqual([]);
  });

  test('a bundle that is none is told, and another can be chosen', async () => {
    const { desk } = await openSupport('supportSome');
    desk.overrides['open_bundle'] = () => {
      throw fault('file-refused', 'case.toml: evidence: it carries no rejection along');
    };
    await click(byTestId('support-tab-bundle'));
    const input = byTestId<HTMLInputElement>('bundle-input');
    Object.defineProperty(input, 'files', { configurable: true, value: [new File([''], 'case.toml')] });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await vi.waitFor(() => expect(text()).toContain('file-refused'));
    expect(byTestId<HTMLButtonElement>('bundle-choose').disabled).toBe(false);
  });
});

describe('from a secret', () => {
  async function typed(): Promise<{ desk: MockDesk; support: MockSupport }> {
    const opened = await openSupport('supportSome');
    await click(byTestId('support-tab-typed'));
    return opened;
  }

  test('the secret is never shown, and leaves the page once it was used', async () => {
    const { support } = await typed();
    const secret = byTestId<HTMLInputElement>('case-secret');
    expect(secret.type).toBe('password');
    await type(secret, 'JBSWY3DPEHPK3PXP');
    await type(byTestId<HTMLInputElement>('case-code-0'), '123456');
    await click(byTestId('case-explain'));
    expect(support.typed[0]).toMatchObject({ secret: 'JBSWY3DPEHPK3PXP', codes: [{ text: '123456', at: null }], back: 1, ahead: 1, deviceShowed: null });
    expect(document.documentElement.outerHTML).not.toContain('JBSWY3DPEHPK3PXP');
    await click(byTestId('case-close'));
    expect(byTestId<HTMLInputElement>('case-secret').value).toBe('');
  });

  test('what was refused stays to be put right', async () => {
    const { desk } = await typed();
    desk.overrides['look_into_typed'] = () => {
      throw fault('diagnose-not-an-account', 'this is no account', 'give an otpauth:// address');
    };
    await type(byTestId<HTMLInputElement>('case-secret'), 'not!base32');
    await type(byTestId<HTMLInputElement>('case-code-0'), '123456');
    await click(byTestId('case-explain'));
    expect(text()).toContain('diagnose-not-an-account');
    expect(byTestId<HTMLInputElement>('case-secret').value).toBe('not!base32');
  });

  test('a time is read as typed, and what is none is refused before it is sent', async () => {
    const { support } = await typed();
    await type(byTestId<HTMLInputElement>('case-secret'), 'JBSWY3DPEHPK3PXP');
    await type(byTestId<HTMLInputElement>('case-code-0'), '123456');
    await type(byTestId<HTMLInputElement>('case-when-0'), 'yesterday');
    expect(byTestId<HTMLButtonElement>('case-explain').disabled).toBe(true);
    expect(byTestId('case-when-0').getAttribute('aria-invalid')).toBe('true');
    await type(byTestId<HTMLInputElement>('case-when-0'), '2025-06-15T15:00:00Z');
    await type(byTestId<HTMLInputElement>('case-code-1'), '654321');
    await click(byTestId('case-explain'));
    expect(support.typed[0]?.codes).toEqual([{ text: '123456', at: 1_749_999_600 }, { text: '654321', at: null }]);
  });
});

describe('the answer', () => {
  test('has the cause first, how sure that is, and what to do', async () => {
    await openSupport('supportClock');
    await explain();
    expect(document.activeElement).toBe(byTestId('case-cause'));
    expect(byTestId('case-cause').textContent).toBe('the clock of the device is off');
    expect(byTestId('case-sureness').textContent).toContain('as good as certain');
    expect(byTestId('case-off').textContent).toBe('about 83 minutes behind');
    expect(byTestId('case-staff').textContent).toContain('automatic time');
    expect(byTestId('case-reasoning').textContent).toContain('20,650 hypotheses');
  });

  test('copies the sentence by the name of its cause', async () => {
    const { desk } = await openSupport('supportClock');
    await explain();
    await click(byTestId('case-copy'));
    expect(desk.called('copy_case_sentence')[0]?.args).toEqual({ case: 1, kind: 'device-clock' });
    expect(text()).toContain('The sentence is on the clipboard');
  });

  test('is honest where nothing explains the code', async () => {
    await openSupport('supportUnexplained');
    await explain();
    expect(byTestId('case-cause').textContent).toBe('nothing in the catalogue explains it');
    expect(text()).toContain('One in 14 that the catalogue has the cause and it was missed');
    expect(allByTestId('timeline-code')).toEqual([]);
    expect(text()).toContain('It matches nothing');
  });

  test('is sharpened by what the person says', async () => {
    const { desk } = await openSupport('supportLate');
    await explain();
    expect(byTestId<HTMLButtonElement>('next-code-compare').disabled).toBe(true);
    await type(byTestId<HTMLInputElement>('next-code'), '654321');
    await type(byTestId<HTMLInputElement>('device-shows'), '2025-06-15 15:00:00Z');
    await click(byTestId('next-code-compare'));
    expect(desk.called('add_to_case')[0]?.args).toEqual({ case: 1, known: { code: { text: '654321', at: null }, deviceShows: 1_749_999_600 } });
    expect(allByTestId('case-question')).toEqual([]);
  });

  test('stays open while another view is looked at, and is wiped when it is closed', async () => {
    const { desk } = await openSupport('supportClock');
    await explain();
    await click(byTestId('back-button'));
    await click(byTestId('support-button'));
    await vi.waitFor(() => byTestId('case'), { timeout: 20_000 });
    await click(byTestId('case-close'));
    expect(desk.called('close_case')).toHaveLength(1);
    expect(allByTestId('case')).toEqual([]);
  });
});

describe('what if', () => {
  test('a wider window, a mended clock, and back to as it was', async () => {
    const { desk } = await openSupport('supportClock');
    await explain();
    expect(byTestId('what-if-answer').textContent).toContain('No');
    const slider = document.querySelector('#what-if-window') as HTMLInputElement;
    slider.value = '2';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
    expect(desk.called('what_if').at(-1)?.args).toMatchObject({ request: { window: { back: 2, ahead: 2 } } });
    expect(byTestId('what-if-answer').textContent).toContain('One guess in 200,000');
    await click(button('As it was'));
    const mend = byTestId('what-if').querySelectorAll('input[type=checkbox]')[0] as HTMLInputElement;
    mend.click();
    await settle();
    expect(byTestId('what-if-answer').textContent).toContain('Yes');
    expect(byTestId('timeline-code').dataset['step']).toBe('0');
  });

  test('says how many steps it would have taken', async () => {
    await openSupport('supportClock');
    await explain();
    expect(byTestId('what-if-reach').textContent).toContain('167');
    await click(byTestId('what-if-reach'));
    expect(byTestId('what-if-answer').textContent).toContain('Yes');
  });
});

describe('a bundle', () => {
  test('is seen whole before it is written, without a name that was not ticked', async () => {
    const { desk, support } = await openSupport('supportLong');
    await explain();
    await click(byTestId('case-save'));
    expect(byTestId('bundle-text').textContent).toBe(support.bundle([]));
    expect(byTestId('bundle-text').textContent).not.toContain('augusta');
    await click(byTestId('bundle-name-account'));
    expect(byTestId('bundle-text').textContent).toBe(support.bundle(['account']));
    await type(byTestId<HTMLInputElement>('bundle-path'), '/tmp/case.toml');
    await click(byTestId('bundle-save'));
    expect(support.saved.at(-1)).toEqual({ names: ['account'], path: '/tmp/case.toml' });
    expect(text()).toContain('Written: /tmp/case.toml');
    expect(desk.called('case_bundle').length).toBeGreaterThan(1);
  });

  test('that cannot be written says why, and the dialog stays', async () => {
    const { desk } = await openSupport('supportClock');
    desk.overrides['save_case_bundle'] = () => {
      throw fault('bundle-not-written', '/tmp/case.toml could not be written: File exists', 'name a file that is not there yet');
    };
    await explain();
    await click(byTestId('case-save'));
    await click(byTestId('bundle-save'));
    expect(byTestId('save-bundle-dialog').textContent).toContain('bundle-not-written');
  });

  test('is replayed, and says whether the same came out', async () => {
    const { support } = await openSupport('supportClock');
    await explain();
    await click(byTestId('case-reproduce'));
    expect(byTestId('reproduction').textContent).toContain('The same came out here');
    support.reproduction = { ...support.reproduction, same: false, differences: [{ what: 'step 5', expected: 'rejected', got: 'accepted' }] };
    await click(byTestId('case-reproduce'));
    expect(byTestId('reproduction').textContent).toContain('step 5: rejected in the bundle, accepted here');
  });
});

describe('the picture', () => {
  const { timeline } = aCase();
  const asItWas: Otherwise = { window: timeline.window, code: timeline.code, isClockMended: false };

  test('leaves out the steps between, and draws all of a short way', () => {
    const drawn = layout(timeline, asItWas, 640);
    expect(drawn.columns.filter(({ steps }) => steps > 1)).toHaveLength(1);
    expect(drawn.code?.step).toBe(-167);
    const near = layout({ ...timeline, code: -4, device: null, readOut: [] }, { ...asItWas, code: -4 }, 640);
    expect(near.columns.map(({ step }) => step)).toEqual([-5, -4, -3, -2, -1, 0, 1, 2]);
  });

  test.each([280, 360, 640, 900])('fits %d pixels, in order and without a hole', (width) => {
    for (const window of [{ back: 0, ahead: 0 }, { back: 10, ahead: 10 }, { back: 167, ahead: 1 }]) {
      const { columns } = layout(timeline, { ...asItWas, window }, width);
      const [first, last] = [columns[0], columns.at(-1)];
      expect(first?.x).toBeGreaterThanOrEqual(-0.001);
      expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(width + 0.001);
      columns.slice(1).forEach((column, index) => {
        const before = columns[index];
        expect(column.step).toBe((before?.step ?? 0) + (before?.steps ?? 0));
        expect(column.x).toBeCloseTo((before?.x ?? 0) + (before?.width ?? 0));
      });
    }
  });

  test('has the clocks where they are: the server in its step, the device in that of its code', () => {
    const drawn = layout(timeline, asItWas, 640);
    const now = drawn.columns.find(({ step }) => step === 0);
    expect(drawn.server).toBeCloseTo((now?.x ?? 0) + (now?.width ?? 0) / 2);
    expect(drawn.device?.from).toBeGreaterThanOrEqual(drawn.code?.x ?? 0);
    expect(drawn.device?.until).toBeLessThanOrEqual((drawn.code?.x ?? 0) + (drawn.code?.width ?? 0) + 0.001);
  });

  test('a window that reaches the code takes in what is left out', () => {
    const drawn = layout(timeline, { ...asItWas, window: { back: 167, ahead: 1 } }, 640);
    expect(drawn.columns.filter(({ steps }) => steps > 1).every(({ isAccepted }) => isAccepted)).toBe(true);
    expect(drawn.code?.isAccepted).toBe(true);
  });

  test('a mended clock moves device and code to now, and leaves a trace', () => {
    const drawn = layout(timeline, { ...asItWas, code: 0, isClockMended: true }, 640);
    expect(drawn.code?.step).toBe(0);
    expect(drawn.ghost?.step).toBe(-167);
    expect(drawn.device?.from).toBeCloseTo(drawn.server);
  });

  test('is told in words', () => {
    expect(pictureWords(timeline, asItWas)).toBe(
      'Accepted: the step of that moment and 1 to either side. The code is 167 steps (84 min) before the step of that moment. A circle: a code read out since, 166 steps (83 min) before the step of that moment. The clock of the device is about 83 minutes behind.',
    );
    expect(pictureWords({ ...timeline, isUsed: true }, { ...asItWas, code: 0 })).toContain('The code (used, or a later one was) is of the step of that moment.');
    expect(pictureWords({ ...timeline, code: null, deviceWords: null }, { ...asItWas, code: null })).toContain('of no step that was looked at');
  });

  test.each([[90, '90 s'], [600, '10 min'], [5_010, '84 min'], [14_400, '4 h'], [604_800, '7 days']])('%d seconds are %s', (seconds, words) => {
    expect(shortTime(seconds)).toBe(words);
  });
});

describe('a time as typed', () => {
  const now = Date.parse('2026-03-01T12:00:00Z') / 1000;

  test('is nothing, Unix seconds, or a date with or without its zone', () => {
    expect(parseMoment(' ', now)).toBeNull();
    expect(parseMoment('1750000000', now)).toBe(1_750_000_000);
    expect(parseMoment('2025-06-15 15:00:00Z', now)).toBe(1_749_999_600);
    expect(parseMoment('2025-06-15T17:00+02:00', now)).toBe(1_749_999_600);
    expect(parseMoment('2025-06-15 15:00', now)).toBe(Date.parse('2025-06-15T15:00:00') / 1000);
    expect(new Date((parseMoment('9:05:07', now) ?? 0) * 1000).toTimeString()).toContain('09:05:07');
  });

  test.each(['noon', '25:00', '12:60', '2025-13-45 12:00', '123', '1969-12-31 00:00:00Z', '-5'])('%s is none', (text) => {
    expect(parseMoment(text, now)).toBeUndefined();
  });
});
