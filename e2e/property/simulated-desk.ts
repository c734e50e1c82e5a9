/** Keeps pages and takes columns out of them in virtual time, slowly, and at times not at all. */
import type { Clock } from '../../electron/engine/clock.ts';
import type { SeededRandom } from '../../electron/engine/import/seeded-random.ts';
import type { KeptPage, PageToKeep } from '../../electron/engine/pages/kept-page.ts';
import type { PageExtractor } from '../../electron/engine/pages/page-work.ts';
import type { PageTools } from '../../electron/engine/run/run-pages.ts';

const PLENTY_BYTES = 1e12;

export function simulatedPageTools(clock: Clock, random: SeededRandom): PageTools {
  let place = 0;
  let fullUntilMs = 0;
  const after = (maxMs: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(random.below(maxMs), resolve);
    });
  const freeBytes = (): number => (clock.now() < fullUntilMs ? 0 : PLENTY_BYTES);
  const keep = ({ content }: PageToKeep, index: number): KeptPage => {
    place += 10;
    return content.store === 'warc'
      ? { store: 'warc', place, length: 10 }
      : { store: 'files', file: `h/${place + index}.html`, length: 10 };
  };
  return {
    freeBytes: { now: freeBytes, soon: () => Promise.resolve(freeBytes()) },
    openBackend: () => ({
      write: async (pages) => {
        await after(300);
        if (random.below(12) > 0) return pages.map(keep);
        fullUntilMs = clock.now() + random.below(5000);
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      },
      close: () => after(100),
    }),
    createExtractor: () => simulatedExtractor(after),
  };
}

function simulatedExtractor(after: (maxMs: number) => Promise<void>): PageExtractor {
  const underWay = new Set<Promise<void>>();
  return {
    extract: async ({ rowId }) => {
      const work = after(200);
      underWay.add(work);
      await work;
      underWay.delete(work);
      return { cells: [`row ${rowId}`], missing: 0, problem: null };
    },
    setRecipe: () => undefined,
    close: async () => void (await Promise.all(underWay)),
  };
}
