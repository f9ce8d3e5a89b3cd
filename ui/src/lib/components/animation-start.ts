/** Puts CSS animations on the wall clock, so that all rings on screen step in the same frame and not each in its own. */

/** How far the page's clock may be from the wall clock before it is set again, in milliseconds. */
const TOLERANCE = 50;

/** The wall clock when the page's clock was 0: one number for all animations, so that they agree exactly. */
let origin = 0;

/**
 * An attachment that makes the animations of an element begin at a Unix second, now past: at once, and again whenever the
 * browser starts them anew, as it does for an element that moves in the page or was not painted yet.
 */
export function startingAt(second: number): (element: Element) => () => void {
  return (element) => {
    const set = () => {
      const start = second * 1000 - wallClockOrigin();
      for (const animation of element.getAnimations?.() ?? []) animation.startTime = start;
    };
    set();
    element.addEventListener('animationstart', set);
    return () => element.removeEventListener('animationstart', set);
  };
}

/** The computer may have slept, or its clock been set, since the page was opened. */
function wallClockOrigin(): number {
  const seen = Date.now() - performance.now();
  if (Math.abs(seen - origin) > TOLERANCE) origin = seen;
  return origin;
}
