import { readFileSync } from 'node:fs';

/** Read when asked for: no other command should pay for it. `package.json` is two folders up from the bundle, too. */
export function gleanerVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  const hasVersion = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  return hasVersion ? String(parsed.version) : 'unknown';
}
