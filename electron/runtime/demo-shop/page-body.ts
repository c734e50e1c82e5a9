/** Puts a page together from the shared blocks and what is its own. */
import { crc32 } from 'node:zlib';
import { encodeText } from './charset.ts';
import { pageBlocks, type Block } from './page-blocks.ts';
import type { Product } from './product.ts';
import { Draw, fraction, hash32, RandomStream } from './random.ts';

/** Page sizes are spread log-normally about this median, as those of real shops are. */
const SIZE = { medianBytes: 30_000, sigma: 0.6, minBytes: 8_000, maxBytes: 120_000 } as const;

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 3]);
const STORED_BLOCK_HEADER_BYTES = 5;
/** A last, empty block; then come checksum and length. */
const FINAL_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff]);
const GZIP_TRAILER_BYTES = 8;

/** A block of this page alone; it is not worth compressing. */
type Piece = Block | Buffer;

export function pageBody(seed: number, product: Product): Buffer {
  return Buffer.concat(
    piecesOf(seed, product).map((piece) => (Buffer.isBuffer(piece) ? piece : piece.plain)),
  );
}

/** The same page as one gzip member, put together from blocks that were compressed before. */
export function gzippedPageBody(seed: number, product: Product): Buffer {
  const parts: Buffer[] = [GZIP_HEADER];
  let checksum = 0;
  let plainBytes = 0;
  for (const piece of piecesOf(seed, product)) {
    const plain = Buffer.isBuffer(piece) ? piece : piece.plain;
    if (Buffer.isBuffer(piece)) parts.push(storedBlockHeader(piece.length), piece);
    else parts.push(piece.deflated);
    checksum = crc32(plain, checksum);
    plainBytes += plain.length;
  }
  const trailer = Buffer.allocUnsafe(GZIP_TRAILER_BYTES);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(plainBytes, 4);
  parts.push(FINAL_BLOCK, trailer);
  return Buffer.concat(parts);
}

function storedBlockHeader(byteCount: number): Buffer {
  const header = Buffer.allocUnsafe(STORED_BLOCK_HEADER_BYTES);
  header[0] = 0;
  header.writeUInt16LE(byteCount, 1);
  header.writeUInt16LE(~byteCount & 0xffff, 3);
  return header;
}

function piecesOf(seed: number, product: Product): Piece[] {
  const blocks = pageBlocks(product.language, product.charset);
  const head = encodeText(headHtml(product), product.charset);
  const main = encodeText(mainHtml(product), product.charset);
  const pieces: Piece[] = [blocks.top, head, blocks.menu, main];
  const random = new RandomStream(hash32(seed, product.page, Draw.Content) + 1);
  const wantedBytes = sizeOf(seed, product.page);
  let bytes =
    blocks.top.plain.length +
    head.length +
    blocks.menu.plain.length +
    main.length +
    blocks.footer.plain.length;
  while (bytes < wantedBytes) {
    const group = random.pick(blocks.groups);
    pieces.push(group);
    bytes += group.plain.length;
  }
  pieces.push(blocks.footer);
  return pieces;
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
  return `<title>${name} – ${language.shop}</title>
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
