import type * as z from 'zod';
import type { InstanceNow } from '../domain/transitions.js';
import { jidOf } from '../domain/events.js';
import { dataUri, drawQr } from '../qr/png.js';
import type { Caller } from '../http/caller.js';
import { instanceUrl } from '../instance-url.js';
import type { InstanceReply, QrReply } from './reply-schemas.js';
import type { ListedInstance, StateReply } from './state-operations.js';

/** The phone that is connected. */
const connectedPhone = ({ shownState, profile }: InstanceNow) => (shownState === 'open' ? profile : null);

const numberOf = (instance: InstanceNow): string | null => connectedPhone(instance)?.number ?? instance.number;

/** An instance as clients see it. */
export const instanceReply = (instance: InstanceNow): z.infer<typeof InstanceReply> => ({
  instanceName: instance.displayName,
  displayName: instance.displayName,
  apiInstanceName: instance.technicalName,
  internalName: instance.technicalName,
  state: instance.shownState,
  status: instance.shownState,
  integration: instance.integration,
  number: numberOf(instance),
  ...instance.settings,
  createdAt: new Date(instance.createdAt).toISOString(),
});

/** The member `qrcode` of a reply, if it has one: the current QR, or that there is none yet. */
export const qrMember = (
  instance: InstanceNow,
  { key, base }: Caller,
): { readonly qrcode?: z.infer<typeof QrReply> | { readonly count: 0 } } => {
  if (instance.fineState === 'starting') return { qrcode: { count: 0 } };
  const qr = instance.qr();
  if (qr === undefined) return {};
  return {
    qrcode: {
      base64: dataUri(drawQr(qr.code)),
      imageUrl: instanceUrl(base, '/instance/qr/image', instance.technicalName, key),
      liveUrl: instanceUrl(base, '/instance/qr/live', instance.technicalName, key),
      code: qr.code,
      pairingCode: qr.pairingCode,
      count: qr.count,
    },
  };
};

const phoneOf = (instance: InstanceNow, { key, base }: Caller) => {
  const phone = connectedPhone(instance);
  const picture = phone && instanceUrl(base, '/instance/profile-picture', instance.technicalName, key);
  return {
    profileName: phone?.name ?? null,
    profilePictureUrl: picture,
    profilePicUrl: picture,
    number: numberOf(instance),
    owner: phone && jidOf(phone.number),
    integration: instance.integration,
  };
};

/** The state of an instance as clients see it. */
export const stateOf = (instance: InstanceNow, caller: Caller): z.infer<typeof StateReply>['instance'] => ({
  instanceName: instance.displayName,
  apiInstanceName: instance.technicalName,
  internalName: instance.technicalName,
  state: instance.shownState,
  ...phoneOf(instance, caller),
});

/** An instance in a list as clients see it. */
export const listedInstance = (instance: InstanceNow, caller: Caller): z.infer<typeof ListedInstance> => ({
  id: instance.sequence,
  ...stateOf(instance, caller),
  displayName: instance.displayName,
  status: instance.shownState,
  isConnected: instance.shownState === 'open',
  createdAt: new Date(instance.createdAt).toISOString(),
  updatedAt: new Date(instance.updatedAt).toISOString(),
});
