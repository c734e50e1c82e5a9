import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from './run-command.ts';
import { fakeCli } from './testing/fake-context.ts';

const RULE = { pattern: '*.shop.example', perHost: 4, ratePerSec: 2, adapt: false };

async function runWith(content: string | null) {
  const cli = fakeCli();
  if (content !== null) writeFileSync(path.join(cli.folder, 'limits.json'), content);
  const status = await runCommandLine(['run', 'list.txt', '--host-limits', 'limits.json'], cli.context);
  return { ...cli, status };
}

describe('--host-limits', () => {
  it('sets limits for some hosts, from a file in the current folder', async () => {
    const { engine, status } = await runWith(JSON.stringify([RULE]));

    expect(status).toBe(0);
    expect(engine.inputOf('run.start')).toMatchObject({ options: { hostRules: [RULE] } });
  });

  it.each([
    [null, '--host-limits limits.json cannot be read'],
    ['[{', '--host-limits limits.json is not JSON'],
    [JSON.stringify([RULE, { pattern: 'a.example', perHost: 0 }]), 'entry 2: perHost must be a whole number'],
  ])('is wrong use before anything is touched: %j', async (content, message) => {
    const { engine, stderr, status } = await runWith(content);

    expect(status).toBe(2);
    expect(stderr.text).toContain(message);
    expect(engine.calls.map(({ name }) => name)).not.toContain('import.run');
  });
});
