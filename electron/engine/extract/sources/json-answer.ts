/** JSON from strangers: parsed, and refused when it is nested so deeply that walking over it would not end well. */
import { JSON_DEPTH_MAX, PageProblem } from '../limits.ts';

/** @throws PageProblem */
export function parseJsonAnswer(text: string): unknown {
  if (isTooDeep(text)) {
    throw new PageProblem(`The JSON is nested more than ${JSON_DEPTH_MAX} levels deep.`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new PageProblem('The answer is not JSON.');
  }
}

/** Before parsing; brackets inside of strings do not count. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInText) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) isInText = false;
    } else if (code === 0x22) {
      isInText = true;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}
