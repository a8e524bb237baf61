import { createHash, createHmac } from 'node:crypto';
import { maskedSecret } from '../domain/webhooks.js';
import { rewritings } from './rewriting.js';

/** What a receiver takes to check a signature: all of it right. */
export type Check = {
  readonly secret: string;
  /** The header, as text. */
  readonly timestamp: string;
  /** As it was sent. */
  readonly body: string;
};

/** What is wrong with the value that a receiver computes, whatever it says. */
const contents = [
  'rewrittenByJavaScript',
  'rewrittenByPython',
  'rewrittenByCompactPython',
  'rewrittenByPhp',
  'rewrittenIndented',
  'rewrittenWithSortedKeys',
  'emptyBody',
  'bodyWithLineBreak',
  'bodyInWrongCharset',
  'onlyData',
  'onlyBody',
  'withoutDot',
  'timeInMilliseconds',
  'secretWithoutPrefix',
  'secretDecoded',
  'maskedSecret',
  'secretWithLineBreak',
  'apiKeyAsSecret',
  'keyAndTextSwapped',
  'withoutKey',
  'sha1',
  'sha512',
  'otherAttempt',
  'otherWebhook',
  'changedSecret',
  'brokenByFault',
] as const;

/** What is wrong with how it is written. */
const forms = ['base64', 'upperCase', 'prefix'] as const;

export const mistakeNames = [...contents, ...forms] as const;
export type MistakeName = (typeof mistakeNames)[number];

/** A mistake, in a sentence, and what comes out. */
export type Mistake = {
  readonly name: MistakeName;
  readonly about: string;
  readonly digest: Buffer;
};

const hmac = (key: string | Buffer, text: string | Buffer, algorithm = 'sha256'): Buffer =>
  createHmac(algorithm, key).update(text).digest();

export const digestOf = ({ secret, timestamp, body }: Check): Buffer => hmac(secret, `${timestamp}.${body}`);

const REWRITTEN = 'take the bytes as they came, before anything parses them';
const rewritten = (how: string): string =>
  `The body was parsed and written again, as ${how} does; ${REWRITTEN}, and sign those.`;

/** The secret without its prefix. */
const bareOf = (secret: string): string => secret.replace(/^whsec_/, '');

