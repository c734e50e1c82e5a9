/**
 * The hosts of the run, as the engine counts them: those in view, read anew every two
 * seconds while somebody looks at them and the run moves.
 */
import { createStore } from 'zustand/vanilla';
import { AppError, ErrorCode, type WireError } from '../../shared/errors.ts';
import type { HostDetail, HostRow } from '../../shared/rows.ts';
import { type Api, toShownError } from '../api/bridge.ts';

type HostKey = Pick<HostRow, 'hostId' | 'origin'>;

export interface HostsState {
  /** What stands in the search box; hosts are searched when typing pauses. */
  readonly search: string;
  /** Hosts that the search finds; `null` before the first answer. */
  readonly count: number | null;
  readonly error: WireError | null;
  /** Grows whenever hosts in view may look different. */
  readonly revision: number;
  /** Grows when the table must go back to its top. */
  readonly topRevision: number;
  readonly openHost: HostKey | null;
  /** Of the open host; `null` until it is read. */
  readonly detail: HostDetail | null;
}

const READ_AGAIN_MS = 2000;
const SEARCH_PAUSE_MS = 200;
/** Read around what is in view, so that a turn of the wheel shows hosts and not gaps. */
const MARGIN_ROWS = 50;
const READ_MAX = 200;

interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly end: number;
}

const INITIAL: HostsState = {
  search: '',
  count: null,
  error: null,
  revision: 0,
  topRevision: 0,
  openHost: null,
  detail: null,
};

export interface HostsOptions {
  readonly api: Api;
  /** Whether anything can have changed since the last look. */
  isMoving(): boolean;
}

export type HostsModel = ReturnType<typeof createHostsModel>;

export function createHostsModel({ api, isMoving }: HostsOptions) {
  const store = createStore<HostsState>()(() => INITIAL);
  let rows: readonly HostRow[] = [];
  /** Place of `rows[0]` among all that the search finds. */
  let rowsFrom = 0;
  let visible: Span = { from: 0, end: 0 };
  /** What the newest read asks for, until it is answered. */
  let asked: Span | null = null;
  /** Names the newest read; answers to older ones are dropped. */
  let request = 0;
  let refreshTimer: ReturnType<typeof setInterval> | undefined;
  let searchTimer: ReturnType<typeof setTimeout> | undefined;

  async function readPage(): Promise<void> {
    request += 1;
    const mine = request;
    const from = Math.max(0, visible.from - MARGIN_ROWS);
    const count = Math.min(READ_MAX, visible.end - from + MARGIN_ROWS);
    asked = { from, end: from + count };
    const search = store.getState().search.trim();
    try {
      const page = await api.call('hosts.read', { search, from, count });
      if (mine !== request) return;
      rows = page.hosts;
      rowsFrom = from;
      store.setState(({ revision }) => ({ count: page.count, error: null, revision: revision + 1 }));
    } catch (error) {
      if (mine === request) showError(error);
    } finally {
      if (mine === request) asked = null;
    }
  }

  async function readDetail(): Promise<void> {
    const hostId = store.getState().openHost?.hostId;
    if (hostId === undefined) return;
    try {
      const detail = await api.call('hosts.detail', { hostId });
      if (store.getState().openHost?.hostId !== hostId) return;
      store.setState(({ revision }) => ({ detail, revision: revision + 1 }));
    } catch (error) {
      if (store.getState().openHost?.hostId === hostId) showError(error);
    }
  }

  /** A run that was closed meanwhile is no error: its hosts are gone with it. */
  function showError(error: unknown): void {
    if (error instanceof AppError && error.code === ErrorCode.WrongState) return;
    store.setState({ error: toShownError(error) });
  }

  /** Somebody looks at the hosts now. @returns A function that ends it. */
  function watch(): () => void {
    void readPage();
    void readDetail();
    clearInterval(refreshTimer);
    refreshTimer = setInterval(() => {
      if (!isMoving()) return;
      void readPage();
      void readDetail();
    }, READ_AGAIN_MS);
    return () => {
      clearInterval(refreshTimer);
      clearTimeout(searchTimer);
    };
  }

  /** The table says what is on screen. */
  function setVisible(from: number, end: number): void {
    visible = { from, end };
    const { count } = store.getState();
    if (count === null) return;
    const needed = { from, end: Math.min(end, count) };
    if (
      asked !== null ? covers(asked, needed) : covers({ from: rowsFrom, end: rowsFrom + rows.length }, needed)
    )
      return;
    void readPage();
  }

  function setSearch(search: string): void {
    clearTimeout(searchTimer);
    store.setState({ search: search.slice(0, 300) });
    searchTimer = setTimeout(() => {
      visible = { from: 0, end: visible.end - visible.from };
      store.setState(({ topRevision }) => ({ topRevision: topRevision + 1 }));
      void readPage();
    }, SEARCH_PAUSE_MS);
  }

  function openHost(host: HostKey | null): void {
    store.setState({ openHost: host, detail: null });
    void readDetail();
  }

  /** The open host is shown as it was read last, or its row would contradict what stands beside it. */
  function row(index: number): HostRow | undefined {
    const read = rows[index - rowsFrom];
    const { detail } = store.getState();
    return detail !== null && detail.host.hostId === read?.hostId ? detail.host : read;
  }

  return {
    store,
    row,
    watch,
    refresh: () => void readPage(),
    setVisible,
    setSearch,
    openHost,
  };
}

function covers(outer: Span, inner: Span): boolean {
  return outer.from <= inner.from && outer.end >= inner.end;
}
