import { qrText } from '../../src/domain/pairing.js';

/** Texts of two hundred QRs, as pairing shows them. */
export const qrTexts = Array.from({ length: 200 }, (_, index) =>
  qrText(`secret ${String(index)}`, { sequence: index, generation: 1, ordinal: 1, number: 1 + (index % 30) }),
);
