/**
 * From what went wrong, and where, to an outcome code. Decided by the phase and by stable
 * error codes, never by message texts.
 */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';

/** How far an exchange had come. `answering`: bytes of the answer have come, but not all its headers. */
export type Phase = 'dns' | 'connect' | 'tls' | 'headers' | 'answering' | 'body';

const UNREACHABLE = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN', 'EHOSTDOWN']);
const TOO_MANY_FILES = new Set(['EMFILE', 'ENFILE', 'ENOBUFS']);

/** @returns The code for an error that ended an exchange in `phase`. */
export function classifyError(error: unknown, phase: Phase): OutcomeCode {
  const code = errorCode(error);
  if (TOO_MANY_FILES.has(code)) return 'local.too_many_files';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'protocol.headers_too_large';
  if (isParserError(error)) return endedInsideMessage(error) ? 'body.truncated' : 'protocol.invalid';
  switch (phase) {
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

/**
 * The stable code of an error. Several addresses that all failed come as one
 * AggregateError; a refusal among them says more than a time-out.
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error instanceof AggregateError && error.errors.length > 0) {
    const codes = error.errors.map(errorCode);
    return codes.find((code) => code === 'ECONNREFUSED') ?? codes[0] ?? '';
  }
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
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
