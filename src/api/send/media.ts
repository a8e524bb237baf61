import * as z from 'zod';
import { mediaTypes } from '../../domain/message.js';
import { json, operation } from '../../http/operation.js';
import { fileName, mimetype, textOf } from '../../messages/content.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { checkCaption, mediaUrl, sendMediaFor } from '../media.js';
import { delay, MessageSent, sendErrors, sending } from '../message.js';
import { create, customer, sample, scanIt } from '../samples.js';

const SendMedia = z
  .object(
    {
      ...sending,
      type: z
        .enum(mediaTypes, mustBe(`one of ${mediaTypes.join(', ')}`))
        .register(registry, { description: 'What it is.', example: 'document' }),
      mediaUrl,
      message: textOf('The caption; not for audio.', 'Your invoice').optional(),
      fileName: fileName.optional(),
      mimetype: mimetype.optional(),
      delay,
    },
    mustBe('a JSON object'),
  )
  .check((context) => {
    checkCaption(context, context.value.type, 'message', context.value.message);
  })
  .register(registry, { id: 'SendMedia', description: 'A picture, a film, a document or a sound, for a number.' });

const body = {
  instanceName: sample.technicalName,
  number: customer,
  type: 'document',
  mediaUrl: 'https://example.com/invoice.pdf',
  message: 'Your invoice',
  fileName: 'invoice.pdf',
  mimetype: 'application/pdf',
};

export const sendMedia = operation({
  id: 'sendMedia',
  summary: 'Send a picture, a film, a document or a sound',
  description:
    'Hands media over. It leaves once it has been typed, after what waits for the same number already. With --fetch-media, it is fetched first.',
  input: { body: SendMedia },
  replies: { 200: json('Handed over.', MessageSent) },
  errors: { ...sendErrors, 400: `${sendErrors[400]} Or the media cannot be fetched.` },
  handle(request, reply, emulator) {
    return sendMediaFor(request, reply, emulator, request.body);
  },
  examples: () => [
    { name: 'document', summary: 'A document', before: [create, scanIt], body },
    { name: 'notOpen', summary: 'No phone is linked', before: [create], body },
    { name: 'relative', summary: 'A URL that is not absolute', body: { ...body, mediaUrl: '/invoice.pdf' } },
    { name: 'caption', summary: 'A sound with a caption', body: { ...body, type: 'audio' } },
  ],
});
