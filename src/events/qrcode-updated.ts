import * as z from 'zod';
import { looksLikeQrText, PAIRING_CODE } from '../domain/pairing.js';
import { qrUri } from '../qr/png.js';
import { SLACK, text, time, whole } from '../schema/kept.js';
import { registry } from '../schema/registry.js';
import { strict } from '../schema/strict.js';
import { mustBe } from '../schema/wording.js';
import { event } from './event.js';

const CODE = 'the text of a QR as this emulator draws it';

/** An instance shows a new QR, or no QR any more. [upstream] */
export const qrcodeUpdated = event('qrcode.updated', {
  data({ instance, qr }) {
    const current = qr?.();
    if (current === undefined) return { message: 'QR code limit reached, please log in again', statusCode: 500 };
    const { code, pairingCode } = current;
    return { qrcode: { instance, pairingCode, code, base64: qrUri(code) } };
  },
  fields: () => ({
    qrcode: z
      .strictObject({
        code: z.string().register(registry, { description: 'The text inside the QR.' }),
        pairingCode: z.string().nullable().register(registry, { description: 'For typing instead of scanning.' }),
        count: z.int().register(registry, { description: 'Which QR of this pairing it is, from 1.', example: 1 }),
      })
      .nullable()
      .register(registry, { description: 'The QR of a qrcode.updated; null when the last one has expired.' }),
  }),
  view(update) {
    const qr = update?.qr?.();
    return { qrcode: qr === undefined ? null : { code: qr.code, pairingCode: qr.pairingCode, count: qr.count } };
  },
  kept: () => ({
    qr: strict(
      {
        code: z
          .string(mustBe(CODE))
          .refine(looksLikeQrText, mustBe(CODE))
          .register(registry, { description: 'The text inside the QR.' }),
        pairingCode: text(
          'For typing instead of scanning.',
          PAIRING_CODE,
          'null or a pairing code',
          'WZYEH1YY',
        ).nullable(),
        count: whole('Which QR of its pairing.', 1, 1_000, 1),
        endsAt: time('When the next one replaces it.', -SLACK),
      },
      'null or a QR: code, pairingCode, count, endsAt',
    )
      .nullable()
      .register(registry, { description: 'The QR; null when the last one has expired.' }),
  }),
  keep: ({ qr }) => ({ qr: qr?.() ?? null }),
  restore: ({ qr }) => ({ qr: qr === null ? undefined : () => qr }),
});
