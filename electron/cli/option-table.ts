/** Every command and option of the command line, declared once: for parsing, for `--help` and for suggestions. */
import { DEFAULT_OPTIONS, LIMIT_RANGES } from '../../shared/options.ts';
import { formatCount } from '../../shared/format.ts';
import { durationText, ratioText, sizeText } from './quantities.ts';

export const COMMAND_NAMES = [
  'run',
  'resume',
  'retry',
  'again',
  'export',
  'compare',
  'extract',
  'recipe',
  'demo',
  'forget-hosts',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

export interface CommandSpec {
  /** What follows the command's name. */
  readonly operand: string;
  readonly summary: string;
  readonly details: readonly string[];
}

export const COMMANDS: Readonly<Record<CommandName, CommandSpec>> = {
  run: {
    operand: 'LIST|- ...',
    summary: 'Fetch every URL of a list into a run file.',
    details: [
      'LIST is a text file with one URL a line, a CSV, TSV or XLSX with a column of URLs, a sitemap, or',
      'a run file whose URLs are to be fetched anew; text and sitemaps may be compressed with gzip.',
      '- is standard input. Several lists are read as one, in the order given.',
      'The run file is the first LIST with its extension replaced by .gleaner, and list.gleaner in the',
      'current folder for -. A run there that is not finished is never overwritten: resume it.',
      '',
      'Lines whose addresses are the same but for what follows the # are one row. What was merged or',
      'rejected, and why, is in the file of --report.',
      'With --ranges https://a.example/p/{1..500} stands for 500 addresses, {001..120} for padded numbers,',
      '{1..100..5} for every fifth, and {en,de} for a list; each address counts as a line.',
      '',
      'The file of --host-limits is a list. Each entry has a pattern and any of the limits:',
      '  [{"pattern": "*.shop.example", "perHost": 4, "ratePerSec": 2, "adapt": false}]',
      'A pattern is a host, with a port or without, and * stands for any part of it.',
    ],
  },
  resume: {
    operand: 'F.gleaner',
    summary: 'Go on with a run that was stopped or interrupted.',
    details: ['Options that are named replace those the run was started with.'],
  },
  retry: {
    operand: 'F.gleaner|F.csv',
    summary: 'Fetch the failed rows of a run again.',
    details: [
      'All failed rows, or those with the codes that --only names. Options hold for this round only.',
      'An earlier CSV export of Gleaner becomes a run file first: F.gleaner, or what --run-file names.',
    ],
  },
  again: {
    operand: 'F.gleaner',
    summary: 'Fetch the rows of a run again, as a new run.',
    details: [
      'Pages that have not changed since are not sent again, if their server knows how (ETag,',
      'Last-Modified). The new run file goes beside the old one, or where --run-file says; the old',
      'one stays as it is and holds the kept pages that have not changed. Options as they were,',
      'and those that are named.',
    ],
  },
  export: {
    operand: 'F.gleaner --out F | --report F',
    summary: 'Write the rows of a run file to a file of another format.',
    details: [
      'The ending of F says which: .csv, .xlsx (Excel), .jsonl (JSON Lines), .parquet, .sqlite or .db',
      '(a database with a table "results"), .txt (the addresses of the rows that failed), .warc.gz (the',
      'pages that were kept).',
      'Rows come in list order. The columns are those of every run, then those of the list, then those',
      'of the recipe; --columns chooses some and their order (a name with a comma in double quotes).',
    ],
  },
  compare: {
    operand: 'BEFORE.gleaner AFTER.gleaner',
    summary: 'Say what is new, gone and changed from one run to another.',
    details: [
      'Rows are matched by address. Pages count as changed when a column that both runs extracted has',
      'another value; without such columns, when their content differs, as far as it was hashed',
      '(--hash, --keep). --only takes new, gone, changed, content, same and unknown, comma-separated.',
    ],
  },
  extract: {
    operand: 'F.gleaner',
    summary: 'Take columns out of the kept pages of a run, without a request.',
    details: [
      'The columns are those of --recipe, which becomes the recipe of the run, or those that the run',
      'has. Pages are kept with --keep; of a run without it only a sample is there.',
    ],
  },
  recipe: {
    operand: 'find F.gleaner',
    summary: 'Look for product data in the pages of a run and write a recipe for it.',
    details: [
      'Looks at a sample of the pages: at JSON-LD, microdata, RDFa, OpenGraph and meta, and where these',
      'say nothing at the usual places. The recipe goes to --out, or to standard output; run, resume and',
      'extract take it with --recipe. It is a JSON file that can be edited: a column takes its value',
      'by "css", "xpath", "regex", "json", "product" or "offer".',
    ],
  },
  'forget-hosts': {
    operand: '',
    summary: 'Forget what hosts bore in earlier runs.',
    details: [
      'Gleaner remembers for 90 days how fast each host could be asked, and starts the next run with',
      'it. The window and the command line share that memory. Run files are not touched.',
    ],
  },
  demo: {
    operand: '',
    summary: 'Fetch the built-in demo shop and export it.',
    details: [
      'The demo shop is a small web server on this computer. The run file and the CSV go to',
      'gleaner-demo.gleaner and gleaner-demo.csv in the current folder, replaced each time, unless',
      'named. Because nobody else is bothered, --per-host is 200 here unless it is given.',
    ],
  },
};

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly isRepeatable?: boolean;
  /** Placeholder of the value in the help. */
  readonly value?: string;
  readonly help: string;
  readonly commands: readonly CommandName[];
}