/** The mistakes that are made in the code of receivers, without those that make no difference here. */
export const mistakesIn = (check: Check, key: string): readonly Mistake[] => {
  const { secret, timestamp, body } = check;
  const signed = `${timestamp}.${body}`;
  const ofBody = (other: string | Buffer): Buffer =>
    hmac(secret, Buffer.concat([Buffer.from(`${timestamp}.`), Buffer.from(other)]));
  const ofSecret = (other: string | Buffer): Buffer => hmac(other, signed);
  const parsed: unknown = JSON.parse(body);
  const data = typeof parsed === 'object' && parsed !== null && 'data' in parsed ? parsed.data : null;
  const all: readonly Mistake[] = [
    {
      name: 'rewrittenByJavaScript',
      about: rewritten('JSON.stringify'),
      digest: ofBody(rewritings.javaScript(body)),
    },
    {
      name: 'rewrittenByPython',
      about: rewritten('json.dumps of Python'),
      digest: ofBody(rewritings.python(body)),
    },
    {
      name: 'rewrittenByCompactPython',
      about: rewritten('json.dumps of Python without spaces'),
      digest: ofBody(rewritings.compactPython(body)),
    },
    { name: 'rewrittenByPhp', about: rewritten('json_encode of PHP'), digest: ofBody(rewritings.php(body)) },
    {
      name: 'rewrittenIndented',
      about: rewritten('JSON.stringify with two spaces to indent'),
      digest: ofBody(rewritings.indented(body)),
    },
    {
      name: 'rewrittenWithSortedKeys',
      about: rewritten('what sorts the names of members'),
      digest: ofBody(rewritings.sortedKeys(body)),
    },
    {
      name: 'emptyBody',
      about:
        'The body was empty: something read it before, or a redirect made a GET of the POST; keep the bytes when they are read.',
      digest: ofBody(''),
    },
    {
      name: 'bodyWithLineBreak',
      about: 'The body had a line break at its end, as one has that was written to a file; sign it without.',
      digest: ofBody(`${body}\n`),
    },
    {
      name: 'bodyInWrongCharset',
      about: 'The body was read as Latin-1 and written as UTF-8; do not decode it, sign the bytes.',
      digest: ofBody(Buffer.from(body).toString('latin1')),
    },
    {
      name: 'onlyData',
      about: 'Only the member "data" was signed; sign the whole body.',
      digest: ofBody(JSON.stringify(data)),
    },
    {
      name: 'onlyBody',
      about: 'The body was signed without the time; sign the header X-Wachat-Timestamp, a full stop and the body.',
      digest: hmac(secret, body),
    },
    {
      name: 'withoutDot',
      about: 'Time and body were joined without the full stop between them.',
      digest: hmac(secret, timestamp + body),
    },
    {
      name: 'timeInMilliseconds',
      about: 'The time was taken in milliseconds; take the header X-Wachat-Timestamp as it is, in seconds.',
      digest: hmac(secret, `${timestamp}000.${body}`),
    },
    {
      name: 'secretWithoutPrefix',
      about: 'The secret was taken without its prefix whsec_, which is part of it.',
      digest: ofSecret(bareOf(secret)),
    },
    {
      name: 'secretDecoded',
      about: 'The secret was decoded as Base64; it is the key as it is, as text, whsec_ and all.',
      digest: ofSecret(Buffer.from(bareOf(secret), 'base64')),
    },
    {
      name: 'maskedSecret',
      about:
        'The secret was taken as lists show it, masked; only the call that creates a webhook or sets its secret shows all of it.',
      digest: ofSecret(maskedSecret(secret)),
    },
    {
      name: 'secretWithLineBreak',
      about: 'The secret had a line break at its end, as one has that was read from a file; trim it.',
      digest: ofSecret(`${secret}\n`),
    },
    {
      name: 'apiKeyAsSecret',
      about: 'The API key was taken as the secret; each webhook has a secret of its own.',
      digest: ofSecret(key),
    },
    {
      name: 'keyAndTextSwapped',
      about: 'Key and text were swapped: the secret is the key, and time and body are the text.',
      digest: hmac(signed, secret),
    },
    {
      name: 'withoutKey',
      about: 'It is a plain SHA-256 of the secret and the text; it must be an HMAC, with the secret as its key.',
      digest: createHash('sha256').update(secret).update(signed).digest(),
    },
    {
      name: 'sha1',
      about: 'It is an HMAC with SHA-1; it must be one with SHA-256.',
      digest: hmac(secret, signed, 'sha1'),
    },
    {
      name: 'sha512',
      about: 'It is an HMAC with SHA-512; it must be one with SHA-256.',
      digest: hmac(secret, signed, 'sha512'),
    },
  ];
  const right = digestOf(check);
  return all.filter(
    ({ digest }, index) => !digest.equals(right) && all.findIndex((one) => one.digest.equals(digest)) === index,
  );
};

/** How a value may be written that should be hexadecimal digits in lower case. */
export const formsOf = (digest: Buffer): readonly { name: (typeof forms)[number]; about: string; value: string }[] => [
  {
    name: 'base64',
    about: 'It is written in Base64; write it in hexadecimal digits.',
    value: digest.toString('base64'),
  },
  {
    name: 'upperCase',
    about: 'It is written in capital letters; write it in lower case, or compare the bytes and not the texts.',
    value: digest.toString('hex').toUpperCase(),
  },
  {
    name: 'prefix',
    about: 'It begins with a prefix, as those of other services do; this one has none.',
    value: `sha256=${digest.toString('hex')}`,
  },
];
