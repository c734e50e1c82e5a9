/** Makes a function out of a column's source, once per recipe. What is wrong with it is said here, not per page. */
import { compile } from 'css-select';
import type { ChildNode } from 'domhandler';
import { JSONPathEnvironment } from 'json-p3';
import type { ColumnSource } from '../../../../shared/recipe.ts';
import { JSON_DEPTH_MAX, MATCHES_MAX, PageProblem } from '../limits.ts';
import { productHits } from '../product/product-fields.ts';
import { parseXPath } from '../tree/fast-xpath.ts';
import { PageElement, shownText } from '../tree/page-tree.ts';
import { plainHit, type FindHits, type Hit } from './hit.ts';

/** What is wrong with a column's expression, for people. */
export class ExpressionProblem extends Error {
  override readonly name = 'ExpressionProblem';
}

/** @throws ExpressionProblem */
export function compileSource(source: ColumnSource): FindHits {
  switch (source.kind) {
    case 'css':
      return compileCss(source.selector, source.attribute);
    case 'xpath':
      return compileXPath(source.expression);
    case 'regex':
      return compileRegex(source.pattern, source.flags, source.group);
    case 'json':
      return compileJsonPath(source.path);
    case 'product':
      return (page) => productHits(page, source.field);
    case 'offer':
      return (page) =>
        page
          .offered(source.offer)
          .all(source.name)
          .map((offered) => ({
            text: offered.value,
            isMachine: offered.isMachine,
            original: null,
            place: null,
            offered,
          }));
  }
}

function compileCss(selector: string, attribute: string | null): FindHits {
  const isMatch = compiled('a CSS selector', () => compile<ChildNode, PageElement>(selector));
  const name = attribute?.toLowerCase() ?? null;
  return function* find(page) {
    for (const element of page.tree.elements) {
      if (!isMatch(element)) continue;
      const text = name === null ? shownText(element) : element.attribs[name];
      // An element without the attribute is no match; the next one may have it.
      if (text !== undefined) yield plainHit(text, placeOf(element));
    }
  };
}

function compileXPath(expression: string): FindHits {
  const parsed = compiled('an XPath', () => parseXPath(expression));
  return (page) => {
    const { document } = page.tree;
    const result = evaluated(expression, () => parsed.evaluate({ node: document, isHtml: true }));
    // A number, a text or a truth: `count(//a)`, `string(//h1)`.
    if (result.toArray === undefined) return [plainHit(result.stringValue())];
    return result.toArray().slice(0, MATCHES_MAX).map(nodeHit);
  };
}

/** A node as XPath gives it: element, text, comment or attribute. */
interface FoundNode {
  readonly nodeType: number;
  readonly value?: string;
  readonly data?: string;
  readonly ownerElement?: PageElement;
}

function nodeHit(found: unknown): Hit {
  if (found instanceof PageElement) return plainHit(shownText(found), placeOf(found));
  // What an XPath finds is a node of our tree or one of its attributes.
  const node = found as FoundNode;
  return plainHit((node.value ?? node.data ?? '').trim(), placeOf(node.ownerElement ?? node));
}

function compileRegex(pattern: string, flags: string, group: number): FindHits {
  const expression = compiled('a regular expression', () => new RegExp(pattern, `${flags}g`));
  return function* find(page) {
    for (const match of page.text.matchAll(expression)) {
      const text = match[group];
      if (text === undefined) continue;
      // Exact positions of groups would cost time on every page.
      const start = match.index + match[0].indexOf(text);
      yield plainHit(text.trim(), { start, end: start + text.length });
    }
  };
}

const jsonPaths = new JSONPathEnvironment({ maxRecursionDepth: JSON_DEPTH_MAX + 10 });

function compileJsonPath(path: string): FindHits {
  const query = compiled('a JSONPath', () => jsonPaths.compile(path));
  return (page) => {
    const { json } = page;
    // RFC 9535 selects in objects and lists; any other answer has nothing to select but itself.
    const values = evaluated(path, () => query.query(json as Parameters<typeof query.query>[0]).values());
    return values
      .filter((value) => value !== null)
      .slice(0, MATCHES_MAX)
      .map((value) => ({
        text: typeof value === 'string' ? value : JSON.stringify(value),
        isMachine: true,
        original: null,
        place: null,
        offered: null,
      }));
  };
}

function placeOf(node: unknown): Hit['place'] {
  const { startIndex, endIndex } = node as { startIndex?: number | null; endIndex?: number | null };
  if (typeof startIndex !== 'number' || typeof endIndex !== 'number') return null;
  return { start: startIndex, end: endIndex };
}

function compiled<Value>(what: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw new ExpressionProblem(`This is not ${what}: ${firstLine(error)}`);
  }
}

function evaluated<Value>(expression: string, evaluate: () => Value): Value {
  try {
    return evaluate();
  } catch (error) {
    throw new PageProblem(`${expression}: ${firstLine(error)}`);
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').slice(0, 200);
}
