/** Commands of import and export, typed. Each function rejects with an error view. */
import { call } from './client';
import type {
  ExportedView,
  ExportRequest,
  ImportView,
  LastImportView,
  LockSecretRequest,
  OpenedImportView,
  UndoneImportView,
} from './types';

/** The system's own dialog; `null` when it was closed without choosing. */
export const chooseImportFile = () => call<string | null>('choose_import_file');
export const chooseExportFile = (plain: boolean) => call<string | null>('choose_export_file', { plain });
/** Stores nothing. Without an `import` in the answer the file needs its password: {@link unsealImport}. */
export const openImport = (path: string) => call<OpenedImportView>('open_import', { path });
export const unsealImport = (request: LockSecretRequest) => call<ImportView>('unseal_import', { request });
export const applyImport = () => call<ImportView>('apply_import');
/** What was read is forgotten in Rust too. */
export const forgetImport = () => call<null>('forget_import');
export const lastImport = () => call<LastImportView | null>('last_import');
export const undoImport = () => call<UndoneImportView>('undo_import');
export const exportAccounts = (request: ExportRequest) => call<ExportedView>('export_accounts', { request });
