/** The few headers of an answer that we read. */

export interface AnswerHeaders {
  location: string | null;
  retryAfter: string | null;
  contentType: string | null;
  /** Several headers joined by commas. */
  contentEncoding: string | null;
}

/** @param headers Names and values in turn, as bytes. */
export function readHeaders(headers: readonly Buffer[]): AnswerHeaders {
  const read: AnswerHeaders = { location: null, retryAfter: null, contentType: null, contentEncoding: null };
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]!;
    const value = headers[index + 1]!;
    // The length tells most headers apart without making a string of them.
    if (name.length === 8 && isNamed(name, 'location')) read.location ??= latin1(value);
    else if (name.length === 11 && isNamed(name, 'retry-after')) read.retryAfter = latin1(value);
    else if (name.length === 12 && isNamed(name, 'content-type')) read.contentType = latin1(value);
    else if (name.length === 16 && isNamed(name, 'content-encoding'))
      read.contentEncoding = joined(read.contentEncoding, latin1(value));
  }
  return read;
}

function isNamed(name: Buffer, lowerCaseName: string): boolean {
  return latin1(name).toLowerCase() === lowerCaseName;
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function joined(first: string | null, second: string): string {
  return first === null ? second : `${first}, ${second}`;
}
