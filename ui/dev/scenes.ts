/** Situations to look at, by name. */
import type { AccountView, DraftItemView } from '../src/lib/api/types';
import { backedUp } from './mock-backups';
import { anAccount, fault, MockDesk } from './mock-desk';
import { MockParty, PARTY_SCENES } from './mock-party';
import { SUPPORT_SCENES } from './mock-support';

const SOME: Partial<AccountView>[] = [
  { issuer: 'Fastmail', name: 'ada@lovelace.example', pinned: true, tags: ['mail'] },
  { issuer: 'GitHub', name: 'ada-l', pinned: true, tags: ['work'], note: 'Recovery codes are in the safe.' },
  { issuer: 'Bundesverwaltung', name: 'lovelace.a', digits: 8, period: 60 },
  { issuer: 'Hetzner', name: 'K0012345678', tags: ['work', 'servers'] },
  { issuer: 'Krankenkasse', name: 'Ada Lovelace', kind: 'hotp' },
  { issuer: 'Mastodon', name: '@ada@social.example' },
  { issuer: 'Steam', name: 'analytical_engine', kind: 'steam' },
  { issuer: 'Université de Genève', name: 'ada.lovelace@unige.example', tags: ['work'] },
  { issuer: '', name: 'backup-server' },
  { issuer: 'PyPI', name: 'ada', digits: 7 },
  { issuer: 'Wise', name: 'ada@lovelace.example', digits: 9 },
];

