import { derive, DIGEST_BYTES } from './ids.js';

/** How long a QR lives and how many follow one another before pairing gives up. */
export type QrRules = { readonly qrTtl: number; readonly qrLimit: number };

/** From the first QR to open or closed. `startedAt` moves back when a QR is expired early. */
export type Pairing = {
  /** The number that its codes are for, if it was asked for one: that given at create does not count then. */
  readonly number?: string | undefined;
  /** Which pairing of its instance this is; never repeats. */
  readonly ordinal: number;
  /** Which set of keys the QRs carry; incremented when the keys are renewed. */
  readonly generation: number;
  readonly startedAt: number;
  /** The number of the last QR that the phone refused to link; `null` if there is none. */
  readonly refused: number | null;
};

/** The position of a QR: `number` counts the QRs of one pairing from 1. */
export type QrPosition = {
  readonly sequence: number;
  readonly generation: number;
  readonly ordinal: number;
  readonly number: number;
};

/** A QR that can be scanned now. */
export type Qr = {
  /** The text inside the picture. */
  readonly code: string;
  /** For typing instead of scanning; `null` if there is no number that it would be for. */
  readonly pairingCode: string | null;
  /** Which QR of this pairing it is, from 1. */
  readonly count: number;
  /** When the next one replaces it, in milliseconds since 1970. */
  readonly endsAt: number;
};

/** The form of a pairing code. */
export const PAIRING_CODE = /^[1-9A-HJ-NP-TV-Z]{8}$/;

const TYPED = /^([1-9A-HJ-NP-TV-Z]{4})[- ]?([1-9A-HJ-NP-TV-Z]{4})$/i;

/** A pairing code as people type what they read: in lower case too, and with a dash or a space in the middle. */
export const readPairingCode = (typed: string): string | undefined => {
  const [, first, second] = TYPED.exec(typed) ?? [];
  return first === undefined || second === undefined ? undefined : (first + second).toUpperCase();
};

export const QR_TEXT_LENGTH = 237;
const KEY_BYTES = 32;
/** Together with the masked position, which fills a digest, the ref has 75 bytes, like WhatsApp's. */
const NONCE_BYTES = 11;
/** As upstream: without characters that are easily confused. */
const CODE_ALPHABET = '123456789ABCDEFGHJKLMNPQRSTVWXYZ';
const BITS_PER_CHARACTER = 5;
/** A pairing code has two halves of four characters. */
const HALF_LENGTH = 4;
const HALF = 2 ** (HALF_LENGTH * BITS_PER_CHARACTER);

/** The number of the QR that is current at `now`, from 1; above `qrLimit` if pairing has given up. */
export const qrNumberAt = (pairing: Pairing, rules: QrRules, now: number): number =>
  Math.max(0, Math.floor((now - pairing.startedAt) / rules.qrTtl)) + 1;

/** When the QR with this number stops being current. */
export const qrEnd = (pairing: Pairing, rules: QrRules, number: number): number =>
  pairing.startedAt + number * rules.qrTtl;

/** XORs bytes with a mask that depends on secret and nonce; it is its own inverse. */
const mask = (secret: string, nonce: Buffer, bytes: Buffer): Buffer => {
  const masked = derive(DIGEST_BYTES, 'mask', secret, nonce.toString('hex'));
  for (let index = 0; index < masked.length; index++) masked[index] = (masked[index] ?? 0) ^ (bytes[index] ?? 0);
  return masked;
};

/**
 * The text inside a QR, in the shape of WhatsApp's: `2@<ref>,<noise key>,<identity key>,<adv secret>`. [upstream]
 *
 * It is a pure function of the account's secret and the position. The ref carries the position, masked, so that
 * a scan finds its instance without a search and an old QR can be told how old it is.
 */
