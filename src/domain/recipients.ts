import type { Tick } from './message.js';

/** A number to send to that always behaves in the same way, whatever the settings are. */
export type Recipient = {
  readonly number: string;
  readonly name: string;
  /** What it does, in a sentence. */
  readonly about: string;
  /** The ticks of a message to it, in order. */
  readonly ticks: readonly Tick[];
  readonly quirk?: 'echoes' | 'blocks' | 'unknown';
};

/** The numbers, from `999000000100` on. A published number never changes its meaning. */
export const recipients: readonly Recipient[] = (
  [
    { name: 'reads-at-once', about: 'Gets each message and reads it at once.', ticks: ['sent', 'delivered', 'read'] },
    { name: 'never-delivered', about: 'Its phone is off: one tick, and never a second.', ticks: ['sent'] },
    { name: 'fails-after-the-tick', about: 'One tick, and then the message fails.', ticks: ['sent', 'failed'] },
    {
      name: 'echoes',
      about: 'Reads each message at once and answers with its text.',
      ticks: ['sent', 'delivered', 'read'],
      quirk: 'echoes',
    },
    {
      name: 'blocks',
      about: 'Reads the first message of an instance and blocks its number: one tick for all that follow.',
      ticks: ['sent', 'delivered', 'read'],
      quirk: 'blocks',
    },
    { name: 'not-on-whatsapp', about: 'Is not on WhatsApp: sending is refused.', ticks: [], quirk: 'unknown' },
  ] satisfies readonly Omit<Recipient, 'number'>[]
).map((row, index) => ({ number: `9990000001${String(index).padStart(2, '0')}`, ...row }));

const byNumber = new Map(recipients.map((one) => [one.number, one]));

/** The recipient with this number, if it is one of these. */
export const recipientOf = (number: string | undefined): Recipient | undefined => byNumber.get(number ?? '');
