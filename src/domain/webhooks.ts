import type { DomainEvent, EventName } from './events.js';
import type { Randomness } from './ids.js';
import { Refusal } from './refusals.js';

/** Maximum number of webhooks per account. */
export const MOST_WEBHOOKS = 100;
const SECRET_PREFIX = 'whsec_';
/** How many characters of a secret a list shows. [doc] */
const SHOWN_OF_SECRET = 6;

/** A URL that gets the events of an account. */
export type Webhook = {
  readonly id: number;
  readonly name: string | null;
  readonly url: string;
  readonly events: readonly (EventName | '*')[];
  readonly enabled: boolean;
  readonly secret: string;
  /** Technical name of the only instance whose events it gets; `null` for all. */
  readonly instance: string | null;
  /** The URL under which the imitated API was called when the webhook was created. */
  readonly serverUrl: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** What a caller may set on a webhook; `undefined` takes the default, or leaves the value as it is. */
export type WebhookInput = {
  readonly [Field in 'name' | 'url' | 'events' | 'enabled' | 'secret' | 'instance']?: Webhook[Field] | undefined;
};

/** The serialized webhooks of an account. */
export type WebhooksRecord = {
  /** The highest id so far. */
  readonly lastId: number;
  /** Oldest first. */
  readonly list: readonly Webhook[];
};

export type Webhooks = ReturnType<typeof createWebhooks>;

/** Whether a webhook subscribes to an event. */
export const wants = (webhook: Webhook, event: DomainEvent): boolean =>
  webhook.enabled &&
  (webhook.instance === null || webhook.instance === event.instance) &&
  (webhook.events.includes('*') || webhook.events.includes(event.name));

/** A secret as lists show it: its prefix, four bullets and its last six characters. [doc] */
export const maskedSecret = (secret: string): string => {
  const prefix = secret.startsWith(SECRET_PREFIX) ? SECRET_PREFIX : '';
  // For a short secret, that would be all of it.
  const tail = secret.length >= prefix.length + 2 * SHOWN_OF_SECRET ? secret.slice(-SHOWN_OF_SECRET) : '';
  return `${prefix}••••${tail}`;
};

export const webhookNotFound = (id: number): Refusal =>
  new Refusal('webhookNotFound', `This account has no webhook with the id ${String(id)}.`);

/**
 * The webhooks of one account.
 * @param past the restored ones, if any
 */
export const createWebhooks = (random: Randomness, past: WebhooksRecord = { lastId: 0, list: [] }) => {
  const webhooks = new Map<number, Webhook>(past.list.map((webhook) => [webhook.id, webhook]));
  let { lastId } = past;
  const get = (id: number): Webhook => {
    const webhook = webhooks.get(id);
    if (webhook === undefined) throw webhookNotFound(id);
    return webhook;
  };
  return {
    all: (): readonly Webhook[] => [...webhooks.values()],
    find: (id: number): Webhook | undefined => webhooks.get(id),
    /** Whether there was one with this id. */
    isDeleted: (id: number): boolean => id >= 1 && id <= lastId && !webhooks.has(id),
    record: (): WebhooksRecord => ({ lastId, list: [...webhooks.values()] }),
    /** @throws {Refusal} `tooManyWebhooks` */
    create(input: WebhookInput & { readonly url: string }, serverUrl: string, now: number): Webhook {
      if (webhooks.size >= MOST_WEBHOOKS) {
        throw new Refusal(
          'tooManyWebhooks',
          `This account has reached its limit of ${String(MOST_WEBHOOKS)} webhooks; delete one with DELETE /webhooks?id= first.`,
        );
      }
      const webhook: Webhook = {
        id: ++lastId,
        name: input.name ?? null,
        url: input.url,
        events: input.events ?? ['*'],
        enabled: input.enabled ?? true,
        secret: input.secret ?? SECRET_PREFIX + random.id(32),
        instance: input.instance ?? null,
        serverUrl,
        createdAt: now,
        updatedAt: now,
      };
      webhooks.set(webhook.id, webhook);
      return webhook;
    },
    /** @throws {Refusal} `webhookNotFound` */
    update(id: number, input: WebhookInput, now: number): Webhook {
      const before = get(id);
      const webhook: Webhook = {
        ...before,
        name: input.name === undefined ? before.name : input.name,
        url: input.url ?? before.url,
        events: input.events ?? before.events,
        enabled: input.enabled ?? before.enabled,
        secret: input.secret ?? before.secret,
        instance: input.instance === undefined ? before.instance : input.instance,
        updatedAt: now,
      };
      webhooks.set(id, webhook);
      return webhook;
    },
    /** @throws {Refusal} `webhookNotFound` */
    delete(id: number): void {
      get(id);
      webhooks.delete(id);
    },
  };
};
