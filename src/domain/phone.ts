import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import { defaultProfile, perform } from './course.js';
import type { GivenProfile, Profile } from './events.js';
import { rulesOf, stateAt, type Instance } from './instance.js';
import { allowedIn, phoneActions, type PhoneAction, type State } from './lifecycle.js';
import { looksLikeQrText, qrEnd, qrNumberAt, readQrText, type QrPosition, type QrRules } from './pairing.js';
import { explain } from './reasons.js';
import { Refusal } from './refusals.js';
import type { InstanceNow, Transitions } from './transitions.js';

/** The actions that are possible for an instance in its current state: those of the phone, then those of the client. */
export const possibleFor = ({
  integration,
  fineState,
}: InstanceNow): readonly (PhoneAction | 'logout' | 'delete')[] => {
  const allowed = allowedIn(fineState);
  const phone = integration === 'WHATSAPP-BUSINESS' ? [] : phoneActions;
  return [...phone, 'logout' as const, 'delete' as const].filter((action) => allowed.includes(action));
};

const linked = 'the instance has been linked since and shows none';
/** Why an instance shows no QR now, for someone who scans an old one. */
const withoutQr = {
  starting: 'there is no new one yet',
  pairing: 'there is no new one yet',
  expired: 'pairing has given up since; get a new one with GET /instance/qr',
  linking: linked,
  open: linked,
  dead: linked,
  lost: linked,
  replaced: linked,
  closed: 'the phone has been unlinked since; get a new one with GET /instance/qr',
} as const satisfies Record<State, string>;

const seconds = (milliseconds: number): string => `${String(Math.round(milliseconds / 100) / 10)} s`;

/** Being the phone. Each call names an account by its key and an instance by its technical name. */
export const createPhone = (accounts: Accounts, rules: QrRules, transitions: Transitions) => {
  const profileOf = (account: Account, instance: Instance, given: GivenProfile): Profile => {
    const otherwise = defaultProfile(account, instance);
    return { number: given.number ?? otherwise.number, name: given.name ?? otherwise.name };
  };

  const tooOld = (account: Account, instance: Instance, old: QrPosition): Refusal => {
    const { qr, now, fineState } = transitions.at(account, instance);
    const { pairing } = instance;
    const current = qr()?.count;
    const then =
      current === undefined
        ? withoutQr[fineState]
        : `number ${String(current)} of pairing ${String(pairing.ordinal)} is current now`;
    const end = qrEnd(pairing, rulesOf(instance, rules), old.number);
    const age = old.ordinal === pairing.ordinal && end <= now ? ` and expired ${seconds(now - end)} ago` : '';
    const which = `number ${String(old.number)} of pairing ${String(old.ordinal)}`;
    return new Refusal('qrOutdated', `This QR is no longer current: it was ${which}${age}; ${then}.`, {
      count: old.number,
      pairing: old.ordinal,
      currentCount: current ?? null,
      currentPairing: pairing.ordinal,
    });
  };

  return {
    /**
     * Performs an action by the lifecycle table; a scan takes whatever QR the instance shows now.
     * @param profile the phone that scans; defaults to the number given at create and the display name
     * @throws {Refusal} `instanceNotFound`, `noPhone`, or as the table says
     */
    act(key: string, name: string, action: PhoneAction, profile: GivenProfile = {}): InstanceNow {
      const { account, instance } = transitions.find(key, name);
      if (instance.integration === 'WHATSAPP-BUSINESS') throw new Refusal('noPhone', explain.noPhone(instance));
      return perform(transitions, account, instance, action, profileOf(account, instance, profile));
    },

    /**
     * A phone scans this very QR: proof that the client shows a current one.
     * @throws {Refusal} `qrUnreadable`, `qrUnknown`, `qrOutdated`
     */
    scanText(key: string, text: string, profile: GivenProfile = {}): InstanceNow {
      if (!looksLikeQrText(text)) {
        throw new Refusal(
          'qrUnreadable',
          '"code" must be the whole text of a QR as this emulator draws it: 2@ and four comma-separated parts, 237 characters.',
        );
      }
      const account = accounts.find(key);
      const position = account && readQrText(account.secret, text);
      const instance = position && account.instances.get(account.nameOf(position.sequence) ?? '');
      if (account === undefined || position === undefined || instance === undefined) {
        throw new Refusal(
          'qrUnknown',
          'No instance of this account has shown this QR; it may be from another account, from a deleted instance, or from before a reset.',
        );
      }
      const now = account.clock.now();
      const { pairing } = instance;
      const isCurrent =
        position.ordinal === pairing.ordinal &&
        position.generation === pairing.generation &&
        position.number === qrNumberAt(pairing, rulesOf(instance, rules), now) &&
        stateAt(instance, rules, now) === 'pairing';
      if (!isCurrent) throw tooOld(account, instance, position);
      return perform(transitions, account, instance, 'scan', profileOf(account, instance, profile));
    },
  };
};
