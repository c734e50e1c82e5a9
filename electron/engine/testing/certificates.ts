/**
 * Certificates written by hand in DER (RFC 5280, 4.1), so that tests over TLS need neither
 * files nor programs: sound ones, and ones with a fault. For tests only.
 */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
/** Context tags: version and extensions of a certificate, a name and an address of a host. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** 1.2.840.10045.4.3.2, ecdsa-with-SHA256 */
const ECDSA_SHA256 = der(SEQUENCE, objectId('2a8648ce3d040302'));
/** 2.5.4.3, commonName */
const COMMON_NAME = objectId('550403');
/** 2.5.29.17, subjectAltName */
const ALT_NAME = objectId('551d11');
/** 2.5.29.19, basicConstraints */
const BASIC_CONSTRAINTS = objectId('551d13');

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

export interface Issuer extends Certificate {
  readonly name: string;
  readonly privateKey: KeyObject;
}

interface CertificateOptions {
  readonly commonName?: string;
  /** Whom it is for; `127.0.0.1` is always added unless hosts are given. */
  readonly hosts?: readonly string[];
  readonly notAfter?: Date;
  /** `null` signs itself. */
  readonly issuer?: Issuer | null;
}

const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');
const NOT_AFTER = new Date('2049-12-31T23:59:59Z');

export function createIssuer(name: string): Issuer {
  const { privateKey, publicKey } = keyPair();
  const extensions = [extension(BASIC_CONSTRAINTS, der(SEQUENCE, der(BOOLEAN, Buffer.from([0xff]))))];
  const cert = certificate({
    subject: name,
    issuer: name,
    publicKey,
    privateKey,
    notAfter: NOT_AFTER,
    extensions,
  });
  return { name, privateKey, cert, key: pem(privateKey) };
}

export function createCertificate({
  commonName = 'localhost',
  hosts = ['localhost', '127.0.0.1'],
  notAfter = NOT_AFTER,
  issuer = null,
}: CertificateOptions = {}): Certificate {
  const { privateKey, publicKey } = keyPair();
  const names = hosts.map((host) => {
    const isAddress = /^\d+(\.\d+){3}$/.test(host);
    return isAddress
      ? der(IP_ADDRESS, Buffer.from(host.split('.').map(Number)))
      : der(DNS_NAME, Buffer.from(host));
  });
  const cert = certificate({
    subject: commonName,
    issuer: issuer?.name ?? commonName,
    publicKey,
    privateKey: issuer?.privateKey ?? privateKey,
    notAfter,
    extensions: [extension(ALT_NAME, der(SEQUENCE, ...names))],
  });
  return { cert, key: pem(privateKey) };
}

function keyPair(): { privateKey: KeyObject; publicKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function certificate(fields: {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  /** Of the issuer. */
  readonly privateKey: KeyObject;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
}): string {
  const toBeSigned = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1])),
    ECDSA_SHA256,
    distinguishedName(fields.issuer),
    der(SEQUENCE, utcTime(NOT_BEFORE), utcTime(fields.notAfter)),
    distinguishedName(fields.subject),
    fields.publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, der(SEQUENCE, ...fields.extensions)),
  );
  const signature = bitString(sign('sha256', toBeSigned, fields.privateKey));
  const lines =
    der(SEQUENCE, toBeSigned, ECDSA_SHA256, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function distinguishedName(commonName: string): Buffer {
  const attribute = der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(commonName)));
  return der(SEQUENCE, der(SET, attribute));
}

function extension(id: Buffer, value: Buffer): Buffer {
  return der(SEQUENCE, id, der(OCTET_STRING, value));
}

/** `200101000000Z`: two digits of the year, good until 2049 (RFC 5280, 4.1.2.5.1). */
function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return der(UTC_TIME, Buffer.from(`${digits}Z`));
}

function bitString(bytes: Buffer): Buffer {
  return der(BIT_STRING, Buffer.from([0]), bytes);
}

function objectId(hex: string): Buffer {
  return der(OBJECT_ID, Buffer.from(hex, 'hex'));
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A value with its tag and its length. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 128
      ? [content.length]
      : content.length < 256
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
