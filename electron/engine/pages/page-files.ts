/** Pages as files, `HOST/HASH.ext`: the same page is one file, however many rows have it. */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HOST_MAX_LENGTH = 120;
/** Names that Windows keeps for devices, whatever follows the dot. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

const EXTENSIONS: Readonly<Record<string, string>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'xhtml',
  'text/plain': 'txt',
  'text/css': 'css',
  'text/csv': 'csv',
  'text/javascript': 'js',
  'application/javascript': 'js',
  'application/json': 'json',
  'application/ld+json': 'json',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'application/rss+xml': 'xml',
  'application/atom+xml': 'xml',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
};

/** @returns The path in the pages folder, with `/`; made of nothing that could lead out of it. */
export function fileNameOf(page: { url: string; sha256: Uint8Array; contentType: string | null }): string {
  const hash = Buffer.from(page.sha256).toString('hex');
  const type = (page.contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const extension = Object.hasOwn(EXTENSIONS, type) ? EXTENSIONS[type] : 'bin';
  return `${folderOf(page.url)}/${hash}.${extension}`;
}

/** Whether a path that stands in a run file is one that {@link fileNameOf} could have made. */
export function isPageFileName(file: string): boolean {
  return /^[\w-][\w.-]*\/[\da-f]{64}\.[a-z]{2,5}$/.test(file);
}

export class PageFiles {
  readonly #folder: string;
  /** Host folders that are there. */
  readonly #known = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws What the file system throws. */
  write(file: string, body: Uint8Array): void {
    const path = join(this.#folder, file);
    // The name is the hash of what is in it.
    if (statSync(path, { throwIfNoEntry: false })?.size === body.length) return;
    const folder = file.slice(0, file.indexOf('/'));
    if (!this.#known.has(folder)) {
      mkdirSync(join(this.#folder, folder), { recursive: true });
      if (this.#known.size < 10_000) this.#known.add(folder);
    }
    // Under another name first: a half page must not look whole.
    const temporaryPath = `${path}.part`;
    try {
      writeFileSync(temporaryPath, body);
      renameSync(temporaryPath, path);
    } catch (error) {
      // Somebody may have tidied the folder up.
      this.#known.delete(folder);
      rmSync(temporaryPath, { force: true });
      throw error;
    }
  }
}

function folderOf(url: string): string {
  const { hostname, port } = new URL(url);
  const host = (port === '' ? hostname : `${hostname}_${port}`).replaceAll(/[^a-z\d.-]/gi, '_');
  const safe = host.replaceAll(/^\.|\.$/g, '_').slice(0, HOST_MAX_LENGTH);
  return DEVICE_NAME.test(safe) ? `_${safe}` : safe || '_';
}
