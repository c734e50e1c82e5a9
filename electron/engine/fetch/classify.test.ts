import { describe, expect, it } from 'vitest';
import { classifyError, classifyStatus, errorCode, isRetryableStatus, type Phase } from './classify.ts';

function coded(code: string, name = 'Error'): Error {
  return Object.assign(new Error('some text'), { code, name });
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
  ])('takes %s in phase %s for %s', (code, phase, expected) => {
    expect(classifyError(coded(code), phase)).toBe(expected);
  });

  it('tells an answer that is no HTTP from one that was cut off', () => {
    expect(classifyError(parserError('SSH-2.0'), 'answering')).toBe('protocol.invalid');
    expect(classifyError(parserError('zz\r\n'), 'body')).toBe('protocol.invalid');
    expect(classifyError(parserError(''), 'body')).toBe('body.truncated');
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
