/** Where everything of a timeline is drawn, as a rule without a document. Lengths are CSS pixels. */
import type { TimelineView, WindowView } from '../api/types';
import { count } from '../model/labels';

/** A step, or steps that are left out. */
export type Column = {
  /** The first step, and how many there are. */
  step: number;
  steps: number;
  x: number;
  width: number;
  isAccepted: boolean;
};

export type Layout = {
  columns: Column[];
  /** From where to where steps are accepted, as far as they are drawn. */
  accepted: { from: number; until: number };
  server: number;
  /** Where the clock of the device is, at least and at most. */
  device: { from: number; until: number } | null;
  code: Column | null;
  /** Where the code was before something was supposed to be otherwise. */
  ghost: Column | null;
  readOut: Column[];
};

/** What is shown otherwise than it was. */
export type Otherwise = { window: WindowView; code: number | null; isClockMended: boolean };

/** Steps beside a step of interest that are drawn too. */
const AROUND = 1;
/** Fewer steps than this are drawn and not left out. */
const LEAST_GAP = 3;
const GAP_WIDTH = 62;
const WIDEST = 54;

export function layout(timeline: TimelineView, otherwise: Otherwise, width: number): Layout {
  const steps = drawn(timeline, otherwise);
  const columns = placed(steps, otherwise.window, width);
  const at = (step: number | null) => (step === null ? null : (columns.find((column) => contains(column, step)) ?? null));
  const device = otherwise.isClockMended && timeline.device ? ([0, 0] as const) : timeline.device;
  const code = at(otherwise.code);
  const before = at(timeline.code);
  return {
    columns,
    accepted: reach(columns, otherwise.window),
    server: x(columns, place(timeline, 0)),
    device: device && timeline.period !== null ? { from: x(columns, place(timeline, device[0])), until: x(columns, place(timeline, device[1])) } : null,
    code,
    ghost: before === code ? null : before,
    readOut: timeline.readOut.map(at).filter((column): column is Column => column !== null && column.steps === 1),
  };
}

/** The steps that are drawn, in order. */
function drawn(timeline: TimelineView, { window, code }: Otherwise): number[] {
  const wanted = new Set<number>();
  const around = (step: number) => {
    for (let near = step - AROUND; near <= step + AROUND; near += 1) wanted.add(near);
  };
  for (const step of [0, timeline.code, code]) if (step !== null) around(step);
  // The last step that is accepted, and the first that is not, to either side.
  for (const { back, ahead } of [timeline.window, window]) for (const step of [-back, -back - 1, ahead, ahead + 1]) wanted.add(step);
  for (const seconds of timeline.device ?? []) wanted.add(Math.floor(place(timeline, seconds)));
  for (const step of timeline.readOut) wanted.add(step);
  const sorted = [...wanted].sort((one, other) => one - other);
  return sorted.flatMap((step, index) => {
    const before = sorted[index - 1];
    const hidden = before === undefined ? 0 : step - before - 1;
    return hidden < LEAST_GAP ? [...Array.from({ length: hidden }, (_, nth) => step - hidden + nth), step] : [step];
  });
}

function placed(steps: number[], window: WindowView, width: number): Column[] {
  const gaps = steps.filter((step, index) => index > 0 && step - (steps[index - 1] ?? step) > 1).length;
  const gap = Math.min(GAP_WIDTH, width / (4 * Math.max(1, gaps)));
  const wide = Math.min(WIDEST, (width - gaps * gap) / steps.length);
  const columns: Column[] = [];
  let left = (width - gaps * gap - steps.length * wide) / 2;
  const add = (step: number, count: number, size: number) => {
    columns.push({ step, steps: count, x: left, width: size, isAccepted: step >= -window.back && step + count - 1 <= window.ahead });
    left += size;
  };
  steps.forEach((step, index) => {
    const before = steps[index - 1];
    if (before !== undefined && step - before > 1) add(before + 1, step - before - 1, gap);
    add(step, 1, wide);
  });
  return columns;
}

function contains(column: Column, step: number): boolean {
  return step >= column.step && step < column.step + column.steps;
}

/** Which step, with its fraction, a clock is in that is so many seconds ahead. */
function place(timeline: TimelineView, seconds: number): number {
  const period = timeline.period ?? 30;
  return ((timeline.second ?? period / 2) + seconds) / period;
}

function x(columns: Column[], step: number): number {
  const column = columns.find((known) => contains(known, Math.floor(step))) ?? (step < 0 ? columns[0] : columns.at(-1));
  if (!column) return 0;
  return column.x + (Math.min(Math.max(step - column.step, 0), column.steps) / column.steps) * column.width;
}

function reach(columns: Column[], { back, ahead }: WindowView): Layout['accepted'] {
  const [first, last] = [columns.find((column) => contains(column, -back)), columns.find((column) => contains(column, ahead))];
  return { from: first?.x ?? 0, until: (last?.x ?? 0) + (last?.width ?? 0) };
}

/** So many seconds in a few letters. */
export function shortTime(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 360) / 10} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** "167 steps (84 min) before the step of that moment". */
export function stepWords(step: number, period: number | null): string {
  const [unit, here] = period === null ? ['counter', 'the counter that was expected'] : ['step', 'the step of that moment'];
  if (step === 0) return `of ${here}`;
  const time = period === null ? '' : ` (${shortTime(Math.abs(step) * period)})`;
  return `${count(Math.abs(step), unit)}${time} ${step < 0 ? 'before' : 'after'} ${here}`;
}

/** Which steps are accepted, such as "1 step before and 1 after". */
export function windowWords({ back, ahead }: WindowView, period: number | null): string {
  if (period === null) return ahead === 0 ? 'only the counter that is expected' : `the counter that is expected and ${ahead} after it`;
  if (back === 0 && ahead === 0) return 'only the step of that moment';
  if (back === ahead) return `the step of that moment and ${back} to either side`;
  return `the step of that moment, ${back} before and ${ahead} after`;
}

/** The picture in words. */
export function pictureWords(timeline: TimelineView, otherwise: Otherwise): string {
  const accepted = `Accepted: ${windowWords(otherwise.window, timeline.period)}.`;
  if (otherwise.code === null) return `${accepted} The code is of no step that was looked at.`;
  const what = [timeline.isMistyped && 'mistyped', timeline.isForeign && 'not of the secret that counts as it was meant', timeline.isUsed && 'used, or a later one was'];
  const more = what.filter(Boolean).join('; ');
  const code = `The code${more && ` (${more})`} is ${stepWords(otherwise.code, timeline.period)}.`;
  const since = timeline.readOut.map((step) => step === otherwise.code ? 'A code read out since stands there too.' : `A circle: a code read out since, ${stepWords(step, timeline.period)}.`);
  const device = otherwise.isClockMended ? 'The clock shows the right time.' : timeline.deviceWords ? `The clock of the device is ${timeline.deviceWords}.` : '';
  return [accepted, code, ...since, device].filter(Boolean).join(' ');
}
