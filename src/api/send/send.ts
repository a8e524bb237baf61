import * as z from 'zod';
import { mediaTypes } from '../../domain/message.js';
import { keyFrom } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';
import { fileName, mimetype, textOf } from '../../messages/content.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { checkCaption, mediaUrl, sendMediaFor } from '../media.js';
import { addressOf, messageText, MessageSent, sendErrors, sending, sentReply } from '../message.js';
import { create, scanIt, textBody } from '../samples.js';

const types = ['text', ...mediaTypes] as const;
const ofMedia = ['mediaUrl', 'fileName', 'mimetype'] as const;

const Send = z
  .object(
    {
      ...sending,
      type: z
        .enum(types, mustBe(`one of ${types.join(', ')}`))
        .register(registry, { description: 'What it is.', example: 'text' }),
      message: textOf('The text, or the caption; not for audio.', 'Your order is on its way.').optional(),
      mediaUrl: mediaUrl.optional(),
      fileName: fileName.optional(),
      mimetype: mimetype.optional(),
    },
    mustBe('a JSON object'),
  )
  .check((context) => {
    const { issues, value } = context;
    const { type, message } = value;
    checkCaption(context, type, 'message', message);
    if (type === 'text') {
      const { error } = messageText.safeParse(message);
      for (const { message: problem } of error?.issues ?? [])
        issues.push({ code: 'custom', input: message, path: ['message'], message: problem });
      for (const name of ofMedia) {
        if (value[name] !== undefined)
          issues.push({ code: 'custom', input: value, path: [name], message: 'must be left out: a text has no file' });
      }
    } else if (value.mediaUrl === undefined) {
      issues.push({ code: 'custom', input: value, path: ['mediaUrl'], message: 'is required: where the file is' });
    }
  })
  .register(registry, { id: 'Send', description: 'A message of any kind: a text needs message, all else mediaUrl.' });

export const send = operation({
  id: 'send',
  summary: 'Send a text or media (older)',
  description: 'The older call for what /send/text and /send/media do; it has no delay.',
  input: { body: Send },
  replies: { 200: json('Handed over.', MessageSent) },
  errors: { ...sendErrors, 400: `${sendErrors[400]} Or the media cannot be fetched.` },
  handle(request, reply, emulator) {
    const { instanceName, number, type, message, mediaUrl: url, ...rest } = request.body;
    if (type !== 'text')
      return sendMediaFor(request, reply, emulator, {
        instanceName,
        number,
        type,
        message,
        mediaUrl: url ?? '',
        ...rest,
      });
    const content = { type, text: message ?? '' };
    return sentReply(emulator.messages.send(keyFrom(request), instanceName, { jid: addressOf(number), content }));
  },
  examples: () => [
    { name: 'text', summary: 'A text', before: [create, scanIt], body: textBody },
    {
      name: 'image',
      summary: 'A picture',
      before: [create, scanIt],
      body: { ...textBody, type: 'image', mediaUrl: 'https://example.com/tea.jpg', message: 'Our tea' },
    },
    { name: 'notOpen', summary: 'No phone is linked', before: [create], body: textBody },
    { name: 'noUrl', summary: 'A picture without a URL', body: { ...textBody, type: 'image' } },
  ],
});
