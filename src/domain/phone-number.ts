import { derive } from './ids.js';

/** A plausible number: Indonesian, about twelve digits, always the same for the same input. */
export const plausibleNumber = (secret: string, sequence: number): string =>
  `62812${String(derive(4, 'number', secret, sequence).readUInt32BE(0) % 100_000_000).padStart(8, '0')}`;
