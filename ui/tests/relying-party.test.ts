import { afterEach, describe, expect, test, vi } from 'vitest';
import { MockDesk, fault } from '../dev/mock-desk';
import { MockParty, PARTY_SCENES, aUser, entries } from '../dev/mock-party';
import { allByTestId, button, byTestId, click, open, settle, type } from './open';

/** Opens the view over a pretended relying party; its chunk is loaded with it. */
async function openParty(prepare: (party: MockParty) => unknown = () => undefined): Promise<MockParty> {
  const desk = new MockDesk();
  desk.elapsed = 9;
  const party = new MockParty(desk);
  prepare(party);
  await open(desk);
  await click(byTestId('party-button'));
  await vi.waitFor(() => byTestId('party-view'), { timeout: 20_000 });
  await settle();
  return party;
}

const step = (name: string) => byTestId(`walk-step-${name}`);
const text = () => document.body.textContent ?? '';

afterEach(() => vi.useRealTimers());

describe('starting', () => {
  test('costs nothing before the view is opened', async () => {
    const desk = await open('many');
    expect(desk.calls.filter((call) => call.command.includes('relying_party'))).toEqual([]);
  });

  test('takes the profile, the port and where data goes', async () => {
    const party = await openParty();
    await click(document.querySelector('input[value=strict]') as HTMLElement);
    await type(document.querySelector('#party-port') as HTMLInputElement, '8123');
    await click(byTestId('party-start'));
    expect(party.desk.called('start_relying_party')[0]?.args).toEqual({ request: { profile: 'strict', keepData: false, port: 8123 } });
    expect(byTestId('party-url').textContent).toBe('http://127.0.0.1:43211');
    expect(text()).toContain('in memory');
  });

  test('refuses what is no port', async () => {
    await openParty();
    for (const [port, good] of [['65536', false], ['-1', false], ['http', false], ['', false], ['65535', true]] as const) {
      await type(document.querySelector('#party-port') as HTMLInputElement, port);
      expect(byTestId<HTMLButtonElement>('party-start').disabled, port).toBe(!good);
    }
  });

  test('shows why it failed, and can be tried again', async () => {
    const party = await openParty((party) => (party.refusal = fault('server-address', 'the port is taken', 'choose another')));
    await click(byTestId('party-start'));
    expect(byTestId('party-failed').textContent).toContain('server-address');
    party.refusal = null;
    await click(button('Try again'));
    expect(byTestId('party-running')).toBeTruthy();
  });

  test('stops, and asks for nothing any more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const party = await openParty((party) => party.run());
    const asked = () => party.desk.called('relying_party_news').length;
    const whileItRuns = asked();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked()).toBe(whileItRuns + 1);
    await click(byTestId('party-stop'));
    expect(byTestId('party-start')).toBeTruthy();
    const whenItStopped = asked();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked()).toBe(whenItStopped);
  });

  test('copies the admin token without showing it', async () => {
    const party = await openParty((party) => party.run());
    await click(button('Copy the admin token'));
    expect(party.desk.called('copy_relying_party')[0]?.args).toEqual({ what: 'adminToken' });
    expect(text()).toContain('Admin token copied');
  });
});

describe('the walk', () => {
  test('goes from registering to the refusal, one step after the other', async () => {
    const party = await openParty((party) => party.run());
    for (const name of ['register', 'enrol']) {
      expect(step(name).getAttribute('aria-current')).toBe('step');
      await click(byTestId('walk-next'));
      expect(step(name).textContent).toContain('→ 201');
    }
    expect(byTestId('walk-qr')).toBeTruthy();
    await click(byTestId('walk-next'));
    expect(allByTestId('walk-qr')).toEqual([]);
    // Nothing is stored that was not ticked.
    expect(byTestId<HTMLButtonElement>('walk-next').disabled).toBe(true);
    await click(byTestId('walk-tick'));
    await click(byTestId('walk-next'));
    expect(party.desk.accounts.some((account) => account.id === 'walked')).toBe(true);
    expect(party.desk.watched).toContain('walked');
    const code = party.desk.code('walked');
    expect(byTestId('walk-code').textContent).toBe(code.code);
    await click(byTestId('walk-next'));
    expect(byTestId('walk-code').textContent).toBe(code.next);
    for (const name of ['signIn', 'backupCode', 'again']) {
      await click(byTestId('walk-next'));
      expect(step(name).dataset['done']).toBe('');
    }
    expect(step('again').textContent).toContain('replayed, used-backup-code');
    await click(byTestId('walk-end'));
    expect(party.desk.accounts).toEqual([]);
    expect(step('register').getAttribute('aria-current')).toBe('step');
  });

  test('waits for the next code where the one that is shown was used', async () => {
    await openParty((party) => {
      party.run().walked(5);
      party.notBefore = Date.now() / 1000 + 12;
    });
    expect(byTestId<HTMLButtonElement>('walk-next').disabled).toBe(true);
    expect(byTestId('walk-clock').textContent).toMatch(/next one comes in 1\d s/);
  });

  test('says what went wrong at the step it went wrong at', async () => {
    const party = await openParty((party) => party.run());
    party.desk.overrides['take_walk_step'] = () => {
      throw fault('too-many-tries', 'there were too many wrong tries', 'wait, then try again');
    };
    await click(byTestId('walk-next'));
    expect(step('register').querySelector('[role=alert]')?.textContent).toContain('too-many-tries');
  });

  test('can be repeated where that makes sense, and cancelled', async () => {
    const party = await openParty((party) => party.run().walked(6));
    expect(document.querySelector('[aria-label^="Repeat: Register"]')).toBeNull();
    await click(button('Repeat: Sign in with the next code'));
    expect(party.desk.called('take_walk_step')[0]?.args).toEqual({ step: 'signIn' });
    await click(byTestId('walk-cancel'));
    expect(party.desk.called('end_walk')).toHaveLength(1);
  });

  test('offers to remove the account that a stopped relying party left behind', async () => {
    const party = await openParty((party) => party.run().walked(8));
    await click(byTestId('party-stop'));
    expect(byTestId('walk-left').textContent).toContain('Countersign: try-it-4fa1c2');
    await click(button('Remove it'));
    expect(party.desk.accounts).toEqual([]);
  });
});

