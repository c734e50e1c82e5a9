/**
 * The checksum of two texts in a row from the checksums of each, so that a page put
 * together from known blocks need not be read again to be checksummed.
 *
 * Appending n zero bytes to a text changes its CRC by a linear map over GF(2); the map
 * for a block's length is 32 columns, made once per block.
 */

/** Reversed polynomial of CRC-32 as gzip uses it. */
const POLYNOMIAL = 0xedb88320;

/** Column n is what appending the zeros makes of a CRC whose only set bit is bit n. */
export type ZerosMap = Uint32Array;

export function zerosMap(byteCount: number): ZerosMap {
  let result = identity();
  // Appending one zero bit, then one byte, then doubled for each binary digit of the length.
  let power = oneZeroBit();
  for (let doubling = 0; doubling < 3; doubling += 1) power = compose(power, power);
  for (let left = byteCount; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = compose(power, result);
    power = compose(power, power);
  }
  return result;
}

/** @returns The CRC of a text with `crc` followed by the block whose CRC and length map are given. */
export function combineCrc(crc: number, blockCrc: number, blockZeros: ZerosMap): number {
  return (applyMap(blockZeros, crc) ^ blockCrc) >>> 0;
}

function applyMap(map: ZerosMap, crc: number): number {
  let sum = 0;
  for (let bit = 0, left = crc; left !== 0; bit += 1, left >>>= 1) if (left & 1) sum ^= map[bit] ?? 0;
  return sum >>> 0;
}

function compose(outer: ZerosMap, inner: ZerosMap): ZerosMap {
  return inner.map((column) => applyMap(outer, column));
}

function identity(): ZerosMap {
  return Uint32Array.from({ length: 32 }, (_, bit) => 2 ** bit);
}

function oneZeroBit(): ZerosMap {
  return Uint32Array.from({ length: 32 }, (_, bit) => (bit === 0 ? POLYNOMIAL : 2 ** (bit - 1)));
}
