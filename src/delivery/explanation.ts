import { createHash } from 'node:crypto';
import { maskedSecret, type Webhook } from '../domain/webhooks.js';
import type { Delivery } from './record.js';
import { digestOf, formsOf, mistakesIn, type Check, type Mistake, type MistakeName } from './mistakes.js';
import { TOLERANCE } from './sign.js';

const HEADER = 'X-Wachat-Signature';
const TIME_HEADER = 'X-Wachat-Timestamp';
/** How much of the text is shown that is signed, in characters. */
const SHOWN = 80;

/** What a delivery was sent with, and whatever else can be confused with it. */
export type Facts = {
  readonly delivery: Delivery;
  /** Its newest POST. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The API key of its account. */
  readonly key: string;
  /** All webhooks of its account as they are now. */
  readonly webhooks: readonly Webhook[];
};

const checkOf = ({ delivery, headers, body }: Facts): Check => ({
  secret: delivery.webhook.secret,
  timestamp: headers[TIME_HEADER] ?? '',
  body,
});

/** What a fault did to a signature, in a sentence with which a step ends. */
const noteOf = ({ fault }: Delivery): string => {
  if (fault?.signature === 'stale') return ` A fault (${fault.label}) made it an hour old.`;
  return '';
};

/** Why a delivery has no signature; `null` if it has one. */
export const unsignedOf = ({ fault }: Delivery): string | null =>
  fault?.signature === 'missing'
    ? `A fault (${fault.label}) leaves the header ${HEADER} out; a receiver must refuse that.`
    : null;

/** How a signature comes about, step by step, without the secret itself. */
export const stepsOf = (facts: Facts) => {
  const { delivery, headers, body } = facts;
  const check = checkOf(facts);
  const bytes = Buffer.from(body);
  const signed = `${check.timestamp}.${body}`;
  const isWrong = delivery.fault?.signature === 'wrong';
  return [
    {
      title: 'Take the time',
      detail: `The header ${TIME_HEADER}, as text: seconds since 1970.${noteOf(delivery)}`,
      value: check.timestamp,
    },
    {
      title: 'Take the raw body',
      detail: `Its ${String(bytes.length)} bytes as they came, before anything parses them. To compare them with yours, this is their SHA-256.`,
      value: createHash('sha256').update(bytes).digest('hex'),
    },
    {
      title: 'Join them with a full stop',
      detail: 'The time, a full stop, and the body; nothing else between them or at the end.',
      value: signed.length <= SHOWN ? signed : `${signed.slice(0, SHOWN).toWellFormed()}…`,
    },
    {
      title: 'Take the secret of the webhook',
      detail:
        'All of it as text, with its prefix if it has one, and not decoded. It is masked here: only the call that creates a webhook or sets its secret shows all of it.',
      value: maskedSecret(check.secret),
    },
    {
      title: 'Compute the HMAC with SHA-256',
      detail: 'Of the joined text, with the secret as the key, in 64 hexadecimal digits in lower case.',
      value: digestOf(check).toString('hex'),
    },
    {
      title: `Compare it with the header ${HEADER}`,
      detail: isWrong
        ? `They differ: a fault (${delivery.fault.label}) signs with another secret, and a receiver must refuse that.`
        : `They must be the same, and the time at most ${String(TOLERANCE)} seconds old; compare in constant time.`,
      value: headers[HEADER] ?? '',
    },
  ];
};

/** The signature that a receiver should compute. */
export const expectedOf = (facts: Facts): string => digestOf(checkOf(facts)).toString('hex');

/** What common mistakes make of it; without those that make no difference to this delivery. */
export const shownMistakesOf = (facts: Facts) => {
  const check = checkOf(facts);
  return [
    ...mistakesIn(check, facts.key).map(({ digest, ...rest }) => ({ ...rest, value: digest.toString('hex') })),
    ...formsOf(digestOf(check)),
  ];
};

