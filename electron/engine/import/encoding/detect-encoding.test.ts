import { describe, expect, it } from 'vitest';
import { LIST_ENCODING_NAMES } from '../../../../shared/list-choices.ts';
import { ENCODED_TABLES } from '../testing/encoded-tables.ts';
import { readList } from '../testing/read-list.ts';
import { ListDecoder } from '../text-decoder.ts';
import { chosenEncoding, detectEncoding } from './detect-encoding.ts';

describe('detectEncoding', () => {
  it.each(ENCODED_TABLES)('finds %s, and reads it as Python wrote it', (encoding, text, base64) => {
    const bytes = Buffer.from(base64, 'base64');

    const detected = detectEncoding(bytes, true);
    const decoder = new ListDecoder(detected);

    expect(detected.encoding).toBe(encoding);
    expect(decoder.write(bytes) + decoder.end()).toBe(text);
  });

  it.each([
    ['utf-16le', (text: string) => Buffer.from(text, 'utf16le')],
    ['utf-16be', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ])('finds %s without a byte order mark', (encoding, encode) => {
    const detected = detectEncoding(encode('https://a.example/1\nhttps://ü.example/2\n'), true);

    expect(detected).toMatchObject({ encoding, bomLength: 0 });
  });

  it('has a decoder for every encoding that can be chosen', () => {
    for (const encoding of LIST_ENCODING_NAMES) {
      const decoder = new ListDecoder(chosenEncoding(encoding, new Uint8Array()));
      const bytes = Buffer.from('a.example', encoding === 'utf-16le' ? 'utf16le' : 'latin1');

      const text = decoder.write(
        encoding === 'utf-16be' ? Buffer.from('a.example', 'utf16le').swap16() : bytes,
      );

      expect(text, encoding).toBe('a.example');
    }
  });

  it('finds the encoding of a list whose first other byte comes long after its beginning', async () => {
    const [, text, base64] = ENCODED_TABLES.find(([encoding]) => encoding === 'shift_jis')!;
    const ascii = Array.from({ length: 5000 }, (_, at) => `item ${at},https://a.example/${at}\n`).join('');
    const names = text.split('\n').map((line) => line.split(',')[0]);

    const { writer } = await readList(
      Buffer.concat([Buffer.from(`name,url\n${ascii}`), Buffer.from(base64, 'base64')]),
      { fileName: 'list.csv' },
    );

    expect(writer.rows.at(-1)?.extra).toEqual([names[2]]);
  });

  it('reads a list as what somebody chose', async () => {
    const bytes = Buffer.from('url,name\nhttps://a.example/,\xe9t\xe9 et th\xe9\n', 'latin1');
    const sources = [
      {
        format: null,
        encoding: 'koi8-r' as const,
        delimiter: null,
        hasHeader: null,
        urlColumn: null,
        sheet: null,
      },
    ];
    const merge = {
      isOn: true,
      ignoresTrailingSlash: false,
      ignoresTracking: false,
      ignoresLetterCase: false,
    };

    const { writer } = await readList(bytes, { choices: { sources, merge, expandsRanges: null } });

    expect(writer.rows[0]?.extra).toEqual(['ИtИ et thИ']);
  });
});
