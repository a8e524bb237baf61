import * as z from 'zod';
import { pairingNumber } from '../../domain/instance.js';
import type { InstanceNow } from '../../domain/transitions.js';
import { callerOf } from '../../http/caller.js';
import { json, notFound, operation } from '../../http/operation.js';
import { success } from '../../http/replies.js';
import { warn } from '../../http/unknown-fields.js';
import { registry } from '../../schema/registry.js';
import { InstanceQuery, phoneNumber } from '../fields.js';
import { create, createLate, createUnnumbered, exhaustIt, query, sample, scanIt } from '../samples.js';
import { InstanceReply, instanceReply, QrMember, qrMember } from '../views.js';

const InstanceQrReply = z
  .strictObject({ success, instance: InstanceReply, qrcode: QrMember })
  .register(registry, { id: 'InstanceQr' });

/** As upstream: a number counts when pairing starts, and gets a pairing code. */
const QrQuery = InstanceQuery.extend({
  number: phoneNumber('The number to make a pairing code for; it counts only when pairing starts.').optional(),
});

/** Why the number in the query has no effect. */
const whyIgnored = ({ shownState, fineState }: InstanceNow): string =>
  fineState === 'pairing' || fineState === 'starting'
    ? '"number" is ignored: it counts when pairing starts, and this one began before'
    : `"number" is ignored: it counts when pairing starts, and the instance is ${shownState}`;

export const getQr = operation({
  id: 'getQr',
  summary: 'Get the current QR',
  description:
    'The current QR as JSON. Starts pairing again if it had given up, with number for that number. An open instance answers without qrcode.',
  input: { querystring: QrQuery },
  replies: { 200: json('The instance, and its current QR unless it is open.', InstanceQrReply) },
  errors: { 404: notFound },
  handle(request, reply, emulator) {
    const caller = callerOf(request, emulator);
    const { instanceName, number } = request.query;
    const instance = emulator.instances.requestQr(caller.key, instanceName, number);
    if (number !== undefined && pairingNumber(instance) !== number) warn(reply, whyIgnored(instance));
    return { instance: instanceReply(instance), ...qrMember(instance, caller) };
  },
  examples: () => [
    { name: 'connecting', summary: 'A QR waits for a scan', before: [create], query },
    {
      name: 'number',
      summary: 'Pairing had given up; it starts again for a number',
      before: [createUnnumbered, exhaustIt],
      query: `${query}&number=${sample.number}`,
    },
    { name: 'open', summary: 'It was scanned', before: [create, scanIt], query },
    { name: 'noQrYet', summary: 'A scenario: the gateway has no QR yet', before: [createLate], query },
    { name: 'noName', summary: 'A parameter is missing' },
  ],
});
