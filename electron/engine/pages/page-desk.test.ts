import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS, type RunOptions } from '../../../shared/options.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { FreeSpace } from './free-space.ts';
import { RunDesk, type JudgedPage } from './page-desk.ts';
import type { ExtractedFields } from './page-work.ts';
import type { PageStore } from './page-store.ts';
import { SampleQuota } from './sample-quota.ts';

const FIELDS: ExtractedFields = { cells: ['a'], missing: 0, problem: null };
const OPTIONS: RunOptions = {
  ...DEFAULT_OPTIONS,
  keep: 'files',
  recipe: { name: 'r', hosts: [], columns: [] },
};

function judged(rowId: number): JudgedPage {
  const body = Buffer.from(`<title>${rowId}</title>`);
  const sha256 = createHash('sha256').update(body).digest();
  const url = `https://shop.example/${rowId}`;
  return {
    rowId,
    origin: 'https://shop.example',
    url,
    arrivedAtMs: 0,
    answer: {
      status: 200,
      contentType: 'text/html',
      etag: null,
      lastModified: null,
      page: { sha256, body, record: null },
    },
  };
}

/** A desk whose store and extractor only note what is asked of them. */
function desk() {
  const asked: string[] = [];
  const freeBytes = { now: () => 1e12, soon: () => Promise.resolve(1e12) };
  const keep: PageStore['keep'] = async ({ url }) => {
    asked.push(`keep ${url}`);
    return { store: 'files', file: 'a.html', length: 1 };
  };
  const run = new RunDesk({
    options: () => OPTIONS,
    sample: new SampleQuota(1, []),
    // Nothing else of the store is used by the desk.
    store: () => ({ keep }) as PageStore,
    extractor: () => ({
      extract: async ({ rowId }) => {
        asked.push(`extract ${rowId}`);
        return FIELDS;
      },
      setRecipe: () => undefined,
      close: async () => undefined,
    }),
    space: new FreeSpace('.', new VirtualClock(), freeBytes),
    onNoRoom: () => undefined,
  });
  return { run, asked };
}

describe('a desk', () => {
  it('keeps a page and takes its columns out, in this order', async () => {
    const { run, asked } = desk();

    const outcome = await run.handle(judged(7));

    expect(asked).toEqual(['keep https://shop.example/7', 'extract 7']);
    expect(outcome).toMatchObject({ kind: 'done', record: { fields: FIELDS, kept: { file: 'a.html' } } });
  });

  it('begins nothing more with a page that is being packed when it is closed', async () => {
    const { run, asked } = desk();
    const outcome = run.handle(judged(7));

    run.close();

    expect(await outcome).toEqual({ kind: 'done', record: null });
    expect(asked).toEqual([]);
  });
});
