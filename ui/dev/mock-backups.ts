/** What the application would answer about backups. For the development page and the tests; never shipped. */
import type { BackupDifferenceView, BackupsView, BackupView } from '../src/lib/api/types';

const NEWEST = 1_795_347_000;

export function backedUp(): BackupsView {
  const newest = { path: '/home/ada/Sync/codes/countersign-2026-11-22-113000.backup', madeAt: NEWEST };
  return { on: true, folder: '/home/ada/Sync/codes', state: { kind: 'current', accounts: 11, ...newest }, newest, offer: false };
}

function backup(days: number, more: Partial<BackupView> = {}): BackupView {
  const madeAt = NEWEST - days * 86_400;
  return { path: `/home/ada/Sync/codes/${days}.backup`, madeAt, state: 'opens', accounts: 11 - days, damaged: 0, ...more };
}

export const BACKUPS: BackupView[] = [
  backup(0),
  backup(1),
  backup(2, { damaged: 1 }),
  backup(3, { state: 'otherSecret', accounts: 0 }),
  backup(4, { state: 'unreadable', accounts: 0, madeAt: null }),
];

export const DIFFERENCE: BackupDifferenceView = {
  records: [
    { id: 'a', label: 'GitHub: ada-l', changed: false, inTrash: false },
    { id: 'b', label: 'Old forum: ada', changed: false, inTrash: true },
    { id: 'c', label: 'Fastmail: ada@lovelace.example', changed: true, inTrash: false },
    { id: 'd', label: null, changed: false, inTrash: false },
  ],
  same: 7,
  added: 2,
};
