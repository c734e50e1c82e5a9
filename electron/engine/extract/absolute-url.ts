/** @returns `null` for what is no address. */
export function absoluteUrl(reference: string, base: string): string | null {
  try {
    return new URL(reference.trim(), base).href;
  } catch {
    return null;
  }
}
