/** Tells Rust, once each, when the first screen and the first codes were painted. */
import { startupStage, type StartupStage } from '../api/client';

const reported = new Set<StartupStage>();

export function painted(stage: StartupStage): void {
  if (reported.has(stage)) return;
  reported.add(stage);
  // The first frame's callback runs before that frame is painted, the second's after it.
  requestAnimationFrame(() => requestAnimationFrame(() => startupStage(stage).catch(() => undefined)));
}
