/** Tells Rust, once each, when the first screen and the first codes were painted. */
import { startupStage, type StartupStage } from '../api/client';

const reported = new Set<StartupStage>();

export function painted(stage: StartupStage): void {
  if (reported.has(stage)) return;
  reported.add(stage);
  afterPaint(() => void startupStage(stage).catch(() => undefined));
}

/** Calls `then` when what stands in the page now has been painted. */
export function afterPaint(then: () => void): void {
  // The first frame's callback runs before that frame is painted, the second's after it.
  requestAnimationFrame(() => requestAnimationFrame(then));
}
