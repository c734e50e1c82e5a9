/**
 * The order of the document for XPath, which would otherwise count siblings for every comparison.
 * Nodes get their numbers at the first comparison; most expressions never make one.
 */
import type { ChildNode } from 'domhandler';
import type { PageAttribute, PageDocument } from './page-tree.ts';

const PRECEDING = 2;
const FOLLOWING = 4;

/** A node that can be compared; 0 is a node without a number yet. */
export interface Ordered {
  order: number;
}

type Comparable = (ChildNode | PageDocument) & Ordered;

export function comparePosition(one: Comparable | PageAttribute, other: Comparable | PageAttribute): number {
  if (nodeOf(other).order === 0) numberAll(nodeOf(other));
  const difference = orderOf(other) - orderOf(one);
  if (difference === 0) return 0;
  return difference < 0 ? PRECEDING : FOLLOWING;
}

function isAttribute(node: Comparable | PageAttribute): node is PageAttribute {
  return 'ownerElement' in node;
}

function nodeOf(node: Comparable | PageAttribute): Comparable {
  return isAttribute(node) ? node.ownerElement : node;
}

/** Attributes come after their element and before what is in it. */
function orderOf(node: Comparable | PageAttribute): number {
  return isAttribute(node) ? node.ownerElement.order + node.share : node.order;
}

function numberAll(from: Comparable): void {
  let root: ChildNode | PageDocument = from;
  // All nodes of a page are of its document.
  while (root.parent !== null) root = root.parent as ChildNode | PageDocument;
  let next = 1;
  const stack: (ChildNode | PageDocument)[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    // The adapter makes nodes of our classes only.
    (node as Comparable).order = next++;
    if (!('children' in node)) continue;
    for (let at = node.children.length - 1; at >= 0; at -= 1) stack.push(node.children[at]!);
  }
}