const LONG: Partial<AccountView>[] = [
  { issuer: 'The Royal Society for the Improvement of Natural Knowledge by Experiments and Machines', name: 'augusta-ada-king-countess-of-lovelace+authenticator@correspondence.example.org', tags: ['correspondence', 'societies', 'nineteenth-century'], pinned: true, note: 'x' },
  { issuer: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', name: 'a', digits: 9 },
  { issuer: 'مصرف الإمارات', name: 'حساب@example.org' },
  { issuer: '日本国立研究開発法人科学技術振興機構', name: '愛田@example.jp', digits: 8 },
  { issuer: '🦊 Fox', name: '', kind: 'hotp' },
];

function named(list: Partial<AccountView>[]): AccountView[] {
  return list.map((account, index) => anAccount({ id: `a${index}`, ...account }));
}

export function many(number: number): AccountView[] {
  return Array.from({ length: number }, (_, index) => {
    const base = SOME[index % SOME.length] ?? {};
    const tail = index < SOME.length ? '' : ` ${Math.floor(index / SOME.length) + 1}`;
    return anAccount({ ...base, id: `a${index}`, issuer: (base.issuer || 'Unnamed') + tail, pinned: index < 2 });
  });
}

const ITEMS: Partial<DraftItemView>[] = [
  { issuer: 'Codeberg', name: 'ada', source: 'Screenshot from 2025-03-02.png' },
  { issuer: 'Example Bank', name: '123 456', source: 'photo.jpg', secretBits: 80, warnings: [{ code: 'secret-short', message: 'The secret is shorter than it should be; the site decides that.' }] },
  { issuer: 'GitHub', name: 'ada-l', source: 'photo.jpg', duplicate: { same: true, label: 'GitHub: ada-l', trashed: null } },
  { issuer: 'Fastmail', name: 'ada@lovelace.example', source: 'export-1.png', duplicate: { same: false, label: 'Fastmail: ada@lovelace.example', trashed: null } },
];

function withDraft(desk: MockDesk): void {
  desk.draft = {
    draft: 1,
    items: ITEMS.map((item, index) => ({
      item: index + 1, source: '', place: null, issuer: '', name: '', kind: 'totp', algorithm: 'SHA1', digits: 6, period: 30, secretBits: 160,
      warnings: [], duplicate: null, ...item,
    })),
    problems: [
      { source: 'holiday.jpg', places: [], error: fault('no-code', 'there is no QR code in this picture', 'Take the picture closer and straight on, or make a screenshot of the code.') },
      { source: 'poster.png', places: [], error: fault('not-an-account', 'this QR code is a web address, not an account', 'Look for the code the site shows under two-factor sign-in.') },
    ],
    batches: [{ have: 2, total: 4, missing: [3, 4] }],
    pictures: [],
  };
  desk.overrides['scan_clipboard'] = () => desk.draft;
}

/** A screenshot with nine codes, of which one is damaged. */
function withScreenshot(desk: MockDesk): void {
  const names = ['Atlas Cloud', 'Bramble Mail', 'Copper Forum', 'Delta Payroll', '', 'Elm Street School', 'Fjord Ferries', 'The Royal Society for the Improvement of Natural Knowledge', 'Harbour Bank'];
  const items: DraftItemView[] = names.map((issuer, index) => ({
    item: index, source: 'Screenshot from 2025-03-02 14-22-08.png', place: index + 1, issuer, name: 'ada@lovelace.example', kind: 'totp', algorithm: 'SHA1',
    digits: 6, period: 30, secretBits: 160, warnings: [], duplicate: null,
  }));
  const corners = (index: number): [number, number][] => {
    const [x, y] = [120 + (index % 3) * 400, 90 + Math.floor(index / 3) * 250];
    return [[x, y], [x + 180, y], [x + 180, y + 180], [x, y + 180]];
  };
  const source = 'Screenshot from 2025-03-02 14-22-08.png';
  desk.draft = {
    draft: 1,
    items: items.filter((item) => item.issuer),
    problems: [{ source, places: [5], error: fault('damaged-code', 'there is a QR code in this picture that cannot be read', 'take the picture again: straight on, sharp, the whole code with the white space around it') }],
    batches: [],
    pictures: [{ picture: 0, source, width: 1280, height: 800, hasSketch: true, places: names.map((issuer, index) => ({ place: index + 1, corners: corners(index), isRead: issuer !== '' })) }],
  };
  desk.overrides['scan_clipboard'] = () => desk.draft;
}

const LOCKED = fault('keyring-locked', 'the keyring is locked', 'Unlock it with your sign-in password and try again.');
const SEALED = fault('lock-locked', 'the accounts are locked', 'unlock them with the password of the lock, or with its recovery code');
const MISSING = fault('items-missing', 'the keyring answers, but the accounts kept in it are not there', 'Start the keyring that held them, or sign in as the person who added them, and try again.');

const SCENES: Record<string, (desk: MockDesk) => void> = {
  first: () => undefined,
  one: (desk) => (desk.accounts = named(SOME.slice(1, 2).map((account) => ({ ...account, tags: [] })))),
  many: (desk) => (desk.accounts = named(SOME)),
  twoHundred: (desk) => (desk.accounts = many(200)),
  thousand: (desk) => (desk.accounts = many(1000)),
  long: (desk) => (desk.accounts = named(LONG)),
  damaged: (desk) => {
    const damaged = fault('record-damaged', 'this record ends in the middle of a word', 'Its raw text is kept; add the account again from the site if you need it.');
    desk.accounts = [...named(SOME.slice(0, 3)), anAccount({ id: 'bad', damaged }), ...named(SOME).slice(5, 8)];
  },
  trash: (desk) => {
    const now = Date.now() / 1000;
    desk.accounts = named(SOME).map((account, index) => (index < 4 ? { ...account, trashedAt: now - index * 9 * 86_400 } : account));
  },
  draft: (desk) => {
    desk.accounts = named(SOME);
    withDraft(desk);
  },
  nine: (desk) => {
    desk.accounts = named(SOME);
    withScreenshot(desk);
  },
  loading: (desk) => (desk.store = { kind: 'loading', read: 120, total: 1000 }),
  locked: (desk) => (desk.store = { kind: 'locked', provider: 'gnome-keyring-daemon', error: LOCKED }),
  sealed: (desk) => {
    desk.lock = { state: 'locked', halfWay: false, ofFile: false };
    desk.store = { kind: 'sealed', file: null, error: SEALED };
  },
  lockSet: (desk) => {
    desk.accounts = named(SOME);
    desk.lock = { state: 'unlocked', halfWay: false, ofFile: false };
  },
  unlocking: (desk) => {
    desk.store = { kind: 'locked', provider: 'gnome-keyring-daemon', error: LOCKED };
    desk.overrides['unlock_store'] = () => new Promise(() => undefined);
  },
  noService: (desk) => (desk.store = { kind: 'noService', error: fault('keyring-no-service', 'no program on this computer offers a keyring', 'Install gnome-keyring or KWallet, sign in again, and try again.') }),
  itemsMissing: (desk) => (desk.store = { kind: 'itemsMissing', provider: 'kwalletd6', previousProvider: 'gnome-keyring-daemon', expected: 37, found: 0, error: MISSING }),
  failed: (desk) => (desk.store = { kind: 'failed', error: fault('keyring-failed', 'the keyring closed the connection', 'Try again; if it stays, sign out and in again.') }),
  banner: (desk) => {
    desk.accounts = named(SOME);
    desk.store = { kind: 'noService', error: fault('keyring-no-service', 'the keyring has stopped answering', 'Try again in a moment, or sign out and in again.') };
  },
  settingsProblem: (desk) => {
    desk.settings.problem = fault('settings-unreadable', 'the settings file could not be read, so the usual settings are used', 'It is kept as settings.toml; repair or delete it.');
  },
  backupOffer: (desk) => {
    desk.accounts = named(SOME);
    desk.backups.offer = true;
  },
  backupFailed: (desk) => {
    desk.accounts = named(SOME);
    const error = fault('backup-folder-missing', 'the folder of the backups, /media/ada/disk/codes, is not there', 'connect the disk or start what brings the folder here; the backup is made then. Or choose another folder');
    desk.backups = { ...backedUp(), state: { kind: 'failed', error } };
  },
  backedUp: (desk) => {
    desk.accounts = named(SOME);
    desk.backups = backedUp();
  },
  resetKeyring: (desk) => {
    desk.store = { kind: 'itemsMissing', provider: 'gnome-keyring-daemon', previousProvider: 'gnome-keyring-daemon', expected: 37, found: 0, error: MISSING };
    desk.backups = backedUp();
  },
  noCodes: (desk) => {
    desk.accounts = named(SOME);
    desk.overrides['watch'] = ({ ids }: { ids: string[] }) =>
      ids.map((id) => ({ id, code: null, next: null, validFrom: 0, validUntil: 0, counter: null, error: fault('time-unusable', 'the clock of this computer is before 1970') }));
  },
};

export function sceneNamed(name: string, elapsed: number): MockDesk {
  const desk = new MockDesk();
  desk.elapsed = elapsed;
  if (name in SUPPORT_SCENES) {
    desk.accounts = named(SOME);
    SUPPORT_SCENES[name]?.(desk);
    return desk;
  }
  const party = new MockParty(desk);
  if (name in PARTY_SCENES) desk.accounts = named(SOME);
  PARTY_SCENES[name]?.(party);
  if (name in PARTY_SCENES) return desk;
  (SCENES[name] ?? SCENES['many'])?.(desk);
  return desk;
}
