import * as z from 'zod';
import { problemWithUrl } from '../../delivery/address.js';
import { webhookNotFound } from '../../domain/webhooks.js';
import { callerOf } from '../../http/caller.js';
import { HttpError } from '../../http/errors.js';
import { badInput, json, noRoom, operation } from '../../http/operation.js';
import { success } from '../../http/replies.js';
import { warn } from '../../http/unknown-fields.js';
import { registry } from '../../schema/registry.js';
import { create, setAll, setOne } from '../samples.js';
import { noSuch, replyOf, waitingInVain, WebhookBody, WebhookReply } from '../webhook.js';

const OneWebhook = z.strictObject({ success, webhook: WebhookReply }).register(registry, { id: 'OneWebhook' });
export const setWebhook = operation({
  id: 'setWebhook',
  summary: 'Create or change a webhook',
  description:
    'Creates a webhook, or changes the one with the given id: fields that are not sent keep their values. Only this reply shows the whole secret. A warning header names events that never come, such as qrcode.updated of a WHATSAPP-BUSINESS instance.',
  input: { body: WebhookBody },
  replies: { 200: json('Changed.', OneWebhook), 201: json('Created.', OneWebhook) },
  errors: { 400: `${badInput} Also beyond 100 webhooks.`, 404: noSuch, 429: noRoom },
  handle(request, reply, emulator) {
    const { accounts, instances, config } = emulator;
    const { key, base } = callerOf(request, emulator);
    const { id, url, instanceName, ...rest } = request.body;
    const problem = url === undefined ? undefined : problemWithUrl(url, config.webhookHttp);
    if (problem !== undefined) {
      throw new HttpError(400, `"url" ${problem}.`, { details: [{ path: 'url', message: problem }] });
    }
    if (instanceName !== undefined) instances.get(key, instanceName);
    const input = { ...rest, instance: instanceName };
    // Only a successful write creates an account, and a new account has no webhook to change.
    const account = id === undefined ? accounts.claim(key) : accounts.find(key);
    if (account === undefined) throw webhookNotFound(id ?? 0);
    const now = account.clock.now();
    const webhook =
      id === undefined
        ? account.webhooks.create({ ...input, url: url ?? '' }, base, now)
        : account.webhooks.update(id, { ...input, url }, now);
    emulator.webhooksChanged(account);
    const vain = waitingInVain(account, webhook);
    if (vain !== undefined) warn(reply, vain);
    void reply.code(id === undefined ? 201 : 200);
    return { webhook: replyOf(account, webhook, webhook.secret) };
  },
  // Nothing happens in the examples after a webhook is created, so no request is sent.
  examples: () => [
    { name: 'all', summary: 'All events of all instances', body: setAll.body },
    { name: 'instance', summary: 'Two events of one instance', before: [create], body: setOne.body },
    {
      name: 'change',
      summary: 'Switch one off, and leave the rest as it is',
      before: [setAll],
      body: { id: 1, enabled: false },
    },
    { name: 'plain', summary: 'Over http to a public host', body: { url: 'http://example.com/hook' } },
    { name: 'noId', summary: 'No such webhook', body: { id: 5, url: 'https://example.com/hook' } },
  ],
});
