import type { DeliveryFault, Fault } from '../../../../shapes.js';

/** A fault in a sentence: whom it hits, what happens then, and which of them. What is not typed yet is left open. */
export type Sentence = { readonly who: string; readonly what: string; readonly when: string };

const OPEN = '…';

const listed = (texts: readonly string[], last: string): string =>
  texts.join(', ').replace(/, ([^,]*)$/, ` ${last} $1`);
/** Those parts of a sentence that there are. */
const partsOf = (...parts: readonly (string | false)[]): readonly string[] => parts.filter((part) => part !== false);

/** A number in a sentence, unless it is something else that was typed. */
const amountOf = (value: unknown, words: (amount: number) => string = String): string =>
  typeof value === 'number' && value > 0 ? words(value) : OPEN;

/** `500ms` and `500` are 500 ms, `1m` is 1 min. What is no duration stays as it is. */
const durationIn = (value: string | number, unit = 'ms'): string => {
  const [, amount, given = unit] = /^(\d+(?:\.\d+)?) ?([a-z]+)?$/.exec(String(value)) ?? [];
  return amount === undefined ? String(value) || OPEN : `${amount} ${given === 'm' ? 'min' : given}`;
};

const ordinal = (value: unknown): string =>
  amountOf(value, (count) => {
    const isTeen = Math.floor((count % 100) / 10) === 1;
    return `${String(count)}${['th', 'st', 'nd', 'rd'][isTeen ? 0 : count % 10] ?? 'th'}`;
  });

type Turns = Pick<Fault, 'first' | 'nth' | 'every' | 'from' | 'share'>;

/** Which of those that it matches a fault hits. */
const whenOf = ({ first, nth, every, from, share }: Turns): string => {
  if (first !== undefined) return first === 1 ? 'the first time' : `the first ${amountOf(first)} times`;
  if (nth !== undefined) return `only the ${ordinal(nth)} time`;
  if (every !== undefined && every !== 1) return `every ${ordinal(every)} time`;
  if (from !== undefined) return `from the ${ordinal(from)} time on`;
  if (share !== undefined) return `${amountOf(share, (part) => String(Math.round(part * 1_000) / 10))} % of the time`;
  return 'every time';
};

const callsOf = ({ operation, method, path, instanceName }: Fault): string => {
  const address = partsOf(method ?? false, path ?? false).join(' ');
  const any = path === undefined ? `any ${method ?? 'call'}` : address;
  const named = operation === undefined ? any : listed([operation].flat(), 'or');
  return [
    named,
    ...partsOf(
      operation !== undefined && address !== '' && `(${address})`,
      instanceName !== undefined && `for ${instanceName}`,
    ),
  ].join(' ');
};

const answerOf = ({ status, retryAfter, body, headers = {} }: Fault): string => {
  const seconds = retryAfter ?? (status === 429 ? 1 : undefined);
  const extra = partsOf(
    body !== undefined && 'its own body',
    seconds !== undefined && `Retry-After ${durationIn(seconds, 's')}`,
    ...Object.keys(headers).map((name) => `the header ${name}`),
  );
  return `answers ${amountOf(status)}${extra.length === 0 ? '' : ` with ${listed(extra, 'and')}`}`;
};

const cuts = { before: 'before', middle: 'in the middle of', after: 'after' } as const;

const effectOf = (fault: Fault): string | false => {
  const { status, cut, truncate, hang, staleImage, carryOut } = fault;
  const first = carryOut === true ? 'is carried out, but ' : '';
  if (status !== undefined) return first + answerOf(fault);
  if (cut !== undefined)
    return `is ${carryOut === false ? 'not carried out:' : 'carried out, but'} the connection breaks ${cuts[cut]} the reply`;
  if (truncate === true) return 'answers with half of the body as if it were all of it';
  if (hang === true) return `${first}never answers`;
  return staleImage === true && 'goes on showing the first QR of a pairing';
};

const lateOf = ({ delay = '' }: Fault): string =>
  `${typeof delay === 'object' ? `${durationIn(delay.from)} to ${durationIn(delay.to)}` : durationIn(delay)} late`;

/** What a fault of requests does, in English. */
export const sentenceOf = (fault: Fault): Sentence => {
  const effect = effectOf(fault);
  const carried = fault.carryOut === true ? 'is carried out at once, and ' : '';
  const what =
    effect === false
      ? `${carried}answers ${lateOf(fault)}`
      : partsOf(effect, fault.delay !== undefined && lateOf(fault)).join(', ');
  return { who: callsOf(fault), what, when: whenOf(fault) };
};

const courseOf = ({ duplicate, swap, delay, drop, repeat }: DeliveryFault): string => {
  if (duplicate === true || duplicate === 1) return 'comes twice';
  if (duplicate !== undefined) return `comes ${amountOf(duplicate, (copies) => String(copies + 1))} times`;
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
  const who = partsOf(
    event === undefined ? 'any event' : listed([event].flat(), 'or'),
    instanceName !== undefined && `of ${instanceName}`,
    webhook !== undefined && `for webhook ${String(webhook)}`,
  ).join(' ');
  const what = partsOf(
    courseOf(fault),
    encoding !== undefined && (encoding === 'unusual' ? 'in unusual bytes' : `with unusual ${listed(encoding, 'and')}`),
    signature !== undefined && signatures[signature],
  ).join(', ');
  return { who, what, when: whenOf(fault) };
};
