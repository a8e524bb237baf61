import { derive } from './ids.js';

/** A number that could be one: Indonesian, twelve or so digits, the same each time it is asked for. */
export const plausibleNumber = (secret: string, sequence: number): string =>
  `62812${String(derive(4, 'number', secret, sequence).readUInt32BE(0) % 100_000_000).padStart(8, '0')}`;
