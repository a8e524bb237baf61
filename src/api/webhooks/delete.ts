import * as z from 'zod';
import { webhookNotFound } from '../../domain/webhooks.js';
import { keyFrom } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';
import { Done } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { setAll } from '../samples.js';
import { ID, noSuch } from '../webhook.js';

export const deleteWebhook = operation({
  id: 'deleteWebhook',
  summary: 'Delete a webhook',
  description: 'Drops the deliveries that are still queued for it. It is not known whether the original has this call.',
  input: {
    querystring: z.object({
      id: z
        .string(mustBe(`${ID}, given once`))
        .regex(/^[1-9]\d{0,8}$/, mustBe(ID))
        .register(registry, { description: 'The webhook.', type: 'integer', minimum: 1, example: 1 }),
    }),
  },
  replies: { 200: json('Deleted.', Done) },
  errors: { 404: noSuch },
  handle(request, _reply, { accounts, webhooksChanged }) {
    const account = accounts.find(keyFrom(request));
    const id = Number(request.query.id);
    if (account === undefined) throw webhookNotFound(id);
    account.webhooks.delete(id);
    webhooksChanged(account);
    return { message: 'Webhook deleted.' };
  },
  examples: () => [
    { name: 'deleted', summary: 'Deleted', before: [setAll], query: 'id=1' },
    { name: 'noId', summary: 'A parameter is missing' },
  ],
});
