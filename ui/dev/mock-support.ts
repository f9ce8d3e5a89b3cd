/** The Support view's answers, as the application would give them; for the development page and the tests. */
import type {
  CaseView, CauseView, NamePart, RejectionView, ReproductionView, TypedCase, WhatIfRequest, WhatIfView,
} from '../src/lib/api/types';
import { fault, type MockDesk } from './mock-desk';
import { MockParty } from './mock-party';

const NOW = Math.floor(Date.now() / 1000);

export function aCause(cause: Partial<CauseView>): CauseView {
  return {
    kind: 'device-clock', title: 'the clock of the device is off', probability: 0.9999, sureness: 'as good as certain', percent: 'more than 99.99 %',
    isKnown: false, members: [], off: 'about 83 minutes behind', tried: 5_877, chance: '0.59 %',
    staff: 'The clock of the device is about 83 minutes behind. Have it set to automatic time. The account needs no change; a wider window than 1 step back would only hide it.',
    person: 'The clock of your phone is about 83 minutes behind, so its codes are not right. Please set date and time to automatic, and try again.',
    ...cause,
  };
}

export function aCase(change: Partial<CaseView> = {}): CaseView {
  return {
    case: 1, origin: { kind: 'rejection', entry: 41 }, names: [{ part: 'account', text: 'ada' }], causes: [aCause({})], beneath: [], question: null,
    missedOneIn: null, tried: 20_650, untried: ['a code of another account of the person', 'the QR code and the key beside it differ'],
    evidence: [
      { after: 0, readOut: false, form: '6 digits', matches: ['the secret that counts, 167 steps before (84 minutes); not accepted there'], moreMatches: 0, tried: 10_325 },
      { after: 40, readOut: true, form: '6 digits', matches: ['the secret that counts, 166 steps before (83 minutes); not accepted there'], moreMatches: 1, tried: 10_325 },
    ],
    held: ['the secret that counts: SHA1, 6 digits, 30 seconds'], others: [-4, 0],
    timeline: {
      period: 30, window: { back: 1, ahead: 1 }, second: 15, code: -167, isUsed: false, isForeign: false, isMistyped: false,
      device: [-5_005, -4_996], deviceWords: 'about 83 minutes behind', readOut: [-166],
    },
    takesMore: true, ...change,
  };
}

const LATE = aCase({
  causes: [
    aCause({
      kind: 'typed-late', title: 'the code was typed too late', probability: 0.88, sureness: 'likely', percent: '88 %', off: null,
      members: [{ title: 'the code was typed too late', percent: '61 %' }, { title: 'the clock of the device is off', percent: '27 %' }],
      staff: 'Nothing to mend. Have the next code typed while it is fresh.', person: 'Your code had just run out. Please type the next one while it is shown.',
    }),
    aCause({ kind: 'digit-mistyped', title: 'one digit is wrong', probability: 0.08, percent: '8.12 %', sureness: 'unlikely', off: null }),
    aCause({ kind: 'nothing-known', title: 'nothing in the catalogue explains it', probability: 0.04, percent: '3.51 %', sureness: 'unlikely', off: null }),
  ],
  question: { isNextCode: true, text: 'Ask for the next code that the device shows, and when it was read.' },
  evidence: [{ after: 0, readOut: false, form: '6 digits', matches: ['the secret that counts, 3 steps before (90 seconds); not accepted there'], moreMatches: 2, tried: 10_325 }],
  timeline: { period: 30, window: { back: 1, ahead: 1 }, second: 21, code: -3, isUsed: false, isForeign: false, isMistyped: false, device: null, deviceWords: null, readOut: [] },
});

const UNEXPLAINED = aCase({
  causes: [
    aCause({
      kind: 'nothing-known', title: 'nothing in the catalogue explains it', probability: 0.93, percent: '93 %', sureness: 'very likely', off: null, tried: 10_325,
      staff: 'Nothing that is known explains it. Ask what the question below asks; a new set-up mends whatever it is.',
      person: 'We do not know yet why your code does not work. Please tell us the next code that your app shows.',
    }),
    aCause({ kind: 'other-account', title: 'a code of another account of the person', probability: 0.05, percent: '5.20 %', sureness: 'unlikely', off: null }),
  ],
  missedOneIn: 14,
  question: { isNextCode: false, text: 'Ask whether the app has several entries for this account, or another device has one.' },
  evidence: [{ after: 0, readOut: false, form: '6 digits', matches: [], moreMatches: 0, tried: 10_325 }],
  timeline: { period: 30, window: { back: 1, ahead: 1 }, second: null, code: null, isUsed: false, isForeign: false, isMistyped: false, device: null, deviceWords: null, readOut: [] },
});

const LOCKED = aCase({
  origin: { kind: 'bundle', file: 'locked.toml' }, names: [], takesMore: false,
  causes: [aCause({
    kind: 'locked', title: 'locked after too many wrong tries', probability: 0.999, isKnown: true, sureness: 'known', percent: '99.90 %', off: null, tried: 0,
    staff: 'Locked after too many wrong tries: the code was not looked at. Make sure it is the person, then unlock.',
    person: 'Your sign-in is locked after too many wrong codes. We unlock it when we know that it is you.',
  })],
  beneath: [aCause({})],
});

const LONG = aCase({
  names: [
    { part: 'issuer', text: 'The Royal Society for the Improvement of Natural Knowledge by Experiments and Machines' },
    { part: 'account', text: 'augusta-ada-king-countess-of-lovelace+authenticator@correspondence.example.org' },
  ],
  origin: { kind: 'typed' },
});

