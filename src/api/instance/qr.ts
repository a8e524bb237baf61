import * as z from 'zod';
import { callerOf } from '../../http/caller.js';
import { json, notFound, operation } from '../../http/operation.js';
import { success } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { InstanceQuery } from '../fields.js';
import { create, createLate, query, scanIt } from '../samples.js';
import { InstanceReply, instanceReply, QrMember, qrMember } from '../views.js';

const InstanceQrReply = z
  .strictObject({ success, instance: InstanceReply, qrcode: QrMember })
  .register(registry, { id: 'InstanceQr' });

export const getQr = operation({
  id: 'getQr',
  summary: 'Get the current QR',
  description:
    'The current QR as JSON. Starts pairing again if it had given up. An open instance answers without qrcode.',
  input: { querystring: InstanceQuery },
  replies: { 200: json('The instance, and its current QR unless it is open.', InstanceQrReply) },
  errors: { 404: notFound },
  handle(request, _reply, emulator) {
    const caller = callerOf(request, emulator);
    const instance = emulator.instances.requestQr(caller.key, request.query.instanceName);
    return { instance: instanceReply(instance), ...qrMember(instance, caller) };
  },
  examples: () => [
    { name: 'connecting', summary: 'A QR waits for a scan', before: [create], query },
    { name: 'open', summary: 'It was scanned', before: [create, scanIt], query },
    { name: 'noQrYet', summary: 'A scenario: the gateway has no QR yet', before: [createLate], query },
    { name: 'noName', summary: 'A parameter is missing' },
  ],
});
