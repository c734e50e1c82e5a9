import { describe, expect, it } from 'vitest';
import { OFFER_KINDS, PRODUCT_FIELDS, type ProductField } from '../../../../shared/recipe.ts';
import { PageContent } from '../page-content.ts';
import { productHits } from '../product/product-fields.ts';

function page(html: string, contentType = 'text/html; charset=utf-8'): PageContent {
  return new PageContent({ url: 'https://shop.example/de/p/1', contentType, body: Buffer.from(html) });
}

function offers(html: string): Record<string, string> {
  // The first of each name, as a column takes it.
  const of = page(html);
  return Object.fromEntries(
    OFFER_KINDS.flatMap((kind) => of.offered(kind).values)
      .toReversed()
      .map(({ offer, name, value }) => [`${offer} ${name}`, value]),
  );
}

function product(html: string): Partial<Record<ProductField, string>> {
  const of = page(html);
  return Object.fromEntries(
    PRODUCT_FIELDS.flatMap((field) => {
      const [hit] = productHits(of, field);
      return hit === undefined ? [] : [[field, hit.text]];
    }),
  );
}

const ld = (data: unknown) =>
  `<script type="application/ld+json">${typeof data === 'string' ? data : JSON.stringify(data)}</script>`;

describe('JSON-LD', () => {
  it('finds the product in a graph, follows references, and gives other things their type as a name', () => {
    const graph = {
      '@context': 'https://schema.org',
      '@graph': [
        {
          '@type': 'Organization',
          '@id': '#o',
          name: 'Fieldware',
          sameAs: ['https://a.example', 'https://b.example'],
        },
        { '@type': 'WebPage', mainEntity: { '@id': '#p' } },
        {
          '@type': ['Product', 'Thing'],
          '@id': '#p',
          name: 'Lamp',
          brand: { '@id': '#b' },
          offers: [
            { '@type': 'Offer', price: 12.5, priceCurrency: 'EUR' },
            { '@type': 'Offer', price: '14' },
          ],
        },
        { '@type': 'Brand', '@id': '#b', name: 'Corvane' },
      ],
    };
    expect(offers(ld(graph))).toMatchObject({
      'jsonld name': 'Lamp',
      'jsonld brand.name': 'Corvane',
      'jsonld offers.price': '12.5',
      'jsonld Organization.name': 'Fieldware',
    });
    expect(
      page(ld(graph))
        .offered('jsonld')
        .all('offers.price')
        .map(({ value }) => value),
    ).toEqual(['12.5', '14']);
  });

  it('reads aggregate offers, price specifications and variants', () => {
    const offer = { '@type': 'AggregateOffer', lowPrice: '9.90', highPrice: '19.90', priceCurrency: 'CHF' };
    expect(product(ld({ '@type': 'Product', name: 'A', offers: offer }))).toMatchObject({
      price: '9.90',
      currency: 'CHF',
    });
    const specification = { '@type': 'UnitPriceSpecification', price: 5, priceCurrency: 'SEK' };
    expect(
      product(ld({ '@type': 'Product', name: 'A', offers: { priceSpecification: [specification] } })),
    ).toMatchObject({ price: '5', currency: 'SEK' });
    const group = {
      '@type': 'ProductGroup',
      name: 'A',
      hasVariant: [{ '@type': 'Product', offers: { price: '7' } }],
    };
    expect(product(ld(group))).toMatchObject({ name: 'A', price: '7' });
  });

  it('takes the product that the page sells, not one that goes with it', () => {
    const list = { '@type': 'ItemList', itemListElement: [{ item: { '@type': 'Product', name: 'Other' } }] };
    const main = {
      '@type': 'Product',
      name: 'Lamp',
      offers: { price: '1' },
      isRelatedTo: { '@type': 'Product', name: 'X' },
    };
    expect(product(ld([list, main]))).toMatchObject({ name: 'Lamp', price: '1' });
    expect(offers(ld([list, main]))).toMatchObject({ 'jsonld Product.name': 'Other' });
  });

  it.each([
    ['a comment around it', '<!-- {"@type":"Product","name":"Lamp"} -->'],
    ['CDATA around it', '//<![CDATA[\n{"@type":"Product","name":"Lamp"}\n//]]>'],
    [
      'a line break in a text, and a comma too many',
      '{"@type":"Product","description":"a\nb, }","name":"Lamp",}',
    ],
    ['a semicolon after it', '{"@type":"Product","name":"Lamp"};'],
    ['entities for quotes', '{&quot;@type&quot;:&quot;Product&quot;,&quot;name&quot;:&quot;Lamp&quot;}'],
    ['names written out', '{"@type":"http://schema.org/Product","http://schema.org/name":{"@value":"Lamp"}}'],
  ])('reads it with %s', (_what, text) => {
    expect(product(ld(text)).name).toBe('Lamp');
  });

  it('goes on without what is broken or goes round in circles', () => {
    const circle = { '@type': 'Product', '@id': '#p', name: 'Lamp', isVariantOf: { '@id': '#p' } };
    expect(product(ld('{"@type":') + ld('null') + ld('[]') + ld(circle)).name).toBe('Lamp');
  });
});

