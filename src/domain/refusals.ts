/** All that the domain says no to. `http/errors.ts` gives each the status that a client sees. */
export type RefusalCode =
  | 'instanceNotFound'
  | 'tooManyInstances'
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
  | 'webhookNotFound'
  | 'tooManyWebhooks';

/** The domain says no: `message` is one sentence for a person, `details` is for a program. */
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
    `This emulator holds its limit of ${String(most)} instances; reset an account or raise --max-instances.`,
  );