const FETCHING = ['run', 'resume', 'retry', 'again', 'demo'] as const;

const countRange = ({ min, max }: { min: number; max: number }): string =>
  `${formatCount(min)} to ${formatCount(max)}`;

function timeout(help: string, defaultMs: number, range: { min: number; max: number }): OptionSpec {
  const allowed = `${durationText(range.min)} to ${durationText(range.max)}`;
  return {
    type: 'string',
    value: 'D',
    help: `${help}; ${allowed}, default ${durationText(defaultMs)}`,
    commands: FETCHING,
  };
}

export const OPTIONS = {
  'run-file': {
    type: 'string',
    value: 'F.gleaner',
    help: 'where the run file goes',
    commands: ['run', 'retry', 'again', 'demo'],
  },
  pages: {
    type: 'string',
    value: 'N',
    help: 'pages of the shop; 1 to 1,000,000, default 2,000',
    commands: ['demo'],
  },
  column: {
    type: 'string',
    value: 'NAME|N',
    help: 'the column of a table with the URLs; found by itself otherwise',
    commands: ['run'],
  },
  sheet: {
    type: 'string',
    value: 'NAME|N',
    help: 'the sheet of a spreadsheet; default: the first with URLs',
    commands: ['run'],
  },
  encoding: {
    type: 'string',
    value: 'NAME',
    help: 'of text: utf-8, windows-1252, gb18030, shift_jis and others; found by itself otherwise',
    commands: ['run'],
  },
  delimiter: {
    type: 'string',
    value: 'WHICH',
    help: 'between columns: comma, semicolon, tab, bar, or none for one URL a line',
    commands: ['run'],
  },
  'no-header': { type: 'boolean', help: 'the first row of a table is a row like others', commands: ['run'] },
  merge: {
    type: 'string',
    value: 'RULES',
    help: 'merge more: slash (at the end), tracking (utm_…), case (of the path)',
    commands: ['run'],
  },
  'keep-duplicates': { type: 'boolean', help: 'merge nothing: every line is a row', commands: ['run'] },
  ranges: { type: 'boolean', help: 'expand {1..500} and {en,de} in addresses', commands: ['run'] },
  report: {
    type: 'string',
    value: 'F.csv',
    help: 'write every merged and rejected line of the list, with the reason',
    commands: ['run', 'export'],
  },
  export: {
    type: 'string',
    isRepeatable: true,
    value: 'F',
    help: 'export at the end, in the format that the ending says; can be repeated',
    commands: [...FETCHING, 'compare', 'extract'],
  },
  recipe: {
    type: 'string',
    value: 'R.json',
    help: 'take these columns out of every page',
    commands: [...FETCHING, 'extract'],
  },
  out: { type: 'string', value: 'F', help: 'the file to write', commands: ['export', 'recipe'] },
  columns: {
    type: 'string',
    value: 'A,B,C',
    help: 'these columns in this order',
    commands: ['export'],
  },
  originals: {
    type: 'boolean',
    help: 'behind each extracted column the text as it stood on the page, as NAME_original',
    commands: ['export'],
  },
  only: {
    type: 'string',
    value: 'WHICH',
    help: 'retry: codes or classes; export: a state or one code; compare: kinds of change',
    commands: ['retry', 'export', 'compare'],
  },
  excel: {
    type: 'boolean',
    help: '.csv for spreadsheets: byte order mark, and no cell that would run as a formula',
    commands: ['export'],
  },
  concurrency: {
    type: 'string',
    value: 'N',
    help: `requests in flight at once; ${countRange(LIMIT_RANGES.concurrency)}, default ${DEFAULT_OPTIONS.concurrency}`,
    commands: FETCHING,
  },
  'per-host': {
    type: 'string',
    value: 'N',
    help: `the same per host; ${countRange(LIMIT_RANGES.perHost)}, default ${DEFAULT_OPTIONS.perHost}`,
    commands: FETCHING,
  },
  rate: {
    type: 'string',
    value: 'R',
    help: 'requests per second and host; 0.1 to 1,000, or none (default)',
    commands: FETCHING,
  },
  'no-adapt': {
    type: 'boolean',
    help: 'fixed limits; 429 and Retry-After are still honoured',
    commands: FETCHING,
  },
  robots: {
    type: 'string',
    value: 'MODE',
    help: 'robots.txt: off (default), warn (fetch and count), or obey, its Crawl-delay included',
    commands: FETCHING,
  },
  keep: {
    type: 'string',
    value: 'MODE',
    help: 'pages beside the run file: off (default), warc (NAME.warc.gz), files (NAME.pages/)',
    commands: FETCHING,
  },
  hash: {
    type: 'boolean',
    help: 'hash every page, to compare with a later run; kept pages are hashed anyway',
    commands: FETCHING,
  },
  'host-limits': {
    type: 'string',
    value: 'F.json',
    help: 'limits for some hosts, in a file that gleaner run --help describes',
    commands: ['run', 'resume', 'retry', 'again'],
  },
  'timeout-connect': timeout(
    'name lookup, TCP and TLS',
    DEFAULT_OPTIONS.timeoutConnectMs,
    LIMIT_RANGES.timeoutMs,
  ),
  'timeout-headers': timeout(
    'until the answer begins',
    DEFAULT_OPTIONS.timeoutHeadersMs,
    LIMIT_RANGES.timeoutMs,
  ),
  'timeout-idle': timeout('longest pause in a body', DEFAULT_OPTIONS.timeoutIdleMs, LIMIT_RANGES.timeoutMs),
  'timeout-total': timeout('one whole attempt', DEFAULT_OPTIONS.timeoutTotalMs, LIMIT_RANGES.timeoutTotalMs),
  'min-speed': {
    type: 'string',
    value: 'SIZE',
    help:
      `bytes per second that an answer must bring; 0 (off) to ` +
      `${sizeText(LIMIT_RANGES.minSpeedBytesPerSec.max)}, default ${sizeText(DEFAULT_OPTIONS.minSpeedBytesPerSec)}`,
    commands: FETCHING,
  },
  'min-speed-window': timeout(
    'over which that is measured',
    DEFAULT_OPTIONS.minSpeedWindowMs,
    LIMIT_RANGES.minSpeedWindowMs,
  ),
  retries: {
    type: 'string',
    value: 'N',
    help: `attempts after the first; ${countRange(LIMIT_RANGES.retries)}, default ${DEFAULT_OPTIONS.retries}`,
    commands: FETCHING,
  },
  policy: {
    type: 'string',
    isRepeatable: true,
    value: 'CODE=RULE',
    help: 'retries of one outcome, or of a class: never, or N[,FIRST[,CAP]]; can be repeated',
    commands: FETCHING,
  },
  'auto-pause': {
    type: 'string',
    value: 'RATIO',
    help:
      `share of failures that pauses a host or the run; ${ratioText(LIMIT_RANGES.failedRatio.min)} to ` +
      `${ratioText(LIMIT_RANGES.failedRatio.max)}, default ${ratioText(DEFAULT_OPTIONS.autoPause.failedRatio)}`,
    commands: FETCHING,
  },
  'no-auto-pause': { type: 'boolean', help: 'go on however much fails', commands: FETCHING },
  'no-soft-block': {
    type: 'boolean',
    help: 'take block pages, and one page in place of many, for answers like any other',
    commands: FETCHING,
  },
  proxy: {
    type: 'string',
    value: 'URL',
    help: 'http://proxy.example:3128, also with user:password@; or none (default)',
    commands: FETCHING,
  },
  'max-body': {
    type: 'string',
    value: 'SIZE',
    help:
      `largest page, decoded; ${sizeText(LIMIT_RANGES.maxBodyBytes.min)} to ` +
      `${sizeText(LIMIT_RANGES.maxBodyBytes.max)}, default ${sizeText(DEFAULT_OPTIONS.maxBodyBytes)}`,
    commands: FETCHING,
  },
  header: {
    type: 'string',
    isRepeatable: true,
    value: "'K: V'",
    help: 'sent with every request; can be repeated',
    commands: FETCHING,
  },
  'user-agent': {
    type: 'string',
    value: 'S',
    help: `default ${DEFAULT_OPTIONS.userAgent}`,
    commands: FETCHING,
  },
  'finish-by': {
    type: 'string',
    value: 'HH:MM',
    help: 'today or tomorrow: says whether the run will be done by then; fetches no faster for it',
    commands: FETCHING,
  },
  json: {
    type: 'boolean',
    help: 'one JSON object a line on standard output instead of the progress bar',
    commands: COMMAND_NAMES,
  },
  help: { type: 'boolean', help: 'this text, or that of a command', commands: COMMAND_NAMES },
  version: { type: 'boolean', help: 'the version', commands: [] },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof OPTIONS;

// Object.keys forgets the literal keys.
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

export function optionsOf(command: CommandName): readonly OptionName[] {
  return OPTION_NAMES.filter((name) => (OPTIONS[name].commands as readonly CommandName[]).includes(command));
}
