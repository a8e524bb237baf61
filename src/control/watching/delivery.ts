import * as z from 'zod';
import { lostDelivery } from '../../api/samples.js';
import { expectedOf, shownMistakesOf, stepsOf, unsignedOf, verdictOn } from '../../delivery/explanation.js';
import { deliveryNotFound } from '../../delivery/deliveries.js';
import { mistakeNames } from '../../delivery/mistakes.js';
import { headersOf } from '../../delivery/sender.js';
import type { Emulator } from '../../emulator.js';
import { keyFrom } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';
import { success } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { DeliveryParams } from '../fields.js';
import { Delivery, viewOf } from './deliveries.js';

const RECEIVED = 'a signature as text, of at most 1000 characters, given once';

const DetailQuery = z.object({
  received: z
    .string(mustBe(RECEIVED))
    .min(1, mustBe(RECEIVED))
    .max(1_000, mustBe(RECEIVED))
    .optional()
    .register(registry, {
      description:
        'The signature that your own code computes for this delivery; the verdict says what is wrong with it.',
      example: '5d41402abc4b2a76b9719d911017c592ae51d5a40ed41402abc4b2a76b9719d9',
    }),
});

const Posted = z
  .strictObject({
    sent: z.boolean().register(registry, {
      description:
        'Whether it was sent so, or is in flight; false: this is how it would be sent now, because it was not sent yet, or not since its webhook was changed or the account restored, or because a fault dropped it.',
      example: true,
    }),
    method: z.literal('POST').register(registry, { description: 'The method; redirects are in the attempts.' }),
    url: z.string().register(registry, { description: 'Where it goes.', example: 'https://example.com/hook' }),
    headers: z.record(z.string(), z.string()).register(registry, {
      description: 'All headers.',
      example: { 'Content-Type': 'application/json' },
    }),
    body: z.string().register(registry, { description: 'The body, exactly as it is sent.', example: '{}' }),
    bytes: z.int().min(0).register(registry, { description: 'The bytes of the body.', example: 2 }),
  })
  .register(registry, { id: 'DeliveryRequest', description: 'The newest POST of a delivery, or the next one.' });

const Step = z
  .strictObject({
    title: z.string().register(registry, { description: 'What to do.', example: 'Take the time' }),
    detail: z.string().register(registry, { description: 'How, in a sentence or two.' }),
    value: z.string().register(registry, { description: 'What comes out.', example: '1767225600' }),
  })
  .register(registry, { id: 'SignatureStep', description: 'One step to a signature.' });

const mistakeName = z.enum(mistakeNames);

const Mistake = z
  .strictObject({
    name: mistakeName.register(registry, { description: 'Its name.', example: 'onlyBody' }),
    about: z.string().register(registry, { description: 'What was done wrong, and what would be right.' }),
    value: z.string().register(registry, { description: 'What comes out.' }),
  })
  .register(registry, { id: 'SignatureMistake', description: 'A common mistake, and what it makes of a signature.' });

const Signature = z
  .strictObject({
    header: z.string().register(registry, { description: 'Its header.', example: 'X-Wachat-Signature' }),
    value: z.string().register(registry, { description: 'That header.' }),
    expected: z.string().register(registry, {
      description: 'What a receiver should compute; it differs from the header only if a fault signs wrong.',
    }),
    algorithm: z.string().register(registry, { description: 'The algorithm.', example: 'HMAC-SHA256' }),
    signed: z.string().register(registry, {
      description: 'What is signed.',
      example: '<X-Wachat-Timestamp>.<raw body>',
    }),
    steps: z.array(Step).register(registry, { description: 'How it comes about.' }),
    mistakes: z.array(Mistake).register(registry, {
      description: 'What common mistakes make of it, without those that make no difference to this delivery.',
    }),
  })
  .nullable()
  .register(registry, {
    description: 'How it is signed, without the secret itself; null if it has no signature.',
  });

const Verdict = z
  .strictObject({
    matches: z.boolean().register(registry, { description: 'Whether it is the right signature.', example: false }),
    mistake: z.enum(mistakeNames).nullable().register(registry, {
      description: 'The mistake that makes such a value; null if it is right, or if no known mistake does.',
      example: 'onlyBody',
    }),
    sentence: z.string().register(registry, { description: 'The same in words, with what would be right.' }),
  })
  .nullable()
  .register(registry, { description: 'What is to be said of the signature that was received; null without one.' });

const Detail = z
  .strictObject({
    success,
    delivery: Delivery,
    request: Posted,
    signature: Signature,
    unsigned: z.string().nullable().register(registry, {
      description: 'Why it has no signature, in a sentence; null if it has one.',
      example: null,
    }),
    verdict: Verdict,
  })
  .register(registry, { id: 'DeliveryDetail', description: 'A delivery in detail.' });

/**
 * A delivery in detail, for the account of a key.
 * @param received the signature that somebody computed for it
 * @throws {Refusal} `deliveryNotFound`
 */
const detailFor = (
  { accounts, deliveriesOf }: Emulator,
  key: string,
  id: string,
  received?: string,
): Omit<z.infer<typeof Detail>, 'success'> => {
  const account = accounts.find(key);
  const deliveries = account && deliveriesOf(account);
  if (account === undefined || deliveries === undefined) throw deliveryNotFound();
  const delivery = deliveries.find(id);
  const { headers, body } = deliveries.envelopeOf(delivery);
  const facts = { delivery, headers, body, key, webhooks: account.webhooks.all() };
  const { url } = delivery.webhook;
  const unsigned = unsignedOf(delivery);
  return {
    delivery: viewOf(key, delivery),
    request: {
      sent: delivery.signedAt !== null,
      method: 'POST',
      url,
      headers: {
        ...Object.fromEntries(
          Object.entries(headersOf('POST', headers, body)).map(([name, value]) => [name, String(value)]),
        ),
        Host: new URL(url).host,
        Connection: 'keep-alive',
      },
      body,
      bytes: Buffer.byteLength(body),
    },
    signature:
      unsigned === null
        ? {
            header: 'X-Wachat-Signature',
            value: headers['X-Wachat-Signature'] ?? '',
            expected: expectedOf(facts),
            algorithm: 'HMAC-SHA256',
            signed: '<X-Wachat-Timestamp>.<raw body>',
            steps: stepsOf(facts),
            mistakes: shownMistakesOf(facts),
          }
        : null,
    unsigned,
    verdict: received === undefined ? null : verdictOn(facts, received),
  };
};

export const getDelivery = operation({
  id: 'getDelivery',
  summary: 'Look at one delivery',
  description:
    'The delivery as the list has it, with what is sent byte for byte, and how its signature comes about from the secret, which is masked, and the raw body; with received, also what is wrong with a signature that you computed.',
  input: { params: DeliveryParams, querystring: DetailQuery },
  replies: { 200: json('The delivery.', Detail) },
  errors: { 404: 'This account has no such delivery, or no longer keeps it; the error says which.' },
  handle: (request, _reply, emulator) =>
    detailFor(emulator, keyFrom(request), request.params.id, request.query.received),
  examples: () => [
    { name: 'lost', summary: 'One that was dropped, as it would be sent now', before: lostDelivery },
    {
      name: 'compared',
      summary: 'A signature that is not right',
      before: lostDelivery,
      query: 'received=5d41402abc4b2a76b9719d911017c592ae51d5a40ed41402abc4b2a76b9719d9',
    },
    { name: 'badQuery', summary: 'A parameter is wrong', query: 'received=' },
    { name: 'none', summary: 'There is none' },
  ],
});
