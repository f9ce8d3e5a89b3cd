/** Where the accounts are kept: the keyring or a sealed file. */
import { call, type AccountsView, type CopiedView } from './client';
import type { FilePlaceView, FileSecretRequest, GenerationView, PreparedFileView, StorePlaceView } from './types';

export const storePlace = () => call<StorePlaceView>('store_place');
export const lookAtFilePlace = (path: string) => call<FilePlaceView>('look_at_file_place', { path });
/** Writes nothing yet: what it answers is to be kept by the person first. */
export const prepareFile = (request: FileSecretRequest) => call<PreparedFileView>('prepare_file', { request });
export const copyFileCode = () => call<CopiedView>('copy_file_code');
/** What was typed and shown is forgotten in Rust too. */
export const forgetFile = () => call<null>('forget_file');
/** `moving`: the accounts of the keyring, too. */
export const keepInFile = (moving: boolean) => call<AccountsView>('keep_in_file', { moving });
export const moveToKeyring = () => call<AccountsView>('move_to_keyring');
export const goOnMoving = () => call<AccountsView>('go_on_moving');
export const leaveMove = () => call<AccountsView>('leave_move');
/** Of a damaged file: what its password, typed just before, opens. */
export const fileGenerations = () => call<GenerationView[]>('file_generations');
export const restoreGeneration = (name: string) => call<AccountsView>('restore_generation', { name });
export const useKeyring = () => call<AccountsView>('use_keyring');
