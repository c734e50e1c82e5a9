import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../../../shared/options.ts';
import { startPageServer, type PageServer } from '../testing/page-server.ts';
import { createHarness, type RunHarness } from '../testing/run-harness.ts';
import { judgeWarc } from '../testing/warc-judge.ts';

const ALL = { kind: 'filter', filter: { outcome: 'all', code: null, search: '' } } as const;

describe('an export of kept pages', () => {
  let server: PageServer;
  let origin: string;
  let harness: RunHarness;
  beforeEach(async () => {
    server = await startPageServer(({ url = '' }, response) => {
      response.writeHead(url === '/gone' ? 404 : 200, { 'content-type': 'text/html' });
      response.end(`<title>${url}</title>`);
    });
    origin = server.origin;
    harness = createHarness();
  });
  afterEach(async () => {
    await harness.dispose();
    server.close();
  });

  async function exported(keep: RunOptions['keep'], rows: typeof ALL | { kind: 'rows'; rowIds: number[] }) {
    await harness.start(
      ['/a', '/gone', '/b', '/c'].map((path) => origin + path),
      { keep },
    );
    await harness.finished();
    const path = join(harness.folder, 'pages.warc.gz');
    const result = await harness.engine.handlers['export.run']({
      exportId: 'x',
      path,
      options: { format: 'warc', rows, columns: null, hasOriginals: false },
    });
    const records = existsSync(path) ? await judgeWarc(path) : [];
    return { result, pages: records.filter(({ url }) => url !== null) };
  }

  it.each(['warc', 'files'] as const)(
    'that were kept as %s has those of the rows in list order, and says how many rows have none',
    async (keep) => {
      const { result, pages } = await exported(keep, ALL);

      expect(pages.map(({ url, text }) => [url, text])).toEqual(
        ['/a', '/b', '/c'].map((path) => [origin + path, `<title>${path}</title>`]),
      );
      expect(result).toMatchObject({ rows: 3, remarks: [{ code: 'not_kept', count: 1 }] });
    },
  );

  it('has only the rows that were chosen', async () => {
    const { result, pages } = await exported('warc', { kind: 'rows', rowIds: [3, 0] });

    expect(pages.map(({ url }) => url)).toEqual([`${origin}/a`, `${origin}/c`]);
    expect(result).toMatchObject({ rows: 2, remarks: [] });
  });
});
