/** Product pages as shops make them: most with JSON-LD, some that say less. */
import type { PageRequest, PageAnswer } from './page-server.ts';

/** Every seventh page has changed its layout: no price. */
export const hasPrice = (number: number): boolean => number % 7 !== 0;
/** Of `/product/7`: 7. */
export const numberOf = (path: string): number => Number(path.split('/').at(-1));
export const priceOf = (number: number): string => `${1000 + number}.50`;

export function productPage({ path }: PageRequest): PageAnswer {
  const number = numberOf(path);
  const product = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: `Lamp ${number}`,
    sku: `L-${number}`,
    brand: { '@type': 'Brand', name: number % 2 === 0 ? 'Lumen & Co' : 'Brenner' },
    ...(hasPrice(number)
      ? { offers: { '@type': 'Offer', price: priceOf(number), priceCurrency: 'EUR' } }
      : {}),
  };
  const words = Array.from({ length: 30 }, (_, at) => `<p>About lamp ${number}, part ${at}.</p>`);
  const body = `<!doctype html><html lang="en"><head><title>Lamp ${number} | Shop</title>
<meta property="og:title" content="Lamp ${number}"><meta name="description" content="A lamp, number ${number}">
<script type="application/ld+json">${JSON.stringify(product)}</script></head>
<body><h1 class="product-title">Lamp ${number}</h1>
${hasPrice(number) ? `<p class="amount">1.${String(number).padStart(3, '0')},50 €</p>` : '<p>Not for sale</p>'}
<p class="stock">In stock: ${number}</p>${words.join('')}</body></html>`;
  return { status: 200, body };
}
