/**
 * Keeps `settings.json`. A file that cannot be used is put aside and said so once;
 * what is written is either the old or the new content, also when the power fails.
 */
import { open, mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DEFAULT_SETTINGS, readSettings, type Settings } from './settings-schema.ts';

export interface SettingsStoreOptions {
  readonly path: string;
  readonly report: (error: unknown) => void;
  /** The file was not usable; it is now at `asidePath`, and the defaults apply. */
  readonly onUnusable: (asidePath: string) => void;
  /** Some values were out of range; their defaults apply, everything else is as it was. */
  readonly onReset: (names: readonly string[]) => void;
}

export class SettingsStore {
  readonly #options: SettingsStoreOptions;
  #settings: Settings;
  /** One writer at a time, in the order of the updates. */
  #queue: Promise<void> = Promise.resolve();

  private constructor(options: SettingsStoreOptions, settings: Settings) {
    this.#options = options;
    this.#settings = settings;
  }

  static async load(options: SettingsStoreOptions): Promise<SettingsStore> {
    let text: string;
    try {
      text = await readFile(options.path, 'utf8');
    } catch (error) {
      if (!isMissing(error)) options.report(error);
      return new SettingsStore(options, DEFAULT_SETTINGS);
    }
    const read = readSettings(text);
    if (read !== null) {
      if (read.reset.length > 0) options.onReset(read.reset);
      return new SettingsStore(options, read.settings);
    }

    const asidePath = `${options.path}.unusable`;
    try {
      await rename(options.path, asidePath);
      options.onUnusable(asidePath);
    } catch (error) {
      options.report(error);
    }
    return new SettingsStore(options, DEFAULT_SETTINGS);
  }

  get(): Settings {
    return this.#settings;
  }

  /**
   * Changes the settings at once and writes them. `change` gets the newest settings, so
   * two updates never undo each other. Never rejects: what cannot be written is reported.
   */
  update(change: (settings: Settings) => Settings): Promise<void> {
    this.#settings = change(this.#settings);
    // Writes the newest settings, so a write that waited behind another one is not stale.
    this.#queue = this.#queue.then(() => this.#write()).catch(this.#options.report);
    return this.#queue;
  }

  flush(): Promise<void> {
    return this.#queue;
  }

  async #write(): Promise<void> {
    const { path } = this.#options;
    const temporaryPath = `${path}.new`;
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporaryPath, 'w');
    try {
      await file.writeFile(`${JSON.stringify(this.#settings, null, 2)}\n`);
      // Else a crash could leave the new name with the content not on the disk yet.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
