/** Writes batches of pages to where they are kept. Synchronous: the engine has it on a thread of its own. */
import { DEFAULT_USER_AGENT } from '../../../shared/options.ts';
import type { KeptPage, PageToKeep } from './kept-page.ts';
import { fileNameOf, PageFiles } from './page-files.ts';
import { memberOf, WarcFile } from './warc-file.ts';
import { responseRecord, warcInfoRecord } from './warc-record.ts';
import { basename } from 'node:path';

export interface PagePlaces {
  readonly warcPath: string;
  /** What of the WARC file is known to be whole, because the run file points to it. */
  readonly warcEnd: number;
  readonly filesFolder: string;
}

export class PageWriter {
  #places: PagePlaces;
  readonly #files: PageFiles;
  /** Opened for the first page, so that a run that keeps none leaves no file. */
  #warc: WarcFile | null = null;

  constructor(places: PagePlaces) {
    this.#places = places;
    this.#files = new PageFiles(places.filesFolder);
  }

  /** All of them or none. @returns Where they are, in order. @throws What the file system throws. */
  write(pages: readonly PageToKeep[]): readonly KeptPage[] {
    const members: Buffer[] = [];
    const files = pages.map((page) => {
      if (page.content.store === 'warc') members.push(this.#memberOf(page, page.content));
      return page.content.store === 'files' ? this.#writeFile(page.url, page.content) : null;
    });
    const places = members.length === 0 ? [] : this.#openWarc().append(members);
    let next = 0;
    return files.map((file) => file ?? { store: 'warc', ...places[next++]! });
  }

  close(): void {
    const warc = this.#warc;
    this.#warc = null;
    if (warc === null) return;
    this.#places = { ...this.#places, warcEnd: warc.size };
    warc.close();
  }

  #memberOf({ url, arrivedAtMs }: PageToKeep, content: PageToKeep['content'] & { store: 'warc' }): Buffer {
    const record = responseRecord({ url, arrivedAtMs, ...content });
    return memberOf(record, isPacked(content.head));
  }

  #writeFile(url: string, content: PageToKeep['content'] & { store: 'files' }): KeptPage {
    const file = fileNameOf({ url, ...content });
    this.#files.write(file, content.body);
    return { store: 'files', file, length: content.body.length };
  }

  #openWarc(): WarcFile {
    if (this.#warc !== null) return this.#warc;
    const { warcPath, warcEnd } = this.#places;
    const warc = WarcFile.open(warcPath, warcEnd);
    try {
      if (warc.size === 0) {
        const fileName = basename(warcPath);
        const record = warcInfoRecord({ fileName, software: DEFAULT_USER_AGENT, nowMs: Date.now() });
        warc.append([memberOf(record, false)]);
      }
    } catch (error) {
      warc.close();
      throw error;
    }
    this.#warc = warc;
    return warc;
  }
}

/** Whether the body is compressed as it is. */
function isPacked(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  return (
    /\r\ncontent-encoding:[ \t]*(?:x-)?(?:gzip|deflate|br)/i.test(text) ||
    /\r\ncontent-type:[ \t]*(?:image\/(?!svg)|audio|video|application\/(?:zip|pdf|gzip))/i.test(text)
  );
}
