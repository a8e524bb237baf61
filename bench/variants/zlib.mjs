// Instead of src/qr/png.ts: the same picture, with pixels compressed by zlib and not by src/qr/deflate.ts.
import { deflateSync } from 'node:zlib';
import { create } from 'qrcode';
import { QUIET_ZONE, SCALE } from '../../src/qr/deflate.js';
import { encodePng } from '../../src/qr/png.js?original';

export * from '../../src/qr/png.js?original';

export const drawQr = (text) => {
  const { data, size } = create([{ data: Buffer.from(text), mode: 'byte' }], {
    errorCorrectionLevel: 'M',
    maskPattern: 1,
  }).modules;
  const modules = size + 2 * QUIET_ZONE;
  const width = modules * SCALE;
  const stride = 1 + Math.ceil(width / 8);
  const rows = Buffer.alloc(stride * width, 0xff);
  for (let y = 0; y < modules; y++) {
    const row = rows.subarray(y * SCALE * stride, (y * SCALE + 1) * stride);
    row[0] = 0;
    for (let x = 0; x < modules; x++) {
      const [column, line] = [x - QUIET_ZONE, y - QUIET_ZONE];
      const isDark = column >= 0 && line >= 0 && column < size && line < size && data[line * size + column] === 1;
      if (isDark) row[1 + (x >> 1)] &= x % 2 === 0 ? 0x0f : 0xf0;
    }
    for (let copy = 1; copy < SCALE; copy++) row.copy(rows, (y * SCALE + copy) * stride);
  }
  return encodePng(width, deflateSync(rows));
};
