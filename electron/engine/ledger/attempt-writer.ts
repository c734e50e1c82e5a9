/** Appends attempts to a run file: the hottest statement of a run. */
import { numberOf } from './row-filter.ts';
import type { Database, Statement } from './sqlite.ts';
import type { FinishedAttempt } from './work-ledger.ts';

export class AttemptWriter {
  readonly #insertPlain: Statement;
  readonly #insertWhole: Statement;

  constructor(database: Database) {
    // Binding a value costs more than storing it, and most attempts have none of the last six.
    const common =
      'row_id, round, code, started_at_ms, duration_ms, status, bytes, content_type, title, first_byte_ms, body_ms, wait_ms';
    this.#insertPlain = database.prepare(`INSERT INTO attempt (${common}) VALUES (${places(12)})`);
    this.#insertWhole = database.prepare(
      `INSERT INTO attempt (${common}, final_url, hops, error, dns_ms, connect_ms, tls_ms) VALUES (${places(18)})`,
    );
  }

  /** Works inside the caller's transaction. @returns The id of the attempt. @throws What SQLite throws. */
  append(one: FinishedAttempt, round: number): number | bigint {
    const { result } = one;
    const { phases } = result;
    const isPlain =
      result.error === null && result.finalUrl === null && phases.connectMs === null && phases.dnsMs === null;
    if (isPlain) {
      return this.#insertPlain.run(
        one.rowId,
        round,
        numberOf(result.code),
        one.startedAtMs,
        Math.round(one.durationMs),
        result.status,
        result.bytes,
        result.contentType,
        result.title,
        rounded(phases.firstByteMs),
        rounded(phases.bodyMs),
        rounded(phases.waitMs),
      ).lastInsertRowid;
    }
    return this.#insertWhole.run(
      one.rowId,
      round,
      numberOf(result.code),
      one.startedAtMs,
      Math.round(one.durationMs),
      result.status,
      result.bytes,
      result.contentType,
      result.title,
      rounded(phases.firstByteMs),
      rounded(phases.bodyMs),
      rounded(phases.waitMs),
      result.finalUrl,
      result.hops.length === 0 ? null : JSON.stringify(result.hops.map((hop) => [hop.status, hop.url])),
      result.error,
      rounded(phases.dnsMs),
      rounded(phases.connectMs),
      rounded(phases.tlsMs),
    ).lastInsertRowid;
  }
}

function places(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
