/** A time as a person types it. */

/** Unix seconds of this century have at least so many digits. */
const LEAST_DIGITS = 9;
const DATE = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?\s*(Z|[+-]\d\d:\d\d)?$/i;
const CLOCK = /^(\d\d?):(\d\d)(?::(\d\d))?$/;

/** Unix seconds; `null` for nothing, which means now; `undefined` for what cannot be read. Without a zone it is local time. */
export function parseMoment(text: string, now: number): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (/^\d+$/.test(trimmed) && trimmed.length >= LEAST_DIGITS) return whole(Number(trimmed) * 1000);
  const clock = CLOCK.exec(trimmed);
  if (clock) {
    const then = new Date(now * 1000);
    const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
    if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
    return whole(then.setHours(hours, minutes, seconds, 0));
  }
  const date = DATE.exec(trimmed);
  if (!date) return undefined;
  const [, year, month, day, hours, minutes, seconds = '00', zone = ''] = date;
  return whole(Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}${zone.toUpperCase()}`));
}

function whole(milliseconds: number): number | undefined {
  const seconds = Math.floor(milliseconds / 1000);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
