/**
 * A page as a tree, made by the rules that browsers follow (WHATWG HTML), so that a selector or
 * path that was copied out of a browser's inspector fits. The nodes are those of domhandler,
 * which css-select reads, with what XPath asks for besides.
 */
import {
  Comment,
  Document,
  Element,
  isComment,
  isTag,
  isText,
  Text,
  type ChildNode,
  type ParentNode,
} from 'domhandler';
import { parse, Parser, type TreeAdapter } from 'parse5';
import { adapter as plainAdapter, type Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter';
import { PAGE_DEPTH_MAX, PAGE_NODES_MAX, PageProblem } from '../limits.ts';
import { feedTokens } from './feed-tokens.ts';
import { comparePosition, type Ordered } from './xpath-order.ts';

/** An attribute, as XPath reads it. */
export interface PageAttribute {
  readonly nodeType: 2;
  readonly name: string;
  readonly nodeName: string;
  readonly localName: string;
  readonly namespaceURI: '';
  readonly value: string;
  readonly nodeValue: string;
  readonly ownerElement: PageElement;
  readonly parentNode: null;
  /** Where it stands among the attributes: between 0 and 1. */
  readonly share: number;
  readonly compareDocumentPosition: typeof compareToThis;
}

function compareToThis(
  this: Parameters<typeof comparePosition>[0],
  other: Parameters<typeof comparePosition>[0],
): number {
  return comparePosition(this, other);
}

class AttributeList extends Array<PageAttribute> {
  item(index: number): PageAttribute | undefined {
    return this[index];
  }
}

/** By name, with nothing inherited; V8 reads it faster than what `Object.create(null)` makes. */
const Attributes = function Attributes() {} as unknown as {
  new (): Record<string, string>;
  prototype: object;
};
Attributes.prototype = Object.create(null) as object;

/** All elements have no namespace: `//svg` finds what it says. */
export class PageElement extends Element implements Ordered {
  /** Levels below the document. */
  depth = 0;
  order = 0;
  #attributes: AttributeList | null = null;

  get localName(): string {
    return this.name;
  }

  get nodeName(): string {
    return this.name;
  }

  get namespaceURI(): string {
    return '';
  }

  override get attributes(): AttributeList {
    if (this.#attributes === null) {
      const list = new AttributeList();
      const entries = Object.entries(this.attribs);
      for (const [index, [name, value]] of entries.entries()) {
        list.push({
          nodeType: 2,
          name,
          nodeName: name,
          localName: name,
          namespaceURI: '',
          value,
          nodeValue: value,
          ownerElement: this,
          parentNode: null,
          share: (index + 1) / (entries.length + 1),
          compareDocumentPosition: compareToThis,
        });
      }
      this.#attributes = list;
    }
    return this.#attributes;
  }

  getAttribute(name: string): string | null {
    return this.attribs[name] ?? null;
  }

  compareDocumentPosition(other: Parameters<typeof comparePosition>[0]): number {
    return comparePosition(this, other);
  }
}

class PageText extends Text implements Ordered {
  order = 0;

  compareDocumentPosition(other: Parameters<typeof comparePosition>[0]): number {
    return comparePosition(this, other);
  }
}

class PageComment extends Comment implements Ordered {
  order = 0;

  compareDocumentPosition(other: Parameters<typeof comparePosition>[0]): number {
    return comparePosition(this, other);
  }
}

export class PageDocument extends Document implements Ordered {
  order = 0;

  compareDocumentPosition(other: Parameters<typeof comparePosition>[0]): number {
    return comparePosition(this, other);
  }

  get nodeName(): string {
    return '#document';
  }

  get documentElement(): PageElement | null {
    return this.children.find((child) => child instanceof PageElement) ?? null;
  }
}

export interface PageTree {
  readonly document: PageDocument;
  /** In the order of the document. */
  readonly elements: readonly PageElement[];
}

/**
 * @param withPlaces Nodes know where they stand in the source (`startIndex`, `endIndex`); costs time.
 * @throws PageProblem for a page that is nested too deeply or has too many nodes.
 */
export function parsePage(html: string, withPlaces: boolean): PageTree {
  const document =
    (withPlaces ? null : parseByTags(html)) ??
    parse(html, { treeAdapter: limitedAdapter(), sourceCodeLocationInfo: withPlaces });
  // The adapter makes documents of this class only.
  return { document: document as PageDocument, elements: elementsOf(document) };
}

/** @returns `null` for a page that has to be read character by character. */
function parseByTags(html: string): Document | null {
  const builder = new Parser({ treeAdapter: limitedAdapter() });
  return feedTokens(html, builder) ? builder.document : null;
}

/** Without calling itself, whatever the depth. */
function elementsOf(root: ParentNode): readonly PageElement[] {
  const elements: PageElement[] = [];
  let node: ChildNode | null = root.firstChild;
  while (node !== null) {
    if (node instanceof PageElement) {
      elements.push(node);
      if (node.firstChild !== null) {
        node = node.firstChild;
        continue;
      }
    }
    while (node !== null && node.next === null) {
      const { parent }: ChildNode = node;
      node = parent === root || parent === null || parent instanceof Document ? null : parent;
    }
    node = node?.next ?? null;
  }
  return elements;
}

/** Moved with its children: these are counted where they were. */
function place(parent: ParentNode, node: ChildNode): void {
  if (!(node instanceof PageElement)) return;
  node.depth = parent instanceof PageElement ? parent.depth + 1 : 1;
  if (node.depth > PAGE_DEPTH_MAX) {
    throw new PageProblem(`The page nests more than ${PAGE_DEPTH_MAX} elements in one another.`);
  }
}

/** One per page: it counts. */
function limitedAdapter(): TreeAdapter<Htmlparser2TreeAdapterMap> {
  let nodes = 0;

  function count(): void {
    nodes += 1;
    if (nodes > PAGE_NODES_MAX) {
      throw new PageProblem(
        `The page has more than ${PAGE_NODES_MAX.toLocaleString('en')} elements and texts.`,
      );
    }
  }

  const adapter: TreeAdapter<Htmlparser2TreeAdapterMap> = {
    ...plainAdapter,
    createDocument: () => {
      const document = new PageDocument([]);
      plainAdapter.setDocumentMode(document, plainAdapter.getDocumentMode(plainAdapter.createDocument()));
      return document;
    },
    createElement: (name, namespace, attributes) => {
      count();
      const attribs = new Attributes();
      for (const attribute of attributes) attribs[attribute.name] = attribute.value;
      const element = new PageElement(name, attribs, []);
      element.namespace = namespace;
      return element;
    },
    // Nothing is selected by it, and domhandler gives it the type of an element.
    setDocumentType: () => undefined,
    // As in a browser: what is in a template is no part of the page.
    setTemplateContent: (template, content) => void templates.set(template, content),
    getTemplateContent: (template) => {
      const content = templates.get(template);
      if (content === undefined) throw new Error('A template without content.');
      return content;
    },
    appendChild: (parent, node) => {
      place(parent, node);
      plainAdapter.appendChild(parent, node);
    },
    insertBefore: (parent, node, reference) => {
      place(parent, node);
      plainAdapter.insertBefore(parent, node, reference);
    },
    createCommentNode: (data) => new PageComment(data),
    createTextNode: (text) => new PageText(text),
    insertText: (parent, text) => {
      const last = parent.lastChild;
      if (last instanceof PageText) {
        last.data += text;
        return;
      }
      count();
      plainAdapter.appendChild(parent, new PageText(text));
    },
    insertTextBefore: (parent, text, reference) => {
      const previous = reference.prev;
      if (previous instanceof PageText) {
        previous.data += text;
        return;
      }
      count();
      plainAdapter.insertBefore(parent, new PageText(text), reference);
    },
    adoptAttributes: (element, attributes) => {
      for (const { name, value } of attributes) element.attribs[name] ??= value;
    },
  };
  const templates = new WeakMap<Element, Document>();
  return adapter;
}

const NOT_SHOWN = new Set(['script', 'style', 'noscript', 'template', 'head', 'iframe', 'object']);
/** A line of its own, or a cell: words on both sides of it are not one word. */
const APART =
  /^(?:address|article|aside|blockquote|br|button|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|option|p|pre|section|select|summary|table|td|textarea|th|tr|ul)$/;

/** What a reader sees of it: white space collapsed, scripts and styles left out, blocks apart. */
export function shownText(node: ChildNode | ParentNode): string {
  // Asked for by name, so their text is what is wanted: `script#state`, `title`.
  if (node instanceof PageElement && (NOT_SHOWN.has(node.name) || node.name === 'title')) {
    return collapse(wholeText(node));
  }
  const parts: string[] = [];
  gather(node, parts);
  return collapse(parts.join(''));
}

/** All text below it, as it stands. */
export function wholeText(node: ChildNode | ParentNode): string {
  if (isText(node)) return node.data;
  if (!('children' in node)) return '';
  return node.children.map(wholeText).join('');
}

export function collapse(text: string): string {
  return text.replace(/[\s\u00a0]+/g, ' ').trim();
}

function gather(node: ChildNode | ParentNode, parts: string[]): void {
  if (isText(node)) {
    parts.push(node.data);
    return;
  }
  if (isComment(node) || !('children' in node)) return;
  if (isTag(node) && NOT_SHOWN.has(node.name)) return;
  const isApart = isTag(node) && APART.test(node.name);
  if (isApart) parts.push(' ');
  for (const child of node.children) gather(child, parts);
  if (isApart) parts.push(' ');
}
