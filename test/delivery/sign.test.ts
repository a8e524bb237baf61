import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sign, verify } from '../../src/index.js';

const secret = 'whsec_abcdefgh';
const body = '{"event":"connection.update","instance":"t1_x_ü"}';
const timestamp = '1767225600';
const now = 1_767_225_600_000;
const signature = sign(secret, timestamp, body);
const good = { secret, timestamp, signature, body };

describe('sign', () => {
  test('is HMAC-SHA256 over <timestamp>.<body>, in hex, as node:crypto has it', () => {
    expect(signature).toBe(createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex'));
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
  });

  test('takes the body as text or as bytes, whatever bytes they are', () => {
    expect(sign(secret, timestamp, Buffer.from(body))).toBe(signature);
    const bytes = Uint8Array.of(0, 255, 128, 10);
    const byHand = createHmac('sha256', secret)
      .update(Buffer.concat([Buffer.from(`${timestamp}.`), bytes]))
      .digest('hex');
    expect(sign(secret, timestamp, bytes)).toBe(byHand);
  });

  test('depends on the secret, the time and each byte of the body', () => {
    const others = [
      sign(`${secret}x`, timestamp, body),
      sign(secret, '1767225601', body),
      sign(secret, timestamp, `${body} `),
    ];
    expect(new Set([signature, ...others]).size).toBe(4);
  });
});

describe('verify', () => {
  test('is ok for what was signed, as text or bytes, in either case of hex', () => {
    expect(verify(good, { now })).toBe('ok');
    expect(verify({ ...good, body: Buffer.from(body) }, { now })).toBe('ok');
    expect(verify({ ...good, signature: signature.toUpperCase() }, { now })).toBe('ok');
  });

  test.each([
    ['no timestamp', { timestamp: undefined }],
    ['null for a timestamp, as Headers.get says it', { timestamp: null }],
    ['an empty timestamp', { timestamp: '' }],
    ['no signature', { signature: undefined }],
    ['null for a signature', { signature: null }],
    ['an empty signature', { signature: '' }],
  ])('is missing with %s', (_what, change) => {
    expect(verify({ ...good, ...change }, { now })).toBe('missing');
  });

  test.each([
    ['a timestamp that is no number', { timestamp: 'now' }],
    ['a time in words', { timestamp: '2026-01-01T00:00:00Z' }],
    ['a negative timestamp', { timestamp: '-1' }],
    ['a broken number', { timestamp: '1767225600.5' }],
    ['milliseconds', { timestamp: '1767225600000' }],
    ['a space before the timestamp', { timestamp: ` ${timestamp}` }],
    ['a line break behind the timestamp', { timestamp: `${timestamp}\n` }],
    ['a signature that is too short', { signature: signature.slice(1) }],
    ['a signature that is too long', { signature: `${signature}0` }],
    ['a signature that is not hex', { signature: `g${signature.slice(1)}` }],
    ['a scheme before the signature', { signature: `sha256=${signature}` }],
    ['a timestamp that came twice', { timestamp: [timestamp, timestamp] }],
    ['a signature in a list of one', { signature: [signature] }],
    ['a signature in base64', { signature: Buffer.from(signature, 'hex').toString('base64') }],
  ])('is malformed with %s', (_what, change) => {
    expect(verify({ ...good, ...change }, { now })).toBe('malformed');
  });

  test.each([
    ['another secret', { secret: 'whsec_other' }],
    ['another time', { timestamp: '1767225599' }],
    ['another body', { body: `${body} ` }],
    ['the JSON written anew', { body: JSON.stringify(JSON.parse(body), undefined, 1) }],
    ['another signature', { signature: signature.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }],
  ])('is wrong with %s', (_what, change) => {
    expect(verify({ ...good, ...change }, { now })).toBe('wrong');
  });

  test('is too old beyond 300 s to either side, and not at 300 s', () => {
    for (const side of [-1, 1]) {
      expect(verify(good, { now: now + side * 300_000 })).toBe('ok');
      expect(verify(good, { now: now + side * 300_001 })).toBe('tooOld');
    }
  });

  test('takes another tolerance, in seconds', () => {
    expect(verify(good, { now: now + 10_000, tolerance: 10 })).toBe('ok');
    expect(verify(good, { now: now + 10_001, tolerance: 10 })).toBe('tooOld');
    expect(verify(good, { now: now + 1, tolerance: 0 })).toBe('tooOld');
    expect(verify(good, { now: now + 1e12, tolerance: Infinity })).toBe('ok');
  });

  test('tells nobody that a time is old who has no good signature for it', () => {
    expect(verify({ ...good, secret: 'whsec_other' }, { now: now + 1e9 })).toBe('wrong');
  });
});
