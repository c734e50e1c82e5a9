import { expect, it } from 'vitest';
import { PREVIEW_MAX_BYTES, previewOf } from './page-preview.ts';

it('reads a page in its own encoding', () => {
  const body = Buffer.from('<p>1.299,00 \x80</p>', 'latin1');

  const { text, bytes, isCut } = previewOf({ contentType: 'text/html; charset=windows-1252', body });

  expect(text).toBe('<p>1.299,00 €</p>');
  expect([bytes, isCut]).toEqual([body.length, false]);
});

it('shows only the beginning of a long page, and says so', () => {
  const { text, bytes, isCut } = previewOf({ contentType: 'text/plain', body: Buffer.alloc(1_000_000, 'a') });

  expect([text.length, bytes, isCut]).toEqual([PREVIEW_MAX_BYTES, 1_000_000, true]);
});

it('shows nothing of what is no text, whatever it says it is', () => {
  const lying = previewOf({ contentType: 'text/html', body: Buffer.from([0x89, 0x50, 0, 1]) });
  const image = previewOf({ contentType: 'image/jpeg', body: Buffer.from('JFIF') });
  const utf16 = previewOf({ contentType: 'text/plain', body: Buffer.from('\ufeffhi', 'utf16le') });

  expect([lying.isText, lying.text, image.isText]).toEqual([false, '', false]);
  expect(utf16.text).toContain('hi');
});
