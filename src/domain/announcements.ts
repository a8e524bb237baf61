import type { Account } from './account.js';
import { statusReason, type DomainEvent } from './events.js';
import { qrAt, qrEndAt, type Instance } from './instance.js';
import type { Action, ShownState, State } from './lifecycle.js';
import type { QrRules } from './pairing.js';

/** Emits events to the listeners of an account, with the content and in the order of upstream. */
export const createAnnouncements = (rules: QrRules) => {
  const emit = (account: Account, event: DomainEvent): void => {
    account.events.add(event);
    for (const listener of [...account.listeners]) listener(event);
  };

  const momentOf = (account: Account, { technicalName, profile }: Instance) => ({
    instance: technicalName,
    time: account.clock.now(),
    profile,
  });

  const tellConnection = (account: Account, instance: Instance, state: ShownState | 'refused', code: number): void => {
    emit(account, { name: 'connection.update', ...momentOf(account, instance), state, statusReason: code });
  };

  /** Announces the current QR, or that the last one has expired. */
  const tellQr = (account: Account, instance: Instance): void => {
    const moment = momentOf(account, instance);
    const isOver = qrEndAt(instance, rules, moment.time) === undefined;
    const qr = isOver ? undefined : () => qrAt(account.secret, instance, rules, moment.time);
    emit(account, { name: 'qrcode.updated', ...moment, qr });
    // As upstream: the event carries a state that no call ever returns.
    if (isOver) tellConnection(account, instance, 'refused', statusReason.closed);
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
        connection('open');
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

  return { tellQr, tellAction };
};
