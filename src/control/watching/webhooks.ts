import { setAll } from '../../api/samples.js';
import { WebhookList } from '../../api/webhooks/list.js';
import { replyOf } from '../../api/webhook.js';
import { maskedSecret } from '../../domain/webhooks.js';
import { keyFrom } from '../../http/caller.js';
import { json, operation } from '../../http/operation.js';

export const listWebhooks = operation({
  id: 'listWebhooks',
  summary: 'List the webhooks',
  description:
    "The account's webhooks, as the imitated API lists them, secrets masked. Unlike there, looking leaves no request in the journal and meets no fault.",
  input: {},
  replies: { 200: json('The webhooks.', WebhookList) },
  handle(request, _reply, { accounts }) {
    const account = accounts.find(keyFrom(request));
    const all = account?.webhooks.all() ?? [];
    return {
      count: all.length,
      webhooks: account === undefined ? [] : all.map((one) => replyOf(account, one, maskedSecret(one.secret))),
    };
  },
  examples: () => [
    { name: 'one', summary: 'One', before: [setAll] },
    { name: 'none', summary: 'None yet' },
  ],
});
