import { instanceReply } from '../../api/replies.js';
import type { ControlledInstance } from '../../api/reply-schemas.js';
import { possibleFor } from '../../domain/phone.js';
import type { InstanceNow } from '../../domain/transitions.js';
import { dataUri, drawQr } from '../../qr/png.js';
import { iso } from '../iso.js';
import type { Amount, Kind } from './kind.js';
import { equals } from './search.js';
import { instanceSource } from './sources.js';

/** Which instances are meant. */
export type InstanceQuery = Amount & {
  /** Technical name. */
  readonly instanceName?: string | undefined;
  /** As clients see it. */
  readonly state?: string | undefined;
  /** As finely as the emulator knows it. */
  readonly phase?: string | undefined;
};

/** An instance as a test sees it. */
export const controlled = (instance: InstanceNow): ControlledInstance => {
  const qr = instance.qr();
  const { profile } = instance;
  return {
    ...instanceReply(instance),
    phase: instance.fineState,
    actions: [...possibleFor(instance)],
    phone: profile && { number: profile.number, profileName: profile.name },
    qrcode:
      qr === undefined
        ? null
        : {
            base64: dataUri(drawQr(qr.code)),
            code: qr.code,
            pairingCode: qr.pairingCode,
            count: qr.count,
            expiresAt: iso(qr.endsAt),
          },
  };
};

/** Instances in the state that they are in now. */
export const instanceKind: Kind<InstanceQuery, InstanceNow, ControlledInstance> = {
  members: ['instanceName', 'state', 'phase'],
  source(emulator, key, { instanceName }) {
    const account = emulator.accounts.find(key);
    return account && instanceSource(emulator, account, instanceName);
  },
  checks: ({ instanceName, state, phase }) => [
    ...equals<InstanceNow>('instanceName', instanceName, ({ technicalName }) => technicalName),
    ...equals<InstanceNow>('state', state, ({ shownState }) => shownState),
    ...equals<InstanceNow>('phase', phase, ({ fineState }) => fineState),
  ],
  view: () => controlled,
  describe: ({ apiInstanceName, phase }) => `${apiInstanceName}, ${phase}`,
};
