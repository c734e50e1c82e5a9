import type { ChildNode } from 'domhandler';
import { Comment, Text } from 'domhandler';
import { Parser } from 'parse5';
import { adapter } from 'parse5-htmlparser2-tree-adapter';
import { describe, expect, it } from 'vitest';
import { feedTokens } from './feed-tokens.ts';
import { PageElement, parsePage } from './page-tree.ts';

const isFed = (html: string): boolean => feedTokens(html, new Parser({ treeAdapter: adapter }));

/** One line per node, so that a difference is easy to find. */
function linesOf(nodes: readonly ChildNode[], indent = ''): readonly string[] {
  return nodes.flatMap((node) => {
    if (node instanceof Text) return [`${indent}${JSON.stringify(node.data)}`];
    if (node instanceof Comment) return [`${indent}<!--${JSON.stringify(node.data)}`];
    if (!(node instanceof PageElement)) throw new Error(`A ${node.type} in the tree.`);
    const { name, namespace, attribs, depth } = node;
    return [
      `${indent}${name} ${namespace} ${depth} ${JSON.stringify(Object.entries(attribs))}`,
      ...linesOf(node.children, `${indent} `),
    ];
  });
}

/** Nodes that know their place are read by parse5 alone. */
function expectSameTree(html: string): void {
  const [fast, standard] = [parsePage(html, false), parsePage(html, true)].map(({ document, elements }) => ({
    lines: linesOf(document.children),
    names: elements.map(({ name }) => name),
  }));
  expect({ html, ...fast }).toEqual({ html, ...standard });
}

describe('the tree of a page that is read tag by tag', () => {
  it.each([
    [
      'as shops write them',
      `<!DOCTYPE html>\r\n<html lang="de-CH"><head>\r\n<meta charset=utf-8><title>Lampe &ndash; Laden</title>\r\n<script>if (a < b && c > "</p>") d()</script>` +
        `<style>a > b { content: "</" }</style></head>\n<body class=shop><svg viewbox="0 0 1 1" xlink:href=#a><linearGradient/><foreignObject><p>x</p></foreignObject></svg>` +
        `<table><tr><th>SKU<td>1<tr><td>2</table><p>a < b<p>c &amp;amp; d&copy e&notit;<pre>\n\n x</pre><textarea>\n&lt;b></textarea></div><!-- a -- b --->\n</body>\n</html>\n<!-- end -->`,
    ],
    ['by rules of old', '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN"><p>a<table><tr><td>b</table>'],
    ['with what stands beside the cells', '<table>a<tr>b<td>c</td><p>d</p></tr><b>e</table>f'],
    ['with formats that overlap', '<p><b>a<i>b</b>c</i><p>d<a href=1>e<a href=2>f</p>g'],
    ['without anything', ''],
    ['of white space', ' \r\n\t\f '],
    ['that begins with words', '\n a <b> b'],
    ['with comments of every kind', '<!----><!--><!---><!x><?y z?></ a><!-- -- --><![CDATA[ a ]]>'],
    ['with an attribute twice, and with strange names', '<p A=1 a=2 =c=d "e\'f <g / h=i/j __proto__=k>x'],
    ['with a self-closing tag', '<div/><p/>a<br/>b<svg><a/>c</svg><input/ >'],
    ['with a template', '<template><tr><td>a</td></tr></template><div><template>b<p>c</template>d</div>'],
    ['with a list', '<select><option>a<option selected>b<optgroup><p>c<hr></select>d'],
    ['with math', '<math><mi>a<p>b</p></mi><annotation-xml encoding=text/html><p>c</math>'],
    ['behind its end', '<body>a</body> b<script>c</script></html> <p>d'],
  ])('is that of the standard for a page %s', (_what, html) => {
    expectSameTree(html);
    expect(isFed(html)).toBe(true);
  });

  it.each([
    ['a NUL', 'a\0b'],
    ['a comment that ends in an old way', '<!-- a --!> b -->'],
    ['a script with a script in a comment', '<script><!--<script></script>--></script>'],
    ['text in an image', '<svg><![CDATA[<p>]]></svg>'],
    ['frames', '<frameset> a <frame></frameset>'],
    ['plain text', '<plaintext><p>a'],
    ['an end within a tag', '<p>a<b title="c'],
    ['an end within a script', '<script>a'],
    ['an end within a comment', '<!-- a'],
    ['an end within a doctype', '<!doctype'],
    [
      'a tag with more attributes than anyone writes',
      `<p ${Array.from({ length: 300 }, (_, at) => `a${at}`).join(' ')}>`,
    ],
  ])('is left to the other reader with %s', (_what, html) => {
    expectSameTree(html);
    expect(isFed(html)).toBe(false);
  });

  it('is that of the standard, whatever the page is put together from', () => {
    const pieces = (
      `<!doctype html>|<!DOCTYPE html SYSTEM "about:legacy-compat">|<!doctype>|<html lang=a>|<html>|<head>|</head>|<body>|</body>|</html>|<title>|</title>|` +
      `<svg>|</svg>|<svg/>|<path/>|<path>|</path>|<g>|</g>|<desc>|</desc>|<foreignObject>|</foreignobject>|<math>|</math>|<mi>|</mi>|<style>|</style>|` +
      `<script>|</script>|</script |<!--|-->|<!|<![CDATA[|]]>|<?a|</|</>|<|>|"|'|=|/|&amp;|&lt|&#13;|&#10;|&nbsp;|&#x80;|a|b c| |\n|\r\n|\r|\t|\u00a0|\ufeff|` +
      `<meta name=a>|<link>|<base href=/b>|<basefont>|<bgsound>|<noframes>|</noframes>|<noscript>|</noscript>|` +
      `<table>|</table>|<tr>|</tr>|<td>|</td>|<th>|<tbody>|</tbody>|<colgroup>|<col>|<caption>|</caption>|<select>|</select>|<option>|</option>|<optgroup>|<template>|</template>|` +
      `<textarea>|</textarea>|<iframe>|</iframe>|<xmp>|</xmp>|<pre>|</pre>|<listing>|<ruby>|<rt>|<rp>|<rb>|</ruby>|<dl>|<dt>|<dd>|</dl>|<frameset>|<frame>|` +
      `<p>|</p>|<b>|</b>|<i>|</i>|<a>|</a>|<nobr>|<font size=1>|</font>|<div>|</div>|<span id=x>|</span>|<form>|</form>|<input type=hidden>|<input>|<button>|</button>|<br>|</br>|<image>|` +
      `<ul>|</ul>|<li>|</li>|<h1>|</h1>|<h2>|<p title="|<p a=|<p a=/>|<p =b/ >|<hr>|<object>|</object>|<marquee>|<applet>|<x-y>|</x-y>|<P CLASS=A>|</DIV >`
    ).split('|');
    let state = 11;
    const below = (count: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % count;
    };
    let fed = 0;
    for (let round = 0; round < 12_000; round += 1) {
      const html = Array.from({ length: 1 + below(20) }, () => pieces[below(pieces.length)]).join('');
      expectSameTree(html);
      if (isFed(html)) fed += 1;
    }
    expect(fed).toBeGreaterThan(4000);
  });
});
