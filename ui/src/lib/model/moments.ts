/** The few moments at which anything about a code changes. Times are Unix seconds, with fractions. */
import type { CodeView } from '../api/types';

/** How long before its end a code is marked and the next one is shown. */
const LAST_SECONDS = 5;

/** Whether the code runs on a clock (HOTP does not). */
export function isTimed(code: CodeView): boolean {
  return code.validUntil > code.validFrom;
}

/** Seconds a code lives. */
export function lifetime(code: CodeView): number {
  return code.validUntil - code.validFrom;
}

/** When the last seconds of a code begin; a third of its life if that is short. */
export function lastSecondsFrom(code: CodeView): number {
  return code.validUntil - Math.min(LAST_SECONDS, Math.floor(lifetime(code) / 3));
}

export function isInLastSeconds(code: CodeView, now: number): boolean {
  return isTimed(code) && now >= lastSecondsFrom(code);
}

/** Whole seconds left, never negative. */
export function secondsLeft(code: CodeView, now: number): number {
  return Math.max(0, Math.ceil(code.validUntil - now));
}

/** The next moment after `now` at which one of `codes` changes its look, or `null`. */
export function nextMoment(codes: Iterable<CodeView>, now: number): number | null {
  let next: number | null = null;
  for (const code of codes) {
    if (!isTimed(code)) continue;
    for (const moment of [lastSecondsFrom(code), code.validUntil]) {
      if (moment > now && (next === null || moment < next)) next = moment;
    }
  }
  return next;
}

/** Remaining time as a sentence. */
export function remainingText(code: CodeView | undefined, now: number): string {
  if (!code || code.code === null) return 'No code is shown.';
  if (!isTimed(code)) return 'This code does not run out; it is used up when you sign in.';
  const left = secondsLeft(code, now);
  if (left > 120) return `${Math.floor(left / 60)} minutes left.`;
  return left === 1 ? '1 second left.' : `${left} seconds left.`;
}
