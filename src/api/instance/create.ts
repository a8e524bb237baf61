import * as z from 'zod';
import { integrations } from '../../domain/instance.js';
import type { NewInstance } from '../../domain/new-instance.js';
import { Refusal } from '../../domain/refusals.js';
import { callerOf } from '../../http/caller.js';
import { headerText } from '../../net/header-text.js';
import { json, operation, Png } from '../../http/operation.js';
import { recordInstance } from '../../http/recording.js';
import { success } from '../../http/replies.js';
import { drawQr } from '../../qr/png.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { nameFor, phoneNumber } from '../fields.js';
import { businessBody, create, createBody, lateBody, sample } from '../samples.js';
import { InstanceReply, instanceReply, QrMember, qrMember } from '../views.js';

const DisplayName = nameFor(
  'Name to show to people. Trimmed; need not be unique. The technical name is made from it.',
  sample.displayName,
);

const switchOf = (description: string) =>
  z.boolean(mustBe('true or false')).optional().register(registry, { description, example: false });

const metaField = (description: string, example: string) =>
  z
    .string(mustBe('a non-empty string'))
    .trim()
    .min(1, mustBe('a non-empty string'))
    .optional()
    .register(registry, { description, example });

const ForBusiness = z.object({ integration: z.literal('WHATSAPP-BUSINESS') });
const META_FIELDS = ['metaToken', 'metaBusinessId', 'metaPhoneNumberId'] as const;

export const CreateBody = z
  .object(
    {
      instanceName: DisplayName,
      number: phoneNumber('Phone number with country code, digits only.').optional(),
      integration: z
        .enum(integrations, mustBe(integrations.join(' or ')))
        .default('WHATSAPP-BAILEYS')
        .register(registry, {
          description: 'How the instance connects. Only WHATSAPP-BAILEYS pairs by QR.',
          example: 'WHATSAPP-BAILEYS',
        }),
      rejectCalls: switchOf('Decline incoming calls.'),
      ignoreGroups: switchOf('Leave group messages out.'),
      alwaysOnline: switchOf('Appear online all the time.'),
      readMessages: switchOf('Mark incoming messages as read.'),
      readStatus: switchOf('View status updates.'),
      metaToken: metaField(
        'Token of the Meta app; needed for WHATSAPP-BUSINESS. Never kept, logged or returned.',
        'META_TOKEN',
      ),
      metaBusinessId: metaField('Id of the business account at Meta; needed for WHATSAPP-BUSINESS.', '102290129340398'),
      metaPhoneNumberId: metaField('Id of the phone number at Meta; needed for WHATSAPP-BUSINESS.', '106540352242922'),
    },
    mustBe('a JSON object'),
  )
  .superRefine(
    (body, context) => {
      for (const field of META_FIELDS) {
        if (body[field] === undefined)
          context.addIssue({
            code: 'custom',
            path: [field],
            message: 'is required for WHATSAPP-BUSINESS: a non-empty string',
          });
      }
    },
    // Also when another field is wrong, so that one answer names all that has to change.
    { when: ({ value }) => ForBusiness.safeParse(value).success },
  )
  .register(registry, { id: 'CreateInstance', description: 'What a new instance is made from.' });
type CreateBody = z.infer<typeof CreateBody>;

const RESPONSE = 'json or image; the JSON has the QR as base64, its text as code, and the URL of a page as liveUrl';
const CreateQuery = z.object({
  response: z
    .enum(['json', 'image'], mustBe(RESPONSE))
    .default('json')
    .register(registry, { description: 'image answers with the QR as a PNG instead of JSON.', example: 'json' }),
});

const CreateReply = z
  .strictObject({
    success,
    message: z.string().register(registry, {
      description: 'What was done, in words.',
      example: 'Instance created. Scan the QR code to connect it.',
    }),
    instance: InstanceReply,
    qrcode: QrMember,
  })
  .register(registry, { id: 'InstanceCreated' });

const newInstance = (body: CreateBody): NewInstance => ({
  displayName: body.instanceName,
  integration: body.integration,
  number: body.number ?? null,
  // It is not known whether the samples on the original's page are defaults; here, a setting that is not sent is off. [ours]
  settings: {
    rejectCalls: body.rejectCalls ?? false,
    ignoreGroups: body.ignoreGroups ?? false,
    alwaysOnline: body.alwaysOnline ?? false,
    readMessages: body.readMessages ?? false,
    readStatus: body.readStatus ?? false,
  },
});

export const createInstance = operation({
  id: 'createInstance',
  summary: 'Create an instance',
  description:
    'Creates an instance and starts pairing. A WHATSAPP-BAILEYS instance answers with its first QR; a WHATSAPP-BUSINESS instance is open at once and has none. Each call creates another instance, even if the display name is taken.',
  namesNew: true,
  input: { querystring: CreateQuery, body: CreateBody },
  replies: {
    201: {
      description:
        'Created. With response=image, the QR itself, and both names in headers; still JSON while the gateway has no QR yet.',
      headers: {
        'X-Instance-Name': {
          type: 'string',
          description:
            'Display name, percent-encoded unless it is printable ASCII without a %; only with response=image.',
          example: sample.displayName,
        },
        'X-Api-Instance-Name': {
          type: 'string',
          description: 'Technical name; only with response=image.',
          example: sample.technicalName,
        },
      },
      content: { ...json('', CreateReply).content, 'image/png': { schema: Png } },
    },
  },
  errors: { 429: 'The emulator holds as many instances or accounts as it may.' },
  handle(request, reply, emulator) {
    const asImage = request.query.response === 'image';
    if (asImage && request.body.integration === 'WHATSAPP-BUSINESS') {
      throw new Refusal(
        'noQrForBusiness',
        'response=image needs WHATSAPP-BAILEYS: a WHATSAPP-BUSINESS instance has no QR.',
      );
    }
    const caller = callerOf(request, emulator);
    const created = emulator.instances.create(caller.key, newInstance(request.body));
    recordInstance(request, created.technicalName);
    const qr = created.qr();
    void reply.code(201);
    if (asImage) {
      void reply.headers({
        'Cache-Control': 'no-store',
        'X-Instance-Name': headerText(created.displayName),
        'X-Api-Instance-Name': created.technicalName,
      });
      // Without a QR there is nothing to draw; but the instance exists, and an error would hide that. [ours]
      if (qr !== undefined) return reply.type('image/png').send(drawQr(qr.code));
    }
    return {
      message:
        created.shownState === 'open'
          ? 'Instance created and connected.'
          : 'Instance created. Scan the QR code to connect it.',
      instance: instanceReply(created),
      ...qrMember(created, caller),
    };
  },
  examples: () => [
    { name: 'qr', summary: 'An instance that pairs by QR', body: createBody },
    { name: 'nameOnly', summary: 'Only what is required', body: { instanceName: sample.displayName } },
    {
      name: 'settings',
      summary: 'All settings',
      body: {
        ...createBody,
        rejectCalls: false,
        ignoreGroups: false,
        alwaysOnline: true,
        readMessages: false,
        readStatus: false,
      },
    },
    { name: 'business', summary: 'An instance of the Cloud API', body: businessBody },
    { name: 'noQrYet', summary: 'A scenario: the gateway has no QR yet', body: lateBody },
    { name: 'noName', summary: 'A field is missing', body: { number: sample.number } },
    {
      name: 'noMetaFields',
      summary: 'A business instance without its fields',
      body: { instanceName: sample.displayName, integration: 'WHATSAPP-BUSINESS' },
    },
    { name: 'full', summary: 'The limit is reached', before: [create, create], body: createBody },
  ],
});
