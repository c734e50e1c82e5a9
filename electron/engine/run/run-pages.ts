/** The pages of one open run: where they are kept, who takes columns out of them, and whether there is room. */
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunOptions } from '../../../shared/options.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import type { Clock } from '../clock.ts';
import { sqliteError } from '../ledger/sqlite.ts';
import type { RunFile } from '../ledger/run-file.ts';
import { FreeSpace, type FreeBytes } from '../pages/free-space.ts';
import type { OpenBackend } from '../pages/page-backend.ts';
import { RunDesk } from '../pages/page-desk.ts';
import { besides, pagesFolderNameOf, stemOf, warcNameOf } from '../pages/page-places.ts';
import { PageStore } from '../pages/page-store.ts';
import type { PageExtractor } from '../pages/page-work.ts';
import { SampleQuota } from '../pages/sample-quota.ts';

/** What is used of the computer; other things take their place in tests. */
export interface PageTools {
  readonly openBackend: OpenBackend;
  readonly freeBytes: FreeBytes;
  /** `null`: columns are not taken out here. */
  readonly createExtractor: (() => PageExtractor) | null;
}

export interface RunPagesOptions extends PageTools {
  readonly file: RunFile;
  readonly clock: Clock;
  readonly options: () => RunOptions;
  /** Too little is left on the disk. */
  readonly onNoRoom: (message: string) => void;
}

export class RunPages {
  readonly desk: RunDesk;
  readonly #o: RunPagesOptions;
  readonly #space: FreeSpace;
  #store: PageStore | null = null;
  #extractor: PageExtractor | null = null;
  #recipe: Recipe | null = null;

  /** @throws AppError as all of `RunFile` */
  constructor(options: RunPagesOptions) {
    const { file, clock, freeBytes } = options;
    this.#o = options;
    this.#space = new FreeSpace(dirname(file.path), clock, freeBytes);
    const sample = this.#guard(() => new SampleQuota(file.pages.hostCount(), file.pages.sampleRows()));
    this.desk = new RunDesk({
      options: options.options,
      sample,
      store: () => (this.#store ??= this.#openStore()),
      extractor: () => this.#extractor,
      space: this.#space,
      onNoRoom: options.onNoRoom,
    });
  }

  /** Columns that are taken out from now on. */
  optionsChanged(): void {
    const { recipe } = this.#o.options();
    if (recipe === this.#recipe) return;
    this.#recipe = recipe;
    if (recipe !== null) this.#extractor ??= this.#o.createExtractor?.() ?? null;
    this.#extractor?.setRecipe(recipe);
  }

  /** What keeps the run from keeping pages; `null`: nothing, or none are to be kept. */
  roomProblem(): string | null {
    return this.#o.options().keep === 'off' ? null : this.#space.checkNow();
  }

  async hasRoom(): Promise<boolean> {
    return this.#o.options().keep === 'off' || (await this.#space.check()) === null;
  }

  /** Puts what is kept on the disk; goes on when there are pages again. */
  async rest(): Promise<void> {
    await this.#store?.rest();
  }

  /** What comes of pages that are still here does not count any more. */
  async close(): Promise<void> {
    this.desk.close();
    await this.#store?.rest();
    await this.#extractor?.close();
    this.#extractor = null;
    this.#recipe = null;
  }

  #openStore(): PageStore {
    const { file, openBackend } = this.#o;
    return this.#guard(() => {
      const stem = file.pages.stem() ?? freeStem(file.path);
      const warcPath = besides(file.path, warcNameOf(stem));
      // A file that is shorter than it was, or gone, has lost what was at its end.
      file.pages.forgetBeyond(statSync(warcPath, { throwIfNoEntry: false })?.size ?? 0);
      file.pages.setStem(stem);
      const places = {
        warcPath,
        warcEnd: file.pages.warcEnd(),
        filesFolder: besides(file.path, pagesFolderNameOf(stem)),
      };
      return new PageStore(openBackend(places), warcPath);
    });
  }

  #guard<Value>(action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      throw sqliteError(error, this.#o.file.path);
    }
  }
}

/** Pages of another run, whose file may be gone, are never written over. */
function freeStem(runPath: string): string {
  const stem = stemOf(runPath);
  const isTaken = (name: string): boolean =>
    existsSync(besides(runPath, warcNameOf(name))) || existsSync(besides(runPath, pagesFolderNameOf(name)));
  let free = stem;
  for (let number = 2; isTaken(free); number++) free = `${stem}-${number}`;
  return free;
}
