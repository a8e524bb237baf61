import * as z from 'zod';
import { mustBe, registry } from '../http/schema.js';
import { ControlledInstance } from '../api/reply-schemas.js';
import { success } from '../http/replies.js';
import { nameFor, NUMBER, sample } from '../api/schemas.js';

const NAME = 'the technical name of an instance';
const CODE = 'the text read from a QR';

export const profileFields = {
  number: z
    .string(mustBe(NUMBER))
    .regex(/^\d{8,15}$/, mustBe(NUMBER))
    .optional()
    .register(registry, {
      description: "The phone's number; by default the one given at create, or one that could be.",
      example: sample.number,
    }),
  profileName: nameFor('The name of the WhatsApp profile; by default the display name.', 'Toko Jakarta').optional(),
};

export const ScanBody = z
  .object(
    {
      code: z
        .string(mustBe(CODE))
        .optional()
        .register(registry, { description: 'The text read from a QR; it must be the current one.' }),
      instanceName: z.string(mustBe(NAME)).optional().register(registry, {
        description: 'Technical name; whatever QR it shows now is scanned.',
        example: sample.technicalName,
      }),
      ...profileFields,
    },
    mustBe('a JSON object with "code" or "instanceName"'),
  )
  .check((context) => {
    const { code, instanceName } = context.value;
    if ((code === undefined) !== (instanceName === undefined)) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `must have either "code", ${CODE}, or "instanceName", ${NAME}`,
    });
  })
  .register(registry, {
    id: 'Scan',
    description: 'Which QR the phone scans: exactly one of the two.',
    oneOf: [{ required: ['code'] }, { required: ['instanceName'] }],
  });
export type ScanBody = z.infer<typeof ScanBody>;

export const NoBody = z
  .object({}, mustBe('empty or a JSON object'))
  .register(registry, { description: 'Nothing is needed; an empty object may be sent.' })
  .optional();
export const NameParams = z.object({
  name: z
    .string()
    .register(registry, { description: 'Technical name of the instance.', example: sample.technicalName }),
});
export const OneInstance = z
  .strictObject({ success, instance: ControlledInstance })
  .register(registry, { id: 'OneInstance' });
export const Done = z
  .strictObject({ success, message: z.string().register(registry, { description: 'What was done, in words.' }) })
  .register(registry, { id: 'Done' });
export const Document = z
  .looseObject({
    openapi: z.literal('3.0.3').register(registry, { description: 'The version of OpenAPI.' }),
    info: z.looseObject({}).register(registry, { description: 'What it describes.' }),
    paths: z.looseObject({}).register(registry, { description: 'The operations.' }),
  })
  .register(registry, { id: 'Document', description: 'An OpenAPI document.' });

export const ResetQuery = z.object({
  all: z
    .enum(['true', 'false'], mustBe('true or false'))
    .default('false')
    .register(registry, { description: 'true resets every account.', example: 'false' }),
});
