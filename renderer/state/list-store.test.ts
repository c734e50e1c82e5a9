import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { ImportSummary } from '../../shared/list-import.ts';
import type { Api } from '../api/bridge.ts';
import { createListModel, PIECE_CHARS, TYPING_PAUSE_MS } from './list-store.ts';

const summary = (draftId: string): ImportSummary => ({
  draftId,
  name: 'Pasted list',
  lines: 1,
  rows: 1,
  merged: 0,
  rejected: 0,
  hosts: 1,
  urlColumn: null,
  otherColumns: [],
  sample: [],
  sources: [],
  mergedBy: {},
  expanded: { lines: 0, addresses: 0 },
  unexpanded: 0,
  notices: [],
});

/** An api that records requests; `answer` decides what each one gives. */
function setup(answer: (name: string, input: { importId?: string }) => unknown) {
  const calls: { name: string; input: unknown }[] = [];
  let ids = 0;
  const api = {
    call: async (name: string, input: { importId?: string }) => {
      calls.push({ name, input });
      return answer(name, input);
    },
    on: () => () => undefined,
    openDropped: async () => null,
    newId: () => `id${(ids += 1)}`,
    // The generic signature of `call` cannot be met by a recording stand-in.
  } as unknown as Api;
  const opened: unknown[] = [];
  const model = createListModel({ api, onRunOpened: (run) => opened.push(run) });
  const named = (name: string) => calls.filter((call) => call.name === name).map((call) => call.input);
  return { model, calls, named };
}

describe('list', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('imports once when typing has settled, and not per key', async () => {
    const { model, named } = setup((name) => (name === 'list.textImport' ? summary('d1') : null));

    model.setText('https://a.example');
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE_MS / 2);
    model.setText('https://a.example/1');
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE_MS);

    expect(named('list.textAppend')).toEqual([{ importId: 'id1', text: 'https://a.example/1' }]);
    expect(model.store.getState()).toMatchObject({ phase: 'ready', summary: { draftId: 'd1' } });
  });

  it('sends a held text in pieces that main accepts, complete and in order', async () => {
    const { model, named } = setup((name) => (name === 'list.textImport' ? summary('d1') : null));
    const text = 'https://a.example/0123456789\n'.repeat(100_000);

    model.setText(text, true);
    await vi.runAllTimersAsync();

    const pieces = (named('list.textAppend') as { text: string }[]).map((input) => input.text);
    expect(pieces.every((piece) => piece.length <= PIECE_CHARS)).toBe(true);
    expect(pieces.join('')).toBe(text);
    expect(model.store.getState()).toMatchObject({ text: '', held: { lines: 100_000 } });
  });

  it('throws away the draft of an import that a later change has overtaken', async () => {
    const resolvers: ((value: ImportSummary) => void)[] = [];
    const { model, named } = setup((name, input) => {
      if (name !== 'list.textImport') return null;
      if (input.importId !== 'id1') return summary('second');
      return new Promise<ImportSummary>((resolve) => resolvers.push(resolve));
    });
    model.setText('https://a.example', true);
    await vi.advanceTimersByTimeAsync(1000);

    model.setText('https://b.example', true);
    await vi.advanceTimersByTimeAsync(1000);
    resolvers[0]?.(summary('first'));
    await vi.advanceTimersByTimeAsync(0);

    expect(named('list.cancelImport')).toEqual([{ importId: 'id1' }]);
    expect(named('list.discard')).toEqual([{ draftId: 'first' }]);
    expect(model.store.getState().summary?.draftId).toBe('second');
  });

  it('keeps what was typed when the import fails', async () => {
    const { model } = setup((name) => {
      if (name !== 'list.textImport') return null;
      throw new AppError(ErrorCode.ListNoValidUrl, 'No line is a web address.');
    });

    model.setText('hello', true);
    await vi.runAllTimersAsync();

    expect(model.store.getState()).toMatchObject({
      text: 'hello',
      phase: 'failed',
      error: { code: ErrorCode.ListNoValidUrl },
    });
  });

  it('waits for the import that is due when Start is pressed early', async () => {
    const { model } = setup((name) => (name === 'list.textImport' ? summary('d1') : null));
    model.setText('https://a.example');

    const settled = model.settled();
    await vi.advanceTimersByTimeAsync(0);

    expect((await settled)?.draftId).toBe('d1');
  });

  it('stays as it was when the dialog is cancelled', async () => {
    const { model } = setup((name) => (name === 'list.textImport' ? summary('d1') : null));
    model.setText('https://a.example', true);
    await vi.runAllTimersAsync();

    await model.openDialog();

    expect(model.store.getState()).toMatchObject({ phase: 'ready', summary: { draftId: 'd1' } });
  });

  it('keeps the list that was ready when a file cannot be read', async () => {
    const { model } = setup((name) => {
      if (name === 'list.openDialog') throw new AppError(ErrorCode.FileUnreadable, 'It cannot be read.');
      return name === 'list.textImport' ? summary('text') : null;
    });
    model.setText('https://a.example', true);
    await vi.runAllTimersAsync();

    await model.openDialog();

    expect(model.store.getState()).toMatchObject({
      phase: 'ready',
      summary: { draftId: 'text' },
      error: { code: ErrorCode.FileUnreadable },
    });
  });

  it('gives the typed text back when an opened file is cleared', async () => {
    const { model, named } = setup((name) => {
      if (name === 'list.openDialog') return { kind: 'list', summary: summary('file') };
      return name === 'list.textImport' ? summary('text') : null;
    });
    model.setText('https://a.example', true);
    await vi.runAllTimersAsync();
    await model.openDialog();

    model.clear();
    await vi.runAllTimersAsync();

    expect(model.store.getState()).toMatchObject({
      text: 'https://a.example',
      isFromFile: false,
      phase: 'ready',
    });
    expect(named('list.discard')).toEqual([{ draftId: 'text' }, { draftId: 'file' }]);
  });

  it('reads a text again whose draft went with the engine', async () => {
    let drafts = 0;
    const { model, named } = setup((name) =>
      name === 'list.textImport' ? summary(`d${(drafts += 1)}`) : null,
    );
    model.setText('https://a.example', true);
    await vi.runAllTimersAsync();

    expect(model.recoverDraft()).toBe('reading_again');
    await vi.runAllTimersAsync();

    expect(named('list.textImport')).toHaveLength(2);
    expect(model.store.getState()).toMatchObject({ phase: 'ready', summary: { draftId: 'd2' } });
  });

  it('asks for a file again whose draft went with the engine, and does not fetch the text under it', async () => {
    const { model, named } = setup((name) =>
      name === 'list.openDialog' ? { kind: 'list', summary: summary('file') } : null,
    );
    model.setText('https://a.example');
    await model.openDialog();

    expect(model.recoverDraft()).toBe('open_again');
    await vi.runAllTimersAsync();

    expect(named('list.textImport')).toEqual([]);
    expect(model.store.getState()).toMatchObject({
      phase: 'failed',
      summary: null,
      text: 'https://a.example',
      error: { advice: 'Open Pasted list again.' },
    });
  });

  it('has nothing to recover without a list', () => {
    const { model } = setup(() => null);

    expect(model.recoverDraft()).toBeNull();
  });
});
