/** Workbooks for tests, put together from their XML, so that every fault can be written, too. */
import { strToU8, zipSync } from 'fflate';

export interface TestWorkbook {
  /** XML of the `<row>` elements by the name of the sheet. */
  readonly sheets: Readonly<Record<string, string>>;
  readonly hiddenSheets?: readonly string[];
  readonly sharedStrings?: readonly string[];
  /** XML inside of `<styleSheet>`. */
  readonly styles?: string;
  /** By reference, of the first sheet. */
  readonly links?: Readonly<Record<string, string>>;
  /** Further parts, or others in place of those. */
  readonly parts?: Readonly<Record<string, string | Uint8Array>>;
}

const NAMESPACES =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';

export function xlsx(workbook: TestWorkbook): Uint8Array {
  const parts: Record<string, Uint8Array> = {};
  const add = (name: string, content: string | Uint8Array): void => {
    parts[name] = typeof content === 'string' ? strToU8(content) : content;
  };
  const names = Object.keys(workbook.sheets);
  const links = Object.entries(workbook.links ?? {});
  add('[Content_Types].xml', '<Types/>');
  add('_rels/.rels', relations([['rId1', 'officeDocument', 'xl/workbook.xml']]));
  const sheetTags = names.map((name, at) => {
    const state = workbook.hiddenSheets?.includes(name) ? ' state="hidden"' : '';
    return `<sheet name="${name}" sheetId="${at + 1}"${state} r:id="s${at + 1}"/>`;
  });
  add('xl/workbook.xml', `<workbook ${NAMESPACES}><sheets>${sheetTags.join('')}</sheets></workbook>`);
  add(
    'xl/_rels/workbook.xml.rels',
    relations([
      ...names.map((_, at) => [`s${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`] as const),
      ['strings', 'sharedStrings', '/xl/sharedStrings.xml'],
      ['styles', 'styles', 'styles.xml'],
    ]),
  );
  for (const [at, name] of names.entries()) {
    const hyperlinks = links.map(([cell], link) => `<hyperlink ref="${cell}" r:id="h${link}"/>`).join('');
    const tail = at === 0 && links.length > 0 ? `<hyperlinks>${hyperlinks}</hyperlinks>` : '';
    add(
      `xl/worksheets/sheet${at + 1}.xml`,
      `<worksheet ${NAMESPACES}><sheetData>${workbook.sheets[name]}</sheetData>${tail}</worksheet>`,
    );
  }
  if (links.length > 0)
    add(
      'xl/worksheets/_rels/sheet1.xml.rels',
      relations(links.map(([, target], link) => [`h${link}`, 'hyperlink', target, 'External'] as const)),
    );
  if (workbook.sharedStrings !== undefined)
    add(
      'xl/sharedStrings.xml',
      `<sst>${workbook.sharedStrings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    );
  if (workbook.styles !== undefined) add('xl/styles.xml', `<styleSheet>${workbook.styles}</styleSheet>`);
  for (const [name, content] of Object.entries(workbook.parts ?? {})) add(name, content);
  return zipSync(parts, { level: 1 });
}

/** Rows of cells with their text inside. */
export function textRows(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells, row) => {
      const tags = cells.map(
        (text, column) =>
          `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${escape(text)}</t></is></c>`,
      );
      return `<row r="${row + 1}">${tags.join('')}</row>`;
    })
    .join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function relations(
  entries: readonly (readonly [id: string, type: string, target: string, mode?: string])[],
): string {
  const tags = entries.map(
    ([id, type, target, mode]) =>
      `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${escape(target)}"${mode === undefined ? '' : ` TargetMode="${mode}"`}/>`,
  );
  return `<Relationships ${RELATIONS}>${tags.join('')}</Relationships>`;
}
