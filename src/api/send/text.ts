import * as z from 'zod';
import { keyFrom } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { addressOf, delay, MessageSent, messageText, sendErrors, sending, sentReply } from '../message.js';
import { create, scanIt, textBody } from '../samples.js';

const SendText = z
  .object(
    {
      ...sending,
      // The one client of the original that is known leaves it out, and is served. [client]
      type: z
        .literal('text', mustBe('text'))
        .optional()
        .register(registry, { description: 'Always text.', example: 'text' }),
      message: messageText,
      delay,
    },
    mustBe('a JSON object'),
  )
  .register(registry, { id: 'SendText', description: 'A text for a number.' });

export const sendText = operation({
  id: 'sendText',
  summary: 'Send a text',
  description: 'Hands a text over. It leaves once it has been typed, after what waits for the same number already.',
  input: { body: SendText },
  replies: { 200: json('Handed over.', MessageSent) },
  errors: sendErrors,
  handle(request, _reply, { messages }) {
    const { instanceName, number, message, delay: typing } = request.body;
    return sentReply(
      messages.send(keyFrom(request), instanceName, {
        jid: addressOf(number),
        content: { type: 'text', text: message },
        delay: typing,
      }),
    );
  },
  examples: () => [
    { name: 'text', summary: 'An open instance sends', before: [create, scanIt], body: textBody },
    { name: 'notOpen', summary: 'No phone is linked', before: [create], body: textBody },
    { name: 'noNumber', summary: 'A number without its country code', body: { ...textBody, number: '081298765432' } },
    {
      name: 'unknownNumber',
      summary: 'A number that is not on WhatsApp',
      before: [create, scanIt],
      body: { ...textBody, number: '999000000105' },
    },
  ],
});
