import type { AccountView } from '../api/types';

/** Every tag in use, in alphabetical order. */
export function tagsInUse(accounts: AccountView[]): string[] {
  return [...new Set(accounts.flatMap((account) => account.tags))].sort((a, b) => a.localeCompare(b));
}

/** Tags as typed, separated by commas: trimmed, `#` dropped, none empty, none twice. */
export function parseTags(typed: string): string[] {
  const tags = typed.split(',').map((tag) => tag.trim().replace(/^#+/, '').trim());
  return [...new Set(tags.filter(Boolean))];
}
