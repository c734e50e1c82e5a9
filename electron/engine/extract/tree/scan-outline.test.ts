import { describe, expect, it } from 'vitest';
import { outlineOfTree, type PageOutline } from './page-outline.ts';
import { parsePage } from './page-tree.ts';
import { scanOutline } from './scan-outline.ts';

/** The scan may give up, and may think of items and types that are in a template. */
function expectSame(html: string): boolean {
  const scanned = scanOutline(html);
  if (scanned === null) return false;
  const { hasItems, hasTypes, ...wanted }: PageOutline = { ...outlineOfTree(parsePage(html, false)) };
  expect({ html, ...scanned }).toEqual({
    html,
    ...wanted,
    hasItems: scanned.hasItems || hasItems,
    hasTypes: scanned.hasTypes || hasTypes,
  });
  return true;
}

const LD = '<script type="application/ld+json">{"name":"a"}</script>';

describe('the outline of a page without its tree', () => {
  it('is that of the tree for a page as shops write them', () => {
    const html =
      `<!DOCTYPE html>\r\n<html lang="de-CH"><head><meta charset=utf-8><title>Lampe &ndash; Laden</title>\r\n` +
      `<meta property="og:title" content="Lampe &quot;Oslo&quot;"><link rel=canonical href="/p/1?a=1&amp;b=2">${LD}</head>` +
      `<body class=shop><svg viewBox="0 0 1 1"><g><path d="M0 0"/></g></svg><div itemscope itemtype=Product><h1>Lampe</h1>` +
      `<table><tr><th>SKU<td>1</table><p>a < b<p>c</div><script>if (a < b && c > "</p>") d()</script>${LD}<!-- ${LD} --></html>`;
    expect(expectSame(html)).toBe(true);
    expect(scanOutline(html)?.jsonLd).toHaveLength(2);
  });

  it.each([
    ['a comment', `<!-- ${LD} -->${LD}`],
    ['an empty comment', `<!-->${LD}<!--->${LD}`],
    ['CDATA that is a comment', `<![CDATA[ > ${LD} ]]>`],
    ['an attribute', `<p title='${LD}'>a</p>${LD}`],
    ['an attribute without quotes', `<p title=<script>${LD}`],
    ['a text area', `<textarea>${LD}</textarea>${LD}`],
    ['a title', `<title>${LD}</title>${LD}`],
    ['noscript', `<noscript>${LD}</noscript>${LD}`],
    ['a template', `<template>${LD}<meta name=a content=b></template>${LD}`],
    ['another script', '<script>"<script type=application/ld+json>1"</script>' + LD],
    ['an image', `<svg><title>a</title><path d="M0"/></svg>${LD}`],
    ['capitals', '<SCRIPT TYPE="Application/LD+JSON">1</SCRIPT ><META NAME=A CONTENT=b>'],
    ['spaces and entities', '<script type = " application/ld&#43;json "\r\n>{\r\n}</script\t>'],
    ['an attribute twice', '<script type=application/ld+json type=text/x>1</script>'],
    ['a list', `<select><option>a<option>b</select>${LD}`],
    ['a title that is not in the head', '<p>a</p><title>b</title>'],
    [
      'a title behind the head',
      '<head></head><title>a &amp; &copy b</title><link rel="x canonical" href=/a>',
    ],
    ['base and language', '<!doctype html><html lang=de><base target=a><base href=/b/ ><base href=/c/>'],
  ])('is that of the tree with %s', (_what, html) => {
    expect(expectSame(html)).toBe(true);
  });

  it.each([
    ['an image with HTML in it', `<svg><style><script type="application/ld+json">1</script></svg>`],
    ['an image that is not closed', `<svg><path><p>${LD}`],
    ['a script with a script in a comment', `<script><!--<script></script>${LD}--></script>`],
    ['a table that is filled beside its cells', `<table><tr>${LD}<div>${LD}</div></table>`],
    ['a script without an end', '<script type="application/ld+json">{}'],
    ['plain text', `<plaintext>${LD}`],
  ])('is left to the tree with %s', (_what, html) => {
    expect(scanOutline(html)).toBeNull();
  });

  it('is never another one than that of the tree, whatever the page is put together from', () => {
    const pieces = (
      `<html lang=a>|<html>|<head>|</head>|<body>|</body>|</html>|<title>|</title>|<svg>|</svg>|<svg/>|<path/>|<path>|</path>|<g>|</g>|<desc>|</desc>|<style>|</style>|` +
      `<script>|<script type=application/ld+json>|</script>|</script |<!--|-->|--!>|<!|<![CDATA[|]]>|<?a|</|</>|<|>|"|'|=|/|&amp;|&lt|a|{"a":1}| |\n|\r|` +
      `<meta name=a content=b>|<meta property="og:title" content='&quot;x'>|<meta name=q content=&lt;a&lta>|<link rel=canonical href=/a>|<base href=/b>|<base>|<basefont>|<bgsound>|` +
      `<table>|</table>|<tr>|<td>|</td>|<tbody>|<colgroup>|<col>|<caption>|<select>|</select>|<option>|</option>|<optgroup>|<template>|</template>|` +
      `<textarea>|</textarea>|<noscript>|</noscript>|<iframe>|</iframe>|<xmp>|</xmp>|<noframes>|</noframes>|<frameset>|<frame>|<plaintext>|<math>|</math>|<mi>|` +
      `<p>|</p>|<b>|</b>|<a>|</a>|<div itemscope>|</div>|<i typeof=x>|<form>|</form>|<input>|<button>|</br>|<image>|<li>|<h1>|<p title="|<p a=|<p a=/>|<p =b/ >|<hr>|<object>|</object>`
    ).split('|');
    let state = 7;
    const below = (count: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % count;
    };
    let compared = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const html = Array.from({ length: 1 + below(14) }, () => pieces[below(pieces.length)]).join('');
      // Half of them with something at the end to miss or to find.
      if (expectSame(round % 2 === 0 ? html : `${html}${LD}<title>t</title><meta name=z content=1>`))
        compared += 1;
    }
    expect(compared).toBeGreaterThan(4000);
  });
});
