/** The commands of the Support view, apart from the others: the window loads them with it. */
import { call } from './client';
import type {
  BundleView, CaseView, KnownSince, NamePart, RejectionsView, ReproductionView, TypedCase, WhatIfRequest, WhatIfView,
} from './types';

export const rejections = () => call<RejectionsView>('rejections');
export const lookIntoRejection = (entry: number) => call<CaseView>('look_into_rejection', { entry });
/** The secret leaves the page with this. */
export const lookIntoTyped = (typed: TypedCase) => call<CaseView>('look_into_typed', { typed });
export const addToCase = (number: number, known: KnownSince) => call<CaseView>('add_to_case', { case: number, known });
/** The bytes go over as they are, the file's name in a header. */
export const openBundle = (file: string, bytes: Uint8Array) =>
  call<CaseView>('open_bundle', bytes, { headers: { source: encodeURIComponent(file) } });
export const whatIf = (number: number, request: WhatIfRequest) => call<WhatIfView>('what_if', { case: number, request });
/** Rust knows the sentence; the page only names its cause. */
export const copyCaseSentence = (number: number, kind: string) => call<null>('copy_case_sentence', { case: number, kind });
export const caseBundle = (number: number, names: NamePart[]) => call<BundleView>('case_bundle', { case: number, names });
export const saveCaseBundle = (number: number, names: NamePart[], path: string) =>
  call<null>('save_case_bundle', { case: number, names, path });
export const reproduceCase = (number: number) => call<ReproductionView>('reproduce_case', { case: number });
export const closeCase = () => call<null>('close_case');
