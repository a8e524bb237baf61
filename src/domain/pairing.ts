import { derive } from './ids.js';

/** How long a QR lives and how many follow one another before pairing gives up. */
export type QrRules = { readonly qrTtl: number; readonly qrLimit: number };

/** One course from the first QR to open or closed. `startedAt` moves back when a QR is expired before its time. */
export type Pairing = {
  /** Which pairing of its instance this is; never repeats. */
  readonly ordinal: number;
  /** Which set of keys the QRs carry; rises when the keys are renewed. */
  readonly generation: number;
  readonly startedAt: number;
};

/** Which QR: `number` counts the QRs of one pairing from 1. */
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
  /** For typing in place of scanning; `null` when the instance was created without a number. */
  readonly pairingCode: string | null;
  /** Which QR of this pairing it is, from 1. */
  readonly count: number;
  /** When the next one replaces it, in milliseconds since 1970. */
  readonly endsAt: number;
};

export const QR_TEXT_LENGTH = 237;
const KEY_BYTES = 32;
const REF_BYTES = 75;
const NONCE_BYTES = 8;
const POSITION_BYTES = 16;
/** As upstream: without characters that are easily mistaken for one another. */
const CODE_ALPHABET = '123456789ABCDEFGHJKLMNPQRSTVWXYZ';
const CODE_LENGTH = 8;

/** The number of the QR that is current at `now`, from 1; above `qrLimit` when pairing has given up. */
export const qrNumberAt = (pairing: Pairing, rules: QrRules, now: number): number =>
  Math.max(0, Math.floor((now - pairing.startedAt) / rules.qrTtl)) + 1;

/** When the QR with this number stops being current. */
export const qrEnd = (pairing: Pairing, rules: QrRules, number: number): number =>
  pairing.startedAt + number * rules.qrTtl;

/** XORs the position with bytes that only the secret and the nonce give: its own inverse. */
const mask = (secret: string, nonce: Buffer, bytes: Buffer): Buffer => {
  const stream = derive(POSITION_BYTES, 'mask', secret, nonce.toString('hex'));
  return Buffer.from(bytes.map((byte, index) => byte ^ (stream[index] ?? 0)));
};

/**
 * The text inside a QR, in the shape of WhatsApp's: `2@<ref>,<noise key>,<identity key>,<adv secret>`. [upstream]
 *
 * It is a pure function of the account's secret and the position. The ref carries the position, masked, so that
 * a scan finds its instance without a search and an old QR can be told how old it is.
 */
export const qrText = (secret: string, position: QrPosition): string => {
  const { sequence, generation, ordinal, number } = position;
  const filler = derive(REF_BYTES - POSITION_BYTES, 'ref', secret, sequence, generation, ordinal, number);
  const nonce = filler.subarray(0, NONCE_BYTES);
  const where = Buffer.alloc(POSITION_BYTES);
  [sequence, generation, ordinal, number].forEach((value, index) => where.writeUInt32BE(value, index * 4));
  const ref = Buffer.concat([nonce, mask(secret, nonce, where), filler.subarray(NONCE_BYTES)]);
  const keys = derive(3 * KEY_BYTES, 'keys', secret, sequence, generation);
  const key = (index: number): string => keys.toString('base64', index * KEY_BYTES, (index + 1) * KEY_BYTES);
  return `2@${ref.toString('base64')},${key(0)},${key(1)},${key(2)}`;
};

/** Whether a text has the outer shape of one of our QRs. */
export const looksLikeQrText = (text: string): boolean =>
  text.length === QR_TEXT_LENGTH && /^2@[A-Za-z0-9+/]{100}(,[A-Za-z0-9+/]{43}=){3}$/.test(text);

/** The position that a QR's text carries, or `undefined` when it was not made with this secret. */
export const readQrText = (secret: string, text: string): QrPosition | undefined => {
  if (!looksLikeQrText(text)) return undefined;
  const ref = Buffer.from(text.slice(2, 102), 'base64');
  const nonce = ref.subarray(0, NONCE_BYTES);
  const where = mask(secret, nonce, ref.subarray(NONCE_BYTES, NONCE_BYTES + POSITION_BYTES));
  const position = {
    sequence: where.readUInt32BE(0),
    generation: where.readUInt32BE(4),
    ordinal: where.readUInt32BE(8),
    number: where.readUInt32BE(12),
  };
  return qrText(secret, position) === text ? position : undefined;
};

/** The eight characters that a person may type instead of scanning; they change with the QR. [upstream] */
export const pairingCodeAt = (secret: string, position: QrPosition): string => {
  const { sequence, generation, ordinal, number } = position;
  const bytes = derive(CODE_LENGTH, 'code', secret, sequence, generation, ordinal, number);
  return Array.from(bytes, (byte) => CODE_ALPHABET.charAt(byte % CODE_ALPHABET.length)).join('');
};
