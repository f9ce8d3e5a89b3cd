/** Words about accounts. */
import type { AccountView, DraftItemView, Kind } from '../api/types';

type Named = { issuer: string; name: string };

/** The first line of a row: the issuer, or the name where there is none. */
export function title(account: Named): string {
  return account.issuer || account.name || 'Unnamed account';
}

/** The second line of a row. */
export function subtitle(account: Named): string {
  return account.issuer ? account.name : '';
}

/** Both in one, as in "GitHub: octocat". */
export function label(account: Named): string {
  return [account.issuer, account.name].filter(Boolean).join(': ') || 'Unnamed account';
}

/** The one character in a row's ring. */
export function monogram(account: Named): string {
  const match = title(account).match(/[\p{L}\p{N}]\p{M}*/u);
  return match ? match[0].toLocaleUpperCase() : '·';
}

const KINDS: Record<Kind, string> = { totp: 'Time-based', hotp: 'Counter-based', steam: 'Steam' };

/** What kind of code, as in "Time-based, SHA1, 6 digits, 30 s". */
export function parameters(account: Pick<AccountView | DraftItemView, 'kind' | 'algorithm' | 'digits' | 'period'> & { kept?: AccountView['kept'] }): string {
  if (account.kept) return 'Cannot be shown yet, kept unchanged';
  if (account.kind === 'steam') return 'Steam, 5 letters, 30 s';
  const parts = [KINDS[account.kind], account.algorithm, `${account.digits} digits`];
  if (account.kind === 'totp') parts.push(`${account.period} s`);
  return parts.join(', ');
}

/** "1 account", "2 accounts". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

/** "3", "3 and 4", "1, 3 and 4". */
export function listed(numbers: number[]): string {
  if (numbers.length < 2) return numbers.join('');
  return `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}

/** Whole days until the trash lets go of an account, at least 0. */
export function daysLeft(trashedAt: number, now: number): number {
  return Math.max(0, Math.ceil((trashedAt + 30 * 86_400 - now) / 86_400));
}

/** "22 Nov 2026, 16:41": when something was, as the clock on the wall shows it. */
export function moment(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
