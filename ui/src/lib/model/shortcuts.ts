/** What a key means in the window, as a rule without a document. */

export type Command =
  | 'search' | 'add' | 'paste' | 'settings' | 'support' | 'trash' | 'help' | 'time' | 'undo' | 'back' | 'type' | 'larger' | 'smaller' | 'usualSize' | 'lock';

/** The parts of a key press that matter. */
export type Press = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; isComposing?: boolean };

const WITH_CONTROL: Record<string, Command> = {
  f: 'search', n: 'add', v: 'paste', d: 'support', l: 'lock', ',': 'settings', t: 'time', z: 'undo', '+': 'larger', '=': 'larger', '-': 'smaller', _: 'smaller', 0: 'usualSize',
};

/** The command of a key, given whether the focus is in a text field. */
export function commandFor(press: Press, inTextField: boolean): Command | null {
  if (press.isComposing || press.altKey) return null;
  if (press.ctrlKey || press.metaKey) {
    const command = WITH_CONTROL[press.key.toLowerCase()] ?? null;
    return inTextField && (command === 'paste' || command === 'undo') ? null : command;
  }
  if (press.key === 'F1') return 'help';
  if (press.key === 'Escape') return 'back';
  if (inTextField) return null;
  if (press.key === '?') return 'help';
  if (press.key === '/') return 'search';
  return [...press.key].length === 1 && press.key !== ' ' ? 'type' : null;
}

/** Every key, for the help dialog. `Ctrl` is the Command key on a Mac. */
export const HELP: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Anywhere',
    keys: [
      ['Any letter, / or Ctrl F', 'Search'],
      ['Ctrl N', 'Add accounts'],
      ['Ctrl V', 'Add from the clipboard: a picture or a set-up link'],
      ['Ctrl D', 'Support: why a code is rejected'],
      ['Ctrl ,', 'Settings'],
      ['Ctrl L', 'Lock, where a lock is set'],
      ['Ctrl Z', 'Undo moving to the trash'],
      ['Ctrl + Ctrl − Ctrl 0', 'Larger, smaller, the usual size'],
      ['Escape', 'Clear the search, close, go back'],
      ['? or F1', 'This list'],
    ],
  },
  {
    title: 'In the list',
    keys: [
      ['↑ ↓ Page Up Page Down Home End', 'Move'],
      ['Enter', 'Copy the code'],
      ['Shift Enter', 'Copy the next code'],
      ['Ctrl T', 'Say the time left'],
      ['→ ←', 'To the buttons of a row and back'],
      ['Shift F10 or Menu', 'Everything else an account can do'],
      ['F2', 'Edit'],
      ['Delete', 'Move to the trash'],
    ],
  },
];
