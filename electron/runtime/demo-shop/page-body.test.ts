import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './languages.ts';
import { PAGE_BUFFER_BYTES, writeGzippedPage, writePage } from './page-body.ts';
import { productOf } from './product.ts';

const target = Buffer.alloc(PAGE_BUFFER_BYTES);

function plainPage(seed: number, page: number): Buffer {
  return Buffer.from(target.subarray(0, writePage(target, seed, productOf(seed, page))));
}

function gzippedPage(seed: number, page: number): Buffer {
  return Buffer.from(target.subarray(0, writeGzippedPage(target, seed, productOf(seed, page))));
}

function textOf(page: number): string {
  // Without `stream`, Node 20 decodes windows-1252 as if it were latin1.
  const decoder = new TextDecoder(productOf(1, page).charset, { fatal: true });
  return decoder.decode(plainPage(1, page), { stream: true });
}

function hashOf(seed: number, page: number): string {
  return createHash('sha1').update(plainPage(seed, page)).digest('hex');
}

describe('a page of the demo shop', () => {
  it('is the same compressed and plain, in every language and encoding', () => {
    const seen = new Set<string>();
    for (let page = 1; page <= 400; page += 1) {
      const { language, charset } = productOf(1, page);
      seen.add(`${language.code}/${charset}`);
      expect(gunzipSync(gzippedPage(1, page)).equals(plainPage(1, page))).toBe(true);
    }

    expect(seen.size).toBe(
      LANGUAGES.length + LANGUAGES.filter(({ language }) => language.legacyCharset).length,
    );
  });

  it('is unlike every other page and always the same for one seed', () => {
    const hashes = new Set(Array.from({ length: 500 }, (_, index) => hashOf(1, index + 1)));

    expect(hashes.size).toBe(500);
    expect(hashOf(1, 5)).toBe(hashOf(1, 5));
    expect(hashOf(1, 5)).not.toBe(hashOf(2, 5));
  });

  it('has the size of a real product page: median about 30 KB, 8 to 125 KB', () => {
    const sizes = Array.from({ length: 2000 }, (_, index) => plainPage(1, index + 1).length).toSorted(
      (a, b) => a - b,
    );

    expect(sizes[1000]).toBeGreaterThan(27_000);
    expect(sizes[1000]).toBeLessThan(34_000);
    expect(sizes[0]).toBeGreaterThanOrEqual(8000);
    expect(sizes.at(-1)).toBeLessThan(125_000);
    expect(new Set(sizes).size).toBeGreaterThan(1000);
  });

  it('reads without a damaged character and carries the product as JSON-LD', () => {
    for (let page = 1; page <= 200; page += 1) {
      const product = productOf(1, page);
      const text = textOf(page);

      const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? '';
      const data: unknown = JSON.parse(json);

      expect(data).toMatchObject({
        '@type': 'Product',
        name: product.name,
        sku: product.sku,
        gtin13: product.gtin13,
        offers: { price: product.price, priceCurrency: product.language.currency },
      });
      expect(text).toContain(`<title>${product.name} | ${product.language.shop}</title>`);
      expect(text).toContain(`<meta charset="${product.charset}">`);
      // The stars of a review are the one thing that windows-1252 cannot write.
      expect(text.replace(/aria-label="\d\/5">[*]+/g, '')).not.toMatch(/\ufffd|[a-zäéñ]\?[a-zäéñ]/i);
    }
  });

  it('has a valid check digit in every GTIN', () => {
    for (let page = 1; page <= 300; page += 1) {
      const digits = [...productOf(1, page).gtin13].map(Number);
      const sum = digits.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);

      expect(digits).toHaveLength(13);
      expect(sum % 10).toBe(0);
    }
  });
});
