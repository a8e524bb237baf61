import { jidOf, type DomainEvent } from '../domain/events.js';
import { maskedSecret, type Webhook } from '../domain/webhooks.js';
import { dataOf } from '../events/table.js';

/** The body of a delivery. */
export const bodyOf = (event: DomainEvent, webhook: Webhook, key: string) => ({
  event: event.name,
  instance: event.instance,
  data: dataOf(event, webhook),
  destination: webhook.url,
  date_time: new Date(event.time).toISOString(),
  sender: event.profile === null ? null : jidOf(event.profile.number),
  server_url: webhook.serverUrl,
  apikey: maskedSecret(key),
});
