import { textOn } from '../../src/qr/reader.js';

/** What a QR on a picture says, read by a decoder that is not ours. */
export const readQr = (png: Buffer): string | undefined => {
  try {
    return textOn(png);
  } catch {
    return undefined;
  }
};

/** The bytes of a data URI. */
export const bytesOf = (dataUri: string): Buffer =>
  Buffer.from(dataUri.replace(/^data:image\/png;base64,/, ''), 'base64');
