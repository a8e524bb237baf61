import { deliveryId, type Delivery } from '../../delivery/record.js';
import type { Account } from '../../domain/account.js';
import type { NumberedEvent } from '../../domain/events.js';
import type { Contact } from '../../domain/mailbox.js';
import type { Message } from '../../domain/message.js';
import type { Emulator } from '../../emulator.js';
import { connectionUpdate } from '../../events/connection-update.js';
import { readClock } from '../clock.js';
import { iso } from '../iso.js';
import { requestSummary } from '../watching/requests.js';
import type { Feed } from './feed.js';
import type { NoteData } from './notes.js';

const eventNote = (event: NumberedEvent): NoteData<'event'> => ({
  id: event.id,
  name: event.name,
  instanceName: event.instance,
  time: iso(event.time),
  state: connectionUpdate.view(event).state,
});

const deliveryNote = (delivery: Delivery): NoteData<'delivery'> => ({
  id: deliveryId(delivery),
  webhookId: delivery.webhook.id,
  event: delivery.event.name,
  instanceName: delivery.event.instance,
  status: delivery.status,
  attempts: delivery.attempts.length,
  httpStatus: delivery.attempts.at(-1)?.status ?? null,
});

const messageNote = ({ id, instance, jid, fromMe, content, status }: Message): NoteData<'message'> => ({
  id,
  instanceName: instance,
  chat: jid,
  fromMe,
  type: content.type,
  status,
});

/** Tells a feed all that happens in an account; returns a function that stops it. */
const hearAccount = (emulator: Emulator, account: Account, feed: Feed): (() => void) => {
  const { accounts, instances } = emulator;
  /** The highest number of an instance so far: what has a higher one is new. */
  let newest = account.lastSequence;

  const instanceNote = (name: string, isNew: boolean): NoteData<'instance'> => {
    const instance = instances.now(account, name);
    return {
      change: instance === undefined ? 'deleted' : isNew ? 'created' : 'changed',
      apiInstanceName: name,
      instanceName: accounts.displayNameOf(account, name) ?? name,
      phase: instance?.fineState ?? null,
      state: instance?.shownState ?? null,
    };
  };
  const clockChanged = (): void => {
    feed.changed('clock', '', () => readClock(account.clock));
  };
  const faultsChanged = (): void => {
    feed.changed('faults', '', () => ({}));
  };
  const messageChanged = (message?: Message): void => {
    if (message !== undefined) feed.changed('message', message.id, () => messageNote(message));
  };

  const chatChanged = (instanceName: string, { jid: chat, blocked }: Contact): void => {
    feed.changed('chat', `${instanceName}/${chat}`, () => ({ instanceName, chat, blocked }));
  };

  const deliveries = emulator.deliveriesOf(account);
  const { listeners, chatListeners } = account.mail;
  listeners.add(messageChanged);
  chatListeners.add(chatChanged);
  const stops = [
    () => listeners.delete(messageChanged),
    () => chatListeners.delete(chatChanged),
    emulator.attend(account, {
      happened(event) {
        feed.note('event', () => eventNote(event));
      },
      changed(name) {
        if (name === undefined) {
          clockChanged();
          return;
        }
        const sequence = account.instances.get(name)?.sequence ?? 0;
        const isNew = sequence > newest;
        newest = Math.max(newest, sequence);
        feed.changed('instance', name, () => instanceNote(name, isNew));
      },
      moved: clockChanged,
      ended: () => undefined,
    }),
    deliveries?.onChange((delivery) => {
      if (delivery !== undefined) feed.changed('delivery', deliveryId(delivery), () => deliveryNote(delivery));
      else if (!deliveries.isClosed()) feed.changed('webhooks', '', () => ({}));
    }),
    account.faults.onChange(faultsChanged),
    account.deliveryFaults.onChange(faultsChanged),
  ];
  return () => {
    for (const stop of stops) stop?.();
  };
};

/**
 * Tells a feed all that happens to what belongs to a key, whatever becomes of its account and whether there is one yet;
 * returns a function that stops it.
 * @param ended is told of the end of the emulator
 */
export const hear = (emulator: Emulator, key: string, feed: Feed, ended: () => void): (() => void) => {
  const { accounts, journal } = emulator;
  let account: Account | undefined;
  let stopAccount = (): void => undefined;
  let stopJournal = (): void => undefined;

  const accountChanged = (): void => {
    const current = accounts.of(key);
    if (current === account) return;
    stopAccount();
    stopAccount = () => undefined;
    if (account !== undefined) feed.restart();
    account = current;
    if (emulator.isClosed() || current === undefined) return;
    stopAccount = hearAccount(emulator, current, feed);
  };
  const hearJournal = (): void => {
    stopJournal = journal.watch(key, {
      changed(entry) {
        feed.note('request', () => requestSummary(entry, key));
      },
      ended() {
        if (emulator.isClosed()) {
          ended();
          return;
        }
        // A key may have requests without having an account.
        feed.restart();
        hearJournal();
      },
    });
  };
  const stopAccounts = accounts.watch(key, accountChanged);
  hearJournal();
  accountChanged();
  return () => {
    stopAccounts();
    stopJournal();
    stopAccount();
  };
};
