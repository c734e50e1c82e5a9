/**
 * The dialog that asks which failed rows to retry, and what to set differently for that
 * retry. What was typed stays until the retry has begun: a wrong field or a refused
 * request costs nothing.
 */
import { createStore } from 'zustand/vanilla';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import { OUTCOMES } from '../../shared/outcome-codes.ts';
import type { RunTotals } from '../../shared/progress.ts';
import type { RetrySelection, RowFilter } from '../../shared/rows.ts';
import { checkRetry, EMPTY_TEXTS, type RetryField, type RetryTexts } from './retry-fields.ts';
import type { RetryOptions } from './run-actions.ts';

export type RetryChoice = RetrySelection['kind'];

/** Rows that were pointed out in the window. */
export interface PointedOut<Kind extends 'rows' | 'filter'> {
  readonly selection: Extract<RetrySelection, { kind: Kind }>;
  /** How many they are; some of them may not have failed. `null` when nobody has counted. */
  readonly count: number | null;
}

export interface RetryState {
  readonly isOpen: boolean;
  readonly title: string;
  readonly choice: RetryChoice;
  /** Ticked causes, for the choice `codes`. */
  readonly codes: readonly OutcomeCode[];
  readonly rows: PointedOut<'rows'> | null;
  readonly filter: PointedOut<'filter'> | null;
  readonly texts: RetryTexts;
  /** Problems are shown once somebody has tried to go on. */
  readonly showsProblems: boolean;
  readonly isSending: boolean;
}

/** Once something else was chosen, what the dialog was opened with is no longer what it does. */
const ANY_TITLE = 'Retry failed rows';

const CLOSED: RetryState = {
  isOpen: false,
  title: '',
  choice: 'all',
  codes: [],
  rows: null,
  filter: null,
  texts: EMPTY_TEXTS,
  showsProblems: false,
  isSending: false,
};

export interface RetryStoreOptions {
  failures(): RunTotals['failures'];
  /** What else is pointed out in the window, for choosing in place of what the dialog opens with. */
  selected(): PointedOut<'rows'> | null;
  shown(): PointedOut<'filter'> | null;
  /** @returns Whether the retry has begun; a refusal is told to the user by whoever sent it. */
  retry(selection: RetrySelection, options: RetryOptions): Promise<boolean>;
}

export type RetryModel = ReturnType<typeof createRetryModel>;

export function createRetryModel({ failures, selected, shown, retry }: RetryStoreOptions) {
  const store = createStore<RetryState>()(() => CLOSED);

  /**
   * @param count Rows that `selection` is about; `null` when nobody has counted.
   * @param title Says what was pressed: `Retry 1,611 failed`.
   */
  function open(selection: RetrySelection, count: number | null, title: string): void {
    store.setState({
      ...CLOSED,
      isOpen: true,
      title,
      choice: selection.kind,
      codes: selection.kind === 'codes' ? selection.codes : worthRetryingOf(failures()),
      rows: selection.kind === 'rows' ? { selection, count } : selected(),
      filter: selection.kind === 'filter' ? { selection, count } : shown(),
    });
  }

  /** What was typed is for this retry only, so it is not there the next time. */
  function close(): void {
    store.setState(CLOSED);
  }

  function choose(choice: RetryChoice): void {
    store.setState({ choice, title: ANY_TITLE });
  }

  function tick(code: OutcomeCode, isTicked: boolean): void {
    store.setState(({ codes }) => ({
      choice: 'codes',
      title: ANY_TITLE,
      codes: isTicked ? [...codes.filter((one) => one !== code), code] : codes.filter((one) => one !== code),
    }));
  }

  function setText(field: RetryField, text: string): void {
    store.setState(({ texts }) => ({ texts: { ...texts, [field]: text } }));
  }

  /** @returns The first field that is wrong, for the focus; `null` when the retry was sent. */
  async function submit(): Promise<RetryField | 'codes' | null> {
    const state = store.getState();
    if (state.isSending) return null;
    const { options, problems } = checkRetry(state.texts);
    const selection = selectionOf(state, failures());
    if (selection === null || Object.keys(problems).length > 0) {
      store.setState({ showsProblems: true });
      // Object.keys widens the keys; they are fields by type.
      const [wrong] = Object.keys(problems) as RetryField[];
      return selection === null ? 'codes' : (wrong ?? null);
    }
    store.setState({ isSending: true });
    const hasBegun = await retry(selection, options);
    if (hasBegun) close();
    else store.setState({ isSending: false });
    return null;
  }

  return { store, open, close, choose, tick, setText, submit };
}

/** How many rows the present choice asks again; `null` when nobody has counted. */
export function chosenCount(
  state: RetryState,
  failures: RunTotals['failures'],
  failed: number,
): number | null {
  switch (state.choice) {
    case 'all':
      return failed;
    case 'codes':
      return tickedCodes(state, failures).reduce((sum, code) => sum + (failures[code] ?? 0), 0);
    case 'rows':
      return state.rows?.count ?? null;
    case 'filter':
      return state.filter?.count ?? null;
  }
}

/** @returns `null` when no cause is ticked that has a row. */
function selectionOf(state: RetryState, failures: RunTotals['failures']): RetrySelection | null {
  switch (state.choice) {
    case 'all':
      return { kind: 'all' };
    case 'codes': {
      const codes = tickedCodes(state, failures);
      return codes.length === 0 ? null : { kind: 'codes', codes };
    }
    case 'rows':
      return state.rows?.selection ?? null;
    case 'filter':
      return state.filter?.selection ?? null;
  }
}

function tickedCodes({ codes }: RetryState, failures: RunTotals['failures']): OutcomeCode[] {
  return codes.filter((code) => (failures[code] ?? 0) > 0);
}

function worthRetryingOf(failures: RunTotals['failures']): OutcomeCode[] {
  // Object.keys widens the keys; they are outcome codes by type.
  return (Object.keys(failures) as OutcomeCode[]).filter((code) => OUTCOMES[code].isWorthRetrying);
}

/**
 * Words for what a filter shows: `failed rows with “socks”`.
 *
 * @param count How many they are, where that number stands before the words.
 */
export function describeFilter({ outcome, code, search }: RowFilter, count: number | null = null): string {
  const noun = count === 1 ? 'row' : 'rows';
  const what = code !== null ? `“${OUTCOMES[code].cause}”` : outcome === 'all' ? noun : `${outcome} ${noun}`;
  return search === '' ? what : `${what} with “${search}”`;
}
