/**
 * The time by which a run is to be finished, as the user set it, and what the engine says about
 * it. It belongs to the window: nothing is fetched faster for it, unless the user raises a limit.
 */
import { createStore } from 'zustand/vanilla';
import { nextAt } from '../../shared/finish-by.ts';
import type { Plan } from '../../shared/plan.ts';
import type { Api } from '../api/bridge.ts';

export interface DeadlineState {
  /** As the field has it: `HH:MM`, or empty. */
  readonly text: string;
  /** Wall-clock time in epoch milliseconds; `null` for none. */
  readonly atMs: number | null;
  /** `null` while too little is known, or while nothing is fetched. */
  readonly plan: Plan | null;
}

const NONE: DeadlineState = { text: '', atMs: null, plan: null };
/** The forecast is renewed about as often. */
const ASK_EVERY_MS = 1500;

export type DeadlineModel = ReturnType<typeof createDeadlineModel>;

export function createDeadlineModel({ api, now }: { readonly api: Api; now(): number }) {
  const store = createStore<DeadlineState>()(() => NONE);
  let isAsking = false;
  let askedAtMs = 0;

  function set(text: string): void {
    store.setState({ text, atMs: nextAt(text, now()), plan: null });
    askedAtMs = 0;
    void ask();
  }

  /** With each progress of a run that is going. */
  function onProgress(): void {
    const nowMs = now();
    if (nowMs - askedAtMs >= ASK_EVERY_MS || nowMs < askedAtMs) void ask();
  }

  async function ask(): Promise<void> {
    const { atMs } = store.getState();
    if (atMs === null || isAsking) return;
    isAsking = true;
    askedAtMs = now();
    try {
      const plan = await api.call('run.plan', { deadlineMs: atMs });
      // Another deadline was set meanwhile: the answer is to a question that nobody asks any more.
      if (store.getState().atMs === atMs) store.setState({ plan });
    } catch {
      // No run is open, or the engine is being started again: the next progress asks anew.
    } finally {
      isAsking = false;
    }
  }

  const clear = () => store.setState(NONE);

  return { store, set, onProgress, clear };
}
