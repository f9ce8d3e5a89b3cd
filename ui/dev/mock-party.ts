/** A relying party that only pretends, for the development page and the tests. */
import type {
  DoneStep, PartyEntry, PartyMessage, PartyUser, PartyUserAction, RelyingPartyState, RelyingPartyView, StartRelyingPartyRequest,
  WalkStep, WalkView,
} from '../src/lib/api/types';
import { anAccount, fault, type MockDesk, pretendQr } from './mock-desk';

const NOW = Math.floor(Date.now() / 1000);
const STEPS: WalkStep[] = ['register', 'enrol', 'scan', 'keep', 'confirm', 'signIn', 'backupCode', 'again'];
const SAID: Record<WalkStep, [string, string[]]> = {
  register: ['try-it-4fa1c2 is a user now, with a password of 24 random characters that only this walk knows.', ['POST /api/v1/register → 201', 'GET /api/v1/session → 200']],
  enrol: ['The relying party made a secret and told it once, as a QR code. It waits ten minutes for a first code.', ['POST /api/v1/devices → 201']],
  scan: ['Read from the picture alone: Countersign for try-it-4fa1c2, SHA1, 6 digits, 30 seconds, a secret of 160 bits.', []],
  keep: ['Countersign: try-it-4fa1c2 is in your keyring and in your list, as any account you scan.', []],
  confirm: ['Your account’s code 492 117 was right: the device counts. That code is used up, and 10 backup codes were told once.', ['POST /api/v1/devices/k3v9/confirm → 200']],
  signIn: ['The password gave half a login, good for the second step only; the next code, 081 336, made it a session.', ['POST /api/v1/login → 200', 'POST /api/v1/login/verify → 200']],
  backupCode: ['A backup code did it in the code’s place, in the same box. It is used up; 9 are left.', ['POST /api/v1/login → 200', 'POST /api/v1/login/verify → 200']],
  again: ['Both were refused, with the one answer every wrong code gets. Only the journal knows why: replayed, used-backup-code.', ['POST /api/v1/login → 200', 'POST /api/v1/login/verify → 401', 'POST /api/v1/login → 200', 'POST /api/v1/login/verify → 401', 'GET /api/v1/admin/journal → 200']],
};

export class MockParty {
  state: RelyingPartyState = { kind: 'stopped' };
  /** Why a start fails, if it does. */
  refusal: ReturnType<typeof fault> | null = null;
  users: PartyUser[] = [];
  journal: PartyEntry[] = [];
  outbox: PartyMessage[] = [];
  done: DoneStep[] = [];
  account: string | null = null;
  notBefore: number | null = null;
  spentUntil: number | null = null;
  actions: [string, PartyUserAction][] = [];

  constructor(readonly desk: MockDesk) {
    Object.assign(desk.overrides, this.#answers);
  }

  run(): this {
    this.state = { kind: 'running', url: 'http://127.0.0.1:43211', profile: 'rfc', folder: null };
    return this;
  }

  /** Takes the walk so many steps on. */
  walked(steps: number): this {
    for (const step of STEPS.slice(0, steps)) this.#take(step);
    return this;
  }

  view(): RelyingPartyView {
    return { state: this.state, walk: this.#walk(), folder: '/home/ada/.local/share/countersign/relying-party' };
  }

  #walk(): WalkView {
    const next = STEPS[this.done.length] ?? null;
    return {
      username: this.done.length > 0 ? 'try-it-4fa1c2' : null, done: this.done, next, account: this.account,
      qrSvg: next === 'scan' ? pretendQr() : null,
      repeatable: this.done.map(({ step }) => step).filter((step) => STEPS.indexOf(step) > 4 || (this.account === null && STEPS.indexOf(step) < 3)),
      found: next === 'keep' ? { item: 1, source: 'your relying party', place: null, issuer: 'Countersign', name: 'try-it-4fa1c2', kind: 'totp', algorithm: 'SHA1', digits: 6, period: 30, secretBits: 160, warnings: [], duplicate: null } : null,
      notBefore: this.notBefore, spentUntil: this.spentUntil,
    };
  }

  #take(step: WalkStep): void {
    const [said, requests] = SAID[step];
    this.done = [...this.done.slice(0, STEPS.indexOf(step)), { step, said, requests }];
    if (step === 'keep') {
      this.account = 'walked';
      this.desk.accounts = [...this.desk.accounts, anAccount({ id: 'walked', issuer: 'Countersign', name: 'try-it-4fa1c2' })];
    }
    if (step === 'confirm') this.spentUntil = this.desk.code('walked').validUntil;
    if (step === 'again') this.journal = [...entries(), ...this.journal];
  }

