/** How long a host is left alone that said no, or failed. */
import type { Random } from '../clock.ts';

/**
 * Longer each time, and never less than three quarters of it: hosts that said no together are not
 * asked together.
 *
 * @param times In a row, this one included.
 * @returns Milliseconds.
 */
export function backoffMs(
  random: Random,
  { first, max }: { readonly first: number; readonly max: number },
  times: number,
  growth = 2,
): number {
  const ceilingMs = Math.min(max, first * growth ** (times - 1));
  return ceilingMs * (0.75 + random() / 4);
}
