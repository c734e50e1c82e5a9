/** What the robots.txt of each host asks, for as long as the run is open. */
import type { RobotsFigures } from '../../../shared/progress.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import { ALLOW_ALL, productToken, type RobotsRules } from './robots-rules.ts';

/** Rules beyond this go, those that were read first; their hosts are asked again if need be. */
const RULES_MAX_BYTES = 64 * 1024 * 1024;

/** `unavailable`: it could not be read, which forbids everything (RFC 9309, 2.3.1.4). */
export type HostRobots =
  | { readonly kind: 'rules'; readonly rules: RobotsRules }
  | { readonly kind: 'unavailable'; readonly code: OutcomeCode; readonly reason: string };

/** Why a row may not be asked. */
export interface Refusal {
  readonly code: OutcomeCode;
  readonly reason: string;
}

const FREE: HostRobots = { kind: 'rules', rules: ALLOW_ALL };
const FORBIDDEN: Refusal = { code: 'skipped.robots', reason: 'robots.txt disallows it' };

export class RobotsCache {
  readonly #hosts = new Map<string, HostRobots>();
  #rulesBytes = 0;
  #token = '';
  #slowest: RobotsFigures['slowest'] = null;
  #delayedHosts = 0;
  #unavailableHosts = 0;
  #refusedRows = 0;

  get token(): string {
    return this.#token;
  }

  /** Under another name other rules may hold. */
  setOptions(options: RunOptions): void {
    const token = productToken(userAgentOf(options));
    if (token === this.#token) return;
    this.#token = token;
    this.#hosts.clear();
    this.#rulesBytes = 0;
    this.#slowest = null;
    this.#delayedHosts = 0;
    this.#unavailableHosts = 0;
  }

  /** `null`: not read yet. */
  of(origin: string): HostRobots | null {
    return this.#hosts.get(origin) ?? null;
  }

  /** @returns `null` for an address that may be asked. */
  refusal(origin: string, url: string): Refusal | null {
    const robots = this.#hosts.get(origin);
    if (robots === undefined) return null;
    if (robots.kind === 'unavailable') return robots;
    return robots.rules.isAllowed(url) ? null : FORBIDDEN;
  }

  /** 0 for none. */
  crawlDelayMs(origin: string): number {
    const robots = this.#hosts.get(origin);
    return robots?.kind === 'rules' ? (robots.rules.crawlDelayMs ?? 0) : 0;
  }

  setRules(origin: string, rules: RobotsRules): void {
    this.#hosts.set(origin, rules === ALLOW_ALL ? FREE : { kind: 'rules', rules });
    const delayMs = rules.crawlDelayMs ?? 0;
    if (delayMs > 0) this.#delayedHosts++;
    if (delayMs > (this.#slowest?.crawlDelayMs ?? 0)) this.#slowest = { origin, crawlDelayMs: delayMs };
    this.#rulesBytes += rules.size;
    if (this.#rulesBytes > RULES_MAX_BYTES) this.#forgetFirst();
  }

  setUnavailable(origin: string, code: OutcomeCode, reason: string): void {
    this.#hosts.set(origin, { kind: 'unavailable', code, reason });
    this.#unavailableHosts++;
  }

  /** Whoever starts anew wants to know whether it can be read now. */
  forgetUnavailable(): void {
    for (const [origin, { kind }] of this.#hosts) if (kind === 'unavailable') this.#hosts.delete(origin);
    this.#unavailableHosts = 0;
  }

  /** A row was fetched that robots.txt asks not to fetch. */
  countRefused(): void {
    this.#refusedRows++;
  }

  get figures(): RobotsFigures {
    return {
      refusedRows: this.#refusedRows,
      unavailableHosts: this.#unavailableHosts,
      delayedHosts: this.#delayedHosts,
      slowest: this.#slowest,
    };
  }

  #forgetFirst(): void {
    for (const [origin, robots] of this.#hosts) {
      if (this.#rulesBytes <= RULES_MAX_BYTES) return;
      if (robots.kind !== 'rules' || robots.rules.size === 0) continue;
      this.#rulesBytes -= robots.rules.size;
      if ((robots.rules.crawlDelayMs ?? 0) > 0) this.#delayedHosts--;
      this.#hosts.delete(origin);
    }
  }
}

/** A header of the user's own replaces ours. */
function userAgentOf({ headers, userAgent }: RunOptions): string {
  return headers.findLast(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? userAgent;
}