/** What can be confused with a delivery: its other attempts, other webhooks, another secret, and what a fault made of it. */
const confusions = (facts: Facts): readonly Mistake[] => {
  const { delivery, headers, webhooks } = facts;
  const check = checkOf(facts);
  const others = webhooks.filter(({ id }) => id !== delivery.webhook.id);
  const current = webhooks.find(({ id }) => id === delivery.webhook.id);
  const broken = headers[HEADER];
  const times = delivery.attempts
    .map(({ time, signedAt }) => String(Math.floor((signedAt ?? time) / 1_000)))
    .filter((time) => time !== check.timestamp);
  return [
    ...(current === undefined || current.secret === check.secret
      ? []
      : [
          {
            name: 'changedSecret' as const,
            about: 'The secret is the one that the webhook has now; this was sent before it was changed.',
            digest: digestOf({ ...check, secret: current.secret }),
          },
        ]),
    ...times.map((timestamp) => ({
      name: 'otherAttempt' as const,
      about: `It is that of another attempt, with ${timestamp} in ${TIME_HEADER}; each attempt is signed anew.`,
      digest: digestOf({ ...check, timestamp }),
    })),
    ...others.map(({ id, secret }) => ({
      name: 'otherWebhook' as const,
      about: `The secret is that of the webhook ${String(id)}; this was sent by the webhook ${String(delivery.webhook.id)}.`,
      digest: digestOf({ ...check, secret }),
    })),
    ...(delivery.fault?.signature === 'wrong' && broken !== undefined
      ? [
          {
            name: 'brokenByFault' as const,
            about: `It is the header as a fault (${delivery.fault.label}) broke it, and not what a check should compute.`,
            digest: Buffer.from(broken, 'hex'),
          },
        ]
      : []),
  ];
};

/** A value as somebody computed it: its bytes, and what is wrong with how it is written. */
const readValue = (given: string): { readonly digest: Buffer; readonly forms: readonly MistakeName[] } | undefined => {
  const text = given
    .trim()
    .replace(/^x-wachat-signature:\s*/i, '')
    .replaceAll(/^["']|["']$/g, '');
  const bare = text.replace(/^[a-z][\w-]{0,9}=(?=.)/i, '');
  const prefix: readonly MistakeName[] = bare === text ? [] : ['prefix'];
  if (/^(?:[0-9a-f]{2})+$/i.test(bare)) {
    const isUpper = bare !== bare.toLowerCase();
    return { digest: Buffer.from(bare, 'hex'), forms: [...prefix, ...(isUpper ? ['upperCase' as const] : [])] };
  }
  // A plus sign in a query that nobody encoded is a space, also one at the beginning.
  const missing = (4 - (bare.length % 4)) % 4;
  const base64 = `${given.startsWith(' '.repeat(missing)) ? '+'.repeat(missing) : ''}${bare.replaceAll(' ', '+')}`;
  return /^[\w+/-]+={0,2}$/.test(base64)
    ? { digest: Buffer.from(base64, 'base64'), forms: [...prefix, 'base64'] }
    : undefined;
};

/** What is to be said of a value that is right. */
const praiseOf = ({ fault }: Delivery): string => {
  const right = 'It is the right signature of this delivery';
  if (fault?.signature === 'wrong')
    return `${right}; the header differs, since a fault (${fault.label}) broke it, and a receiver must refuse that.`;
  if (fault?.signature === 'stale')
    return `${right}; its time is an hour old, since a fault (${fault.label}) made it so, and a receiver must refuse that.`;
  if (fault?.signature === 'missing')
    return `${right}; the header is missing, since a fault (${fault.label}) left it out, and a receiver must refuse that.`;
  return `${right}.`;
};

const DIFFERS = 'It does not match.';

/** Whether a value is the signature of a delivery, and if not, which mistake makes such a one. */
export const verdictOn = (
  facts: Facts,
  received: string,
): { readonly matches: boolean; readonly mistake: MistakeName | null; readonly sentence: string } => {
  const check = checkOf(facts);
  const read = readValue(received);
  if (read === undefined)
    return {
      matches: false,
      mistake: null,
      sentence: `${DIFFERS} A signature is 64 hexadecimal digits, and nothing else.`,
    };
  const { digest, forms } = read;
  const right = digestOf(check);
  const written = formsOf(right).filter(({ name }) => forms.includes(name));
  if (digest.equals(right)) {
    const [form] = written;
    if (form === undefined) return { matches: true, mistake: null, sentence: praiseOf(facts.delivery) };
    const sentence = [DIFFERS, 'The bytes are right.', ...written.map(({ about }) => about)].join(' ');
    return { matches: false, mistake: form.name, sentence };
  }
  const mistake = [...mistakesIn(check, facts.key), ...confusions(facts)].find((one) => one.digest.equals(digest));
  if (mistake !== undefined)
    return {
      matches: false,
      mistake: mistake.name,
      sentence: [DIFFERS, mistake.about, ...written.map(({ about }) => about)].join(' '),
    };
  const size = `It has ${String(digest.length)} ${digest.length === 1 ? 'byte' : 'bytes'} where a signature has ${String(right.length)}.`;
  return {
    matches: false,
    mistake: null,
    sentence: [
      DIFFERS,
      ...(digest.length === right.length ? [] : [size]),
      'It is not what any known mistake makes of this delivery: go through the steps, and compare what each gives.',
    ].join(' '),
  };
};
