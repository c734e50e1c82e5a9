/**
 * What many pages have in common, made once per language and encoding: the top, the
 * menu, groups of reviews and related products, the footer. Each block is kept as
 * bytes and as a piece of a deflate stream, so that a page is put together by copying.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { encodeText, type Charset } from './charset.ts';
import { zerosMap, type ZerosMap } from './crc-combine.ts';
import type { Language } from './languages.ts';
import { RandomStream } from './random.ts';

export interface Block {
  readonly plain: Buffer;
  /**
   * Raw deflate blocks that end on a byte boundary and refer to nothing before them, so
   * any sequence of them, closed by a final block, is one valid deflate stream.
   */
  readonly deflated: Buffer;
  /** Checksum of `plain`. */
  readonly crc: number;
  readonly zeros: ZerosMap;
}

export interface PageBlocks {
  /** Up to where the page's own title and data begin. */
  readonly top: Block;
  /** From the end of the data to the beginning of the product. */
  readonly menu: Block;
  readonly groups: readonly Block[];
  readonly footer: Block;
}

const GROUP_COUNT = 64;
const REVIEWS_PER_GROUP = 3;
const RELATED_PER_GROUP = 2;

const cache = new Map<string, PageBlocks>();

/** Bounded: there is one entry per language and encoding. */
export function pageBlocks(language: Language, charset: Charset): PageBlocks {
  const key = `${language.code}/${charset}`;
  let blocks = cache.get(key);
  if (blocks === undefined) {
    blocks = makeBlocks(language, charset);
    cache.set(key, blocks);
  }
  return blocks;
}

function makeBlocks(language: Language, charset: Charset): PageBlocks {
  const block = (html: string): Block => {
    const plain = encodeText(html, charset);
    const deflated = deflateRawSync(plain, { level: 9, finishFlush: constants.Z_SYNC_FLUSH });
    return { plain, deflated, crc: crc32(plain), zeros: zerosMap(plain.length) };
  };
  const random = new RandomStream(language.sentences.join('').length);
  const groups = Array.from({ length: GROUP_COUNT }, () => block(groupHtml(language, random)));
  return {
    top: block(
      `<!doctype html>\n<html lang="${language.code}">\n<head>\n<meta charset="${charset}">\n` +
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    ),
    menu: block(menuHtml(language)),
    groups,
    footer: block(footerHtml(language)),
  };
}

function menuHtml({ shop, menu, labels }: Language): string {
  const items = menu.map(
    (name, index) =>
      `<li class="menu__item"><a class="menu__link" href="/category/${index + 1}">${name}</a><ul class="menu__sub">` +
      menu
        .map((sub, subIndex) => `<li><a href="/category/${index + 1}/${subIndex + 1}">${sub}</a></li>`)
        .join('') +
      '</ul></li>',
  );
  return `<link rel="icon" href="data:,">
<style>
:root{--ink:#22303a;--paper:#fbfaf7;--accent:#2f7d5b}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
.menu{display:flex;flex-wrap:wrap;gap:1rem;list-style:none;padding:1rem;margin:0;border-bottom:1px solid #ddd}
.menu__sub{display:none;position:absolute;background:#fff;padding:.5rem 1rem;list-style:none;box-shadow:0 2px 8px #0002}
.menu__item:hover .menu__sub{display:block}
.product{display:grid;grid-template-columns:1fr 1fr;gap:2rem;max-width:72rem;margin:2rem auto;padding:0 1rem}
.price{font-size:1.6rem;font-weight:600}.stock--in{color:var(--accent)}.stock--out{color:#a33}
.review{border-top:1px solid #ddd;padding:1rem 0}.review__stars{color:#c80}
.related{display:flex;gap:1rem}.related__card{flex:1;border:1px solid #ddd;border-radius:8px;padding:1rem}
footer{padding:2rem 1rem;border-top:1px solid #ddd;color:#666}
@media (max-width:40rem){.product{grid-template-columns:1fr}}
</style>
</head>
<body>
<header class="site-header"><a class="site-header__logo" href="/">${shop}</a>
<nav aria-label="${shop}"><ul class="menu">${items.join('\n')}</ul></nav></header>
<nav class="breadcrumbs"><a href="/">${labels.home}</a> / `;
}

function groupHtml(language: Language, random: RandomStream): string {
  const { labels, people, sentences, adjectives, nouns } = language;
  const reviews = Array.from({ length: REVIEWS_PER_GROUP }, () => {
    const stars = 3 + random.below(3);
    const text = [random.pick(sentences), random.pick(sentences), random.pick(sentences)].join(' ');
    const date = `2025-${String(1 + random.below(12)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`;
    return (
      `<article class="review" itemprop="review"><header class="review__head"><span class="review__stars" ` +
      `aria-label="${stars}/5">${'★'.repeat(stars)}</span> <b class="review__by">${random.pick(people)}</b> ` +
      `<time datetime="${date}">${date}</time></header>\n<p class="review__text">${text}</p></article>\n`
    );
  });
  const related = Array.from({ length: RELATED_PER_GROUP }, () => {
    const other = 1 + random.below(100_000);
    return (
      `<a class="related__card" href="/p/${other}"><img class="related__image" loading="lazy" width="240" height="240" ` +
      `src="/images/${other}-240.webp" alt=""><span class="related__name">${random.pick(adjectives)} ${random.pick(nouns)}` +
      `</span><span class="related__price">${5 + random.below(200)} ${language.currency}</span></a>\n`
    );
  });
  return (
    `<section class="reviews" aria-label="${labels.reviews}">\n${reviews.join('')}</section>\n` +
    `<section class="related" aria-label="${labels.related}">\n${related.join('')}</section>\n`
  );
}

function footerHtml({ shop, menu, labels }: Language): string {
  const links = menu.map((name, index) => `<li><a href="/help/${index + 1}">${name}</a></li>`).join('');
  return `</main>
<footer><ul class="footer__links">${links}</ul><p>${labels.imprint}</p><p>${shop}, 2025</p></footer>
<script type="application/json" id="page-state">{"basket":[],"locale":"${menu.length}","flags":{"newCheckout":false}}</script>
</body>
</html>
`;
}
