import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { textOf } from './block-page.ts';
import { SoftBlocks, type Page } from './soft-blocks.ts';

const SHOP = 'https://shop.example';
const HTML = 'text/html; charset=utf-8';

function setup() {
  const blocks = new SoftBlocks(() => true);
  let rowId = 0;
  /** Judges a page as it would come: hashed only when that was asked for. */
  function send(text: string, changes: Partial<Page> = {}) {
    const body = Buffer.from(text.padEnd(300, '.'));
    const title = /<title>(.*?)<\/title>/.exec(text)?.[1] ?? null;
    const page: Page = {
      rowId: rowId++,
      url: `${SHOP}/${rowId}`,
      status: 200,
      contentType: HTML,
      title,
      bytes: body.length,
      digest: blocks.needsDigest(SHOP) ? crc32(body) : null,
      head: body,
      ...changes,
    };
    return { page, ...blocks.judge(SHOP, page) };
  }
  const sendMany = (count: number, text: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => send(text(index)));
  return { blocks, send, sendMany };
}

const product = (index: number) => `<title>Product ${index}</title> costs ${index} EUR`;
const wall = () => '<title>Shop</title><script>evil()</script><p>Please <b>wait</b> here</p>';

describe('one page that comes for all', () => {
  it('is told after fifty, and the rows that had it before are told with it', () => {
    const { sendMany } = setup();
    sendMany(200, product);

    const sent = sendMany(100, wall);

    const raised = sent.findIndex(({ alarm }) => alarm !== null);
    const alarm = sent[raised]!.alarm!;
    expect(raised).toBe(49);
    const earlier = sent.slice(0, raised).map(({ page }) => page.rowId);
    expect(sent[raised]!.earlierRowIds.toSorted((a, b) => a - b)).toEqual(earlier);
    expect(sent.slice(raised).map(({ code }) => code)).toEqual(Array(100 - raised).fill('blocked.soft'));
    expect(alarm.sample).toMatchObject({
      status: 200,
      title: 'Shop',
      text: expect.stringMatching(/^Please wait here/),
    });
  });

  it('is told although it was the first that ever came', () => {
    const { sendMany } = setup();

    expect(sendMany(100, wall).filter(({ alarm }) => alarm !== null)).toHaveLength(1);
  });

  it('lets real pages among them pass', () => {
    const { sendMany, send } = setup();
    sendMany(100, wall);

    expect(send(product(7)).code).toBe('ok');
  });

  it('is not confused with pages that only have the same size and title', () => {
    const { sendMany } = setup();

    const sent = sendMany(300, (index) => `<title>Shop</title> item ${String(index).padStart(5, '0')}`);

    expect(sent.every(({ code, alarm }) => code === 'ok' && alarm === null)).toBe(true);
  });

  it('may be short or no page at all: the empty answer of an API is no alarm', () => {
    const { send } = setup();
    const api = Array.from({ length: 200 }, () => send('[]', { bytes: 2 }));
    const json = Array.from({ length: 200 }, () => send('{}', { contentType: 'application/json' }));

    expect([...api, ...json].every(({ code }) => code === 'ok')).toBe(true);
  });

  it('has no page hashed at a host that sends a hundred different ones in turn', () => {
    const { blocks, sendMany } = setup();

    sendMany(1000, (index) => product(index % 100));

    expect(blocks.needsDigest(SHOP)).toBe(false);
  });

  it('is fine from then on when the user accepts it', () => {
    const { blocks, sendMany } = setup();
    sendMany(100, wall);

    blocks.accept(SHOP);

    expect(sendMany(200, wall).every(({ code, alarm }) => code === 'ok' && alarm === null)).toBe(true);
  });

  it('is still told, without another alarm, when the user wants to hear no more', () => {
    const { blocks, sendMany } = setup();
    blocks.silence(SHOP);

    const sent = sendMany(120, wall);

    expect(sent.some(({ alarm }) => alarm !== null)).toBe(false);
    expect(sent.flatMap(({ earlierRowIds }) => earlierRowIds)).toHaveLength(49);
    expect(sent.slice(53).every(({ code }) => code === 'blocked.soft')).toBe(true);
  });

  it('raises a new alarm when the user goes on and it still comes', () => {
    const { blocks, sendMany } = setup();
    sendMany(100, wall);

    blocks.forget(SHOP);

    expect(sendMany(100, wall).filter(({ alarm }) => alarm !== null)).toHaveLength(1);
  });
});

describe('a page that reads like a block page', () => {
  it.each([
    'Just a moment...',
    'Attention Required! | Cloudflare',
    'Robot Check',
    'Access denied',
    'Are you a robot?',
  ])('is no page: %s', (title) => {
    const { send } = setup();

    expect(send(`<title>${title}</title>`)).toMatchObject({ code: 'blocked.soft', alarm: null });
  });

  it.each(['A robot check of our vacuum cleaners', 'Captcha T-shirt, blue', 'Just a moment in time: poems'])(
    'is not any page about such things: %s',
    (title) => {
      const { send } = setup();

      expect(send(`<title>${title}</title>`).code).toBe('ok');
    },
  );

  it('pauses the host once there are ten of them', () => {
    const { sendMany } = setup();

    const sent = sendMany(12, (index) => `<title>Robot Check</title> request ${index}`);

    expect(sent.map(({ alarm }) => alarm !== null)).toEqual([...Array(9).fill(false), true, false, false]);
  });
});

describe('textOf', () => {
  it('is what a person would read, without the markup of the page', () => {
    const html =
      '<title>T</title><style>p{}</style><!-- x --><p>Blocked &amp;&nbsp;<i>gone</i>&#7;</p><script>alert(1)';

    expect(textOf(Buffer.from(html))).toBe('Blocked & gone');
  });
});
