/** The commands of the relying party, apart from the others: the window loads them with its view. */
import { call } from './client';
import type {
  PartyNews, PartyReason, PartyUserAction, RelyingPartyPages, RelyingPartyText, RelyingPartyView, StartRelyingPartyRequest,
  WalkStep,
} from './types';

export const relyingParty = () => call<RelyingPartyView>('relying_party');
/** A failure to start is in the answer's state. */
export const startRelyingParty = (request: StartRelyingPartyRequest) =>
  call<RelyingPartyView>('start_relying_party', { request });
export const stopRelyingParty = () => call<RelyingPartyView>('stop_relying_party');
/** Answers the seconds until the clipboard is cleared. */
export const copyRelyingParty = (what: RelyingPartyText) => call<number>('copy_relying_party', { what });
/** Rust knows the address; the page cannot name one. */
export const openRelyingParty = (pages: RelyingPartyPages) => call<null>('open_relying_party', { pages });
export const relyingPartyNews = (after: number) => call<PartyNews>('relying_party_news', { after });
export const relyingPartyReason = (entry: number) => call<PartyReason>('relying_party_reason', { entry });
export const changeRelyingPartyUser = (id: string, action: PartyUserAction) =>
  call<null>('change_relying_party_user', { id, action });
export const clearRelyingPartyOutbox = () => call<null>('clear_relying_party_outbox');
export const takeWalkStep = (step: WalkStep) => call<RelyingPartyView>('take_walk_step', { step });
export const endWalk = () => call<RelyingPartyView>('end_walk');
