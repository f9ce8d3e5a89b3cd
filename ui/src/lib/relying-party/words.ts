/** Words for what the relying party tells by short names. */
import type { PartyReason, RelyingPartyProfile, WalkStep } from '../api/types';
import { count } from '../model/labels';

export const PROFILES: readonly [RelyingPartyProfile, string, string][] = [
  ['strict', 'Strict', 'Only the code of the moment. No codes by SMS or e-mail.'],
  ['rfc', 'RFC 6238', 'Also the code before and the one after: 30 seconds of grace.'],
  ['lenient', 'Lenient', 'Two codes either side: a minute of grace.'],
];

const EVENTS: Record<string, string> = {
  register: 'Registration',
  'login.password': 'Password',
  'login.second-factor': 'Second step',
  'session.password': 'Password, once more',
  'session.second-factor': 'Code, once more',
  recovery: 'Recovery',
  'session.use': 'Use of a session',
  'session.log-out': 'Signing out',
  'session.end': 'End of a session',
  'enrolment.start': 'Enrolment begun',
  'enrolment.confirm': 'Enrolment confirmed',
  'device.rename': 'New name of a device',
  'device.remove': 'Removal of a device',
  'backup-codes.make': 'New backup codes',
  'address.add': 'New address',
  'address.confirm': 'Confirming an address',
  'address.remove': 'Removal of an address',
  'code.send': 'Sending a code',
  'password.change': 'New password',
  'password.reset-ask': 'Asking for a new password',
  'password.reset': 'Password reset',
  'without-device': 'Living without a device',
  'admin.create': 'User added by the administrator',
  'admin.delete': 'User removed by the administrator',
  'admin.reset': 'Second factor taken away by the administrator',
  'admin.unlock': 'Unlocked by the administrator',
  'admin.password': 'Password set by the administrator',
  'admin.reason': 'Look into a rejection',
  'keys.rotate': 'New key',
};

const REASONS: Record<string, string> = {
  replayed: 'this code was used before',
  'used-backup-code': 'this backup code was used before',
  'expired-backup-code': 'this backup code is too old',
  'wrong-backup-code': 'not a backup code of this user',
  'unknown-slot': 'no backup code of this user begins so',
  'wrong-code': 'no code of this user’s devices, now',
  unreadable: 'not in the shape of a code',
  'wrong-password': 'wrong password',
  'unknown-name': 'no user has this name',
  'name-taken': 'the name is taken',
  'wrong-sent-code': 'not the code that was sent',
  'enrolment-over': 'the enrolment was over',
  'app-ignores-parameter': 'the app ignores what the QR code says',
  throttled: 'too soon after wrong tries',
  locked: 'locked after too many wrong tries',
  'expired-half-session': 'the half login was too old',
  'expired-session': 'the session was too old',
  'no-second-factor': 'no second factor yet',
};

export function eventWords(event: string): string {
  return EVENTS[event] ?? event;
}

export function reasonWords(reason: string): string {
  return REASONS[reason] ?? reason;
}

const WAYS: Record<string, string> = { code: 'codes', backup: 'backup codes', sent: 'sent codes', password: 'the password' };

export function lockedWords(ways: string[]): string {
  return ways.map((way) => WAYS[way] ?? way).join(', ');
}

/** What a user without a device that counts has beside the password. */
export const FACTOR_WORDS = {
  none: { glance: 'no second factor', sentence: 'The password alone signs in.' },
  withoutDevice: { glance: 'lives without a device', sentence: 'None: backup codes and codes that are sent sign in.' },
  mustEnrol: { glance: 'must enrol at the next login', sentence: 'None: the next login has to enrol one.' },
} as const;

/** What looking into a rejected code found, as a sentence. */
export function trueReasonWords(reason: PartyReason): string {
  switch (reason.reason) {
    case 'of-a-step': {
      const steps = reason.stepsOff ?? 0;
      const device = reason.state && reason.state !== 'active' ? ` of a device that is ${reason.state}` : '';
      const when = steps === 0 ? 'the step of that moment' : `${count(Math.abs(steps), 'step')} ${steps < 0 ? 'old' : 'ahead'} (${Math.abs(reason.secondsOff ?? 0)} s)`;
      return `A right code${device}: ${when}${reason.wasUsed ? '; this code or a later one was accepted' : ''}.`;
    }
    case 'no-match': return 'No code of any of this user’s devices within a day.';
    case 'not-a-code': return 'Not a one-time code of any of this user’s devices.';
    default: return 'What was typed is not kept, so there is nothing to look into.';
  }
}

type StepWords = { title: string; about: string; action: string };

export const STEPS: readonly [WalkStep, StepWords][] = [
  ['register', {
    title: 'Register',
    about: 'A user with a random name and password is registered, as by any visitor.',
    action: 'Register a user',
  }],
  ['enrol', {
    title: 'Begin to enrol',
    about: 'Right after the password, the relying party makes a secret for a new device.',
    action: 'Begin the enrolment',
  }],
  ['scan', {
    title: 'Scan the QR code',
    about: 'Countersign reads the picture below as it reads any picture: in a process of its own, told nothing but the pixels.',
    action: 'Read the picture',
  }],
  ['keep', {
    title: 'Keep the account',
    about: 'What was found is stored in your keyring, if you say so.',
    action: 'Add the account',
  }],
  ['confirm', {
    title: 'Confirm with a code',
    about: 'Only a right code proves that the secret arrived. Until then the device counts for nothing.',
    action: 'Send this code',
  }],
  ['signIn', {
    title: 'Sign in with the next code',
    about: 'Name and password first, then a code that was not used yet.',
    action: 'Sign in',
  }],
  ['backupCode', {
    title: 'Sign in with a backup code',
    about: 'For the day the device is lost.',
    action: 'Sign in with a backup code',
  }],
  ['again', {
    title: 'Try both codes again',
    about: 'Somebody who looked over your shoulder knows the password and both codes. It must not help.',
    action: 'Send both once more',
  }],
];

const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** The time of day; with the date where it is another day's. */
export function timeWords(second: number, now = Date.now()): string {
  const then = new Date(second * 1000);
  return then.toDateString() === new Date(now).toDateString() ? TIME.format(then) : DATE.format(then);
}
