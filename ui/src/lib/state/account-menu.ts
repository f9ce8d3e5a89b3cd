import type { AccountView } from '../api/client';
import type { MenuItem } from '../components/RowMenu.svelte';
import { copy, moveToTrash, setPinned } from './actions';
import { screen } from './screen.svelte';

/** Everything an account can do beside being copied. */
export function accountMenu(account: AccountView): MenuItem[] {
  const next: MenuItem = { label: 'Copy next code', keys: 'Shift Enter', run: () => void copy(account, 'next') };
  return [
    ...(account.kind === 'hotp' || account.kept ? [] : [next]),
    account.pinned
      ? { label: 'Unpin', run: () => void setPinned(account, false) }
      : { label: 'Pin to the top', run: () => void setPinned(account, true) },
    { label: 'Edit, note, tags…', keys: 'F2', run: () => screen.open({ kind: 'edit', account }) },
    { label: 'Show set-up code…', run: () => screen.open({ kind: 'reveal', account }) },
    { label: 'Move to trash', keys: 'Delete', danger: true, run: () => void moveToTrash(account) },
  ];
}
