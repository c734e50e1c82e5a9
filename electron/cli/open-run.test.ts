import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from './run-command.ts';
import { fakeCli } from './testing/fake-context.ts';
import { totalsOf } from './testing/fake-engine.ts';

describe('a damaged run file', () => {
  const salvage = { fromPath: '', rows: 90, rowsLost: 10, settled: 60, settledLost: 1 };

  it.each([
    [['resume', 'a.gleaner'], 'a recovered.gleaner'],
    [['retry', 'a.gleaner'], 'a recovered.gleaner'],
  ])('is left alone by %j, which says what was read and goes on with the new file', async (argv, shown) => {
    const { engine, stderr, context, folder } = fakeCli();
    engine.snapshot = {
      path: path.join(folder, 'a recovered.gleaner'),
      salvage: { ...salvage, fromPath: path.join(folder, 'a.gleaner') },
    };
    engine.totals = totalsOf({ ok: 9, failed: 1 });

    await runCommandLine(argv, context);

    expect(stderr.text).toContain(
      'a.gleaner is damaged. What could be read is in a recovered.gleaner: 90 rows with 60 outcomes; ' +
        '10 rows could not be read (counted as rejected); 1 outcome could not (pending again).',
    );
    expect(stderr.text).toContain(`Run file: ${shown}\n`);
    expect(stderr.text).toContain(`gleaner retry '${shown}'`);
  });

  it('is exported as far as it can be read, and says so to scripts', async () => {
    const { engine, stdout, context } = fakeCli();
    engine.snapshot = { salvage: { ...salvage, fromPath: '/a.gleaner' } };

    await runCommandLine(['export', 'a.gleaner', '--out', 'b.csv', '--json'], context);

    expect(stdout.jsonLines()).toMatchObject([{ type: 'notice', code: 'salvaged' }, { type: 'exported' }]);
  });
});
