/** The lock over the accounts. */
import { call, type AccountsView, type CopiedView } from './client';
import type { LockChangedView, LockCodeChangedView, LockView, PreparedLockView } from './types';

export const lockState = () => call<LockView>('lock_state');
/** Takes a new password; answers the recovery code. Nothing is written yet. */
export const prepareLock = (secret: string) => call<PreparedLockView>('prepare_lock', { request: { secret } });
export const copyLockCode = () => call<CopiedView>('copy_lock_code');
export const setLock = () => call<LockChangedView>('set_lock');
export const forgetLock = () => call<null>('forget_lock');
export const turnOffLock = (secret: string) => call<LockChangedView>('turn_off_lock', { request: { secret } });
export const changeLockPassword = (secret: string, newPassword: string) =>
  call<null>('change_lock_password', { request: { secret, newPassword } });
/** Answers another recovery code, which counts once it is kept. */
export const prepareLockCode = (secret: string) => call<PreparedLockView>('prepare_lock_code', { request: { secret } });
/** It is kept: the one of before opens nothing any longer. */
export const replaceLockCode = () => call<LockCodeChangedView>('replace_lock_code');
export const openLock = (secret: string) => call<AccountsView>('open_lock', { request: { secret } });
/** This page is gone before there is an answer. */
export const lockNow = () => call<null>('lock_now');
/** Somebody uses the window. */
export const used = () => call<null>('used');
