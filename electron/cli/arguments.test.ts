import { describe, expect, it } from 'vitest';
import { DEFAULT_MERGE_RULES, FOUND_OUT } from '../../shared/list-choices.ts';
import { parseCommandLine } from './arguments.ts';
import { UsageError } from './usage-error.ts';

/** @returns What a person would read, or fails when the words are accepted. */
function refusalOf(...argv: string[]): string {
  try {
    parseCommandLine(argv);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} ${error.advice}`;
    throw error;
  }
  throw new Error(`accepted: ${argv.join(' ')}`);
}

describe('parseCommandLine', () => {
  it.each([
    ['products.txt', 'products.gleaner'],
    ['lists/products.csv', 'lists/products.gleaner'],
    ['lists.v2/products', 'lists.v2/products.gleaner'],
    ['products.csv.gz', 'products.gleaner'],
    ['-', 'list.gleaner'],
  ])('puts the run file of %s at %s', (listPath, runPath) => {
    expect(parseCommandLine(['run', listPath])).toMatchObject({
      name: 'run',
      listPaths: [listPath],
      runPath,
    });
  });

  it('takes only the options that were named, so that resume keeps the others', () => {
    const command = parseCommandLine(['resume', 'a.gleaner', '--per-host', '3']);

    expect(command).toEqual({
      name: 'resume',
      runPath: 'a.gleaner',
      isJson: false,
      finishBy: null,
      exportPaths: [],
      recipePath: null,
      hostLimitsPath: null,
      options: { perHost: 3 },
    });
  });

  it('reads every option of a run', () => {
    const words =
      'run a.txt --run-file b.gleaner --export c.csv --export=D.CSV --json --concurrency 2000 --per-host=256 ' +
      '--rate 0.5 --no-adapt --retries 0 --timeout-connect 500ms --timeout-headers 10s --timeout-idle 1h ' +
      '--timeout-total 2m --max-body 512KB --user-agent Me/1 --header X-Empty:';

    const command = parseCommandLine([...words.split(' '), '--header', 'Accept-Language: de']);

    expect(command).toEqual({
      name: 'run',
      listPaths: ['a.txt'],
      choices: {
        sources: [FOUND_OUT],
        merge: DEFAULT_MERGE_RULES,
        expandsRanges: false,
      },
      reportPath: null,
      runPath: 'b.gleaner',
      isJson: true,
      finishBy: null,
      exportPaths: ['c.csv', 'D.CSV'],
      recipePath: null,
      hostLimitsPath: null,
      options: {
        concurrency: 2000,
        perHost: 256,
        ratePerSecPerHost: 0.5,
        adapt: false,
        retries: 0,
        timeoutConnectMs: 500,
        timeoutHeadersMs: 10_000,
        timeoutIdleMs: 3_600_000,
        timeoutTotalMs: 120_000,
        maxBodyBytes: 512 * 1024,
        userAgent: 'Me/1',
        headers: [
          ['X-Empty', ''],
          ['Accept-Language', 'de'],
        ],
      },
    });
  });

  it.each([
    [['run', 'a', '--timeout-total', '1.5s'], { timeoutTotalMs: 1500 }],
    [['run', 'a', '--max-body', '2048'], { maxBodyBytes: 2048 }],
    [['run', 'a', '--max-body', '1.5 mb'], { maxBodyBytes: 1.5 * 1024 * 1024 }],
    [['run', 'a', '--rate', 'none'], { ratePerSecPerHost: null }],
    [['run', 'a', '--robots', 'obey'], { robots: 'obey' }],
    [['run', 'a', '--min-speed', '0'], { minSpeedBytesPerSec: 0 }],
    [['run', 'a', '--min-speed', '2KB/s'], { minSpeedBytesPerSec: 2048 }],
    [['run', 'a', '--min-speed-window', '5s'], { minSpeedWindowMs: 5000 }],
    [['run', 'a', '--no-auto-pause'], { autoPause: { isOn: false } }],
    [['run', 'a', '--auto-pause', '55%'], { autoPause: { isOn: true, failedRatio: 0.55 } }],
    [['run', 'a', '--auto-pause', '0.9'], { autoPause: { isOn: true, failedRatio: 0.9 } }],
    [
      ['run', 'a', '--proxy', 'http://me:pw@proxy.example:3128'],
      { proxy: 'http://me:pw@proxy.example:3128' },
    ],
    [['run', 'a', '--proxy', 'none'], { proxy: null }],
    [['run', 'a', '--no-soft-block'], { detectsSoftBlocks: false }],
    [['run', 'a', '--concurrency', '5', '--concurrency', '6'], { concurrency: 6 }],
    [['--concurrency', '5', 'run', 'a'], { concurrency: 5 }],
  ])('understands %j', (argv, options) => {
    expect(parseCommandLine(argv)).toMatchObject({ name: 'run', listPaths: ['a'], options });
  });

  it.each([
    ['--concurrency', '-5', 'from 1 to 2,000'],
    ['--concurrency', '0', 'from 1 to 2,000'],
    ['--concurrency', '2001', 'from 1 to 2,000'],
    ['--concurrency', '1e3', 'a whole number'],
    ['--concurrency', '1.5', 'a whole number'],
    ['--concurrency', ' 5', 'a whole number'],
    ['--per-host', '257', 'from 1 to 256'],
    ['--rate', '0', 'from 0.1 to 1,000'],
    ['--robots', 'yes', 'must be off, warn or obey'],
    ['--rate', 'Infinity', 'from 0.1 to 1,000'],
    ['--retries', '21', 'from 0 to 20'],
    ['--timeout-total', '10', 'from 100ms to 10m'],
    ['--timeout-total', '-10s', 'from 100ms to 10m'],
    ['--timeout-total', '99ms', 'from 100ms to 10m'],
    ['--timeout-total', '11m', 'from 100ms to 10m'],
    ['--min-speed', '11MB', 'from 0 to 10,000,000B'],
    ['--min-speed', '5 per s', 'from 0 to 10,000,000B'],
    ['--auto-pause', '5%', 'from 10% to 100%'],
    ['--auto-pause', '80', 'from 10% to 100%'],
    ['--auto-pause', 'often', 'from 10% to 100%'],
    ['--timeout-idle', '10 seconds', 'from 10ms to 1h'],
    ['--max-body', '10MBit', 'from 1KB to 1GB'],
    ['--max-body', '2GB', 'from 1KB to 1GB'],
    ['--max-body', '', 'from 1KB to 1GB'],
  ])('refuses %s %j and says %s', (option, value, allowed) => {
    const refusal = refusalOf('run', 'a.txt', option, value);

    expect(refusal).toContain(`${option} must be`);
    expect(refusal).toContain(allowed);
    expect(refusal).toContain(`"${value}"`);
  });

  it.each([
    [[], 'No command was given'],
    [['rum', 'a.txt'], 'Did you mean gleaner run?'],
    [['frobnicate'], 'gleaner --help'],
    [['run'], 'needs a list'],
    [['run', ''], 'needs a list'],
    [['resume', 'a.gleaner', 'b c'], 'not also "b c"'],
    [['run', 'a.gleaner'], 'gleaner resume a.gleaner'],
    [['run', 'a', '--concurency', '5'], 'Did you mean --concurrency?'],
    [['run', 'a', '--constructor', '5'], 'no option --constructor'],
    [['run', 'a', '-x'], 'no option -x'],
    [['run', 'a', '--concurrency'], '--concurrency needs a value'],
    [['run', 'a', '--export', '--json'], '--export needs a value'],
    [['run', 'a', '--json=yes'], '--json takes no value'],
    [['run', 'a', '--only', 'ok'], 'gleaner run has no option --only'],
    [['run', 'a', '--run-file', 'b.sqlite'], 'must end in .gleaner'],
    [['run', 'a', '--export', 'b.doc'], 'Give it a name that ends in .csv, .xlsx, .jsonl'],
    [['run', 'a', '--header', 'no colon'], 'a name and a value'],
    [['run', 'a', '--header', ': v'], 'a name and a value'],
    [['run', 'a', '--header', 'A b: v'], 'a name and a value'],
    [['run', 'a', '--header', 'A: b\r\nInjected: c'], 'line break'],
    [['run', 'a', '--header', 'Content-Length: 5'], 'sets this header itself'],
    [['run', 'a', '--user-agent', ''], '--user-agent'],
    [['run', 'a', '--proxy', 'socks5://proxy.example'], 'the address of an HTTP proxy'],
    [['run', 'a', '--proxy', 'proxy.example'], 'the address of an HTTP proxy'],
    [['run', 'a', '--auto-pause', '50%', '--no-auto-pause'], 'exclude each other'],
    [['resume'], 'needs a run file'],
    [['retry', 'a.gleaner', '--run-file', 'b.gleaner'], 'but a.gleaner is none'],
    [['retry', 'a.csv', '--run-file', 'b.db'], 'must end in .gleaner'],
    [['retry', 'a.gleaner', '--only', 'http.server_eror'], 'Did you mean http.server_error?'],
    [['retry', 'a.gleaner', '--only', 'ok'], 'no code of a failure'],
    [['export', 'a.gleaner'], 'needs --out'],
    [['export', 'a.gleaner', '--out', 'b.csv', '--only', 'fialed'], 'Did you mean failed?'],
    [['export', 'a.gleaner', '--out', 'b'], '--out b: '],
    [['export', 'a.gleaner', '--out', 'b.xlsx', '--excel'], '--excel is for .csv files'],
    [['export', 'a.gleaner', '--out', 'b.txt', '--columns', 'url'], 'has no columns'],
    [['export', 'a.gleaner', '--out', 'b.csv', '--columns', ' , '], '--columns needs names'],
    [['export', 'a.gleaner', '--out', 'b.csv', '--columns', 'url,url'], 'names "url" twice'],
    [['demo', 'list.txt'], 'takes no "list.txt"'],
    [['demo', '--pages', '0'], 'from 1 to 1,000,000'],
    [['help', 'rnu'], 'Did you mean gleaner run?'],
  ])('refuses %j and says "%s"', (argv, words) => {
    expect(refusalOf(...argv)).toContain(words);
  });

  it.each([
    ['--header', 'Bad name: s3cret'],
    ['--proxy', 'socks5://me:s3cret@proxy.example'],
  ])('never shows what was refused as %s, in which there may be a secret', (option, value) => {
    expect(refusalOf('run', 'a', option, value)).not.toContain('s3cret');
  });

  it('takes several codes and classes for a retry, each code once', () => {
    const command = parseCommandLine([
      'retry',
      'a.gleaner',
      '--only',
      'http.server_error, tls, tls.handshake',
    ]);

    expect(command).toMatchObject({ codes: ['http.server_error', 'tls.certificate', 'tls.handshake'] });
  });

  it('sends the demo to gleaner-demo files unless they are named', () => {
    const byDefault = parseCommandLine(['demo']);
    const named = parseCommandLine([
      'demo',
      '--pages',
      '300',
      '--run-file',
      'x.gleaner',
      '--export',
      'y.csv',
    ]);

    expect(byDefault).toMatchObject({
      pages: 2000,
      runPath: 'gleaner-demo.gleaner',
      exportPaths: ['gleaner-demo.csv'],
      recipePath: null,
      hostLimitsPath: null,
    });
    expect(named).toMatchObject({ pages: 300, runPath: 'x.gleaner', exportPaths: ['y.csv'] });
  });

  it.each([
    [['--help'], { name: 'help', about: null }],
    [['-h'], { name: 'help', about: null }],
    [['help'], { name: 'help', about: null }],
    [['run', '--help'], { name: 'help', about: 'run' }],
    [['help', 'retry'], { name: 'help', about: 'retry' }],
    [['--version'], { name: 'version' }],
  ])('understands %j as a question about the program', (argv, command) => {
    expect(parseCommandLine(argv)).toEqual(command);
  });
});
