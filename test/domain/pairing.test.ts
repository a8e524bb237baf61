import { describe, expect, test } from 'vitest';
import {
  looksLikeQrText,
  pairingCodeAt,
  QR_TEXT_LENGTH,
  qrEnd,
  qrNumberAt,
  qrText,
  readQrText,
  type QrPosition,
} from '../../src/domain/pairing.js';

const first: QrPosition = { sequence: 1, generation: 1, ordinal: 1, number: 1 };
const positions = Array.from({ length: 200 }, (_, index) => ({
  sequence: (index * 7_919) % 100_000,
  generation: 1 + (index % 3),
  ordinal: 1 + (index % 5),
  number: 1 + (index % 30),
}));

describe('The text of a QR', () => {
  describe('shape', () => {
    test('is 237 characters: 2@, a ref, and three keys of 32 bytes in base64', () => {
      for (const position of positions) {
        const text = qrText('secret', position);
        expect(text.length).toBe(QR_TEXT_LENGTH);
        expect(QR_TEXT_LENGTH).toBe(237);
        expect(text).toMatch(/^2@[A-Za-z0-9+/]{100}(,[A-Za-z0-9+/]{43}=){3}$/);
        for (const key of text.split(',').slice(1)) expect(Buffer.from(key, 'base64').length).toBe(32);
        expect(looksLikeQrText(text)).toBe(true);
      }
    });
  });

  describe('rules', () => {
    test('is a pure function: the same position of the same secret has the same text', () => {
      for (const position of positions) expect(qrText('secret', { ...position })).toBe(qrText('secret', position));
    });

    test('no two positions have the same text, nor the same ref', () => {
      const texts = positions.map((position) => qrText('secret', position));
      const distinct = new Set(positions.map((position) => JSON.stringify(position))).size;
      expect(new Set(texts).size).toBe(distinct);
      expect(new Set(texts.map((text) => text.split(',')[0])).size).toBe(distinct);
    });

    test('the ref changes with every QR, while the keys stay until they are renewed', () => {
      const parts = (position: QrPosition) => qrText('secret', position).split(',');
      const [ref, ...keys] = parts(first);
      for (const next of [
        { ...first, number: 2 },
        { ...first, ordinal: 2 },
      ]) {
        expect(parts(next)[0]).not.toBe(ref);
        expect(parts(next).slice(1)).toEqual(keys);
      }
      for (const other of [
        { ...first, generation: 2 },
        { ...first, sequence: 2 },
      ]) {
        const renewed = parts(other).slice(1);
        expect(renewed.filter((key) => keys.includes(key))).toEqual([]);
      }
      expect(new Set(keys).size).toBe(3);
    });

    test('another secret shares nothing with it', () => {
      const [one, other] = [qrText('secret', first), qrText('another', first)];
      const [parts, others] = [one.split(','), other.split(',')];
      expect(parts.filter((part) => others.includes(part))).toEqual([]);
    });
  });

  describe('behaviour', () => {
    test('gives its position back to who knows the secret', () => {
      for (const position of [
        ...positions,
        { sequence: 2 ** 32 - 1, generation: 2 ** 32 - 1, ordinal: 1, number: 1_000 },
      ]) {
        expect(readQrText('secret', qrText('secret', position))).toEqual(position);
      }
    });

    test('gives nothing to who has another secret', () => {
      for (const position of positions) expect(readQrText('another', qrText('secret', position))).toBeUndefined();
    });

    test('with any one character changed it is nothing', () => {
      const text = qrText('secret', first);
      for (let index = 0; index < text.length; index++) {
        const changed = text.slice(0, index) + (text.charAt(index) === 'A' ? 'B' : 'A') + text.slice(index + 1);
        expect(readQrText('secret', changed)).toBeUndefined();
      }
      for (const wrong of ['', '2@', text.slice(1), `${text}=`, `${text}\n`, text.toUpperCase()]) {
        expect(readQrText('secret', wrong)).toBeUndefined();
      }
    });
  });
});

describe('The code for typing', () => {
  test('has eight characters that are not easily mistaken, and changes with the QR', () => {
    const codes = positions.map((position) => pairingCodeAt('secret', position));
    for (const code of codes) expect(code).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/);
    expect(new Set(codes).size).toBe(new Set(positions.map((position) => JSON.stringify(position))).size);
    expect(pairingCodeAt('another', first)).not.toBe(pairingCodeAt('secret', first));
  });
});

describe('The number of a QR', () => {
  const rules = { qrTtl: 1_000, qrLimit: 3 };
  const pairing = { ordinal: 1, generation: 1, startedAt: 5_000, refused: null };

  test('rises by one with every life that ends', () => {
    const numbers = [5_000, 5_999, 6_000, 6_999, 7_000, 7_999, 8_000].map((now) => qrNumberAt(pairing, rules, now));
    expect(numbers).toEqual([1, 1, 2, 2, 3, 3, 4]);
  });

  test('is never below one, even when the clock is set back', () => {
    expect(qrNumberAt(pairing, rules, 0)).toBe(1);
  });

  test('ends exactly when the next one begins', () => {
    for (const number of [1, 2, 3]) {
      const end = qrEnd(pairing, rules, number);
      expect(qrNumberAt(pairing, rules, end - 1)).toBe(number);
      expect(qrNumberAt(pairing, rules, end)).toBe(number + 1);
    }
  });
});
