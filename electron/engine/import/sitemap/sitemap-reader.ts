/**
 * A sitemap as a list (sitemaps.org): its `<url>` entries in their order, numbered from 1, with
 * when and how often they change as other columns.
 *
 * An index names sitemaps instead. Those that lie beside it are read as further files of the list;
 * the others become rows, because nothing is fetched while a list is read.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError, ErrorCode } from '../../../../shared/errors.ts';
import { formatCount } from '../../../../shared/format.ts';
import { PREVIEW_RECORDS, type SourceInspection } from '../../../../shared/list-import.ts';
import type { ImportTally } from '../import-tally.ts';
import { inspectionOf, type ListReader } from '../list-reader.ts';
import type { ListSource } from '../list-source.ts';
import type { Pace } from '../pace.ts';
import type { ListDecoder } from '../text-decoder.ts';
import { LINE_CAP_LENGTH } from '../text-list.ts';
import { parseUrlLine, trimEdges } from '../url-line.ts';
import { readXml, readXmlSample } from '../xml/read-xml.ts';
import { SitemapEntries, type SitemapEntry } from './sitemap-entries.ts';
import { rootOf } from './sitemap-kind.ts';

export interface SitemapReaderOptions {
  readonly source: ListSource;
  readonly decoder: ListDecoder;
  readonly fileName: string;
  /** `null` when it is no file on disk; then nothing can lie beside it. */
  readonly path: string | null;
  readonly sample: string;
}

const COLUMNS = ['loc', 'lastmod', 'changefreq', 'priority'] as const;

export class SitemapReader implements ListReader {
  readonly inspection: SourceInspection;
  readonly urlColumn = 'loc';
  readonly otherColumns: readonly string[] = COLUMNS.slice(1);
  readonly #options: SitemapReaderOptions;

  /** @throws AppError `UNSUPPORTED` for XML that is something else. */
  constructor(options: SitemapReaderOptions) {
    const { fileName, sample } = options;
    const root = rootOf(sample);
    if (root === null)
      throw new AppError(ErrorCode.Unsupported, `${fileName} is XML, but no sitemap.`, {
        advice: 'A sitemap begins with <urlset> or <sitemapindex>. Save other data as text or CSV.',
      });
    this.#options = options;
    this.inspection = inspectionOf(fileName, {
      kind: root === 'urlset' ? 'sitemap' : 'sitemap_index',
      hasHeader: true,
      columns: COLUMNS,
      urlColumn: 0,
      urlColumnBy: 'only',
      records: firstEntries(sample, fileName).map(({ loc, others }) => [loc, ...others]),
    });
  }

  get bytesRead(): number {
    return this.#options.source.bytesRead;
  }

  async read(tally: ImportTally, pace: Pace): Promise<readonly string[]> {
    const { source, decoder, fileName, path } = this.#options;
    const isIndex = this.inspection.kind === 'sitemap_index';
    const besides = new Set<string>();
    let remote = 0;
    const entries = new SitemapEntries((entry) => {
      const beside = isIndex && path !== null ? fileBeside(path, entry.loc) : null;
      if (beside !== null) besides.add(beside);
      else if (takeEntry(tally, entry) && isIndex) remote++;
    });
    const isWhole = await readXml({
      chunks: source.chunks(),
      decode: (bytes) => decoder.write(bytes),
      handler: entries,
      fileName,
      pace,
      afterPiece: () => tally.drain(pace),
    });
    entries.end();
    if (!isWhole)
      tally.notice(
        `${fileName} ends in its middle.`,
        'What was read of it is in the list. Get the sitemap again to have all of it.',
      );
    if (remote > 0) noticeRemote(tally, fileName, remote, besides.size);
    return [...besides];
  }

  close(): Promise<void> {
    return this.#options.source.close();
  }
}

/** @returns Whether it became a row or was merged. */
function takeEntry(tally: ImportTally, { number, loc, others, isCut }: SitemapEntry): boolean {
  const asItStood = [loc, ...others].join(' ').trimEnd();
  if (isCut) tally.reject(number, asItStood, 'not_a_url');
  else if (trimEdges(loc) === '') tally.reject(number, asItStood, 'no_url_column_value');
  else if (loc.length > LINE_CAP_LENGTH) tally.reject(number, loc, 'too_long');
  else {
    tally.take(number, loc, others, () => asItStood);
    return parseUrlLine(loc).ok;
  }
  return false;
}

function noticeRemote(tally: ImportTally, fileName: string, remote: number, beside: number): void {
  const are = remote === 1 ? '1 sitemap is' : `${formatCount(remote)} sitemaps are`;
  tally.notice(
    `${fileName} is an index of sitemaps: ${are}${beside > 0 ? ' not beside it and' : ''} listed instead of ${remote === 1 ? 'its' : 'their'} pages.`,
    'To get the pages, save those sitemaps beside the index and open it again, or open them as lists.',
  );
}

/** The file that a sitemap of an index was saved as, with or without its compression. */
function fileBeside(indexPath: string, loc: string): string | null {
  const parsed = parseUrlLine(loc);
  if (!parsed.ok) return null;
  const name = nameOf(parsed.url);
  // Only plain names: what stands in a file must not lead to other folders.
  if (name === null || name === basename(indexPath)) return null;
  for (const candidate of [name, name.replace(/\.gz$/i, '')]) {
    const path = join(dirname(indexPath), candidate);
    if (existsSync(path) && statSync(path).isFile()) return path;
  }
  return null;
}

function nameOf(url: string): string | null {
  try {
    const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1)!);
    return /^[^/\\\0:]+$/.test(name) && name !== '.' && name !== '..' ? name : null;
  } catch {
    return null;
  }
}

function firstEntries(sample: string, fileName: string): readonly SitemapEntry[] {
  const found: SitemapEntry[] = [];
  const entries = new SitemapEntries((entry) => {
    if (found.length < PREVIEW_RECORDS) found.push(entry);
  });
  readXmlSample(sample, entries, fileName);
  return found;
}
