/** "Would the person have got in?": what is supposed, and the answer, which is computed in Rust from the evidence. */
import { asError, type ErrorView } from '../api/client';
import { whatIf } from '../api/support';
import type { CaseView, WhatIfRequest, WhatIfView, WindowView } from '../api/types';
import type { Otherwise } from './timeline';

const AS_IT_WAS: WhatIfRequest = { window: null, clockMended: false, setUpAgain: false, freshCode: false };

export class Supposed {
  request = $state.raw<WhatIfRequest>(AS_IT_WAS);
  answer = $state.raw<WhatIfView | null>(null);
  failure = $state.raw<ErrorView | null>(null);

  readonly #open: () => CaseView;
  readonly window: WindowView = $derived.by(() => this.request.window ?? this.#open().timeline.window);
  readonly isAsItWas = $derived(this.request === AS_IT_WAS);
  /** What the picture shows. */
  readonly otherwise: Otherwise = $derived.by(() => ({
    window: this.window,
    code: this.answer?.code ?? this.#open().timeline.code,
    isClockMended: this.request.clockMended,
  }));

  /** Made while a component is: it asks anew with each change, for as long as that is there. */
  constructor(open: () => CaseView) {
    this.#open = open;
    $effect(() => {
      const [number, asked] = [open().case, this.request];
      let isStale = false;
      whatIf(number, asked)
        .then((told) => !isStale && ([this.answer, this.failure] = [told, null]))
        .catch((error: unknown) => !isStale && (this.failure = asError(error)));
      return () => (isStale = true);
    });
  }

  suppose(change: Partial<WhatIfRequest>) {
    this.request = { ...this.request, ...change };
  }

  asItWas() {
    this.request = AS_IT_WAS;
  }
}
