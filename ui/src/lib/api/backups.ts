/** Commands and events of backups, typed. Each function rejects with an error view. */
import { listen } from '@tauri-apps/api/event';
import { call } from './client';
import type {
  BackupDifferenceView,
  BackupFolderView,
  BackupSecretRequest,
  BackupsView,
  BackupView,
  ChangedBackupsView,
  CopiedView,
  LockPasswordRequest,
  PreparedBackupsView,
  PutBackView,
} from './types';

export const backups = () => call<BackupsView>('backups');
/** The system's own dialog; `null` when it was closed without choosing. */
export const chooseBackupFolder = () => call<string | null>('choose_backup_folder');
export const lookAtBackupFolder = (folder: string) => call<BackupFolderView>('look_at_backup_folder', { folder });
/** Writes nothing yet: what it answers is to be kept by the person first. */
export const prepareBackups = (request: BackupSecretRequest) => call<PreparedBackupsView>('prepare_backups', { request });
export const copyRecoveryCode = () => call<CopiedView>('copy_recovery_code');
export const printRecoveryCode = () => call<null>('print_recovery_code');
export const turnOnBackups = () => call<BackupsView>('turn_on_backups');
export const turnOffBackups = () => call<BackupsView>('turn_off_backups');
/** `anew`: also where nothing changed, or the backups that were made are gone. */
export const backUpNow = (anew: boolean) => call<BackupsView>('back_up_now', { anew });
export const putOffBackups = (forever: boolean) => call<BackupsView>('put_off_backups', { forever });
export const openBackups = (request: BackupSecretRequest) => call<BackupView[]>('open_backups', { request });
export const compareBackup = (path: string) => call<BackupDifferenceView>('compare_backup', { path });
export const putBack = (ids: string[]) => call<PutBackView>('put_back', { ids });
/** Every backup of the folder opens with it then; those that could not be changed are named. */
export const changeBackupPassword = (request: LockPasswordRequest) => call<ChangedBackupsView>('change_backup_password', { request });
export const discardOldBackups = () => call<number>('discard_old_backups');
/** What was typed and opened is forgotten in Rust too. */
export const forgetBackups = () => call<null>('forget_backups');

/** Ask for {@link backups} again. */
export const onBackupsChanged = (handle: () => void) => listen<null>('backups-changed', () => handle());
