/** What is done with single columns of the draft. Each change is tried by itself. */
import type { StoreApi } from 'zustand/vanilla';
import type { RecipeColumn } from '../../shared/recipe.ts';
import type { OfferedValue } from '../../shared/recipe-work.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import type { ColumnsState } from './columns-state.ts';
import { type ColumnsTrial, PROBE } from './columns-trial.ts';
import {
  draftColumn,
  type DraftColumn,
  type DraftRecipe,
  emptySource,
  freeName,
  moved,
  newColumnName,
  type SourceKind,
  withKind,
  withOffer,
} from './recipe-draft.ts';

export interface ColumnEditsOptions {
  readonly store: StoreApi<ColumnsState>;
  readonly api: Pick<Api, 'call'>;
  readonly trial: ColumnsTrial;
  /** Of the run that is open: answers for another one are dropped. */
  runPath(): string | null;
}

export function createColumnEdits({ store, api, trial, runPath }: ColumnEditsOptions) {
  function change(change_: (columns: readonly DraftColumn[]) => readonly DraftColumn[]): void {
    store.setState(({ draft }) => ({
      draft: { ...draft, columns: change_(draft.columns) },
      result: null,
      error: null,
    }));
    trial.tryLater();
  }

  /** Adds proposals that were ticked; one whose name is taken stands in place of that column. */
  function takeProposals(columns: readonly RecipeColumn[]): void {
    store.setState({ found: null, removed: null, editing: null });
    change((before) => {
      const replaced = before.map((item) => {
        const column = columns.find(({ name }) => name === item.column.name);
        return column === undefined ? item : { ...item, column };
      });
      const added = columns.filter(({ name }) => before.every((item) => item.column.name !== name));
      return [...replaced, ...added.map(draftColumn)];
    });
  }

  function add(): void {
    const { draft, sample } = store.getState();
    const name = newColumnName(namesIn(draft));
    const source = emptySource((sample?.length ?? 0) > 0 ? 'offer' : 'css');
    const item = draftColumn({ ...PROBE, name, source });
    store.setState({ editing: item.key, removed: null });
    change((columns) => [...columns, item]);
    void readOffers();
  }

  function duplicate(key: number): void {
    const { draft } = store.getState();
    const index = draft.columns.findIndex((item) => item.key === key);
    const original = draft.columns[index];
    if (original === undefined) return;
    const { column } = original;
    const copy = draftColumn({ ...column, name: freeName(column.name, namesIn(draft)) });
    store.setState({ editing: copy.key, removed: null });
    change((columns) => columns.toSpliced(index + 1, 0, copy));
  }

  function remove(key: number): void {
    const { draft, editing } = store.getState();
    const index = draft.columns.findIndex((item) => item.key === key);
    const item = draft.columns[index];
    if (item === undefined) return;
    store.setState({ removed: { item, index }, editing: editing === key ? null : editing });
    change((columns) => columns.toSpliced(index, 1));
  }

  function undoRemove(): void {
    const { removed } = store.getState();
    if (removed === null) return;
    store.setState({ removed: null });
    change((columns) => columns.toSpliced(removed.index, 0, removed.item));
  }

  function edit(key: number | null): void {
    store.setState({ editing: key });
    if (key !== null) void readOffers();
  }

  function changeItem(key: number, to: (item: DraftColumn) => DraftColumn): void {
    change((columns) => columns.map((item) => (item.key === key ? to(item) : item)));
  }

  const set = (key: number, changes: Partial<RecipeColumn>) =>
    changeItem(key, (item) => ({ ...item, column: { ...item.column, ...changes } }));

  const setKind = (key: number, kind: SourceKind) => changeItem(key, (item) => withKind(item, kind));

  function takeOffer(key: number, offered: OfferedValue): void {
    const taken = namesIn(store.getState().draft);
    changeItem(key, (item) => withOffer(item, offered, taken));
  }

  /** What a page of the sample offers: the first one unless another is named. */
  async function readOffers(rowId?: number): Promise<void> {
    const { sample, offers } = store.getState();
    const wanted = rowId ?? offers?.rowId ?? sample?.[0]?.rowId;
    if (wanted === undefined || offers?.rowId === wanted) return;
    const mine = runPath();
    try {
      const values = await api.call('recipe.offers', { rowId: wanted });
      if (runPath() === mine) store.setState({ offers: { rowId: wanted, values } });
    } catch (error) {
      if (runPath() === mine) store.setState({ error: toShownError(error) });
    }
  }

  function move(from: number, to: number): void {
    change((columns) => moved(columns, from, to));
  }

  return {
    takeProposals,
    add,
    duplicate,
    remove,
    undoRemove,
    move,
    edit,
    set,
    setKind,
    takeOffer,
    readOffers,
  };
}

function namesIn({ columns }: DraftRecipe): readonly string[] {
  return columns.map(({ column }) => column.name);
}
