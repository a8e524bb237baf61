import type { Sight } from './scenario.js';

/** A QR becomes current. */
export const qr = (time: number): Sight => [time, 'connecting', 'qrcode.updated', null];
export const connecting = (time: number): Sight => [time, 'connecting', 'connection.update', 200];
const open = (time: number): Sight => [time, 'open', 'connection.update', 200];
export const closed = (time: number, code: number): Sight => [time, 'close', 'connection.update', code];
/** A scan, followed by the link at once. */
export const scanned = (time: number): readonly Sight[] => [connecting(time), open(time)];
/** What create shows. */
export const begin: readonly Sight[] = [connecting(0), qr(0)];
/** The last QR has expired. */
export const givenUp = (time: number): readonly Sight[] => [
  [time, 'close', 'qrcode.updated', 500],
  [time, 'close', 'connection.update', 428],
];
