import type { Instance } from '../../../../shapes.js';
import type { Call } from '../call.js';
import { basePath } from '../settings.js';

export type ActionName = Instance['actions'][number] | 'requestQr';

/** Something that can be done to an instance, by the phone, by time or by the client. */
export type InstanceAction = {
  readonly name: ActionName;
  readonly label: string;
  /** What it means, in words that need no other. */
  readonly about: string;
  /** Who does it in real life. */
  readonly who: 'The phone' | 'The network' | 'Time' | 'Your client';
  /** What the button asks before it does what cannot be undone. */
  readonly asks?: string;
  readonly callFor: (technicalName: string) => Call;
};

const emulated = (path: string) => ({
  callFor: (name: string): Call => ({
    method: 'POST',
    path: `_emulator/instances/${encodeURIComponent(name)}/${path}`,
    body: {},
  }),
});
const documented = (method: 'GET' | 'DELETE', path: string) => ({
  callFor: (name: string): Call => ({
    method,
    path: `${basePath}/instance/${path}?instanceName=${encodeURIComponent(name)}`,
  }),
});

/** All of them, in the order of the buttons. */
export const instanceActions: readonly InstanceAction[] = [
  {
    name: 'scan',
    label: 'Scan',
    about: 'The phone scans the QR and agrees, so the instance links and opens.',
    who: 'The phone',
    ...emulated('scan'),
  },
  {
    name: 'reconnect',
    label: 'Reconnect',
    about: 'The connection comes back, without a new QR, and what waited goes through.',
    who: 'The network',
    ...emulated('reconnect'),
  },
  {
    name: 'requestQr',
    label: 'Get a new QR',
    about: 'Your client asks for a QR with GET /instance/qr, and pairing begins anew where it has to.',
    who: 'Your client',
    ...documented('GET', 'qr'),
  },
  {
    name: 'refuse',
    label: 'Refuse',
    about:
      'The phone scans but cannot link, as when it has too many devices. This QR is used up; the next one is shown.',
    who: 'The phone',
    ...emulated('refuse'),
  },
  {
    name: 'expireQr',
    label: 'Expire QR',
    about: 'The time of this QR is over, without the wait: the next one is shown.',
    who: 'Time',
    ...emulated('expire-qr'),
  },
  {
    name: 'exhaust',
    label: 'Exhaust',
    about: 'Nobody scanned any of the QRs in time, so pairing gives up. No QR is shown until your client asks for one.',
    who: 'Time',
    ...emulated('exhaust'),
  },
  {
    name: 'drop',
    label: 'Drop',
    about: 'The connection is lost, as without a network. It stays so until Reconnect.',
    who: 'The network',
    ...emulated('drop'),
  },
  {
    name: 'replace',
    label: 'Replace',
    about: 'Another program takes the session over, so this instance is closed, though its phone stays linked.',
    who: 'The network',
    ...emulated('replace'),
  },
  {
    name: 'unlink',
    label: 'Unlink',
    about: 'The person removes the device on the phone. The instance is closed and needs a new QR.',
    who: 'The phone',
    ...emulated('unlink'),
  },
  {
    name: 'logout',
    label: 'Log out',
    about: 'Your client ends the session with DELETE /instance/logout. The instance is closed and needs a new QR.',
    who: 'Your client',
    ...documented('DELETE', 'logout'),
  },
  {
    name: 'delete',
    label: 'Delete',
    about: 'Your client removes the instance with DELETE /instance/delete, for good. Asks once more.',
    who: 'Your client',
    asks: 'Really delete?',
    ...documented('DELETE', 'delete'),
  },
];

/** What one most likely wants. */
const mainNames: Readonly<Partial<Record<Instance['phase'], ActionName>>> = {
  pairing: 'scan',
  expired: 'requestQr',
  closed: 'requestQr',
  dead: 'reconnect',
  lost: 'reconnect',
  replaced: 'reconnect',
};

/** Whether it is possible now; to ask for a QR is always, and is offered where it changes something. */
export const isPossible = ({ name }: InstanceAction, one: Instance): boolean =>
  name === 'requestQr' ? one.state === 'close' && one.integration !== 'WHATSAPP-BUSINESS' : one.actions.includes(name);

export const mainActionOf = (one: Instance): InstanceAction | undefined =>
  instanceActions.find((action) => action.name === mainNames[one.phase] && isPossible(action, one));
