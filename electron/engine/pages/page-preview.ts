/** A page as text for people: in its own encoding, and no more of it than can be looked at. */
import type { PagePreview } from '../../../shared/rows.ts';
import { decodeAll, decoderFor } from '../fetch/charset.ts';
import type { ArrivedPage } from './page-work.ts';

export const PREVIEW_MAX_BYTES = 200 * 1024;
const LOOKED_AT_BYTES = 1024;

export function previewOf({ contentType, body }: Pick<ArrivedPage, 'contentType' | 'body'>): PagePreview {
  const isText = readsAsText(contentType, body);
  const shown = body.subarray(0, PREVIEW_MAX_BYTES);
  return {
    contentType,
    text: isText ? decodeAll(decoderFor(shown, contentType), shown) : '',
    isText,
    bytes: body.length,
    isCut: body.length > shown.length,
  };
}

function readsAsText(contentType: string | null, body: Buffer): boolean {
  if (contentType !== null && /^\s*(?:image\/(?!svg)|audio\/|video\/|font\/)/i.test(contentType))
    return false;
  // Text in 16 bits a character has NULs, and says what it is in its first two bytes.
  const isUtf16 = (body[0] === 0xff && body[1] === 0xfe) || (body[0] === 0xfe && body[1] === 0xff);
  return isUtf16 || !body.subarray(0, LOOKED_AT_BYTES).includes(0);
}
