import jsqr from 'jsqr';
import { PNG } from 'pngjs';

/** What a QR on a picture says, read by a decoder that is not ours. */
export const readQr = (png: Buffer): string | undefined => {
  const { data, width, height } = PNG.sync.read(png);
  return jsqr.default(Uint8ClampedArray.from(data), width, height)?.data;
};

/** The bytes of a data URI. */
export const bytesOf = (dataUri: string): Buffer =>
  Buffer.from(dataUri.replace(/^data:image\/png;base64,/, ''), 'base64');