describe('users, journal and outbox', () => {
  test('say so when there is nothing', async () => {
    await openParty((party) => party.run());
    for (const tab of ['users', 'journal', 'outbox']) {
      await click(byTestId(`party-tab-${tab}`));
      expect(byTestId(`party-${tab}-empty`)).toBeTruthy();
    }
  });

  test('two hundred users are found by name', async () => {
    await openParty((party) => PARTY_SCENES['partyMany']?.(party));
    await click(byTestId('party-tab-users'));
    expect(allByTestId('party-user')).toHaveLength(200);
    await type(document.querySelector('input[type=search]') as HTMLInputElement, 'USER-007');
    expect(allByTestId('party-user')).toHaveLength(1);
  });

  test('a user is unlocked, and loses the second factor only after a question', async () => {
    const party = await openParty((party) => (party.run().users = [aUser({ lockedWords: ['one-time codes'] })]));
    await click(byTestId('party-tab-users'));
    expect(byTestId('party-user').textContent).toContain('Locked: one-time codes');
    await click(button('Unlock'));
    await click(button('Take the second factor away…'));
    expect(party.actions).toEqual([['u1', 'unlock']]);
    await click(byTestId('party-ask-yes'));
    expect(party.actions.at(-1)).toEqual(['u1', 'resetSecondFactor']);
  });

  test('what signs a user in is said, and a second factor is taken away only where there is one', async () => {
    const gone = { ...aUser({}).devices[0]!, state: 'retired' };
    const said = { none: 'The password alone signs in.', withoutDevice: 'backup codes and codes that are sent', mustEnrol: 'the next login has to enrol one' };
    await openParty((party) => {
      party.run().users = Object.keys(said).map((secondFactor, place) => aUser({ id: `u${place}`, secondFactor: secondFactor as keyof typeof said, devices: [gone] }));
    });
    await click(byTestId('party-tab-users'));
    const takes = [...document.querySelectorAll<HTMLButtonElement>('button')].filter((button) => button.textContent?.includes('Take the second factor away'));
    expect(takes.map((button) => button.disabled)).toEqual([true, false, true]);
    for (const [place, words] of Object.values(said).entries()) expect(allByTestId('party-user')[place]?.textContent).toContain(words);
  });

  test('the journal marks rejections, tells reasons, and looks into one on demand', async () => {
    await openParty((party) => {
      party.run().journal = entries();
      party.users = [aUser({})];
    });
    await click(byTestId('party-tab-journal'));
    const first = allByTestId('party-entry')[0];
    expect(first?.dataset['outcome']).toBe('rejected');
    expect(first?.textContent).toContain('The backup code was used before');
    expect(first?.textContent).toContain('used-backup-code');
    await click(byTestId('party-look'));
    expect(text()).toContain('1 step old (30 s); this code or a later one was accepted');
  });

  test('a rejected backup code is told about in words', async () => {
    const party = await openParty((party) => (party.run().journal = entries()));
    const found = { reason: 'backup-code', state: null, stepsOff: null, secondsOff: null, wasUsed: null, usedAt: 1_700_000_000, endedAt: null };
    party.desk.overrides['relying_party_reason'] = () => found;
    await click(byTestId('party-tab-journal'));
    await click(byTestId('party-look'));
    expect(text()).toMatch(/One of this user’s backup codes, used before \(14 Nov 2023, .*\)\./);
    party.desk.overrides['relying_party_reason'] = () => ({ ...found, reason: 'no-backup-code', usedAt: null });
    await click(byTestId('party-look'));
    expect(text()).toContain('Formed like a backup code, and none of those this user has now');
  });

  test('the journal is live', async () => {
    const party = await openParty((party) => party.run());
    await click(byTestId('party-tab-journal'));
    party.journal = entries();
    await vi.waitFor(() => expect(allByTestId('party-entry')).toHaveLength(11), { timeout: 5_000 });
  });

  test('the tabs are one stop, with arrow keys among them', async () => {
    await openParty((party) => party.run());
    const tabs = [...document.querySelectorAll<HTMLElement>('[role=tab]')];
    expect(tabs.filter((tab) => tab.tabIndex === 0)).toHaveLength(1);
    tabs[0]?.focus();
    tabs[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await settle();
    expect((document.activeElement as HTMLElement).dataset['testid']).toBe('party-tab-users');
    expect(document.querySelector('[role=tabpanel]')?.getAttribute('aria-labelledby')).toBe('party-tab-users');
  });
});
