/** What the samples of a soak say: figures for each section of the list, and the budgets. Pure. */

const MB = 1024 * 1024;
const MEMORY_RATIO_MAX = 1.2;
/** Sections of one run differ by this much without any reason in the engine. */
const SPEED_RATIO_MIN = 0.95;
/** Tells a slower engine from a machine that is busy with something else. */
const CPU_RATIO_MAX = 1.1;

/**
 * @typedef {object} Sample
 * @property {number} settled Rows settled so far.
 * @property {number} elapsedMs Time spent running, as the engine says.
 * @property {number} rssBytes
 * @property {number} pssBytes
 * @property {number} cpuMs Processor time so far.
 */

/**
 * @typedef {object} Section
 * @property {number} rows Settled at its end.
 * @property {number} ratePerSec
 * @property {number} cpuMicrosPerRow
 * @property {number} rssBytes Median over the samples in its second half.
 * @property {number} pssBytes
 * @property {number} peakPssBytes
 */

/**
 * @param {object} input
 * @param {readonly Sample[]} input.samples
 * @param {import('./leak-probe.ts').LeakReport} input.leaks
 * @param {number} input.rows Those that are measured; the run has more.
 * @param {number} input.sectionRows
 */
export function judge({ samples, leaks, rows, sectionRows }) {
  const sections = Array.from({ length: rows / sectionRows }, (_, index) =>
    sectionOf(samples, index * sectionRows, (index + 1) * sectionRows),
  );
  const first = sections[0];
  const last = sections.at(-1);
  const { before, during, afterStop, afterClose } = leaks;
  const budgets = [
    atMost('memory (PSS), end / 100,000 rows', last.pssBytes / first.pssBytes, MEMORY_RATIO_MAX, ratio),
    atMost('memory (RSS), end / 100,000 rows', last.rssBytes / first.rssBytes, MEMORY_RATIO_MAX, ratio),
    atLeast(
      'rows per second, last / first 100,000',
      last.ratePerSec / first.ratePerSec,
      SPEED_RATIO_MIN,
      ratio,
    ),
    atMost(
      'processor time per row, last / first 100,000',
      last.cpuMicrosPerRow / first.cpuMicrosPerRow,
      CPU_RATIO_MAX,
      ratio,
    ),
    atLeast('sockets while running, or the rest says nothing', during.sockets, before.sockets + 2, String),
    backToZero('sockets left after a stop', afterStop.sockets - before.sockets),
    backToZero('timers left after a stop', afterStop.timers - before.timers),
    backToZero('sockets left after a close', afterClose.sockets - before.sockets),
    backToZero('timers left after a close', afterClose.timers - before.timers),
    backToZero('file descriptors left after a close', afterClose.descriptors - before.descriptors),
  ];
  return { sections, budgets };
}

/** @returns {Section} */
function sectionOf(samples, from, to) {
  const start = momentOf(samples, from);
  const end = momentOf(samples, to);
  const late = samples.filter(({ settled }) => settled > (from + to) / 2 && settled <= to);
  const rows = to - from;
  return {
    rows: to,
    ratePerSec: (rows * 1000) / (end.elapsedMs - start.elapsedMs),
    cpuMicrosPerRow: ((end.cpuMs - start.cpuMs) * 1000) / rows,
    rssBytes: median(late.map(({ rssBytes }) => rssBytes)),
    pssBytes: median(late.map(({ pssBytes }) => pssBytes)),
    peakPssBytes: Math.max(...late.map(({ pssBytes }) => pssBytes)),
  };
}

/** Time and processor time when `settled` rows were settled, in a straight line between two samples. */
function momentOf(samples, settled) {
  const after = samples.findIndex((sample) => sample.settled >= settled);
  const right = samples[after];
  const left = samples[after - 1];
  if (left === undefined || right.settled === left.settled) return right;
  const share = (settled - left.settled) / (right.settled - left.settled);
  const between = (name) => left[name] + (right[name] - left[name]) * share;
  return { elapsedMs: between('elapsedMs'), cpuMs: between('cpuMs') };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** @param {readonly Section[]} sections */
export function sectionTable(sections) {
  return table(
    ['rows', 'rows/s', 'CPU µs/row', 'PSS MB', 'RSS MB', 'peak PSS MB'],
    sections.map((section) => [
      section.rows.toLocaleString('en'),
      Math.round(section.ratePerSec).toLocaleString('en'),
      String(Math.round(section.cpuMicrosPerRow)),
      megabytes(section.pssBytes),
      megabytes(section.rssBytes),
      megabytes(section.peakPssBytes),
    ]),
  );
}

/** @param {import('./leak-probe.ts').LeakReport} leaks */
export function leakTable({ before, during, afterStop, afterClose, backAfterMs, filesLeft, timersLeft }) {
  const lines = [
    countsLine('before', before),
    countsLine('running', during),
    countsLine('stopped', afterStop),
    countsLine('closed', afterClose),
  ];
  const back =
    backAfterMs === null ? 'not back in time' : `back ${Math.round(backAfterMs)} ms after the stop`;
  const left = [...filesLeft, ...timersLeft].map((one) => `left: ${one}\n`).join('');
  return `${table(['', 'sockets', 'timers', 'descriptors', 'active'], lines)}${back}\n${left}\n`;
}

function countsLine(title, { sockets, timers, descriptors, active }) {
  const kinds = Object.entries(active).map(([kind, count]) => `${kind} ${count}`);
  return [title, String(sockets), String(timers), String(descriptors), kinds.join(', ')];
}

function table(header, rows) {
  const dashes = header.map(() => '---');
  const lines = [header, dashes, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  return `\n${lines.join('')}\n`;
}

function atMost(what, value, limit, text) {
  return { what, value: text(value), limit: `at most ${text(limit)}`, isMet: value <= limit };
}

function atLeast(what, value, limit, text) {
  return { what, value: text(value), limit: `at least ${text(limit)}`, isMet: value >= limit };
}

function backToZero(what, value) {
  return { what, value: String(value), limit: '0', isMet: value === 0 };
}

const ratio = (value) => `${value.toFixed(2)} ×`;
const megabytes = (bytes) => String(Math.round(bytes / MB));
