/** The pages that nginx serves: a hundred different ones of 43 KB, plain and compressed beforehand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const PAGE_COUNT = 100;
export const PAGE_BYTES = 43_008;

const WORDS =
  'shelf lamp basket walnut oak linen copper delivery returns warranty colour width depth height review ' +
  'excellent sturdy arrived packed screws manual assembly kitchen garden office café naïve “quoted” – €';

/** Minimal standard generator: the pages must be the same on every machine. */
function randomFrom(seed) {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function pageHtml(number) {
  const random = randomFrom(number + 1);
  const words = WORDS.split(' ');
  const sentence = (count) => Array.from({ length: count }, () => words[random(words.length)]).join(' ');
  const parts = [
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Product ${number}: ${sentence(4)}</title>\n` +
      `<link rel="stylesheet" href="/style.css">\n</head>\n<body>\n<h1>Product ${number}</h1>\n`,
  ];
  let bytes = Buffer.byteLength(parts[0]);
  const end = '</body>\n</html>\n';
  for (;;) {
    const id = random(1_000_000);
    const part =
      `<article class="card" id="item-${id}"><a class="card__link" href="/products/${id}">` +
      `<img class="card__image" src="/images/${random(1_000_000)}.webp" alt=""></a>` +
      `<h2 class="card__title">${sentence(5)}</h2><p class="card__text">${sentence(24)}</p>` +
      `<span class="card__price">${random(500)}.${10 + random(90)} EUR</span></article>\n`;
    const partBytes = Buffer.byteLength(part);
    if (bytes + partBytes + end.length > PAGE_BYTES) break;
    parts.push(part);
    bytes += partBytes;
  }
  parts.push(' '.repeat(PAGE_BYTES - bytes - end.length), end);
  return parts.join('');
}

/**
 * Writes the pages below `folder`.
 *
 * @returns The number of characters of each page, by its number.
 */
export function writeSite(folder) {
  mkdirSync(join(folder, 'pages'), { recursive: true });
  return Array.from({ length: PAGE_COUNT }, (_, number) => {
    const html = pageHtml(number);
    const file = join(folder, 'pages', `${String(number).padStart(2, '0')}.html`);
    writeFileSync(file, html);
    writeFileSync(`${file}.gz`, gzipSync(html, { level: 6 }));
    return html.length;
  });
}

/** Addresses of `rows` different pages. @param kind `p` is plain, `z` is compressed for who accepts it. */
export function* siteList(origin, kind, rows) {
  for (let row = 0; row < rows; row += 1) yield `${origin}/${kind}/${FIRST_NUMBER + row}.html`;
}

/** So many that all numbers of a list have the same length, and the last two digits pick the file. */
const FIRST_NUMBER = 1_000_000;

/** Characters of all pages of a list of `rows`. */
export function expectedCharacters(charactersByPage, rows) {
  let sum = 0;
  for (let row = 0; row < rows; row += 1) sum += charactersByPage[row % PAGE_COUNT];
  return sum;
}
