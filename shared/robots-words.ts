/** What there is to say about robots.txt after or during a run, in plain words. */
import { formatCountOf, formatDuration } from './format.ts';
import type { RobotsFigures } from './progress.ts';

/** One sentence a line, without its full stop; empty when all is as usual. */
export function robotsWords({
  refusedRows,
  unavailableHosts,
  delayedHosts,
  slowest,
}: RobotsFigures): readonly string[] {
  const words: string[] = [];
  if (refusedRows > 0) words.push(`${formatCountOf(refusedRows, 'row')} fetched that it asks not to fetch`);
  if (unavailableHosts > 0)
    words.push(`could not be read at ${formatCountOf(unavailableHosts, 'host')}, which counts as a no`);
  if (slowest !== null) {
    const delay = formatDuration(slowest.crawlDelayMs);
    words.push(
      delayedHosts === 1
        ? `${slowest.origin} asks for ${delay} between requests`
        : `${formatCountOf(delayedHosts, 'host')} ask for a pause between requests, ${slowest.origin} for ${delay}`,
    );
  }
  return words;
}
