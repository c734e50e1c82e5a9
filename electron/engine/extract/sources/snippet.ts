/** The piece of the source in which a hit stands, for people to look at. */
import type { HitSnippet } from '../../../../shared/recipe-work.ts';
import type { Hit } from './hit.ts';

const AROUND = 80;
const HIT_MAX = 400;

/** @returns `null` when it is not known where the hit stands. */
export function snippetOf(hit: Hit, source: string): HitSnippet | null {
  const place = hit.place ?? found(hit.original ?? hit.text, source);
  if (place === null) return null;
  const { start, end } = place;
  const whole = source.slice(start, end);
  return {
    before: source.slice(Math.max(0, start - AROUND), start),
    hit: whole.length <= HIT_MAX ? whole : `${whole.slice(0, HIT_MAX)}…`,
    after: source.slice(end, end + AROUND),
  };
}

/** As it stands, or as JSON writes it. */
function found(text: string, source: string): Hit['place'] {
  if (text === '') return null;
  for (const written of [text, JSON.stringify(text).slice(1, -1)]) {
    const start = source.indexOf(written);
    if (start >= 0) return { start, end: start + written.length };
  }
  return null;
}
