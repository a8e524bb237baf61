/** Everything that the domain refuses. `http/errors.ts` maps each to the status that a client sees. */
export type RefusalCode =
  | 'instanceNotFound'
  | 'tooManyInstances'
  | 'tooManyAccounts'
  | 'alreadyOpen'
  | 'noCurrentQr'
  | 'notConnected'
  | 'stillConnected'
  | 'notLinked'
  | 'notNow'
  | 'noPhone'
  | 'noQrForBusiness'
  | 'qrUnreadable'
  | 'qrUnknown'
  | 'qrOutdated'
  | 'codeOfOtherNumber'
  | 'neverLinks'
  | 'faultNotFound'
  | 'tooManyFaults'
  | 'webhookNotFound'
  | 'tooManyWebhooks'
  | 'deliveryNotFound'
  | 'webhookNotActive'
  | 'tooManyDeliveries'
  | 'notOpen'
  | 'notOnWhatsApp'
  | 'messageNotFound'
  | 'chatNotFound'
  | 'noSuchChoice'
  | 'notTechnicalName'
  | 'severalInstances'
  | 'tickNotPossible'
  | 'tooManyMessages';

/** A refusal of the domain: `message` is one sentence for people, `details` is for programs. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: RefusalCode, message: string, details?: Readonly<Record<string, unknown>>) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}

export const tooManyInstances = (most: number): Refusal =>
  new Refusal(
    'tooManyInstances',
    `The emulator has reached its limit of ${String(most)} instances; reset an account or raise --max-instances.`,
  );

export const tooManyAccounts = (most: number): Refusal =>
  new Refusal(
    'tooManyAccounts',
    `The emulator has reached its limit of ${String(most)} accounts; delete one with DELETE /_emulator/account, or raise --max-accounts.`,
  );
