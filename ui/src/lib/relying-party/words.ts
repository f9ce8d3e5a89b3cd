/** Words for what the relying party tells by short names. */
import type { PartyReason, RelyingPartyProfile, WalkStep } from '../api/types';
import { count } from '../model/labels';

export const PROFILES: readonly [RelyingPartyProfile, string, string][] = [
  ['strict', 'Strict', 'Only the code of the moment. No codes by SMS or e-mail.'],
  ['rfc', 'RFC 6238', 'Also the code before and the one after: 30 seconds of grace.'],
  ['lenient', 'Lenient', 'Two codes either side: a minute of grace.'],
];

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
    case 'backup-code': {
      const used = reason.usedAt ? `, used before (${timeWords(reason.usedAt)})` : '';
      const ended = reason.endedAt ? `, and too old since ${timeWords(reason.endedAt)}` : '';
      return `One of this user’s backup codes${used}${ended}.`;
    }
    case 'no-backup-code': return 'Formed like a backup code, and none of those this user has now: of an older set, or mistyped.';
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
