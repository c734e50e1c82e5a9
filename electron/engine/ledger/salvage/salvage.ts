/**
 * What can be read of a damaged run file -> a new run file beside it. The damaged file is only
 * read, and not through SQLite: one bad page near the root of a table would hide all pages below
 * it. Each leaf page is read by itself instead, so a bad page costs the entries in it.
 *
 * What is kept: every row whose address can be read, under a new id but in its order and with its
 * line; every outcome and attempt of such a row. A row that cannot be read becomes a rejected
 * line, and a row whose outcome cannot be read is pending again, so the ledger equation holds.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMergeReason } from '../../../../shared/list-import.ts';
import { OUTCOME_CODES, OUTCOMES } from '../../../../shared/outcome-codes.ts';
import type { SalvageReport } from '../../../../shared/run.ts';
import { Draft } from '../draft.ts';
import { MetaKey } from '../schema.ts';
import { parseCells } from '../stored-json.ts';
import type { Value } from './leaf-page.ts';
import { PageSource, USUAL_PAGE_SIZE } from './page-source.ts';
import { Remains } from './remains.ts';

/**
 * @returns The path of the new run file, or `null` when there is nothing of a run file at `path`.
 * @throws AppError `FOLDER_READ_ONLY`, `DISK_FULL`; nothing is left behind then.
 */
export function salvage(path: string): string | null {
  return salvagePages(path, null) ?? salvagePages(path, USUAL_PAGE_SIZE);
}

/** @param pageSize `null`: what the file says. */
function salvagePages(path: string, pageSize: number | null): string | null {
  const source = PageSource.open(path, pageSize);
  try {
    const remains = new Remains(source);
    if (!remains.isRunFile) return null;
    const draft = new Draft(randomUUID(), dirname(path));
    try {
      const copied = copyRemains(remains, draft);
      if (copied.rows === 0) {
        draft.discard();
        return null;
      }
      draft.finish(remains.facts.get(MetaKey.Name) ?? basename(path), factsOf(remains, copied, path));
      const recovered = freePath(path);
      draft.moveTo(recovered);
      return recovered;
    } catch (error) {
      draft.discard();
      throw error;
    }
  } finally {
    source.close();
  }
}

interface Copied extends Omit<SalvageReport, 'fromPath'> {
  readonly merged: number;
  readonly rejected: number;
  readonly bytes: number;
}

/** The new id of a row that could not be read. */
const GONE = -1;
/** An attempt that no row has: for outcomes whose own attempt is lost. */
const NO_ATTEMPT = 0;

