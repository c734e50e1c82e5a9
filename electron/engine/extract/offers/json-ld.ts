/** `<script type="application/ld+json">`, as shops write it: graphs, lists, references, and mistakes. */
import { decodeHTML } from 'entities';
import { isTooDeep } from '../sources/json-answer.ts';
import { addProperty, lastWord, type Thing, type ThingText } from './thing.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * @param texts What stands in the scripts.
 * @returns The things that are in no other.
 */
export function jsonLdThings(texts: readonly string[]): readonly Thing[] {
  const roots = texts.flatMap((text) => topObjects(parseForgiving(text)));
  const byId = new Map<string, JsonObject>();
  for (const root of roots) collectIds(root, byId);
  const made = new Map<JsonObject, Thing>();
  return roots.filter((root) => !isReference(root)).map((root) => thingOf(root, byId, made));
}

/** What is written by a template is often almost JSON. */
function parseForgiving(text: string): unknown {
  if (isTooDeep(text)) return null;
  const bare = text.replace(/^\s*(?:<!--|\/\/\s*<!\[CDATA\[|\/\*\s*<!\[CDATA\[\s*\*\/)/, '');
  const content = bare.replace(/(?:-->|\/\/\s*\]\]>|\/\*\s*\]\]>\s*\*\/)\s*$/, '').replace(/;\s*$/, '');
  for (const candidate of [content, withoutMistakes(content), withoutMistakes(decodeHTML(content))]) {
    try {
      return JSON.parse(candidate);
    } catch {
      continue;
    }
  }
  return null;
}

/** Line breaks inside of texts are escaped, commas before a closing bracket dropped. */
function withoutMistakes(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|,(?=\s*[}\]])/gs, (piece) =>
    piece === ',' ? '' : piece.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1)),
  );
}

function topObjects(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(topObjects);
  if (!isObject(value)) return [];
  const graph = value['@graph'];
  if (graph === undefined) return [value];
  return [...topObjects(graph), ...(value['@type'] === undefined ? [] : [value])];
}

function collectIds(value: unknown, byId: Map<string, JsonObject>): void {
  if (Array.isArray(value)) {
    for (const one of value) collectIds(one, byId);
  } else if (isObject(value)) {
    const id = value['@id'];
    if (typeof id === 'string' && !isReference(value) && !byId.has(id)) byId.set(id, value);
    for (const one of Object.values(value)) collectIds(one, byId);
  }
}

function isReference(value: JsonObject): boolean {
  return Object.keys(value).every((key) => key === '@id' || key === '@type' || key === '@context');
}

function thingOf(
  written: JsonObject,
  byId: ReadonlyMap<string, JsonObject>,
  made: Map<JsonObject, Thing>,
): Thing {
  const id = written['@id'];
  const value = isReference(written) && typeof id === 'string' ? (byId.get(id) ?? written) : written;
  const known = made.get(value);
  if (known !== undefined) return known;
  const thing: Thing = {
    types: [value['@type']].flat().flatMap((type) => (typeof type === 'string' ? [lastWord(type)] : [])),
    properties: new Map(),
  };
  // Before its properties, which may come back to it.
  made.set(value, thing);
  for (const [key, content] of Object.entries(value)) {
    if (key.startsWith('@') && key !== '@id') continue;
    for (const one of valuesOf(content, byId, made))
      addProperty(thing, key === '@id' ? key : lastWord(key), one);
  }
  return thing;
}

function valuesOf(
  content: unknown,
  byId: ReadonlyMap<string, JsonObject>,
  made: Map<JsonObject, Thing>,
): readonly (Thing | ThingText)[] {
  if (Array.isArray(content)) return content.flatMap((one) => valuesOf(one, byId, made));
  if (typeof content === 'string') return [{ text: cleaned(content), isMachine: true }];
  if (typeof content === 'number' || typeof content === 'boolean') {
    return [{ text: String(content), isMachine: true }];
  }
  if (!isObject(content)) return [];
  const inner = content['@value'] ?? content['@list'] ?? content['@set'];
  return inner === undefined ? [thingOf(content, byId, made)] : valuesOf(inner, byId, made);
}

/** Many templates write `&amp;` where JSON needs none. */
function cleaned(text: string): string {
  return /&(?:#\w+|\w+);/.test(text) ? decodeHTML(text) : text;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
