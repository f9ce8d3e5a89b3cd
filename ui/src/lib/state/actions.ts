/** What a person can do with an account, from wherever they do it. */
import * as client from '../api/client';
import type { AccountView, EditAccountRequest, Which } from '../api/client';
import { label } from '../model/labels';
import { accounts } from './accounts.svelte';
import { codes } from './codes.svelte';
import { notices } from './notices.svelte';
import { screen } from './screen.svelte';

/** Puts a code on the clipboard. A counter is moved on first when its next code is asked for, or none was shown yet. */
export async function copy(account: AccountView, which: Which): Promise<void> {
  if (account.damaged) return screen.open({ kind: 'damaged', account });
  if (account.kept) return notices.fail(account.kept);
  if (account.kind === 'hotp') return copyHotp(account, which);
  await reporting(async () => {
    const { clearsIn } = await client.copyCode(account.id, which);
    notices.tell(which === 'next' ? `Next code copied. Cleared in ${clearsIn} s.` : `Copied. Cleared in ${clearsIn} s.`);
  });
}

/** A counter has no next code before it moves: its newest is the one on the clipboard. */
async function copyHotp(account: AccountView, which: Which): Promise<void> {
  const isNew = which === 'next' || !codes.of(account.id)?.code;
  if (isNew && !(await nextHotp(account))) return;
  await reporting(async () => {
    const { clearsIn } = await client.copyCode(account.id, 'current');
    notices.tell(isNew ? `New code copied. Cleared in ${clearsIn} s.` : `Copied. Cleared in ${clearsIn} s.`);
  });
}

/** Counters that are being moved: a double click must not move one twice. */
const moving = new Set<string>();

/** Moves a counter on and shows its code; `false` when it did not move. */
export async function nextHotp(account: AccountView): Promise<boolean> {
  if (moving.has(account.id)) return false;
  moving.add(account.id);
  let isShown = false;
  await reporting(async () => {
    codes.receive([await client.nextHotp(account.id)]);
    notices.say('New code shown. Press Enter to copy it.');
    isShown = true;
  });
  moving.delete(account.id);
  return isShown;
}

export async function setPinned(account: AccountView, pinned: boolean): Promise<void> {
  await reporting(async () => {
    await client.editAccount({ ...editOf(account), pinned });
    notices.say(pinned ? 'Pinned to the top.' : 'No longer pinned.');
    if (screen.view === 'codes') screen.focusId = account.id;
    await accounts.refresh();
  });
}

export async function moveToTrash(account: AccountView): Promise<void> {
  await reporting(async () => {
    await client.trashAccount(account.id);
    notices.tell(`${label(account)} moved to the trash.`, { label: 'Undo', run: () => void restore(account) });
    await accounts.refresh();
  });
}

export async function restore(account: AccountView): Promise<void> {
  await reporting(async () => {
    await client.restoreAccount(account.id);
    notices.tell(`${label(account)} is back.`);
    if (screen.view === 'codes') screen.focusId = account.id;
    await accounts.refresh();
  });
}

/** An edit that changes nothing, to be spread and changed. */
export function editOf(account: AccountView): EditAccountRequest {
  const { id, revision, issuer, name, note, tags, pinned } = account;
  return { id, revision, issuer, name, note, tags, pinned };
}

async function reporting(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    notices.fail(error);
  }
}
