import * as z from 'zod';
import { maskedSecret } from '../../domain/webhooks.js';
import { keyFrom } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';
import { success } from '../../http/replies.js';
import { registry } from '../../schema/registry.js';
import { mustBe } from '../../schema/wording.js';
import { create, query, sample, setAll, setOne } from '../samples.js';
import { noSuch, replyOf, WebhookReply } from '../webhook.js';

export const WebhookList = z
  .strictObject({
    success,
    count: z.int().min(0).register(registry, { description: 'How many there are.', example: 1 }),
    webhooks: z.array(WebhookReply).register(registry, { description: 'Oldest first, secrets masked.' }),
  })
  .register(registry, { id: 'Webhooks' });

export const getWebhooks = operation({
  id: 'getWebhooks',
  summary: 'List webhooks',
  description:
    "The account's webhooks, secrets masked; with instanceName, only those that get events of that instance.",
  input: {
    querystring: z.object({
      instanceName: z
        .string(mustBe('the technical name of an instance, given once'))
        .optional()
        .register(registry, { description: 'Technical name.', example: sample.technicalName }),
    }),
  },
  replies: { 200: json('The webhooks.', WebhookList) },
  errors: { 404: noSuch },
  handle(request, _reply, { accounts, instances }) {
    const key = keyFrom(request);
    const { instanceName } = request.query;
    if (instanceName !== undefined) instances.get(key, instanceName);
    const account = accounts.find(key);
    if (account === undefined) return { count: 0, webhooks: [] };
    const webhooks = account.webhooks
      .all()
      .filter(({ instance }) => instanceName === undefined || instance === null || instance === instanceName);
    return {
      count: webhooks.length,
      webhooks: webhooks.map((webhook) => replyOf(account, webhook, maskedSecret(webhook.secret))),
    };
  },
  examples: () => [
    { name: 'instance', summary: 'Those that get events of one instance', before: [create, setOne, setAll], query },
    { name: 'none', summary: 'None yet' },
    { name: 'twoNames', summary: 'A parameter is wrong', query: 'instanceName=a&instanceName=b' },
  ],
});
