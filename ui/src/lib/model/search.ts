/** Finding accounts by what is typed: every word must occur, whatever its case and accents. */
import type { AccountView } from '../api/types';

/** Letters that Unicode does not take apart into a base letter and a mark. */
const UNDIVIDED: Record<string, string> = {
  ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h',
};

const folded = new WeakMap<AccountView, string>();

/** Text without case and diacritics. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøłđðþæœıħ]/g, (letter) => UNDIVIDED[letter] ?? letter);
}

/** Whether `account` has every word of `query` in its issuer, name, tags or note. */
export function matches(account: AccountView, query: string): boolean {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = haystack(account);
  return words.every((word) => text.includes(word));
}

/** Accounts that match `query` and carry `tag`, in the order given. */
export function filtered(accounts: AccountView[], query: string, tag: string | null): AccountView[] {
  return accounts.filter((account) => (tag === null || account.tags.includes(tag)) && matches(account, query));
}

function haystack(account: AccountView): string {
  let text = folded.get(account);
  if (text === undefined) {
    text = fold([account.issuer, account.name, ...account.tags, account.note].join('\n'));
    folded.set(account, text);
  }
  return text;
}
