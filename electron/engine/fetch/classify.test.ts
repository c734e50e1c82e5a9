import { describe, expect, it } from 'vitest';
import {
  classifyError,
  classifyStatus,
  describeError,
  errorCode,
  isRetryableStatus,
  ProxyError,
  TunnelError,
  type Phase,
} from './classify.ts';

function coded(code: string, name = 'Error'): Error {
  return Object.assign(new Error('some text'), { code, name });
}

/** As `connect` fails for want of an address or a port of our own. */
function outOfAddresses(address: string, port: number): Error {
  return Object.assign(coded('EADDRNOTAVAIL'), { address, port });
}

/** As undici makes them: a name of their own, the rest of the input, and not always a code. */
function parserError(data: string): Error {
  return Object.assign(new Error('Response does not match'), { name: 'HTTPParserError', data });
}

describe('classifyError', () => {
  it.each<[string, Phase, string]>([
    ['ENOTFOUND', 'dns', 'dns.not_found'],
    ['ENODATA', 'dns', 'dns.not_found'],
    ['EAI_AGAIN', 'dns', 'dns.failure'],
    ['ETIMEOUT', 'dns', 'dns.timeout'],
    ['ECONNREFUSED', 'connect', 'connect.refused'],
    ['ETIMEDOUT', 'connect', 'connect.timeout'],
    ['EHOSTUNREACH', 'connect', 'connect.unreachable'],
    ['ENETUNREACH', 'connect', 'connect.unreachable'],
    ['ECONNRESET', 'connect', 'connect.reset'],
    ['EMFILE', 'connect', 'local.too_many_files'],
    ['EMFILE', 'dns', 'local.too_many_files'],
    ['CERT_HAS_EXPIRED', 'tls', 'tls.certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', 'tls.certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', 'tls.certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'tls.certificate'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'tls.handshake'],
    ['ECONNRESET', 'tls', 'tls.handshake'],
    ['UND_ERR_SOCKET', 'headers', 'connect.reset'],
    ['UND_ERR_SOCKET', 'answering', 'body.truncated'],
    ['ECONNRESET', 'body', 'body.truncated'],
    ['UND_ERR_HEADERS_OVERFLOW', 'answering', 'protocol.headers_too_large'],
    ['', 'connect', 'connect.reset'],
    ['ETIMEDOUT', 'dns', 'dns.timeout'],
    ['EADDRNOTAVAIL', 'connect', 'connect.unreachable'],
    ['ENETDOWN', 'connect', 'connect.unreachable'],
    ['EHOSTDOWN', 'connect', 'connect.unreachable'],
    // A firewall on this computer.
    ['EACCES', 'connect', 'connect.unreachable'],
    ['EPERM', 'connect', 'connect.unreachable'],
    ['ECONNABORTED', 'connect', 'connect.reset'],
    ['ENFILE', 'connect', 'local.too_many_files'],
    ['ENOBUFS', 'tls', 'local.too_many_files'],
    ['EADDRINUSE', 'connect', 'local.too_many_files'],
    ['EMFILE', 'proxy', 'local.too_many_files'],
    ['ECONNREFUSED', 'proxy', 'local.proxy'],
    ['ENOTFOUND', 'proxy', 'local.proxy'],
    ['CERT_HAS_EXPIRED', 'proxy', 'local.proxy'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'proxy', 'local.proxy'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', 'tls.certificate'],
    ['CERT_NOT_YET_VALID', 'tls', 'tls.certificate'],
    ['INVALID_CA', 'tls', 'tls.certificate'],
    ['PATH_LENGTH_EXCEEDED', 'tls', 'tls.certificate'],
    ['ERROR_IN_CERT_NOT_AFTER_FIELD', 'tls', 'tls.certificate'],
    ['EPROTO', 'tls', 'tls.handshake'],
    // A server that wants a certificate of ours says so after the handshake (TLS 1.3).
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'headers', 'tls.handshake'],
    ['ECONNRESET', 'headers', 'connect.reset'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'body', 'body.truncated'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'answering', 'protocol.invalid'],
  ])('takes %s in phase %s for %s', (code, phase, expected) => {
    expect(classifyError(coded(code), phase)).toBe(expected);
  });

  it('tells an answer that is no HTTP from one that was cut off', () => {
    expect(classifyError(parserError('SSH-2.0'), 'answering')).toBe('protocol.invalid');
    expect(classifyError(parserError('zz\r\n'), 'body')).toBe('protocol.invalid');
    expect(classifyError(parserError(''), 'body')).toBe('body.truncated');
  });

  it('tells a computer without free ports from an address that cannot be gone to', () => {
    expect(classifyError(outOfAddresses('192.0.2.1', 80), 'connect')).toBe('local.too_many_files');
    expect(classifyError(outOfAddresses('0.0.0.1', 80), 'connect')).toBe('connect.unreachable');
    expect(classifyError(outOfAddresses('192.0.2.1', 0), 'connect')).toBe('connect.unreachable');
    expect(classifyError(outOfAddresses('fe80::1', 80), 'connect')).toBe('connect.unreachable');
  });

  it('tells a proxy that does not do its part from one that finds no way to the server', () => {
    expect(classifyError(new ProxyError('HTTP 407'), 'connect')).toBe('local.proxy');
    expect(classifyError(new TunnelError(502), 'connect')).toBe('connect.unreachable');
  });

  it('looks into the errors of several addresses however deep they are', () => {
    const error = new AggregateError([new AggregateError([coded('EHOSTUNREACH')]), coded('ETIMEDOUT')]);

    expect(classifyError(error, 'connect')).toBe('connect.unreachable');
    expect(classifyError(new AggregateError([]), 'connect')).toBe('connect.reset');
  });

  it('prefers a refusal among the errors of several addresses', () => {
    const error = new AggregateError([coded('ETIMEDOUT'), coded('ECONNREFUSED')]);

    expect(errorCode(error)).toBe('ECONNREFUSED');
    expect(classifyError(error, 'connect')).toBe('connect.refused');
  });

  it('has an answer for what is no error at all', () => {
    expect(classifyError('text', 'body')).toBe('body.truncated');
    expect(classifyError(undefined, 'dns')).toBe('dns.failure');
  });
});

describe('describeError', () => {
  it.each<[string, unknown, string]>([
    ['its code, which undici leaves out of the text', coded('UND_ERR_SOCKET'), 'some text (UND_ERR_SOCKET)'],
    ['no code twice', Object.assign(coded('EPIPE'), { syscall: 'write' }), 'some text'],
    ['the text alone without a code', new Error('some text'), 'some text'],
    [
      'the error that tells most',
      new AggregateError([coded('ETIMEDOUT'), coded('ECONNREFUSED')]),
      'some text (ECONNREFUSED)',
    ],
    ['what is no error', 'thrown', 'thrown'],
  ])('gives %s', (_what, error, expected) => {
    expect(describeError(error)).toBe(expected);
  });
});

describe('classifyStatus', () => {
  it.each([
    [200, 'ok'],
    [204, 'ok'],
    [299, 'ok'],
    [304, 'redirect.invalid'],
    [400, 'http.client_error'],
    [401, 'http.unauthorized'],
    [403, 'http.forbidden'],
    [404, 'http.not_found'],
    [407, 'http.unauthorized'],
    [408, 'http.client_error'],
    [410, 'http.not_found'],
    [429, 'http.rate_limited'],
    [451, 'http.client_error'],
    [500, 'http.server_error'],
    [503, 'http.server_error'],
    [599, 'http.server_error'],
    [600, 'protocol.invalid'],
    [0, 'protocol.invalid'],
  ] as const)('takes %i for %s', (status, expected) => {
    expect(classifyStatus(status, false)).toBe(expected);
  });

  it('takes a 503 that says when to come back for a request to slow down, other errors not', () => {
    expect(classifyStatus(503, true)).toBe('http.rate_limited');
    expect(classifyStatus(500, true)).toBe('http.server_error');
  });

  it('knows the two client errors that ask for another try', () => {
    expect([408, 425, 404, null].map(isRetryableStatus)).toEqual([true, true, false, false]);
  });
});
