/**
 * From what went wrong, and where, to an outcome code. Decided by the phase and by stable
 * error codes, never by message texts.
 */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';

/**
 * How far an exchange had come. `proxy`: on the way to the proxy. `answering`: bytes of the
 * answer have come, but not all its headers.
 */
export type Phase = 'proxy' | 'dns' | 'connect' | 'tls' | 'headers' | 'answering' | 'body';

/** EACCES and EPERM: a firewall on this computer does not let us. */
const UNREACHABLE = new Set([
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'ENETDOWN',
  'EHOSTDOWN',
  'EACCES',
  'EPERM',
]);
const TOO_MANY_FILES = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRINUSE']);

/** The proxy itself does not do its part. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

/** The proxy is there, but did not get through to the server. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError';

  constructor(status: number) {
    super(`HTTP ${status} from the proxy instead of a way to the server`);
  }
}

/** @returns The code for an error that ended an exchange in `phase`. */
export function classifyError(error: unknown, phase: Phase): OutcomeCode {
  const code = errorCode(error);
  if (TOO_MANY_FILES.has(code) || isOutOfPorts(error, code)) return 'local.too_many_files';
  if (error instanceof ProxyError) return 'local.proxy';
  if (error instanceof TunnelError) return 'connect.unreachable';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'protocol.headers_too_large';
  if (isParserError(error)) return endedInsideMessage(error) ? 'body.truncated' : 'protocol.invalid';
  // undici compares lengths first whatever the parser found, also in headers that make no sense.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH')
    return phase === 'body' ? 'body.truncated' : 'protocol.invalid';
  // A server that wants a certificate of ours says so after the handshake (TLS 1.3).
  if (code.startsWith('ERR_SSL_')) return phase === 'proxy' ? 'local.proxy' : 'tls.handshake';
  switch (phase) {
    case 'proxy':
      return 'local.proxy';
    case 'dns':
      return classifyDns(code);
    case 'connect':
      return classifyConnect(code);
    case 'tls':
      return isCertificateError(code) ? 'tls.certificate' : 'tls.handshake';
    case 'headers':
      return 'connect.reset';
    case 'answering':
    case 'body':
      return 'body.truncated';
  }
}

/** undici's parser errors have a name of their own, but not always a code. */
function isParserError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'HTTPParserError';
}

/** The parser complained about the end of the connection, not about a byte: cut off, not malformed. */
function endedInsideMessage(error: Error): boolean {
  return 'data' in error && error.data === '';
}

/** All of this computer's port numbers are taken (Linux). Other addresses just cannot be gone to from here. */
function isOutOfPorts(error: unknown, code: string): boolean {
  if (code !== 'EADDRNOTAVAIL' || !(error instanceof Error)) return false;
  const { address, port } = error as { address?: unknown; port?: unknown };
  return typeof address === 'string' && isUnicastIPv4(address) && port !== 0;
}

function isUnicastIPv4(address: string): boolean {
  const first = Number(/^(\d+)\.\d+\.\d+\.\d+$/.exec(address)?.[1] ?? 0);
  return first >= 1 && first <= 223;
}

function classifyDns(code: string): OutcomeCode {
  if (code === 'ENOTFOUND' || code === 'ENODATA') return 'dns.not_found';
  return code === 'ETIMEOUT' || code === 'ETIMEDOUT' ? 'dns.timeout' : 'dns.failure';
}

function classifyConnect(code: string): OutcomeCode {
  if (code === 'ECONNREFUSED') return 'connect.refused';
  if (code === 'ETIMEDOUT') return 'connect.timeout';
  if (UNREACHABLE.has(code)) return 'connect.unreachable';
  return 'connect.reset';
}

/** OpenSSL's verification errors, as Node names them (doc/api/tls.md, "X509 certificate error codes"). */
function isCertificateError(code: string): boolean {
  return (
    code.startsWith('CERT_') ||
    code.startsWith('UNABLE_TO_') ||
    code.includes('SELF_SIGNED') ||
    code === 'ERR_TLS_CERT_ALTNAME_INVALID' ||
    code === 'HOSTNAME_MISMATCH' ||
    code === 'INVALID_CA' ||
    code === 'INVALID_PURPOSE' ||
    code === 'PATH_LENGTH_EXCEEDED' ||
    code.startsWith('ERROR_IN_CERT_')
  );
}

/** The stable code of an error; empty when it has none. */
export function errorCode(error: unknown): string {
  const one = tellingError(error);
  return one instanceof Error && 'code' in one && typeof one.code === 'string' ? one.code : '';
}

/** Technical words for an error, with its code. */
export function describeError(error: unknown): string {
  const one = tellingError(error);
  if (!(one instanceof Error)) return String(one);
  const code = errorCode(one);
  // Errors of system calls have their code in their text already.
  return code === '' || 'syscall' in one ? one.message : `${one.message} (${code})`;
}

/**
 * Several addresses that all failed come as one AggregateError; a refusal among them says
 * more than a time-out.
 */
function tellingError(error: unknown): unknown {
  if (!(error instanceof AggregateError) || error.errors.length === 0) return error;
  const errors = error.errors.map(tellingError);
  return errors.find((one) => errorCode(one) === 'ECONNREFUSED') ?? errors[0];
}

/** The code of an answer that came whole. Redirects are the caller's. */
export function classifyStatus(status: number, hasRetryAfter: boolean): OutcomeCode {
  if (status >= 200 && status < 300) return 'ok';
  if (status >= 300 && status < 400) return 'redirect.invalid';
  if (status === 429 || (status === 503 && hasRetryAfter)) return 'http.rate_limited';
  if (status === 403) return 'http.forbidden';
  if (status === 401 || status === 407) return 'http.unauthorized';
  if (status === 404 || status === 410) return 'http.not_found';
  if (status >= 400 && status < 500) return 'http.client_error';
  if (status >= 500 && status < 600) return 'http.server_error';
  return 'protocol.invalid';
}

/** 408 and 425 ask for another try, unlike the rest of their class (RFC 9110, 15.5.9; RFC 8470, 5.2). */
export function isRetryableStatus(status: number | null): boolean {
  return status === 408 || status === 425;
}
