import type { Account } from './account.js';
import { statusReason, type DomainEvent, type EventLog } from './events.js';
import { qrAt, qrEndAt, type Instance } from './instance.js';
import type { Action, ShownState, State } from './lifecycle.js';
import type { QrRules } from './pairing.js';

/** Emits events to the listeners of an account, with the content and in the order of upstream. */
export const createAnnouncements = (rules: QrRules, events: EventLog) => {
  const emit = (account: Account, event: DomainEvent): void => {
    const numbered = { ...event, id: ++account.eventCount };
    events.add(account.serial, numbered);
    if (account.isListenedTo()) for (const listener of [...account.listeners]) listener(numbered);
  };

  const tellConnection = (
    account: Account,
    { technicalName: instance, profile }: Instance,
    state: ShownState | 'refused',
    code: number,
    time = account.clock.now(),
  ): void => {
    emit(account, { name: 'connection.update', instance, time, profile, state, statusReason: code });
  };

  /** Announces the QR that was current at a time, or that the last one had expired. */
  const tellQr = (account: Account, instance: Instance, time = account.clock.now()): void => {
    const { technicalName, profile } = instance;
    const { secret } = account;
    const isOver = qrEndAt(instance, rules, time) === undefined;
    // Not the account: an event must not keep one that was reset.
    const qr = isOver ? undefined : () => qrAt(secret, instance, rules, time);
    emit(account, { name: 'qrcode.updated', instance: technicalName, time, profile, qr });
    // As upstream: the event carries a state that no call ever returns.
    if (isOver) tellConnection(account, instance, 'refused', statusReason.closed, time);
  };

  /** Announces an action, in the order of upstream. */
  const tellAction = (account: Account, instance: Instance, before: State, action: Action): void => {
    const connection = (state: ShownState, code: number = statusReason.fine): void => {
      tellConnection(account, instance, state, code);
    };
    switch (action) {
      case 'requestQr':
        if (instance.state === before) return;
        connection('connecting');
        if (instance.state === 'open') connection('open');
        if (instance.state === 'pairing') tellQr(account, instance);
        return;
      case 'ready':
      case 'refuse':
      case 'expireQr':
      case 'exhaust':
        tellQr(account, instance);
        return;
      case 'scan':
      case 'stutter':
      case 'drop':
        connection('connecting');
        return;
      case 'reconnect':
        connection('connecting');
        if (instance.state === 'open') connection('open');
        return;
      case 'link':
        connection('open');
        return;
      case 'unlink':
      case 'logout':
        connection('close', statusReason.loggedOut);
        return;
      case 'replace':
        connection('close', statusReason.replaced);
        return;
      case 'die':
      case 'delete':
    }
  };

  return { tellQr, tellAction, emit };
};
