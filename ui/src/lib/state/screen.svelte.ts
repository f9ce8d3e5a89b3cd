/** Which view and which dialog is open. */
import type { AccountView } from '../api/client';

export type View = 'codes' | 'trash' | 'party' | 'support' | 'settings';

export type OpenDialog =
  | { kind: 'add'; typing: boolean }
  | { kind: 'edit'; account: AccountView }
  | { kind: 'reveal'; account: AccountView }
  | { kind: 'damaged'; account: AccountView }
  | { kind: 'delete'; account: AccountView }
  | { kind: 'startEmpty' }
  /** Of the Support view, which shows it itself. */
  | { kind: 'saveBundle' }
  | { kind: 'backupSetup' }
  | { kind: 'lockSetup' }
  | { kind: 'lockChange'; what: 'password' | 'off' }
  | { kind: 'lockCode' }
  /** `moving`: the accounts of the keyring, too. */
  | { kind: 'fileStore'; moving: boolean }
  | { kind: 'toKeyring' }
  | { kind: 'useKeyring' }
  | { kind: 'restore' }
  | { kind: 'backupPassword' }
  | { kind: 'import' }
  | { kind: 'export' }
  | { kind: 'shortcuts' };

class Screen {
  view = $state<View>('codes');
  dialog = $state.raw<OpenDialog | null>(null);
  query = $state('');
  tag = $state<string | null>(null);
  /** The relying party was started and goes on, whatever view is open. */
  partyRuns = $state(false);
  /** What stands below the list takes this much of the window, in pixels. */
  footHeight = $state(0);
  /** The row that has, or last had, the focus. */
  activeId = $state<string | null>(null);
  /** The row to put the focus on as soon as it is in the list. */
  focusId = $state<string | null>(null);

  open(dialog: OpenDialog): void {
    this.dialog = dialog;
  }

  close(): void {
    this.dialog = null;
  }

  go(view: View): void {
    this.view = view;
    this.activeId = null;
  }
}

export const screen = new Screen();