const COUNTER = aCase({
  origin: { kind: 'typed' }, names: [],
  causes: [aCause({ kind: 'counter-ahead', title: 'the counter of the device is ahead', off: '30 counters ahead', person: 'Your device is some codes ahead. Please give us two codes in a row, and we bring it back.', staff: 'The counter of the device is 30 ahead. Have it brought back by two codes in a row.' })],
  timeline: { period: null, window: { back: 0, ahead: 5 }, second: null, code: 30, isUsed: false, isForeign: false, isMistyped: false, device: null, deviceWords: null, readOut: [31] },
});

const SAME: ReproductionView = {
  same: true, rejection: 'wrong-code; a code about 84 minutes behind', differences: [], secrets: 1,
  steps: [
    { number: 1, what: 'person · register', at: 0, got: 'accepted', passed: true },
    { number: 2, what: 'person · begin-enrolment', at: 0, got: 'accepted', passed: true },
    { number: 5, what: 'person/desk · second-step · code of theirs', at: 12_265, got: 'rejected (wrong-code)', passed: true },
  ],
};

export class MockSupport {
  rejections: RejectionView[] = [];
  more = false;
  next: CaseView = aCase();
  reproduction: ReproductionView = SAME;
  saved: { names: NamePart[]; path: string }[] = [];
  typed: TypedCase[] = [];

  constructor(readonly desk: MockDesk) {
    Object.assign(desk.overrides, this.#answers);
  }

  bundle(names: NamePart[]): string {
    const about = this.next.names.filter(({ part }) => names.includes(part)).map(({ text }) => text).join(': ');
    return `format = 1\nname = "support-bundle"\nabout = "A rejected code: ${this.next.causes[0]?.title}"\n\n[people.person]\n${about && `about = "${about}"\n`}\n[devices.theirs]\noffset = -5010\ndrift = 0.0\n${'\n[[steps]]\nwho = "person"\ndo = "register"\n'.repeat(12)}`;
  }

  /** As the clock of a device that is 167 steps behind would have it. */
  whatIf(request: WhatIfRequest): WhatIfView {
    const { timeline } = this.next;
    const window = request.window ?? timeline.window;
    const code = request.clockMended && timeline.code !== null ? 0 : timeline.code;
    const isIn = code !== null && code >= -window.back && code <= window.ahead;
    const needed = timeline.code === null ? null : { back: Math.max(window.back, -timeline.code), ahead: Math.max(window.ahead, timeline.code) };
    if (code === null) return { getsIn: 0.02, rejected: 0.05, answer: 'Nobody can tell', left: [], code, window, needed, guessOneIn: 333_333 };
    return {
      getsIn: isIn ? 0.999 : 0, rejected: isIn ? 0 : 0.999, answer: isIn ? 'Yes: 99.90 %' : 'No', left: isIn ? [] : ['the code is of a step that is not accepted'],
      code, window, needed, guessOneIn: Math.round(1_000_000 / (window.back + window.ahead + 1)),
    };
  }

  readonly #answers: Record<string, (args: never, headers: Record<string, string>) => unknown> = {
    rejections: () => ({ rejections: this.rejections, more: this.more }),
    look_into_rejection: () => this.next,
    look_into_typed: ({ typed }: { typed: TypedCase }) => (this.typed.push(typed), this.next),
    add_to_case: () => (this.next = { ...this.next, case: this.next.case + 1, question: null }),
    open_bundle: (_: never, headers) => ({ ...this.next, names: [], takesMore: false, origin: { kind: 'bundle', file: decodeURIComponent(headers['source'] ?? '') } }),
    what_if: ({ request }: { request: WhatIfRequest }) => this.whatIf(request),
    copy_case_sentence: () => null,
    case_bundle: ({ names }: { names: NamePart[] }) => ({ text: this.bundle(names), path: `/home/ada/Documents/countersign-${this.next.causes[0]?.kind}.toml` }),
    save_case_bundle: ({ names, path }: { names: NamePart[]; path: string }) => (this.saved.push({ names, path }), null),
    reproduce_case: () => this.reproduction,
    close_case: () => null,
  };
}

export function aRejection(entry: number, username: string | null, reasonWords = 'The code was wrong'): RejectionView {
  return { entry, at: NOW - (60 - entry) * 70, username, eventWords: 'Sign-in: second step', reasonWords };
}

const SOME = [
  aRejection(52, 'ada'), aRejection(47, 'ada', 'The code was used before'), aRejection(44, 'charles'),
  aRejection(41, 'augusta-ada-king-countess-of-lovelace+relying-party@correspondence.example.org'), aRejection(33, null),
];

/** Each case, by what it is about. */
export const CASES: Record<string, CaseView> = { Clock: aCase(), Late: LATE, Unexplained: UNEXPLAINED, Locked: LOCKED, Long: LONG, Counter: COUNTER };

export const SUPPORT_SCENES: Record<string, (desk: MockDesk) => MockSupport> = {
  supportNone: (desk) => (new MockParty(desk), new MockSupport(desk)),
  supportEmpty: (desk) => (new MockParty(desk).run(), new MockSupport(desk)),
  supportSome: (desk) => withSome(desk, aCase()),
  supportBroken: (desk) => {
    const support = withSome(desk, aCase());
    desk.overrides['rejections'] = () => {
      throw fault('server-unreachable', 'http://127.0.0.1:43211 does not answer: connection refused', 'see whether it runs, and at which address');
    };
    return support;
  },
  ...Object.fromEntries(Object.entries(CASES).map(([name, open]) => [`support${name}`, (desk: MockDesk) => withSome(desk, open)])),
};

function withSome(desk: MockDesk, open: CaseView): MockSupport {
  new MockParty(desk).run();
  const support = new MockSupport(desk);
  support.rejections = SOME;
  support.next = open;
  return support;
}
