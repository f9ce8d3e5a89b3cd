/** How a code is set for the eye and for the ear. */

const GROUPS: Record<number, readonly number[]> = { 6: [3, 3], 7: [3, 4], 8: [4, 4], 9: [3, 3, 3] };

/** The groups a code is read in: 3+3, 3+4, 4+4, 3+3+3; five characters stay together. */
export function groups(code: string): string[] {
  const sizes = GROUPS[code.length] ?? [code.length];
  let start = 0;
  return sizes.map((size) => code.slice(start, (start += size)));
}

/** A code as a screen reader should say it: one character at a time. */
export function spoken(code: string): string {
  return [...code].join(' ');
}

/** What stands where a code will stand, in the same groups. */
export function placeholder(digits: number): string[] {
  return groups('•'.repeat(Math.min(Math.max(digits, 1), 9)));
}
