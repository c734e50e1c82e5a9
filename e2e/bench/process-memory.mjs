/** What a process and its children take, read from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second towards programs, whatever it uses inside. */
const MS_PER_TICK = 10;
/** Fields of /proc/PID/stat after the name, which is the only one that may hold blanks. */
const PARENT_FIELD = 1;
const USER_TICKS_FIELD = 11;
const SYSTEM_TICKS_FIELD = 12;

/**
 * Memory of the process and everything that it has started, and the processor time of the process.
 *
 * `pssBytes` shares what several processes map between them, so that it adds up; `rssBytes` counts
 * it for each of them.
 *
 * @returns `null` when the process has ended.
 */
export function processTreeUsage(pid) {
  const family = familyOf(pid);
  const memory = family.map(memoryOf).filter((one) => one !== null);
  const fields = statFields(pid);
  if (memory.length === 0 || fields === null) return null;
  return {
    rssBytes: sum(memory.map(({ rssBytes }) => rssBytes)),
    pssBytes: sum(memory.map(({ pssBytes }) => pssBytes)),
    processes: memory.length,
    cpuMs: (Number(fields[USER_TICKS_FIELD]) + Number(fields[SYSTEM_TICKS_FIELD])) * MS_PER_TICK,
  };
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function familyOf(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statFields(name)?.[PARENT_FIELD]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family = [pid];
  // Grows while it is walked: children of children are found on the way.
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family;
}

function memoryOf(pid) {
  const text = read(`/proc/${pid}/smaps_rollup`);
  const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024;
  return text === null || text === '' ? null : { rssBytes: bytes('Rss'), pssBytes: bytes('Pss') };
}

function statFields(pid) {
  const text = read(`/proc/${pid}/stat`);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** A process may end between being listed and being read. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
