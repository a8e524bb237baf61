// Instead of src/qr/png.ts: `qrcode.toBuffer(text)`, but synchronous.
import { PNG } from 'pngjs';
import { create } from 'qrcode/lib/core/qrcode.js';
import { render } from 'qrcode/lib/renderer/png.js';

export * from '../../src/qr/png.js?original';

export const drawQr = (text) => PNG.sync.write(render(create(text, {}), {}));
