import * as z from 'zod';
import { sample } from '../api/samples.js';
import { LINK_TIME, readLinkTime } from '../config.js';
import { readPairingCode } from '../domain/pairing.js';
import { registry } from '../schema/registry.js';
import { mustBe } from '../schema/wording.js';
import { profileFields } from './fields.js';

const NAME = 'the technical name of an instance';
const DISPLAY_NAME = 'the display name of one';
const QR_TEXT = 'the text read from a QR';
const PAIRING_CODE = 'a pairing code';
const CODE_FORM = `${PAIRING_CODE}: 8 of the digits 1 to 9 and the letters without I, O and U, such as ABCD-1234 or ABCD1234`;

/** What a phone proves with that it was shown the current QR, or its pairing code. */
const proofFields = {
  code: z
    .string(mustBe(QR_TEXT))
    .optional()
    .register(registry, { description: 'The text read from a QR; it must be the current one.' }),
  pairingCode: z
    .string(mustBe(CODE_FORM))
    .transform((typed, context) => {
      const code = readPairingCode(typed);
      if (code !== undefined) return code;
      context.issues.push({ code: 'custom', input: '', message: `must be ${CODE_FORM}` });
      return z.NEVER;
    })
    .optional()
    .register(registry, {
      description:
        'The pairing code, as it is typed on the phone; it must be the current one. In lower case too, and with a dash or a space in the middle.',
      type: 'string',
      example: 'WZYEH1YY',
    }),
};

/** The phone that scans, and how long linking takes then. */
const scanFields = {
  ...profileFields,
  linkTime: z
    .union([z.string(), z.int()], mustBe(LINK_TIME))
    .refine((value) => readLinkTime(value) !== undefined, mustBe(LINK_TIME))
    .optional()
    .register(registry, {
      description:
        "How long it takes from the scan to open, by the account's clock; by default as --link-time says, which is 0ms.",
      example: '3s',
    }),
};

/** How many of these are there. */
const countOf = (...values: readonly unknown[]): number => values.filter((one) => one !== undefined).length;

export const ScanBody = z
  .object(
    {
      ...proofFields,
      instanceName: z.string(mustBe(NAME)).optional().register(registry, {
        description: 'Technical name; whatever QR it shows now is scanned.',
        example: sample.technicalName,
      }),
      displayName: z.string(mustBe(DISPLAY_NAME)).optional().register(registry, {
        description: 'The same by display name, if only one instance has it.',
        example: sample.displayName,
      }),
      ...scanFields,
    },
    mustBe('a JSON object with "code", "pairingCode", "instanceName" or "displayName"'),
  )
  .check((context) => {
    const { code, pairingCode, instanceName, displayName } = context.value;
    if (countOf(code, pairingCode, instanceName, displayName) === 1) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `must have one of "code", ${QR_TEXT}, "pairingCode", ${PAIRING_CODE}, "instanceName", ${NAME}, and "displayName", ${DISPLAY_NAME}`,
    });
  })
  .register(registry, {
    id: 'Scan',
    description: 'Which QR the phone scans, or which pairing code is typed on it: exactly one of the four.',
    oneOf: [
      { required: ['code'] },
      { required: ['pairingCode'] },
      { required: ['instanceName'] },
      { required: ['displayName'] },
    ],
  });
export type ScanBody = z.infer<typeof ScanBody>;

export const ScanThisBody = z
  .object({ ...proofFields, ...scanFields }, mustBe('empty or a JSON object'))
  .check((context) => {
    const { code, pairingCode } = context.value;
    if (countOf(code, pairingCode) <= 1) return;
    const message = `must have at most one of "code", ${QR_TEXT}, and "pairingCode", ${PAIRING_CODE}`;
    context.issues.push({ code: 'custom', input: context.value, message });
  })
  .register(registry, {
    id: 'ScanThis',
    description: 'The phone that scans, and what proves that it saw the QR; an empty object may be sent.',
  })
  .optional();
export type ScanThisBody = z.infer<typeof ScanThisBody>;
