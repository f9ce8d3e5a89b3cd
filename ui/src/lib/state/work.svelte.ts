import { asError, type ErrorView } from '../api/client';

/** What a dialog waits for, one piece at a time, and why the last one did not come to its end. */
export class Work {
  failure = $state.raw<ErrorView | null>(null);
  isBusy = $state(false);

  async run(what: () => Promise<void>) {
    this.failure = null;
    this.isBusy = true;
    try {
      await what();
    } catch (error) {
      this.failure = asError(error);
    } finally {
      this.isBusy = false;
    }
  }
}
