/**
 * Notices when failures take over at a host or in the whole run. Decides nothing: who
 * asks pauses, or does not.
 */
import type { AutoPauseOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { FailureAlarm } from '../../../shared/progress.ts';
import { FailureWindow } from './failure-window.ts';

/** About the list and not about the host: a list may well be full of them. */
const LISTS_OWN: ReadonlySet<OutcomeCode> = new Set([
  'dns.not_found',
  'http.not_found',
  'http.client_error',
  'redirect.loop',
  'redirect.too_many',
  'redirect.invalid',
  'body.too_large',
]);

/** A host that asked for a pause gets it, and one that sends block pages has an alarm of its own. */
const COUNTED_ELSEWHERE: ReadonlySet<OutcomeCode> = new Set(['http.rate_limited', 'blocked.soft']);

export interface Alarms {
  readonly host: FailureAlarm | null;
  readonly run: FailureAlarm | null;
}

const NONE: Alarms = { host: null, run: null };

export class FailureAlarms {
  readonly #options: () => AutoPauseOptions;
  /** Only hosts at which something failed. */
  readonly #hosts = new Map<string, FailureWindow>();
  readonly #exempt = new Set<string>();
  #run: FailureWindow | null = null;

  constructor(options: () => AutoPauseOptions) {
    this.#options = options;
  }

  /** Records the end of an attempt at `origin`. */
  add(origin: string, code: OutcomeCode): Alarms {
    const options = this.#options();
    if (!options.isOn || COUNTED_ELSEWHERE.has(code)) return NONE;
    const failure = code === 'ok' || LISTS_OWN.has(code) ? null : code;
    this.#run = sized(this.#run, options.runAnswers);
    this.#run.add(failure);
    const known = this.#hosts.get(origin);
    if (known === undefined && failure === null) return NONE;
    const window = sized(known ?? null, options.hostAnswers);
    if (window !== known) this.#hosts.set(origin, window);
    window.add(failure);
    // A good answer never raises an alarm: it only brings the share down.
    if (failure === null) return NONE;
    return {
      host: this.#exempt.has(origin) ? null : window.alarm(options.failedRatio),
      run: this.#run.alarm(options.failedRatio),
    };
  }

  /** The user wants to go on: a new alarm takes as many answers as the first one. */
  clearRun(): void {
    this.#run?.clear();
  }

  clearHost(origin: string): void {
    this.#hosts.delete(origin);
  }

  isExempt(origin: string): boolean {
    return this.#exempt.has(origin);
  }

  /** No alarm is raised for `origin` any more. */
  exempt(origin: string): void {
    this.#exempt.add(origin);
    this.#hosts.delete(origin);
  }
}

/** The window, or a new one when the option for its size has changed. */
function sized(window: FailureWindow | null, size: number): FailureWindow {
  return window?.size === size ? window : new FailureWindow(size);
}
