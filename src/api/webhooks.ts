import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Config } from '../config.js';
import type { Account } from '../domain/account.js';
import { maskedSecret, webhookNotFound, type Webhook } from '../domain/webhooks.js';
import type { Emulator } from '../emulator.js';
import { isPrivateName } from '../http/host-names.js';
import { callerOf, keyFrom, requireKey } from '../http/caller.js';
import { HttpError } from '../http/errors.js';
import { deleteWebhook, getWebhooks, setWebhook, type WebhookReply } from './webhook-operations.js';

/** Why a webhook may not go to this URL; `undefined` when it may. */
export const problemWithUrl = (text: string, allowed: Config['webhookHttp']): string | undefined => {
  const { protocol, username, password, hostname } = new URL(text);
  if (username !== '' || password !== '') return 'must not hold a user name or password';
  if (protocol === 'https:') return undefined;
  if (protocol !== 'http:' || allowed === 'none') return 'must begin with https://';
  if (allowed === 'all' || isPrivateName(hostname)) return undefined;
  return 'must begin with https://; http:// is for loopback, private addresses and bare host names, unless --webhook-http is all';
};

const replyOf = (account: Account, webhook: Webhook, secret: string): WebhookReply => {
  const { id, name, url, events, enabled, createdAt, updatedAt } = webhook;
  const instance = webhook.instance === null ? undefined : account.instances.get(webhook.instance);
  return {
    id,
    name,
    url,
    events: [...events],
    enabled,
    secret,
    instance:
      instance === undefined
        ? null
        : {
            instanceName: instance.displayName,
            displayName: instance.displayName,
            apiInstanceName: instance.technicalName,
            internalName: instance.technicalName,
          },
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
};

export const webhookRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const { accounts, instances, config } = emulator;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const onRequest = requireKey(emulator);
  const success = true as const;

  routes.post('/webhooks', { schema: setWebhook, onRequest }, (request, reply) => {
    const { key, base } = callerOf(request, emulator);
    const { id, url, instanceName, ...rest } = request.body;
    const problem = url === undefined ? undefined : problemWithUrl(url, config.webhookHttp);
    if (problem !== undefined) {
      throw new HttpError(400, `"url" ${problem}.`, { details: [{ path: 'url', message: problem }] });
    }
    if (instanceName !== undefined) instances.get(key, instanceName);
    const input = { ...rest, instance: instanceName };
    // An account comes into being by a write that succeeds, so not by a change of what it cannot have.
    const account = id === undefined ? accounts.claim(key) : accounts.find(key);
    if (account === undefined) throw webhookNotFound(id ?? 0);
    const now = account.clock.now();
    const webhook =
      id === undefined
        ? account.webhooks.create({ ...input, url: url ?? '' }, base, now)
        : account.webhooks.update(id, { ...input, url }, now);
    emulator.webhooksChanged(account);
    void reply.code(id === undefined ? 201 : 200).send({ success, webhook: replyOf(account, webhook, webhook.secret) });
  });

  routes.get('/webhooks', { schema: getWebhooks, onRequest }, (request) => {
    const key = keyFrom(request);
    const { instanceName } = request.query;
    if (instanceName !== undefined) instances.get(key, instanceName);
    const account = accounts.find(key);
    if (account === undefined) return { success, count: 0, webhooks: [] };
    const webhooks = account.webhooks
      .all()
      .filter(({ instance }) => instanceName === undefined || instance === null || instance === instanceName);
    return {
      success,
      count: webhooks.length,
      webhooks: webhooks.map((webhook) => replyOf(account, webhook, maskedSecret(webhook.secret))),
    };
  });

  routes.delete('/webhooks', { schema: deleteWebhook, onRequest }, (request) => {
    const account = accounts.find(keyFrom(request));
    const id = Number(request.query.id);
    if (account === undefined) throw webhookNotFound(id);
    account.webhooks.delete(id);
    emulator.webhooksChanged(account);
    return { success, message: 'Webhook deleted.' };
  });
};