  readonly #answers: Record<string, (args: never) => unknown> = {
    relying_party: () => this.view(),
    start_relying_party: ({ request }: { request: StartRelyingPartyRequest }) => {
      this.run();
      if (this.state.kind === 'running') this.state = { ...this.state, profile: request.profile };
      if (this.refusal) this.state = { kind: 'failed', error: this.refusal };
      return this.view();
    },
    stop_relying_party: () => ((this.state = { kind: 'stopped' }), (this.done = []), this.view()),
    copy_relying_party: () => 60,
    open_relying_party: () => null,
    relying_party_news: ({ after }: { after: number }) => ({
      journal: this.journal.filter((entry) => entry.id > after), users: this.users, moreUsers: this.users.length >= 200, outbox: this.outbox,
    }),
    relying_party_reason: () => ({ reason: 'of-a-step', state: 'active', stepsOff: -1, secondsOff: -30, wasUsed: true, usedAt: null, endedAt: null }),
    change_relying_party_user: ({ id, action }: { id: string; action: PartyUserAction }) => {
      this.actions.push([id, action]);
      if (action === 'delete') this.users = this.users.filter((user) => user.id !== id);
      return null;
    },
    clear_relying_party_outbox: () => ((this.outbox = []), null),
    take_walk_step: ({ step }: { step: WalkStep }) => (this.#take(step), this.view()),
    end_walk: () => {
      this.desk.accounts = this.desk.accounts.filter((account) => account.id !== 'walked');
      [this.done, this.account, this.spentUntil] = [[], null, null];
      return this.view();
    },
  };
}

const REASON_WORDS: Record<string, string> = { replayed: 'The code was used before', 'used-backup-code': 'The backup code was used before' };

export function entries(): PartyEntry[] {
  const entry = (id: number, eventWords: string, reason = '', outcome = reason ? 'rejected' : 'accepted'): PartyEntry =>
    ({ id, at: NOW - (20 - id) * 7, user: 'u1', eventWords, outcome, reason, reasonWords: REASON_WORDS[reason] ?? '', detail: '', source: '127.0.0.1' });
  return [
    entry(14, 'Sign-in: second step', 'used-backup-code'), entry(13, 'Sign-in: password'), entry(12, 'Sign-in: second step', 'replayed'),
    entry(11, 'Sign-in: password'), { ...entry(10, 'Sign-in: second step'), detail: 'backup code' }, entry(9, 'Sign-in: password'), entry(8, 'Sign-in: second step'),
    entry(7, 'Sign-in: password'), entry(6, 'Authenticator: confirmation'), entry(5, 'Authenticator: set-up'), entry(4, 'Registration'),
  ];
}

export function aUser(user: Partial<PartyUser>): PartyUser {
  const device = { id: 'd1', name: 'Countersign', state: 'active', algorithm: 'SHA1', digits: 6, period: 30, lastUsedAt: NOW - 60 };
  const session = { id: 's1', kind: 'full', createdAt: NOW - 3_600, expiresAt: NOW + 36_000, source: '127.0.0.1' };
  return {
    id: 'u1', username: 'ada', createdAt: NOW - 86_400, secondFactor: 'devices', devices: [device],
    sessions: [session, { ...session, id: 's2', kind: 'partial', expiresAt: NOW + 300 }], backupCodes: { total: 10, left: 9, few: false }, lockedWords: [], ...user,
  };
}

const MESSAGE: PartyMessage = { id: 2, kind: 'notice', recipient: 'ada', subject: 'A device was added', body: 'A new device can now make codes for signing in.', createdAt: NOW - 90 };

export const PARTY_SCENES: Record<string, (party: MockParty) => void> = {
  partyStopped: () => undefined,
  partyStarting: (party) => (party.state = { kind: 'starting' }),
  partyFailed: (party) => (party.state = { kind: 'failed', error: fault('server-address', 'the server could not listen on 127.0.0.1:8080: Address already in use (os error 98)', 'choose another port, or 0 for any that is free') }),
  partyEmpty: (party) => void party.run(),
  partyScan: (party) => void party.run().walked(2),
  partyKeep: (party) => void party.run().walked(3),
  partyConfirm: (party) => void party.run().walked(4),
  partySignIn: (party) => void party.run().walked(5),
  partyWait: (party) => {
    party.run().walked(5);
    party.notBefore = NOW + 21;
  },
  partyOver: (party) => {
    party.run().walked(8);
    party.users = [aUser({ username: 'try-it-4fa1c2' })];
    party.outbox = [MESSAGE, { ...MESSAGE, id: 1, subject: 'Your code', kind: 'email', recipient: 'ada@lovelace.example', body: 'Your code for signing in is\n\n381 205\n\nIt is good for ten minutes.' }];
  },
  partySome: (party) => {
    PARTY_SCENES['partyMany']?.(party);
    party.users = party.users.slice(0, 12);
  },
  partyMany: (party) => {
    party.run();
    party.users = [
      aUser({ lockedWords: ['one-time codes', 'the password'], backupCodes: { total: 10, left: 2, few: true } }),
      aUser({ id: 'u2', username: 'augusta-ada-king-countess-of-lovelace+relying-party@correspondence.example.org', secondFactor: 'mustEnrol', devices: [], backupCodes: { total: 0, left: 0, few: false } }),
      ...Array.from({ length: 198 }, (_, at) => aUser({ id: `m${at}`, username: `user-${String(at).padStart(3, '0')}` })),
    ];
    party.journal = entries();
  },
};
