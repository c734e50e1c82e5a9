/** Messages that no screen asked for: shown at the edge, newest last, each until dismissed or old. */
import { createStore } from 'zustand/vanilla';
import type { WireError } from '../../shared/errors.ts';

export interface Notice {
  readonly id: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly advice: string;
}

const SHOWN_MAX = 4;
/** Warnings and errors stay until they are dismissed. */
const INFO_FOR_MS = 8000;

export type NoticesModel = ReturnType<typeof createNoticesModel>;

export function createNoticesModel() {
  const store = createStore<{ readonly notices: readonly Notice[] }>()(() => ({ notices: [] }));
  let lastId = 0;

  function dismiss(id: number): void {
    store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
  }

  function add(level: Notice['level'], message: string, advice = ''): void {
    const { notices } = store.getState();
    // The same words twice are one notice, not a pile.
    const others = notices.filter((notice) => notice.message !== message);
    lastId += 1;
    const id = lastId;
    store.setState({ notices: [...others, { id, level, message, advice }].slice(-SHOWN_MAX) });
    if (level === 'info') setTimeout(() => dismiss(id), INFO_FOR_MS);
  }

  return {
    store,
    add,
    dismiss,
    addError: (error: WireError) => add('error', error.message, error.advice),
  };
}
