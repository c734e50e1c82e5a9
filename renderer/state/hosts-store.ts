/**
 * The hosts of the run, as the engine counts them: those in view, read anew every two
 * seconds while somebody looks at them and the run moves; how they are asked, twice a second.
 */
import { createStore } from 'zustand/vanilla';
import { AppError, ErrorCode, type WireError } from '../../shared/errors.ts';
import { HOSTS_LIVE_MAX, type HostLive } from '../../shared/host-live.ts';
import type { HostDetail, HostRow } from '../../shared/rows.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import { hostOf } from './run-markers.ts';

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
  /** The host whose limits are being set. */
  readonly limitsOf: string | null;
}

const LIVE_AGAIN_MS = 500;
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
  limitsOf: null,
};

export interface HostsOptions {
  readonly api: Api;
  /** Whether anything can have changed since the last look. */
  isMoving(): boolean;
  onError(error: unknown): void;
  onDone(message: string, advice: string): void;
}

export type HostsModel = ReturnType<typeof createHostsModel>;

export function createHostsModel({ api, isMoving, onError, onDone }: HostsOptions) {
  const store = createStore<HostsState>()(() => INITIAL);
  let rows: readonly HostRow[] = [];
  /** Place of `rows[0]` among all that the search finds. */
  let rowsFrom = 0;
  let rowsSearch = '';
  let isHeld = false;
  let visible: Span = { from: 0, end: 0 };
  /** What the newest read asks for, until it is answered. */
  let asked: Span | null = null;
  /** Names the newest read; answers to older ones are dropped. */
  let request = 0;
  let live: ReadonlyMap<string, HostLive> = new Map();
  let isReadingLive = false;
  /** Names the newest look at how they are asked. */
  let liveRequest = 0;
  let wasMoving = false;
  let liveTimer: ReturnType<typeof setInterval> | undefined;
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
      const isSamePlace = from === rowsFrom && search === rowsSearch;
      rows = isHeld && isSamePlace ? inOrderOf(rows, page.hosts) : page.hosts;
      rowsFrom = from;
      rowsSearch = search;
      store.setState(({ revision }) => ({ count: page.count, error: null, revision: revision + 1 }));
      void readLive();
    } catch (error) {
      if (mine === request) showError(error);
    } finally {
      if (mine === request) asked = null;
    }
  }

  /** One at a time: a busy engine is not asked faster than it answers. */
  async function readLive(): Promise<void> {
    if (isReadingLive) return;
    const origins = rows
      .slice(Math.max(0, visible.from - rowsFrom), Math.max(0, visible.end - rowsFrom))
      .slice(0, HOSTS_LIVE_MAX)
      .map(({ origin }) => origin);
    if (origins.length === 0) return;
    isReadingLive = true;
    liveRequest += 1;
    const mine = liveRequest;
    try {
      const hosts = await api.call('hosts.live', { origins });
      if (mine !== liveRequest) return;
      // At rest nobody asks again, and a rate would stand as if it went on.
      const shown = isMoving() ? hosts : hosts.map((host) => ({ ...host, startedPerSec: 0 }));
      live = new Map(shown.map((host) => [host.origin, host]));
      store.setState(({ revision }) => ({ revision: revision + 1 }));
    } catch (error) {
      showError(error);
    } finally {
      if (mine === liveRequest) isReadingLive = false;
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
    clearInterval(liveTimer);
    liveTimer = setInterval(() => {
      // Once more when it has come to rest, or the last look would stand as if it went on.
      if (isMoving() || wasMoving) void readLive();
      wasMoving = isMoving();
    }, LIVE_AGAIN_MS);
    return () => {
      clearInterval(liveTimer);
      clearInterval(refreshTimer);
      clearTimeout(searchTimer);
    };
  }

  /** Somebody points at a host: it stays where it is, however the order changes meanwhile. */
  function holdOrder(isHolding: boolean): void {
    isHeld = isHolding;
  }

  /** The table says what is on screen. */
  function setVisible(from: number, end: number): void {
    visible = { from, end };
    const { count } = store.getState();
    if (count === null) return;
    const needed = { from, end: Math.min(end, count) };
    if (
      asked !== null ? covers(asked, needed) : covers({ from: rowsFrom, end: rowsFrom + rows.length }, needed)
    ) {
      if (!isLiveKnown()) void readLive();
      return;
    }
    void readPage();
  }

  function isLiveKnown(): boolean {
    const shown = rows.slice(Math.max(0, visible.from - rowsFrom), Math.max(0, visible.end - rowsFrom));
    return live.size === 0 || shown.every(({ origin }) => live.has(origin));
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

  async function act(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
    // What was asked for before the action would show the host as it was.
    isReadingLive = false;
    await readLive();
  }

  const pauseHost = (origin: string) => act(() => api.call('host.pause', { origin }));

  /** A pause of the engine's own is ended by a decision. */
  const resumeHost = (origin: string) =>
    act(() =>
      live.get(origin)?.pausedBy === 'user'
        ? api.call('host.resume', { origin })
        : api.call('host.decide', { origin, decision: 'again' }),
    );

  const forgetHost = (origin: string) =>
    act(async () => {
      await api.call('host.forget', { origin });
      onDone(`${hostOf(origin)} begins anew.`, 'It is asked gently, as if for the first time.');
    });

  return {
    store,
    row,
    liveOf: (origin: string): HostLive | undefined => live.get(origin),
    pauseHost,
    resumeHost,
    forgetHost,
    openLimits: (origin: string) => store.setState({ limitsOf: origin }),
    closeLimits: () => store.setState({ limitsOf: null }),
    watch,
    refresh: () => void readPage(),
    holdOrder,
    setVisible,
    setSearch,
    openHost,
  };
}

/** As they are now, where they were; one that was not read again is as it was. */
function inOrderOf(before: readonly HostRow[], now: readonly HostRow[]): readonly HostRow[] {
  const byId = new Map(now.map((host) => [host.hostId, host]));
  const known = new Set(before.map(({ hostId }) => hostId));
  const kept = before.map((host) => byId.get(host.hostId) ?? host);
  return [...kept, ...now.filter(({ hostId }) => !known.has(hostId))].slice(0, now.length);
}

function covers(outer: Span, inner: Span): boolean {
  return outer.from <= inner.from && outer.end >= inner.end;
}
