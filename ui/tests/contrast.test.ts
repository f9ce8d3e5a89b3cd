/** The colour tokens, held to WCAG AA: 4.5:1 for text, 3:1 for what is not text. Figures are in docs/identity.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');
const [light, system, dark] = [':root {', ":root:not([data-theme='light']) {", ":root[data-theme='dark'] {"].map(colours) as [Colours, Colours, Colours];
type Colours = Record<string, string>;

const TEXT: [string, string[]][] = [
  ['ink', ['paper', 'sheet', 'hover', 'mark-tint', 'seal-tint']],
  ['ink-soft', ['paper', 'sheet', 'hover', 'mark-tint', 'line']],
  ['mark', ['paper', 'sheet', 'hover', 'mark-tint']],
  ['seal', ['paper', 'sheet', 'hover', 'seal-tint', 'mark-tint']],
  ['on-mark', ['mark', 'mark-deep']],
  ['on-seal', ['seal', 'seal-deep']],
  ['on-notice', ['notice']],
  ['on-notice-accent', ['notice']],
];
const OTHER: [string, string[]][] = [
  ['line-strong', ['paper', 'sheet']],
  ['mark', ['line', 'paper', 'sheet', 'hover']],
  ['seal', ['line', 'sheet', 'hover']],
];

describe.each([['light', light], ['dark', dark]] as const)('the %s colours', (_theme, colours) => {
  test.each(pairs(TEXT))('text in %s on %s', (front, back) => {
    expect(contrast(colours[front], colours[back])).toBeGreaterThanOrEqual(4.5);
  });
  test.each(pairs(OTHER))('lines in %s on %s', (front, back) => {
    expect(contrast(colours[front], colours[back])).toBeGreaterThanOrEqual(3);
  });
});

test('dark by choice is dark by system', () => expect(dark).toEqual(system));

function pairs(table: [string, string[]][]): [string, string][] {
  return table.flatMap(([front, backs]) => backs.map((back): [string, string] => [front, back]));
}

function colours(selector: string): Colours {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]));
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string | undefined, other: string | undefined): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(colour = ''): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
