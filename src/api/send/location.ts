import * as z from 'zod';
import { keyFrom } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';
import { latitude, longitude, textOf } from '../../messages/content.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { addressOf, MessageSent, sendErrors, sending, sentReply } from '../message.js';
import { create, customer, sample, scanIt } from '../samples.js';

const SendLocation = z
  .object(
    {
      ...sending,
      latitude,
      longitude,
      name: textOf('What is there.', 'Monas', 1_000).optional(),
      address: textOf('Its address.', 'Jakarta', 1_000).optional(),
    },
    mustBe('a JSON object'),
  )
  .register(registry, { id: 'SendLocation', description: 'A place.' });

const body = {
  instanceName: sample.technicalName,
  number: customer,
  latitude: -6.1754,
  longitude: 106.8272,
  name: 'Monas',
  address: 'Jakarta',
};

export const sendLocation = operation({
  id: 'sendLocation',
  summary: 'Send a location',
  description: 'Hands a place over.',
  input: { body: SendLocation },
  replies: { 200: json('Handed over.', MessageSent) },
  errors: sendErrors,
  handle(request, _reply, { messages }) {
    const { instanceName, number, latitude: north, longitude: east, name, address } = request.body;
    return sentReply(
      messages.send(keyFrom(request), instanceName, {
        jid: addressOf(number),
        content: {
          type: 'location',
          latitude: north,
          longitude: east,
          name: name ?? null,
          address: address ?? null,
        },
      }),
    );
  },
  examples: () => [
    { name: 'location', summary: 'A place with a name', before: [create, scanIt], body },
    { name: 'notOpen', summary: 'No phone is linked', before: [create], body },
    { name: 'beyond', summary: 'North of the pole', body: { ...body, latitude: 91 } },
  ],
});
