import * as z from 'zod';
import { keyFrom } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';
import { MOST_BUTTONS, textOf } from '../../messages/content.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { addressOf, delay, interactiveType, MessageSent, sendErrors, sending, sentReply } from '../message.js';
import { create, customer, sample, scanIt } from '../samples.js';

const BUTTONS = `a list of 1 to ${String(MOST_BUTTONS)} buttons, each with id and text`;

/** The documentation says "up to three reply buttons", and not how they are written. [ours] */
const Buttons = z
  .object(
    {
      type: z
        .literal('button', mustBe('button'))
        .register(registry, { description: 'Always button.', example: 'button' }),
      title: textOf('The heading.', 'Your order', 1_000).optional(),
      text: textOf('The text.', 'Is that right?'),
      buttons: z
        .array(
          z.object(
            {
              id: textOf('Identifies the button in the answer; unique.', 'yes', 1_000),
              text: textOf('What it says.', 'Yes', 1_000),
            },
            mustBe('an object with id and text'),
          ),
          mustBe(BUTTONS),
        )
        .min(1, mustBe(BUTTONS))
        .max(MOST_BUTTONS, mustBe(BUTTONS))
        .register(registry, { description: 'What can be tapped.' }),
      footerText: textOf('The text below it.', 'Toko Jakarta', 1_000).optional(),
    },
    mustBe('an object with type, text and buttons'),
  )
  .check((context) => {
    const ids = context.value.buttons.map(({ id }) => id);
    if (new Set(ids).size === ids.length) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      path: ['buttons'],
      message: 'must have each id once',
    });
  })
  .register(registry, { description: 'What can be tapped.' });

const SendButton = z
  .object({ ...sending, type: interactiveType, interactive: Buttons, delay }, mustBe('a JSON object'))
  .register(registry, { id: 'SendButton', description: 'A text with up to three buttons.' });

const body = {
  instanceName: sample.technicalName,
  number: customer,
  type: 'interactive',
  interactive: {
    type: 'button',
    text: 'Is that right?',
    buttons: [
      { id: 'yes', text: 'Yes' },
      { id: 'no', text: 'No' },
    ],
  },
};

export const sendButton = operation({
  id: 'sendButton',
  summary: 'Send buttons',
  description: 'Hands a text with up to three buttons over, of which the recipient can tap one.',
  input: { body: SendButton },
  replies: { 200: json('Handed over.', MessageSent) },
  errors: sendErrors,
  handle(request, _reply, { messages }) {
    const { instanceName, number, interactive, delay: typing } = request.body;
    const { title, text, buttons, footerText } = interactive;
    return sentReply(
      messages.send(keyFrom(request), instanceName, {
        jid: addressOf(number),
        content: {
          type: 'buttons',
          title: title ?? null,
          text,
          footerText: footerText ?? null,
          buttons: buttons.map(({ id, text: label }) => ({ id, text: label })),
        },
        delay: typing,
      }),
    );
  },
  examples: () => [
    { name: 'buttons', summary: 'Yes or no', before: [create, scanIt], body },
    { name: 'notOpen', summary: 'No phone is linked', before: [create], body },
    {
      name: 'noButtons',
      summary: 'Nothing to tap',
      body: { ...body, interactive: { ...body.interactive, buttons: [] } },
    },
  ],
});
