import type { Instance } from '../../../../shapes.js';
import type { Call } from '../call.js';
import { basePath } from '../settings.js';

/** Something that can be done to an instance, by the phone, by time or by the client. */
export type InstanceAction = {
  readonly name: Instance['actions'][number] | 'requestQr';
  readonly label: string;
  /** What it means, in words that need no other. */
  readonly about: string;
  /** Who does it in real life. */
  readonly who: 'The phone' | 'The network' | 'Time' | 'Your client';
  /** What the button asks before it does what cannot be undone. */
  readonly asks?: string;
  /** The imitated API has it; by default it is one of the control API. */
  readonly method?: 'GET' | 'DELETE';
  /** The last part of its path, where that is not its name. */
  readonly path?: string;
};

/** All of them, in the order of the buttons. */
export const instanceActions: readonly InstanceAction[] = [
  {
    name: 'scan',
    label: 'Scan',
    about: 'The phone scans the QR and agrees, so the instance links and opens.',
    who: 'The phone',
  },
  {
    name: 'reconnect',
    label: 'Reconnect',
    about: 'The connection is back, without a new QR, and what waited goes through.',
    who: 'The network',
  },
  {
    name: 'requestQr',
    label: 'Get a new QR',
    about: 'Your client asks for a new QR with GET /instance/qr, and pairing begins anew where it has to.',
    who: 'Your client',
    method: 'GET',
    path: 'qr',
  },
  {
    name: 'refuse',
    label: 'Refuse',
    about: 'The phone scans the QR but cannot link, as when it has too many devices. The next QR is shown.',
    who: 'The phone',
  },
  {
    name: 'expireQr',
    label: 'Expire QR',
    about: 'The time of this QR is over. The next QR is shown.',
    who: 'Time',
    path: 'expire-qr',
  },
  {
    name: 'exhaust',
    label: 'Exhaust',
    about: 'Nobody scanned in time, so pairing gives up. Your client has to ask for a new QR.',
    who: 'Time',
  },
  {
    name: 'drop',
    label: 'Drop',
    about: 'The connection is lost, as without a network, until Reconnect.',
    who: 'The network',
  },
  {
    name: 'replace',
    label: 'Replace',
    about: 'Another program took the session over. The instance is closed, though its phone stays linked.',
    who: 'The network',
  },
  {
    name: 'unlink',
    label: 'Unlink',
    about: 'The device is removed on the phone. The instance is closed and needs a new QR.',
    who: 'The phone',
  },
  {
    name: 'logout',
    label: 'Log out',
    about: 'Your client ends the session with DELETE /instance/logout. The instance is closed and needs a new QR.',
    who: 'Your client',
    method: 'DELETE',
  },
  {
    name: 'delete',
    label: 'Delete',
    about: 'Your client removes the instance with DELETE /instance/delete, for good.',
    who: 'Your client',
    asks: 'Really delete?',
    method: 'DELETE',
  },
];

/** The call that does it to an instance, by technical name. */
export const callOf = ({ name, method, path = name }: InstanceAction, technicalName: string): Call => {
  const instance = encodeURIComponent(technicalName);
  return method === undefined
    ? { method: 'POST', path: `_emulator/instances/${instance}/${path}`, body: {} }
    : { method, path: `${basePath}/instance/${path}?instanceName=${instance}` };
};

/** Whether it is possible now; to ask for a QR is always, and is offered where it changes something. */
export const isPossible = ({ name }: InstanceAction, one: Instance): boolean =>
  name === 'requestQr' ? one.state === 'close' && one.integration !== 'WHATSAPP-BUSINESS' : one.actions.includes(name);

/** What one most likely wants is among the first three. */
export const mainActionOf = (one: Instance): InstanceAction | undefined =>
  instanceActions.slice(0, 3).find((action) => isPossible(action, one));
