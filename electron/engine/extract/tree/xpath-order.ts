/** The order of the document for XPath, which would otherwise count siblings for every comparison. */
import type { ChildNode } from 'domhandler';
import { PageElement, type PageAttribute, type PageDocument } from './page-tree.ts';

const PRECEDING = 2;
const FOLLOWING = 4;

const ordered = new WeakSet<PageDocument>();
const orders = new WeakMap<object, number>();

/** Cheap when it was done before. */
export function orderForXPath(document: PageDocument): void {
  if (ordered.has(document)) return;
  ordered.add(document);
  let next = 0;
  const stack: (ChildNode | PageDocument)[] = [document];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    orders.set(node, next++);
    Object.assign(node, { compareDocumentPosition });
    if (node instanceof PageElement) {
      for (const attribute of node.attributes) {
        orders.set(attribute, next++);
        Object.assign(attribute, { compareDocumentPosition });
      }
    }
    if (!('children' in node)) continue;
    for (let at = node.children.length - 1; at >= 0; at -= 1) stack.push(node.children[at]!);
  }
}

function compareDocumentPosition(this: object, other: PageAttribute | ChildNode): number {
  const difference = (orders.get(other) ?? 0) - (orders.get(this) ?? 0);
  if (difference === 0) return 0;
  return difference < 0 ? PRECEDING : FOLLOWING;
}
