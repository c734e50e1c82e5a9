import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { ExportResult, ExportRows } from '../../shared/export.ts';
import type { ExportChoices } from '../../shared/ipc/contract.ts';
import { chosenRows, createExportModel } from './export-store.ts';

const FILTER = { outcome: 'failed', code: null, search: 'x' } as const;
const RESULT: ExportResult = { path: '/out/a.csv', rows: 3, bytes: 9, remarks: [] };
const ALL = { kind: 'filter', filter: { outcome: 'all', code: null, search: '' } };

let answer: () => Promise<ExportResult | null>;
let selected: ExportRows | null;
let remembered: ExportChoices | null;
let asked: unknown[];

function createModel() {
  const call = vi.fn((name: string, input: unknown) => {
    if (name === 'export.columns')
      return Promise.resolve([
        { name: 'url', kind: 'result' },
        { name: 'title', kind: 'result' },
      ]);
    asked.push(input);
    return answer();
  });
  return createExportModel({
    // The test answers what the model asks for.
    api: { call: call as never, newId: () => 'e1' },
    remembered: () => remembered,
    onRemember: (choices) => (remembered = choices),
    shownRows: () => FILTER,
    selectedRows: () => selected,
  });
}

async function openedModel() {
  const model = createModel();
  model.open();
  await vi.waitFor(() => expect(model.store.getState().available).not.toBeNull());
  return model;
}

beforeEach(() => {
  answer = () => Promise.resolve(RESULT);
  selected = null;
  remembered = null;
  asked = [];
});

describe('an export from the window', () => {
  it('is of all rows and columns unless something else is chosen', async () => {
    const model = await openedModel();
    await model.save();

    const columns = ['url', 'title'].map((name) => ({ name, isChosen: true }));
    expect(asked).toEqual([
      { exportId: 'e1', rows: ALL, choices: { format: 'csv', columns, hasOriginals: false } },
    ]);
    expect(model.store.getState()).toMatchObject({ phase: 'done', result: RESULT });
  });

  it('is of what is selected when something is, and of what the table shows when that is asked for', async () => {
    selected = { kind: 'rows', rowIds: [4] };
    const model = await openedModel();
    await model.save();
    model.open();
    model.setRows('shown');
    await model.save();

    expect(asked).toMatchObject([{ rows: selected }, { rows: { kind: 'filter', filter: FILTER } }]);
  });

  it('offers the next time what was chosen, but not what was cancelled', async () => {
    const model = await openedModel();
    model.setFormat('xlsx');
    model.setChosen('title', false);
    model.move(1, 0);
    await model.save();
    model.open();
    model.setFormat('parquet');
    answer = () => Promise.resolve(null);
    await model.save();
    model.close();
    model.open();
    await vi.waitFor(() => expect(model.store.getState().columns).toHaveLength(2));

    expect(model.store.getState()).toMatchObject({
      format: 'xlsx',
      columns: [
        { name: 'title', isChosen: false },
        { name: 'url', isChosen: true },
      ],
    });
  });

  it('shows what went wrong, and nothing when it was cancelled', async () => {
    const model = await openedModel();
    const error = { code: ErrorCode.DiskFull, message: 'The disk is full.', advice: '' };
    answer = () => Promise.reject(AppError.fromWire(error));
    await model.save();
    expect(model.store.getState()).toMatchObject({ phase: 'choosing', error, isAsking: false });

    answer = () => Promise.reject(new AppError(ErrorCode.Cancelled, 'The export was cancelled.'));
    await model.save();
    expect(model.store.getState()).toMatchObject({ phase: 'choosing', error: null, isAsking: false });
  });

  it('writes from its first progress on, and goes on when the dialog is closed', async () => {
    let resolve: ((result: ExportResult) => void) | undefined;
    const promise = new Promise<ExportResult>((done) => (resolve = done));
    answer = () => promise;
    const model = await openedModel();
    const saving = model.save();
    expect(model.store.getState().phase).toBe('choosing');
    model.applyProgress({ exportId: 'other', rowsDone: 1, rowsTotal: 3 });
    expect(model.store.getState().phase).toBe('choosing');
    model.applyProgress({ exportId: 'e1', rowsDone: 1, rowsTotal: 3 });
    model.close();
    model.open();
    expect(model.store.getState()).toMatchObject({ isOpen: true, phase: 'writing' });
    model.close();
    resolve?.(RESULT);
    await saving;

    expect(model.store.getState()).toMatchObject({ isOpen: true, phase: 'done' });
  });
});

it('suggests the failed rows for a list of addresses', () => {
  expect(chosenRows({ rows: null, format: 'urls' })).toBe('failed');
  expect(chosenRows({ rows: 'ok', format: 'urls' })).toBe('ok');
  expect(chosenRows({ rows: null, format: 'csv' })).toBe('all');
});
