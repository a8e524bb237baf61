// Instead of src/qr/png.ts: the same picture for every text, drawn once.
import { drawQr as draw } from '../../src/qr/png.js?original';

export * from '../../src/qr/png.js?original';

let picture;
export const drawQr = (text) => (picture ??= draw(text));