export const qrText = (secret: string, position: QrPosition): string => {
  const { sequence, generation, ordinal, number } = position;
  const nonce = derive(NONCE_BYTES, 'qr', secret, sequence, generation, ordinal, number);
  const where = Buffer.alloc(DIGEST_BYTES);
  [sequence, generation, ordinal, number].forEach((value, index) => where.writeUInt32BE(value, index * 4));
  const ref = Buffer.concat([nonce, mask(secret, nonce, where)]);
  const keys = derive(2 * KEY_BYTES, 'keys', secret, sequence, generation);
  const advSecret = derive(KEY_BYTES, 'adv', secret, sequence, generation);
  const base64 = [
    keys.toString('base64', 0, KEY_BYTES),
    keys.toString('base64', KEY_BYTES),
    advSecret.toString('base64'),
  ].join(',');
  return `2@${ref.toString('base64')},${base64}`;
};

/** Whether a text has the form of one of our QRs. */
export const looksLikeQrText = (text: string): boolean =>
  text.length === QR_TEXT_LENGTH && /^2@[A-Za-z0-9+/]{100}(,[A-Za-z0-9+/]{43}=){3}$/.test(text);

/** The position in the text of a QR; `undefined` if it was not made with this secret. */
export const readQrText = (secret: string, text: string): QrPosition | undefined => {
  if (!looksLikeQrText(text)) return undefined;
  const ref = Buffer.from(text.slice(2, 102), 'base64');
  const nonce = ref.subarray(0, NONCE_BYTES);
  const where = mask(secret, nonce, ref.subarray(NONCE_BYTES));
  const position = {
    sequence: where.readUInt32BE(0),
    generation: where.readUInt32BE(4),
    ordinal: where.readUInt32BE(8),
    number: where.readUInt32BE(12),
  };
  return qrText(secret, position) === text ? position : undefined;
};

/** Half of a pairing code, as a number. */
const halfOf = (...parts: readonly (string | number)[]): number => derive(4, ...parts).readUInt32BE() % HALF;

const charactersOf = (half: number): string =>
  Array.from({ length: HALF_LENGTH }, (_, index) =>
    CODE_ALPHABET.charAt(Math.floor(half / 2 ** (BITS_PER_CHARACTER * (HALF_LENGTH - 1 - index))) % 32),
  ).join('');

const numberIn = (characters: string): number => {
  let number = 0;
  for (const one of characters) number = number * 32 + CODE_ALPHABET.indexOf(one);
  return number;
};

/** The keys of a pairing do not matter: it never gets others. */
type CodePosition = Omit<QrPosition, 'generation'>;

/**
 * The eight characters that a person may type instead of scanning; they change with the QR. [upstream]
 *
 * The first half depends on the whole position; the second one is the sequence number, masked by the first one, so
 * that what is typed finds its instance without a search.
 */
export const pairingCodeAt = (secret: string, { sequence, ordinal, number }: CodePosition): string => {
  const check = halfOf('code', secret, sequence, ordinal, number);
  return charactersOf(check) + charactersOf((sequence % HALF) ^ halfOf('typed', secret, check));
};

/** The sequence numbers up to `last` of the instances that may have shown this pairing code: as a rule one. */
export const sequencesIn = function* (secret: string, code: string, last: number): Generator<number, void> {
  const check = numberIn(code.slice(0, HALF_LENGTH));
  const first = numberIn(code.slice(HALF_LENGTH)) ^ halfOf('typed', secret, check);
  for (let sequence = first; sequence <= last; sequence += HALF) yield sequence;
};

/** How many former positions of an instance are compared with a pairing code, to say how old it is. */
const MOST_FORMER_CODES = 1_000;

/** Where in the pairings of an instance a code was shown, the newest first; `undefined` if it was not, or long ago. */
export const findPairingCode = (
  secret: string,
  sequence: number,
  code: string,
  newest: number,
  { qrLimit }: QrRules,
): CodePosition | undefined => {
  let left = MOST_FORMER_CODES;
  for (let ordinal = newest; ordinal > 0; ordinal--) {
    for (let number = qrLimit; number > 0; number--) {
      const position = { sequence, ordinal, number };
      if (pairingCodeAt(secret, position) === code) return position;
      if (--left === 0) return undefined;
    }
  }
  return undefined;
};