describe('microdata', () => {
  it('reads nested items, references, and values from the attributes that the standard names', () => {
    const html = `<base href="/shop/">
      <div itemscope itemtype="https://schema.org/Product" itemref="extra">
        <h1 itemprop="name">Lamp <b>small</b></h1><img itemprop="image" src="a.jpg">
        <div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
          <span itemprop="price" content="1299.00">1.299,00 €</span><meta itemprop="priceCurrency" content="EUR">
          <link itemprop="availability" href="https://schema.org/OutOfStock"></div>
        <div itemprop="aggregateRating" itemscope><meter itemprop="ratingValue" value="4.5">4½</meter></div>
      </div><p id="extra"><span itemprop="sku">A 1</span></p>`;
    expect(product(html)).toEqual({
      name: 'Lamp small',
      price: '1299.00',
      currency: 'EUR',
      availability: 'OutOfStock',
      sku: 'A 1',
      rating: '4.5',
      image: 'https://shop.example/shop/a.jpg',
    });
  });
});

describe('RDFa', () => {
  it('reads things in one another, with and without a prefix', () => {
    const html = `<div vocab="https://schema.org/" typeof="Product"><span property="name">Lamp</span>
      <div property="schema:offers" typeof="schema:Offer"><b property="price">12,50</b>
      <time property="validFrom" datetime="2026-01-02">soon</time></div>
      <a property="url" href="/x">here</a></div>`;
    expect(offers(html)).toMatchObject({
      'rdfa name': 'Lamp',
      'rdfa offers.price': '12,50',
      'rdfa offers.validFrom': '2026-01-02',
      'rdfa url': 'https://shop.example/x',
    });
  });
});

describe('OpenGraph and meta', () => {
  it('tells them apart, whichever attribute names them', () => {
    const html = `<html lang="de"><head><title>Lamp | Shop</title><meta name="og:title" content="Lamp">
      <meta property="product:price:amount" content="5.00"><meta name="description" content="Nice &amp; small">
      <link rel="canonical" href="https://shop.example/p"><svg><title>Icon</title></svg>`;
    expect(offers(html)).toEqual({
      'opengraph og:title': 'Lamp',
      'opengraph product:price:amount': '5.00',
      'meta description': 'Nice & small',
      'meta title': 'Lamp | Shop',
      'meta canonical': 'https://shop.example/p',
      'meta language': 'de',
    });
  });
});

describe('the fields of a product', () => {
  it('come from the best offer that has a good one', () => {
    const html =
      ld({ '@type': 'Product', name: '', gtin13: '4006381333932', offers: { price: 'on request' } }) +
      '<meta property="og:title" content="Lamp"><meta property="product:price:amount" content="5">' +
      '<div itemscope itemtype="http://schema.org/Product"><meta itemprop="gtin13" content="4006381333931"></div>';
    // A check digit that is wrong, a price without a number and an empty name are none.
    expect(product(html)).toEqual({ name: 'Lamp', price: '5', gtin: '4006381333931' });
  });

  it('take the currency from the price, where nothing else says it', () => {
    const html = '<div itemscope itemtype="http://schema.org/Product"><p itemprop="price">12,50 zł</p></div>';
    expect(product(html)).toMatchObject({ price: '12,50 zł', currency: 'PLN' });
  });

  it('give descriptions without their tags', () => {
    expect(
      product(ld({ '@type': 'Product', description: '<p>Nice &amp; <b>small</b></p>' })).description,
    ).toMatch(/^Nice & +small$/);
  });
});
