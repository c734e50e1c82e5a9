/** Puts a page together from the shared blocks and what is its own. */
import { crc32 } from 'node:zlib';
import { writeText } from './charset.ts';
import { combineCrc } from './crc-combine.ts';
import { pageBlocks, type Block, type PageBlocks } from './page-blocks.ts';
import type { Product } from './product.ts';
import { Draw, fraction, hash32, RandomStream } from './random.ts';

/** Page sizes are spread log-normally about this median, as those of real shops are. */
const SIZE = { medianBytes: 30_000, sigma: 0.6, minBytes: 8_000, maxBytes: 120_000 } as const;

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 3]);
const STORED_BLOCK_HEADER_BYTES = 5;
/** A last, empty block; then come checksum and length. */
const FINAL_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff]);
const GZIP_TRAILER_BYTES = 8;

/** Room for the largest page: the size wanted, a group beyond it, and what frames it. */
export const PAGE_BUFFER_BYTES = SIZE.maxBytes + 16_384;

/**
 * Writes the page to the beginning of `target`, which has at least {@link PAGE_BUFFER_BYTES}.
 *
 * @returns Its length in bytes.
 */
export function writePage(target: Buffer, seed: number, product: Product): number {
  const blocks = pageBlocks(product.language, product.charset);
  let length = blocks.top.plain.copy(target, 0);
  length += writeText(target, length, headHtml(product), product.charset);
  length += blocks.menu.plain.copy(target, length);
  length += writeText(target, length, mainHtml(product), product.charset);
  for (const group of groupsOf(blocks, seed, product.page, length))
    length += group.plain.copy(target, length);
  return length + blocks.footer.plain.copy(target, length);
}

/** The same page as one gzip member, put together from blocks that were compressed before. */
export function writeGzippedPage(target: Buffer, seed: number, product: Product): number {
  const blocks = pageBlocks(product.language, product.charset);
  let length = GZIP_HEADER.copy(target, 0);
  let crc = 0;
  let plainBytes = 0;

  const addBlock = (block: Block): void => {
    length += block.deflated.copy(target, length);
    crc = combineCrc(crc, block.crc, block.zeros);
    plainBytes += block.plain.length;
  };
  /** Stored as it is: a text of this page alone is short, and compressing it would cost more than all the rest. */
  const addText = (text: string): void => {
    const start = length + STORED_BLOCK_HEADER_BYTES;
    const bytes = writeText(target, start, text, product.charset);
    target[length] = 0;
    target.writeUInt16LE(bytes, length + 1);
    target.writeUInt16LE(~bytes & 0xffff, length + 3);
    length = start + bytes;
    crc = crc32(target.subarray(start, length), crc);
    plainBytes += bytes;
  };

  addBlock(blocks.top);
  addText(headHtml(product));
  addBlock(blocks.menu);
  addText(mainHtml(product));
  for (const group of groupsOf(blocks, seed, product.page, plainBytes)) addBlock(group);
  addBlock(blocks.footer);
  length += FINAL_BLOCK.copy(target, length);
  target.writeUInt32LE(crc, length);
  target.writeUInt32LE(plainBytes, length + 4);
  return length + GZIP_TRAILER_BYTES;
}

/** As many groups as bring a page of `bytesSoFar` to its size. */
function* groupsOf(blocks: PageBlocks, seed: number, page: number, bytesSoFar: number): Generator<Block> {
  const random = new RandomStream(hash32(seed, page, Draw.Content) + 1);
  const wantedBytes = sizeOf(seed, page) - blocks.footer.plain.length;
  let bytes = bytesSoFar;
  while (bytes < wantedBytes) {
    const group = random.pick(blocks.groups);
    bytes += group.plain.length;
    yield group;
  }
}

function sizeOf(seed: number, page: number): number {
  // Box and Muller; 1 - u keeps the logarithm away from zero.
  const radius = Math.sqrt(-2 * Math.log(1 - fraction(seed, page, Draw.Size)));
  const normal = radius * Math.cos(2 * Math.PI * fraction(seed, page, Draw.Size + 64));
  const bytes = SIZE.medianBytes * Math.exp(SIZE.sigma * normal);
  return Math.min(SIZE.maxBytes, Math.max(SIZE.minBytes, bytes));
}

function headHtml(product: Product): string {
  const { language, name, page } = product;
  const data = {
    '@context': 'https://schema.org/',
    '@type': 'Product',
    name,
    sku: product.sku,
    gtin13: product.gtin13,
    image: [`https://shop.example/images/${page}-1200.jpg`],
    description: language.sentences[page % language.sentences.length],
    brand: { '@type': 'Brand', name: product.brand },
    aggregateRating: {
      '@type': 'AggregateRating',
      ratingValue: product.rating,
      reviewCount: product.reviewCount,
    },
    offers: {
      '@type': 'Offer',
      url: `https://shop.example/p/${page}`,
      price: product.price,
      priceCurrency: language.currency,
      availability: `https://schema.org/${product.isInStock ? 'InStock' : 'OutOfStock'}`,
      itemCondition: 'https://schema.org/NewCondition',
    },
  };
  return `<title>${name} | ${language.shop}</title>
<meta name="description" content="${name}: ${product.brand}, ${product.price} ${language.currency}">
<meta property="og:type" content="product">
<meta property="og:title" content="${name}">
<link rel="canonical" href="https://shop.example/p/${page}">
<script type="application/ld+json">${JSON.stringify(data)}</script>
`;
}

function mainHtml(product: Product): string {
  const { language, name, page } = product;
  const { labels } = language;
  const stock = product.isInStock ? labels.inStock : labels.outOfStock;
  return `<span>${name}</span></nav>
<main>
<div class="product" itemscope itemtype="https://schema.org/Product">
<figure class="gallery"><img src="/images/${page}-800.webp" width="800" height="800" alt="${name}"></figure>
<div class="product__facts"><h1 itemprop="name">${name}</h1>
<p class="product__brand">${product.brand}</p>
<p class="price"><data value="${product.price}">${product.price} ${language.currency}</data></p>
<p class="stock stock--${product.isInStock ? 'in' : 'out'}">${stock}</p>
<form method="post" action="/basket"><input type="hidden" name="sku" value="${product.sku}"><button>${labels.buy}</button></form>
<table class="facts"><tr><th>SKU</th><td>${product.sku}</td></tr><tr><th>GTIN</th><td>${product.gtin13}</td></tr>
<tr><th>${labels.material}</th><td>${language.adjectives[page % language.adjectives.length] ?? ''}</td></tr>
<tr><th>${labels.weight}</th><td>${product.weightGrams} g</td></tr></table>
</div></div>
<h2>${labels.reviews} (${product.reviewCount})</h2>
`;
}
