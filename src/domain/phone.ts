import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import { defaultProfile, perform } from './course.js';
import type { GivenProfile } from './events.js';
import { pairingNumber, rulesOf, stateAt, type Instance } from './instance.js';
import { allowedIn, phoneActions, type PhoneAction, type State } from './lifecycle.js';
import {
  findPairingCode,
  looksLikeQrText,
  pairingCodeAt,
  qrEnd,
  qrNumberAt,
  readQrText,
  sequencesIn,
  type QrPosition,
  type QrRules,
} from './pairing.js';
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

/** The phone that scans; what it leaves out gets a default. */
export type Scan = {
  readonly profile: GivenProfile;
  /** How long linking takes, in milliseconds; by default as long as everywhere. */
  readonly linkTime?: number | undefined;
};

/** What a phone proves with that it was shown a QR. */
type Proof = 'QR' | 'pairing code';

const UNKNOWN = 'from another account, from a deleted instance, or from before a reset';

/** Being the phone. Each call names an account by its key and an instance by its technical name. */
export const createPhone = (
  accounts: Accounts,
  rules: QrRules & { readonly linkTime: number },
  transitions: Transitions,
) => {
  /** The number of the QR that an instance shows; `undefined` if it shows none. */
  const currentNumber = (account: Account, instance: Instance): number | undefined => {
    const now = account.clock.now();
    return stateAt(instance, rules, now) === 'pairing'
      ? qrNumberAt(instance.pairing, rulesOf(instance, rules), now)
      : undefined;
  };

  const tooOld = (
    account: Account,
    instance: Instance,
    proof: Proof,
    old: Pick<QrPosition, 'ordinal' | 'number'>,
  ): Refusal => {
    const { now, fineState } = transitions.at(account, instance);
    const { pairing } = instance;
    const current = currentNumber(account, instance);
    const then =
      current === undefined
        ? withoutQr[fineState]
        : `number ${String(current)} of pairing ${String(pairing.ordinal)} is current now${proof === 'pairing code' && pairingNumber(instance) === null ? ', and has no pairing code, because there is no number that it would be for' : ''}`;
    const end = qrEnd(pairing, rulesOf(instance, rules), old.number);
    const age = old.ordinal === pairing.ordinal && end <= now ? ` and expired ${seconds(now - end)} ago` : '';
    const which = `number ${String(old.number)} of pairing ${String(old.ordinal)}`;
    return new Refusal('qrOutdated', `This ${proof} is no longer current: it was ${which}${age}; ${then}.`, {
      count: old.number,
      pairing: old.ordinal,
      currentCount: current ?? null,
      currentPairing: pairing.ordinal,
    });
  };

  /** A phone scans what an instance shows. */
  const scanNow = (account: Account, instance: Instance, { profile, linkTime }: Scan): InstanceNow => {
    if (linkTime !== undefined && instance.scenario?.quirk === 'neverLinks')
      throw new Refusal('neverLinks', explain.neverLinks(instance, instance.scenario.name));
    const otherwise = defaultProfile(account, instance);
    return perform(transitions, account, instance, 'scan', {
      profile: { number: profile.number ?? otherwise.number, name: profile.name ?? otherwise.name },
      linkTime: linkTime ?? rules.linkTime,
    });
  };

  /** Finds an instance that has a phone. */
  const findWithPhone = (key: string, name: string): ReturnType<Transitions['find']> => {
    const found = transitions.find(key, name);
    if (found.instance.integration === 'WHATSAPP-BUSINESS')
      throw new Refusal('noPhone', explain.noPhone(found.instance));
    return found;
  };

  /**
   * Makes sure that what a phone saw is of the one instance that it is said to be of.
   * @param only the technical name of that; `undefined` if it may be any
   */
  const checkInstance = (key: string, instance: Instance, proof: Proof, only: string | undefined): void => {
    if (only === undefined || instance.technicalName === only) return;
    findWithPhone(key, only);
    throw new Refusal('qrUnknown', `${only} has not shown this ${proof}; it is one of ${instance.technicalName}.`);
  };

  return {
    /**
     * Performs an action by the lifecycle table; a scan takes whatever QR the instance shows now.
     * @throws {Refusal} `instanceNotFound`, `noPhone`, `neverLinks`, or as the table says
     */
    act(key: string, name: string, action: PhoneAction, scan: Scan = { profile: {} }): InstanceNow {
      const { account, instance } = findWithPhone(key, name);
      return action === 'scan' ? scanNow(account, instance, scan) : perform(transitions, account, instance, action);
    },

    /**
     * A phone scans this very QR: proof that the client shows a current one.
     * @param only the technical name of the instance that it must be of
     * @throws {Refusal} `qrUnreadable`, `qrUnknown`, `qrOutdated`, `neverLinks`; `instanceNotFound` and `noPhone` of `only`
     */
    scanText(key: string, text: string, scan: Scan, only?: string): InstanceNow {
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
        if (only !== undefined) findWithPhone(key, only);
        throw new Refusal('qrUnknown', `No instance of this account has shown this QR; it may be ${UNKNOWN}.`);
      }
      checkInstance(key, instance, 'QR', only);
      const { pairing } = instance;
      const isCurrent =
        position.ordinal === pairing.ordinal &&
        position.generation === pairing.generation &&
        position.number === currentNumber(account, instance);
      if (!isCurrent) throw tooOld(account, instance, 'QR', position);
      return scanNow(account, instance, scan);
    },

    /**
     * Somebody types this pairing code on a phone: proof that the client shows the current one.
     * @param only the technical name of the instance that it must be of
     * @throws {Refusal} `qrUnknown`, `qrOutdated`, `codeOfOtherNumber`, `neverLinks`; `instanceNotFound` and `noPhone` of `only`
     */
    typeCode(key: string, code: string, scan: Scan, only?: string): InstanceNow {
      const account = accounts.find(key);
      const candidates: Instance[] = [];
      if (account !== undefined) {
        for (const sequence of sequencesIn(account.secret, code, account.lastSequence)) {
          const instance = account.instances.get(account.nameOf(sequence) ?? '');
          if (instance !== undefined) candidates.push(instance);
        }
        for (const instance of candidates) {
          const number = currentNumber(account, instance);
          const own = pairingNumber(instance);
          const { sequence, pairing } = instance;
          if (number === undefined || own === null) continue;
          if (pairingCodeAt(account.secret, { sequence, ordinal: pairing.ordinal, number }) !== code) continue;
          checkInstance(key, instance, 'pairing code', only);
          const { number: given } = scan.profile;
          if (given !== undefined && given !== own)
            throw new Refusal('codeOfOtherNumber', explain.codeOfOtherNumber(own));
          return scanNow(account, instance, scan);
        }
        for (const instance of candidates) {
          const { sequence, pairing } = instance;
          const old = findPairingCode(account.secret, sequence, code, pairing.ordinal, rulesOf(instance, rules));
          if (old === undefined) continue;
          checkInstance(key, instance, 'pairing code', only);
          throw tooOld(account, instance, 'pairing code', old);
        }
      }
      if (only !== undefined) findWithPhone(key, only);
      throw new Refusal(
        'qrUnknown',
        `No instance of this account has shown this pairing code, or not lately; it may be mistyped, or ${UNKNOWN}.`,
      );
    },
  };
};
