/** How much of the machine is in use, by all its processes: what is left is free for others. */
import { readFileSync } from 'node:fs';

/** @returns Processor seconds of the whole machine so far, busy and in all; `null` where nobody counts them. */
export function readProcessors() {
  let line;
  try {
    [line] = readFileSync('/proc/stat', 'utf8').split('\n');
  } catch {
    return null;
  }
  // proc(5): user nice system idle iowait irq softirq steal; guests are counted in the first two.
  const [user, nice, system, idle, iowait, irq, softirq, steal] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, all: busy + idle + iowait };
}

/** @returns Cores that were busy on average between two readings; `null` when one is missing. */
export function busyCores(before, after, cores) {
  if (before === null || after === null || after.all === before.all) return null;
  return (cores * (after.busy - before.busy)) / (after.all - before.all);
}