function copyRemains(remains: Remains, draft: Draft): Copied {
  const newIds = new Int32Array(remains.rowIdEnd).fill(GONE);
  let rows = 0;
  remains.eachRow((id, [, line, url, , extra]) => {
    // Checked when it was told apart from other records.
    const address = url as string;
    const hostId = draft.addHost(originOf(address));
    newIds[id] = draft.addRow(line as number, address, hostId, parseCells(extra as string | null));
    rows++;
  });
  const newIdOf = (oldRowId: Value): number => newIds[oldRowId as number] ?? GONE;

  const lastAttempt = new Uint32Array(rows);
  const lastCode = new Uint8Array(rows);
  const lastRound = new Uint32Array(rows);
  const isKept = new Uint8Array(remains.idEnd);
  let bytes = 0;
  remains.each('attempt', (id, [, oldRowId, round, code, ...rest]) => {
    const rowId = newIdOf(oldRowId!);
    if (rowId === GONE || isKept[id] === 1 || (round as number) > remains.round) return;
    isKept[id] = 1;
    draft.copy('attempt', [id, rowId, round!, code!, ...rest]);
    bytes += Math.max(0, rest[3] as number);
    if (id < lastAttempt[rowId]!) return;
    lastAttempt[rowId] = id;
    lastCode[rowId] = code as number;
    lastRound[rowId] = round as number;
  });

  const isSettled = new Uint8Array(rows);
  let settled = 0;
  remains.each('settlement', (oldRowId, [, code, attemptId]) => {
    const rowId = newIdOf(oldRowId);
    if (rowId === GONE || isSettled[rowId] === 1) return;
    isSettled[rowId] = 1;
    settled++;
    const isLost = attemptId !== null && isKept[attemptId as number] !== 1;
    draft.copy('settlement', [rowId, code!, isLost ? NO_ATTEMPT : attemptId!]);
  });
  remains.each('earlierAttempts', (oldRowId, [, count]) => {
    const rowId = newIdOf(oldRowId);
    if (rowId !== GONE) draft.addEarlierAttempts(rowId, count as number);
  });
  remains.each('round', (id, [, ...values]) => draft.copy('round', [id, ...values]));

  let merged = 0;
  let rejected = 0;
  remains.each('droppedLine', (id, [, line, text, reason, intoRow]) => {
    if (reason === null || isMergeReason(reason as string)) merged++;
    else rejected++;
    const target = newIdOf(intoRow!);
    draft.copy('dropped_line', [id, line!, text!, reason!, target === GONE ? null : target]);
  });

  let settledLost = 0;
  for (let rowId = 0; rowId < rows; rowId++) {
    if (isSettled[rowId] === 1 || lastAttempt[rowId] === 0) continue;
    if (wasSettledBy(lastCode[rowId]!, lastRound[rowId] === remains.round)) settledLost++;
  }
  return {
    rows,
    rowsLost: Math.max(0, remains.rowsExpected - rows),
    settled,
    settledLost,
    merged,
    rejected,
    bytes,
  };
}

/** Of an address as the WHATWG serialises it; only one with a name and a password is worth a parser. */
function originOf(address: string): string {
  const origin = address.slice(0, address.indexOf('/', 'https://'.length));
  return origin.includes('@') ? new URL(address).origin : origin;
}

/** Whether a row whose last attempt ended like this was settled by it, as far as can be told. */
function wasSettledBy(code: number, isPresentRound: boolean): boolean {
  const outcome = OUTCOME_CODES[code]!;
  // Failures of an earlier round may have been made pending again by a retry.
  return outcome === 'ok' || (isPresentRound && OUTCOMES[outcome].retry === 'never');
}

/** The figures of the new file: `lines = rows + merged + rejected`, with lost rows as rejected lines. */
function factsOf(remains: Remains, copied: Copied, path: string): Record<string, string> {
  const { rows, rowsLost, settled, settledLost } = copied;
  const merged = remains.count(MetaKey.Merged) ?? copied.merged;
  const known = remains.count(MetaKey.Rejected) ?? copied.rejected;
  const rejected = known + rowsLost;
  const report: SalvageReport = { fromPath: path, rows, rowsLost, settled, settledLost };
  const facts: Record<string, string> = {
    [MetaKey.Merged]: String(merged),
    [MetaKey.Rejected]: String(rejected),
    [MetaKey.Lines]: String(rows + merged + rejected),
    [MetaKey.Round]: String(remains.round),
    [MetaKey.Bytes]: String(remains.count(MetaKey.Bytes) ?? copied.bytes),
    [MetaKey.ElapsedMs]: String(remains.count(MetaKey.ElapsedMs) ?? 0),
    [MetaKey.Salvage]: JSON.stringify(report),
  };
  for (const key of [MetaKey.Options, MetaKey.UrlColumn, MetaKey.OtherColumns, MetaKey.ListFiles]) {
    const value = remains.facts.get(key);
    if (value !== undefined) facts[key] = value;
  }
  return facts;
}

/** `products recovered.gleaner`, `products recovered 2.gleaner`, … : the first that is free. */
function freePath(path: string): string {
  const stem = basename(path).replace(/\.gleaner$/i, '');
  for (let number = 1; ; number++) {
    const name = `${stem} recovered${number === 1 ? '' : ` ${number}`}.gleaner`;
    const candidate = join(dirname(path), name);
    if (!existsSync(candidate)) return candidate;
  }
}
