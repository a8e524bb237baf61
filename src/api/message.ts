import * as z from 'zod';
import { jidOf } from '../domain/events.js';
import { isGroup, type Message } from '../domain/message.js';
import { badInput } from '../http/operation.js';
import { success } from '../http/replies.js';
import { textOf } from '../messages/content.js';
import { keyOf, secondsOf, wireOf } from '../messages/wire.js';
import { WITH_ZERO } from '../schema/dialled.js';
import { registry } from '../schema/registry.js';
import { mustBe } from '../schema/wording.js';
import { sample } from './samples.js';

const NUMBER =
  'a string of 8 to 15 digits, country code first, or the address of a group such as 120363025246125486@g.us';

/** Why a text is no recipient, and what would be right. */
const problemWith = (text: string): string | undefined => {
  if (isGroup(text)) return undefined;
  const digits = text.replace(/@s\.whatsapp\.net$/, '').replaceAll(/[\s().+-]/g, '');
  if (digits.startsWith('0')) return WITH_ZERO;
  if (!/^[1-9]\d{7,14}$/.test(digits)) return `must be ${NUMBER}`;
  return text === digits ? undefined : `must be digits and nothing else: ${digits}`;
};

/** Whom a message is for: a person by number, as documented, or a group by address, as upstream takes it. */
const Recipient = z
  .string(mustBe(NUMBER))
  .check((context) => {
    const message = problemWith(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
  })
  .register(registry, {
    description: 'Whom it is for: digits with country code, or the address of a group.',
    example: '6281298765432',
  });

/** The address of a recipient. */
export const addressOf = (recipient: string): string => (isGroup(recipient) ? recipient : jidOf(recipient));

/** Longest typing, in milliseconds. [ours] */
const LONGEST_DELAY = 3_600_000;
const DELAY = `a whole number of milliseconds from 0 to ${String(LONGEST_DELAY)}`;

/** What every call that sends takes. */
export const sending = {
  instanceName: z
    .string(mustBe('the technical name of an instance'))
    .min(1, mustBe('the technical name of an instance'))
    .register(registry, { description: 'Technical name of the instance that sends.', example: sample.technicalName }),
  number: Recipient,
};
export const delay = z.int(mustBe(DELAY)).min(0, mustBe(DELAY)).max(LONGEST_DELAY, mustBe(DELAY)).optional();
registry.add(delay, {
  description: 'How long to type before it leaves, in milliseconds. The original takes 3 to 5 s when it is left out.',
  example: 1_200,
});

/** The type of what can be answered by a choice. */
export const interactiveType = z
  .literal('interactive', mustBe('interactive'))
  .register(registry, { description: 'Always interactive.', example: 'interactive' });

/** What a text says. White space alone is refused, as upstream does. [upstream] */
export const messageText = textOf('The text.', 'Your order is on its way.').refine((text) => text.trim() !== '', {
  error: 'must have more in it than white space',
});

const MessageKey = z
  .strictObject({
    remoteJid: z
      .string()
      .register(registry, { description: 'The address of the other side.', example: '6281298765432@s.whatsapp.net' }),
    fromMe: z.boolean().register(registry, { description: 'Whether the instance sent it.', example: true }),
    id: z.string().register(registry, { description: 'Its id.', example: '3EB015F393D49B570520E3' }),
  })
  .register(registry, { id: 'MessageKey', description: 'What identifies a message.' });

export const MessageSent = z
  .strictObject({
    success,
    key: MessageKey,
    message: z
      .record(z.string(), z.unknown())
      .register(registry, { description: 'Its content, in the form of WhatsApp.', example: { conversation: 'Hello' } }),
    messageType: z.string().register(registry, { description: 'The member of it.', example: 'conversation' }),
    messageTimestamp: z
      .int()
      .register(registry, { description: 'When it leaves, in seconds since 1970.', example: 1_781_197_614 }),
    status: z.literal('PENDING').register(registry, { description: 'It has been handed over.', example: 'PENDING' }),
    instanceId: z.string().register(registry, { description: 'Technical name.', example: sample.technicalName }),
  })
  .register(registry, { id: 'MessageSent', description: 'A message that was handed over.' });

/** The reply to a call that has sent a message. */
export const sentReply = (message: Message) => ({
  key: { ...keyOf(message) },
  ...wireOf(message),
  messageTimestamp: secondsOf(message.at ?? message.acceptedAt),
  status: 'PENDING' as const,
  instanceId: message.instance,
});

/** What can go wrong when something is sent. */
export const sendErrors = {
  400: `${badInput} Also when the number is not on WhatsApp.`,
  404: 'This account has no instance with that technical name.',
  409: 'The instance is not open.',
  429: 'Too many messages wait to leave.',
};
