import type { DeliveryFault, Fault } from '../../../../shapes.js';

/** A fault in a sentence: whom it hits, what happens then, and which of them. */
export type Sentence = { readonly who: string; readonly what: string; readonly when: string };

const listed = (texts: readonly string[], last: string): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${last} ${texts.at(-1) ?? ''}`;

/** `500ms` and `500` are 500 ms, `1m` is 1 min. What is no duration stays as it is. */
const durationIn = (value: string | number, unit = 'ms'): string => {
  const [, amount, given = unit] = /^(\d+(?:\.\d+)?) ?([a-z]+)?$/.exec(String(value)) ?? [];
  return amount === undefined ? String(value) : `${amount} ${given === 'm' ? 'min' : given}`;
};

const ordinal = (count: number): string => {
  const last = count % 10;
  const isTeen = Math.floor((count % 100) / 10) === 1;
  return `${String(count)}${isTeen ? 'th' : last === 1 ? 'st' : last === 2 ? 'nd' : last === 3 ? 'rd' : 'th'}`;
};

type Turns = Pick<Fault, 'first' | 'nth' | 'every' | 'from' | 'share'>;

/** Which of those that it matches a fault hits. */
const whenOf = ({ first, nth, every, from, share }: Turns): string => {
  if (first !== undefined) return first === 1 ? 'the first time' : `the first ${String(first)} times`;
  if (nth !== undefined) return `only the ${ordinal(nth)} time`;
  if (every !== undefined && every !== 1) return `every ${ordinal(every)} time`;
  if (from !== undefined) return `from the ${ordinal(from)} time on`;
  if (share !== undefined) return `${String(Math.round(share * 1_000) / 10)} % of the time`;
  return 'every time';
};

const callsOf = ({ operation, method, path, instanceName }: Fault): string => {
  const named = operation === undefined ? '' : listed([operation].flat(), 'or');
  const address = [method, path].filter((part) => part !== undefined).join(' ');
  const calls =
    named === ''
      ? address === ''
        ? 'any call'
        : path === undefined
          ? `any ${address}`
          : address
      : address === ''
        ? named
        : `${named} (${address})`;
  return instanceName === undefined ? calls : `${calls} for ${instanceName}`;
};

const answerOf = ({ status = 0, retryAfter, body, headers }: Fault): string => {
  const seconds = retryAfter ?? (status === 429 ? 1 : undefined);
  const extra = [
    ...(body === undefined ? [] : ['its own body']),
    ...(seconds === undefined ? [] : [`Retry-After ${durationIn(seconds, 's')}`]),
    ...(headers === undefined ? [] : Object.keys(headers).map((name) => `the header ${name}`)),
  ];
  return `answers ${String(status)}${extra.length === 0 ? '' : ` with ${listed(extra, 'and')}`}`;
};

const cuts = {
  before: 'the connection breaks before the reply',
  middle: 'the connection breaks in the middle of the reply',
  after: 'the connection breaks after the reply',
} as const;

const effectOf = (fault: Fault): string => {
  const { status, cut, truncate, hang, staleImage, carryOut } = fault;
  const first = carryOut === true ? 'is carried out, but ' : '';
  if (status !== undefined) return first + answerOf(fault);
  if (cut !== undefined)
    return carryOut === false ? `is not carried out: ${cuts[cut]}` : `is carried out, but ${cuts[cut]}`;
  if (truncate === true) return 'answers with half of the body as if it were all of it';
  if (hang === true) return `${first}never answers`;
  return staleImage === true ? 'goes on showing the first QR of a pairing' : '';
};

/** What a fault of requests does, in English. */
export const sentenceOf = (fault: Fault): Sentence => {
  const { delay, carryOut } = fault;
  const effect = effectOf(fault);
  const span =
    delay === undefined
      ? ''
      : typeof delay === 'object'
        ? `${durationIn(delay.from)} to ${durationIn(delay.to)}`
        : durationIn(delay);
  const late = carryOut === true ? `is carried out at once, and answers ${span} late` : `answers ${span} late`;
  const what = delay === undefined ? effect : effect === '' ? late : `${effect}, ${span} late`;
  return { who: callsOf(fault), what, when: whenOf(fault) };
};

const courseOf = ({ duplicate, swap, delay, drop, repeat }: DeliveryFault): string => {
  if (duplicate !== undefined)
    return duplicate === true || duplicate === 1 ? 'comes twice' : `comes ${String(duplicate + 1)} times`;
  if (swap === true) return 'comes after the next one';
  if (delay !== undefined) return `comes ${durationIn(delay)} late`;
  if (drop === true) return 'never comes';
  return repeat === true ? 'comes again and again' : 'comes';
};

const signatures = {
  wrong: 'with a wrong signature',
  stale: 'with a signature that is an hour old',
  missing: 'without a signature',
} as const;

/** What a fault of deliveries does, in English. */
export const deliverySentenceOf = (fault: DeliveryFault): Sentence => {
  const { event, instanceName, webhook, encoding, signature } = fault;
  const who = [
    event === undefined ? 'any event' : listed([event].flat(), 'or'),
    ...(instanceName === undefined ? [] : [`of ${instanceName}`]),
    ...(webhook === undefined ? [] : [`for webhook ${String(webhook)}`]),
  ].join(' ');
  const what = [
    courseOf(fault),
    ...(encoding === undefined
      ? []
      : [encoding === 'unusual' ? 'in unusual bytes' : `with unusual ${listed(encoding, 'and')}`]),
    ...(signature === undefined ? [] : [signatures[signature]]),
  ].join(', ');
  return { who, what, when: whenOf(fault) };
};
