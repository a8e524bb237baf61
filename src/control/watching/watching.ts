import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { keyFrom, requireKey } from '../../http/caller.js';
import { readDuration } from '../../config.js';
import type { Emulator } from '../../emulator.js';
import { createControls } from '../controls.js';
import { deliveryKind } from './deliveries.js';
import { getDeliveries } from './delivery-operations.js';
import { getEvents } from './event-operations.js';
import { eventKind } from './events.js';
import { listInstances } from './instance-operations.js';
import { instanceKind } from './instances.js';
import type { Amount, FoundViews, Kind } from './kind.js';
import { getRequests } from './request-operations.js';
import { requestKind } from './requests.js';

const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** Seeing, and waiting for, what was asked, what happened, what was sent, and how instances are. */
export const watchingRoutes = (app: FastifyInstance, emulator: Emulator): void => {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const onRequest = requireKey(emulator);
  const success = true as const;

  /** Looks at once, or for as long as the caller wants to wait. */
  const look = async <Query extends Amount, Item, View>(
    request: FastifyRequest,
    reply: FastifyReply,
    kind: Kind<Query, Item, View>,
    query: Query,
    wait: string | undefined,
  ): Promise<FoundViews<View>> => {
    const controls = createControls(emulator, keyFrom(request));
    const patience = readDuration(wait);
    if (patience === undefined) return controls.find(kind, query);
    const leaving = new AbortController();
    if (reply.raw.destroyed) leaving.abort();
    reply.raw.once('close', () => {
      leaving.abort();
    });
    return controls.waitFor(kind, query, patience, leaving.signal);
  };

  routes.get('/requests', { schema: getRequests, onRequest }, async (request, reply) => {
    const { wait, status, count, limit, unclaimed, ...rest } = request.query;
    const query = {
      ...rest,
      status: number(status),
      count: number(count),
      limit: number(limit),
      unclaimed: unclaimed === 'true',
    };
    const { items: requests, ...found } = await look(request, reply, requestKind, query, wait);
    return { success, ...found, requests };
  });

  routes.get('/events', { schema: getEvents, onRequest }, async (request, reply) => {
    const { wait, statusReason, count, limit, ...rest } = request.query;
    const query = { ...rest, statusReason: number(statusReason), count: number(count), limit: number(limit) };
    const { items: events, ...found } = await look(request, reply, eventKind, query, wait);
    return { success, ...found, events };
  });

  routes.get('/deliveries', { schema: getDeliveries, onRequest }, async (request, reply) => {
    const { wait, webhook, count, limit, ...rest } = request.query;
    const query = { ...rest, webhook: number(webhook), count: number(count), limit: number(limit) };
    const { items: deliveries, ...found } = await look(request, reply, deliveryKind, query, wait);
    return { success, ...found, deliveries };
  });

  routes.get('/instances', { schema: listInstances, onRequest }, async (request, reply) => {
    const { wait, count, limit, ...rest } = request.query;
    const query = { ...rest, count: number(count), limit: number(limit) };
    const { items, ...found } = await look(request, reply, instanceKind, query, wait);
    return { success, ...found, instances: items.reverse() };
  });
};
